"""The one map from the packages' errors to HTTP.

Errors leave as ``{"error": {"code": …, "message": …}}``. What is in no tree below is a fault of ours:
500, a neutral sentence for the reader, and the trace in the log. A fault never looks like a refusal.

UiError
├── NotReady        the model or the index is still loading, or could not be loaded
├── LibraryEmpty    nothing has been read in yet
├── BadSpan         a span that the document does not have
├── QuoteStale      what the reader sees is not what the document says there
├── ExportRefused   something that was to be exported can't be quoted
├── OriginalMissing the original file is not kept
├── PageUndrawable  a page can't be shown as a picture
├── PortTaken       the address can't be listened on
├── SignInRequired  nobody has signed in
│   └── TokenInvalid      the token of a host page can't be accepted
├── SignInFailed    a name with a password, or a provider's answer, that can't be accepted
├── SignInUnavailable     the provider that signs people in can't be asked
├── Forbidden       the person may not do this
├── TooOften        something was done too often
│   ├── TooManyAttempts   signing in has failed too often
│   └── TooManyQuestions  one person has asked too often
├── Busy            others are being answered, and the line is too long
├── PasswordFileInvalid   a line of the password file can't be read
├── AnswerNotFound  no answer of this id was given, or not to this person
├── RecordsUnwritable     what a reader sent could not be kept
├── RecordsUnreadable     what is remembered can't be read
├── JobNotFound     no upload of this id is known
├── UploadRejected  what was uploaded is no file, or has no usable name
├── UploadUnstored  there was no room for an upload
├── BackupRefused   a backup or a restored library would overwrite what is there
├── BackupDamaged   a file is no whole backup
└── CorrectionInvalid     a correction of metadata that can't be taken
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse

from bot.errors import BotError, QuestionEmpty, QuestionTooLong
from corpus.errors import (
    CorpusError,
    DocumentNotFound,
    DocumentRemoved,
    FileTooLarge,
    LibraryBusy,
    LibraryNotFound,
    LibraryReadOnly,
    LibraryUnavailable,
    UnreadableFile,
)
from index.errors import EncoderStopped, EngineUnavailable, IndexFault

logger = logging.getLogger(__name__)


class UiError(Exception):
    """Root of this package's errors."""

    code = "ui_error"
    retry_after: int | None = None  # seconds, where waiting helps


class NotReady(UiError):
    """The model or the index is still loading, or could not be loaded."""

    code = "not_ready"
    retry_after = 5


class LibraryEmpty(UiError):
    """Nothing has been read in yet."""

    code = "library_empty"


class BadSpan(UiError):
    """A span that the document does not have."""

    code = "bad_span"


class QuoteStale(UiError):
    """What the reader sees is not what the document says there."""

    code = "quote_mismatch"


class ExportRefused(UiError):
    """Something that was to be exported can't be quoted; nothing is exported."""

    code = "export_refused"


class OriginalMissing(UiError):
    """The original file is not kept."""

    code = "original_missing"


class PageUndrawable(UiError):
    """A page can't be shown as a picture."""

    code = "page_undrawable"


class PortTaken(UiError):
    """Another program listens there, or the address is not ours."""

    code = "port_taken"


class SignInRequired(UiError):
    """Nobody has signed in."""

    code = "sign_in_required"


class TokenInvalid(SignInRequired):
    """The token of a host page can't be accepted."""

    code = "token_invalid"


class SignInFailed(UiError):
    """A name with a password, or a provider's answer, that can't be accepted."""

    code = "sign_in_failed"


class SignInUnavailable(UiError):
    """The provider that signs people in can't be asked."""

    code = "sign_in_unavailable"


class Forbidden(UiError):
    """The person may not do this."""

    code = "forbidden"


class AnswerNotFound(UiError):
    """No answer of this id was given, or not to this person."""

    code = "answer_not_found"


class RecordsUnwritable(UiError):
    """What a reader sent could not be kept."""

    code = "records_unwritable"


class RecordsUnreadable(UiError):
    """What is remembered of the use of a library can't be read."""

    code = "records_unreadable"


class JobNotFound(UiError):
    """No upload of this id is known."""

    code = "job_not_found"


class UploadRejected(UiError):
    """What was uploaded is no file, or has no usable name."""

    code = "upload_rejected"


class UploadUnstored(UiError):
    """There was no room for an upload."""

    code = "upload_unstored"


class BackupRefused(UiError):
    """A backup, or a library restored from one, would overwrite what is there."""

    code = "backup_refused"


class BackupDamaged(UiError):
    """A file is no whole backup, or not what was written."""

    code = "backup_damaged"


class CorrectionInvalid(UiError):
    """A correction of metadata that can't be taken: no such field, no date."""

    code = "correction_invalid"


