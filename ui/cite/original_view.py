"""What the reading view says of a document's original file."""

import sqlite3
from dataclasses import dataclass

from corpus.models import Document
from ui.cite.originals import may_download, may_see_pages
from ui.cite.pages.process import has_pictures
from ui.desk import Desk
from ui.errors import OriginalMissing
from ui.records.statistics import Statistics
from ui.settings import Settings


@dataclass(frozen=True, slots=True)
class OriginalView:
    """The original as one reader may have it, and how often the document has been the answer."""

    is_open: bool = False  # may be downloaded
    pages: int = 0  # that can be shown as pictures
    first: int = 1  # that is shown first: where the quote begins
    times_quoted: int | None = None  # None: not known


def original_view(desk: Desk, document: Document, start: int, settings: Settings) -> OriginalView:
    """Return what ``desk``'s reader may have of the original of a document that they read."""
    try:
        desk.original(document.id, document.version)
    except OriginalMissing:
        return OriginalView(times_quoted=_times_quoted(desk, document))
    pictured = may_see_pages(settings) and has_pictures(document)
    return OriginalView(
        may_download(desk.identity, settings),
        len(document.pages) if pictured else 0,
        document.page_at(start) or 1,
        _times_quoted(desk, document),
    )


def _times_quoted(desk: Desk, document: Document) -> int | None:
    try:
        return Statistics(desk.records).times_quoted(document.id)
    except sqlite3.Error:  # the document can be read all the same
        return None
