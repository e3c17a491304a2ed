"""Which format is it?"""

import re
from pathlib import PurePath

from corpus.encoding import decode
from corpus.errors import EmptyFile, UnknownFormat
from corpus.parse.html import parse_html
from corpus.parse.markdown import parse_markdown
from corpus.parse.models import Parsed
from corpus.parse.text import parse_text

_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|meta|div|table|p)\b",
    re.I | re.S,
)
_TEXT_SUFFIXES = {"", ".txt", ".text", ".md", ".markdown", ".htm", ".html", ".xhtml", ".shtml"}
_SNIFF = 4_000


def parse(data: bytes, name: str) -> Parsed:
    """Return the blocks of a file's content.

    Args:
        data: the whole file.
        name: the file's name; only its suffix counts, and only where the content does not tell.

    Raises:
        UnreadableFile: empty, not text, or a format that this release does not read.
    """
    if not data.strip():
        raise EmptyFile("文件是空的。")
    suffix = PurePath(name).suffix.lower()
    if suffix not in _TEXT_SUFFIXES:
        raise UnknownFormat(f"暂不支持 {suffix} 文件，目前可读 txt、md、html。")
    text, _ = decode(data)
    if _HTML_START.match(text[:_SNIFF]):
        return parse_html(text)
    if suffix in {".md", ".markdown"}:
        return parse_markdown(text)
    return parse_text(text)
