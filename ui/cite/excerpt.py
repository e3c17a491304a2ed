"""A quote read anew from the store, at the moment in which it is copied or exported."""

import hashlib
from dataclasses import dataclass
from datetime import date

from bot.cite import cite_span, permalink
from bot.models import Citation
from corpus.models import Document
from ui.desk import Desk
from ui.errors import BadSpan, QuoteStale
from ui.settings import Language

LIMIT = 20_000  # characters that are quoted at once: beyond, it is the document that is wanted


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands, and what the reader sees there."""

    document: str
    version: int
    start: int
    end: int
    text: str | None = None
    sha256: str | None = None  # of the text that is seen, in UTF-8


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote: ``text == document.text[start:end]``, with its citation."""

    document: Document
    start: int
    end: int
    text: str
    url: str  # with the address under which readers reach this server, where they told it
    citation: Citation


def read_excerpt(
    desk: Desk, place: Place, base: str = "", language: Language = "zh", today: date | None = None
) -> Excerpt:
    """Return what stands at ``place`` now.

    Args:
        desk: of the reader.
        place: that is quoted.
        base: what stands before the path of a permalink: origin and public path.
        language: of remarks in the citation.
        today: 引用日期; ``None``: the server's day.

    Raises:
        DocumentNotFound: or its child; also where the document is not open to the reader.
        BadSpan: the document has no such span, or it is too long.
        QuoteStale: the reader sees something else there.
    """
    document = desk.document(place.document, place.version)
    if not 0 <= place.start < place.end <= len(document.text):
        raise BadSpan("要引用的位置不在这份文件里。")
    if place.end - place.start > LIMIT:
        raise BadSpan(f"一次最多引用 {LIMIT} 字，请缩短所选的文字。")
    text = document.text[place.start : place.end]
    shown = place.sha256 if place.text is None else sha256_of(place.text)
    if shown is not None and shown.lower() != sha256_of(text):
        raise QuoteStale("页面上的文字与库中原文不一致，没有引用；请刷新页面后再试。")
    url = base + permalink(document.id, document.version, place.start, place.end)
    citation = cite_span(document, place.start, url, language=language, accessed=today or date.today())
    return Excerpt(document, place.start, place.end, text, url, citation)


def sha256_of(text: str) -> str:
    """Return the hash of a text by which a page says what it shows; a lone surrogate has no UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
