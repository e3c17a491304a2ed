"""Web archives (MHT, MHTML): a page and what it shows, as one mail message (RFC 2557)."""

from collections.abc import Sequence
from dataclasses import replace
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage

from corpus.encoding import decode
from corpus.errors import DamagedFile
from corpus.parse.eml import part_bytes, read_message
from corpus.parse.html.parser import parse_page
from corpus.parse.models import Block, Parsed, Progress, no_progress

_MEDIA_TYPE = "multipart/related"
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def parse_mht(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return the blocks of the archived page; of a page that is all frames, those of the frames in order.

    Raises:
        DamagedFile: the archive holds no page and no text.
    """
    message = read_message(data.lstrip())
    parts = [part for part in message.walk() if isinstance(part, EmailMessage) and not part.is_multipart()]
    pages = _root_first(message, [part for part in parts if part.get_content_type() in _PAGES])
    for number, page in enumerate(pages, 1):
        parsed = parse_page(_text(page))
        progress(number, len(pages))
        if parsed.blocks:
            rest = pages[number:] if number > 1 else []  # behind a frameset, every frame is a part of it
            return _joined(parsed, [parse_page(_text(part)) for part in rest], message)
    texts = [part for part in parts if part.get_content_type() == "text/plain"]
    if not pages and not texts:
        raise DamagedFile("网页存档中没有网页，文件可能不完整。")
    blocks = (Block(line) for part in texts for line in _text(part).splitlines())
    return Parsed(tuple(blocks), _MEDIA_TYPE)


def _root_first(message: EmailMessage, pages: list[EmailMessage]) -> list[EmailMessage]:
    """Put the page that was saved before those that it frames."""
    wanted = {str(message.get_param("start") or ""), _raw(message, "Snapshot-Content-Location")} - {""}
    return sorted(
        pages, key=lambda part: not wanted & {_raw(part, "Content-ID"), _raw(part, "Content-Location")}
    )


def _joined(first: Parsed, others: Sequence[Parsed], message: EmailMessage) -> Parsed:
    blocks = [block for parsed in (first, *others) for block in parsed.blocks]
    fields = dict(first.fields)
    subject = _subject(message)
    if subject:
        fields.setdefault("page_title", subject)
    return replace(first, blocks=tuple(blocks), media_type=_MEDIA_TYPE, fields=fields)


def _subject(message: EmailMessage) -> str:
    """Return the archive's title, its encoded words decoded."""
    raw = _raw(message, "Subject")
    try:
        return " ".join(str(make_header(decode_header(raw))).split())
    except (MessageError, LookupError, ValueError):
        return raw


def _raw(part: EmailMessage, name: str) -> str:
    """Return a header as it is written: the standard parser trips over some."""
    values = (value for key, value in part.raw_items() if key.lower() == name.lower())
    return " ".join(str(next(values, "")).split())


def _text(part: EmailMessage) -> str:
    return decode(part_bytes(part), part.get_content_charset())[0]
