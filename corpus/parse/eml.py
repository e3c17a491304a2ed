"""A mail message (RFC 5322) to blocks: subject, who wrote to whom, and its text. Attachments: ``corpus.unpack``."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from corpus.encoding import decode
from corpus.errors import DamagedFile
from corpus.parse.html.parser import parse_page
from corpus.parse.models import Block, Parsed, Progress, no_progress

_HEADERS = (("From", "发件人"), ("To", "收件人"), ("Cc", "抄送"), ("Date", "日期"))
_MAX_DEPTH = 50  # parts within parts; the standard library's generator calls itself for each


def parse_eml(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return the subject as a heading, the headers that readers see, and the message's text."""
    message = read_message(data)
    subject = _header(message, "Subject")
    blocks = [Block(subject, 1)] if subject else []
    shown = ((label, _header(message, name)) for name, label in _HEADERS)
    blocks += [Block(f"{label}：{value}") for label, value in shown if value]
    body = _body(message)
    if body is not None:
        text = _text(part_bytes(body), body.get_content_charset())
        if body.get_content_type() == "text/html":
            blocks += parse_page(text).blocks
        else:
            blocks += [Block(line) for line in text.splitlines()]
    return Parsed(tuple(blocks), "message/rfc822", {"title": subject} if subject else {})


def read_message(data: bytes) -> EmailMessage:
    """Return the parsed message.

    Raises:
        DamagedFile: its parts nest without end.
    """
    try:
        message = message_from_bytes(data, _class=EmailMessage, policy=policy.default)
        if _depth(message) > _MAX_DEPTH:
            raise DamagedFile("邮件层层嵌套过深，未读取。")
    except RecursionError as error:
        raise DamagedFile("邮件层层嵌套过深，未读取。") from error
    return message


def part_bytes(part: EmailMessage) -> bytes:
    """Return a part's content as bytes, its transfer encoding undone; empty where that cannot be."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _depth(message: EmailMessage) -> int:
    depth = 0
    layer = [message]
    while layer and depth <= _MAX_DEPTH:
        depth += 1
        layer = [p for m in layer if m.is_multipart() for p in m.get_payload() if isinstance(p, EmailMessage)]
    return depth


def _body(message: EmailMessage) -> EmailMessage | None:
    """Return the part to show: HTML first, since only it has the tables."""
    try:
        body = message.get_body(("html", "plain"))
    except (AttributeError, KeyError, LookupError, ValueError):  # broken structure
        return None
    return body if isinstance(body, EmailMessage) else None


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = str(message.get(name, ""))
    except (
        ValueError,
        IndexError,
        AttributeError,
        LookupError,
        TypeError,
    ):  # the standard parser trips over some
        return ""
    return re.sub(r"\s+", " ", value).strip()


def _text(payload: bytes, charset: str | None) -> str:
    return decode(payload, charset)[0] if payload.strip() else ""