class TooOften(UiError):
    """Something was done too often; ``retry_after`` says when it may be done again."""

    code = "too_often"

    def __init__(self, message: str, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TooManyAttempts(TooOften):
    """Signing in has failed too often."""

    code = "too_many_attempts"


class TooManyQuestions(TooOften):
    """One person has asked too often."""

    code = "too_many_questions"


class Busy(UiError):
    """Others are being answered, and the line is too long."""

    code = "busy"
    retry_after = 5


class PasswordFileInvalid(UiError):
    """A line of the password file can't be read."""

    code = "password_file_invalid"


# The first that fits counts, so children stand before their parents.
_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (QuestionEmpty, 400),
    (QuestionTooLong, 413),
    (BadSpan, 400),
    (AnswerNotFound, 404),
    (JobNotFound, 404),
    (UploadRejected, 400),
    (UploadUnstored, 507),
    (CorrectionInvalid, 422),
    (RecordsUnwritable, 503),
    (RecordsUnreadable, 503),
    (QuoteStale, 409),
    (ExportRefused, 409),
    (OriginalMissing, 404),
    (PageUndrawable, 422),
    (DocumentRemoved, 410),
    (DocumentNotFound, 404),
    (FileTooLarge, 413),
    (UnreadableFile, 422),
    (LibraryBusy, 503),
    (LibraryReadOnly, 503),
    (LibraryNotFound, 503),
    (LibraryUnavailable, 503),
    (NotReady, 503),
    (LibraryEmpty, 503),
    (SignInRequired, 401),
    (SignInFailed, 401),
    (SignInUnavailable, 503),
    (Forbidden, 403),
    (TooOften, 429),
    (Busy, 503),
    (EncoderStopped, 503),
    (EngineUnavailable, 503),
    (CorpusError, 500),
    (IndexFault, 500),
    (BotError, 500),
    (UiError, 500),
)

_HTTP: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "请求的内容无法读取，请检查格式。"),
    404: ("not_found", "没有这个地址。"),
    405: ("method_not_allowed", "这个地址不接受这种请求方法。"),
    413: ("body_too_large", "请求的内容太大。"),
    415: ("unsupported_media_type", "不支持这种内容格式，请发送 JSON。"),
    429: ("too_many_requests", "请求太多，请稍后再试。"),
    503: ("unavailable", "服务暂时不可用，请稍后再试。"),
}

_FAULT = "服务出错，请稍后再试；若仍出错，请告诉管理员出错的时间。"


@dataclass(frozen=True, slots=True)
class Problem:
    """What an error looks like from outside."""

    status: int
    code: str
    message: str

    def response(self, headers: Mapping[str, str] | None = None) -> JSONResponse:
        """Return it as the answer to an HTTP request."""
        return JSONResponse({"error": {"code": self.code, "message": self.message}}, self.status, headers)


def problem_of(error: Exception) -> Problem:
    """Return what ``error`` looks like from outside, and log what is our fault."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            if status >= 500 and not isinstance(error, (UiError, LibraryBusy, LibraryUnavailable)):
                logger.error("%s", error, exc_info=error)
            return Problem(status, str(getattr(error, "code", "error")), str(error) or _FAULT)
    logger.error("unexpected %s", type(error).__name__, exc_info=error)
    return Problem(500, "internal_error", _FAULT)


def headers_of(error: Exception) -> Mapping[str, str]:
    """Return the headers that tell a program what to do about ``error``."""
    if isinstance(error, SignInRequired):
        return {"WWW-Authenticate": "Bearer"}
    later = isinstance(error, (LibraryBusy, LibraryUnavailable, EncoderStopped, EngineUnavailable))
    wait = 5 if later else getattr(error, "retry_after", None)
    return {} if wait is None else {"Retry-After": str(wait)}


def problem_of_status(status: int) -> Problem:
    """Return the problem of a bare HTTP status."""
    code, message = _HTTP.get(
        status, ("http_error", "请求无法完成。") if status < 500 else ("internal_error", _FAULT)
    )
    return Problem(status, code, message)


def problem_of_validation(errors: Sequence[Any]) -> Problem:
    """Return one Chinese sentence for what pydantic found first."""
    first = errors[0] if errors else {}
    where = [str(part) for part in first.get("loc", ()) if part not in ("body", "query", "path")]
    field = ".".join(where)
    kind = str(first.get("type", ""))
    if kind == "json_invalid":
        message = "请求体不是合法的 JSON。"
    elif kind == "missing":
        message = f"缺少“{field}”。" if field else "缺少请求体，请发送 JSON。"
    elif kind == "extra_forbidden":
        message = f"没有“{field}”这一项。"
    else:
        # No field: the body is no object, or came without its media type and was not read as JSON.
        message = (
            f"“{field}”的值不合要求。"
            if field
            else "请求体应为 JSON 对象（Content-Type: application/json）。"
        )
    return Problem(422, "invalid_request", message)
