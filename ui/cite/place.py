"""Where a shown quote stands, as its buttons say it: copying asks the server for what is there now."""

from dataclasses import dataclass

from bot.models import Quote
from ui.cite.excerpt import sha256_of


@dataclass(frozen=True, slots=True)
class PlaceView:
    """The data attributes of a quote's buttons."""

    document: str
    version: int
    start: int
    end: int
    sha256: str  # of what is shown
    marks: str  # "1088-1093 1095-1099": what of it answers


def place_view(quote: Quote) -> PlaceView:
    """Return the place of a quote that is shown."""
    marks = " ".join(f"{mark.start}-{mark.end}" for mark in quote.highlights)
    return PlaceView(quote.document_id, quote.version, quote.start, quote.end, sha256_of(quote.text), marks)
