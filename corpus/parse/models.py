"""What every parser returns, whatever the format."""

from collections.abc import Callable
from dataclasses import dataclass, field

# Raised whenever files may come out differently than before: libraries read theirs again at the next build.
REVISION = 2

Progress = Callable[[int, int], None]  # pages done, pages in all; each call is a sign of life


def no_progress(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class RowCells:
    """How the tab-separated cells of a table row stand in their table.

    The three tuples have one item a cell of ``Block.text.split("\\t")``, empty cells included.
    """

    table: int  # which table of the file, counted from 0
    is_header: bool
    columns: tuple[int, ...]  # the grid column where each cell begins, counted from 0
    spans: tuple[int, ...]  # the grid columns that each cell covers
    headings: tuple[str, ...]  # search-only: the headings above each cell, outermost first
    beside: str = ""  # search-only: what cells merged over several rows say, for rows below their first


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or table row, in reading order, without line breaks inside.

    ``level`` is 1 to 6 for a heading that the format marks as one, 0 for all else. The cells of a
    table row are separated by tabs. ``page`` counts from 1; ``None`` where the format has no pages.
    """

    text: str
    level: int = 0
    page: int | None = None
    breaks: tuple[int, ...] = ()  # offsets in ``text`` where the next page begins
    row: RowCells | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's content before cleaning. ``fields`` are values that the format labels itself."""

    blocks: tuple[Block, ...]
    media_type: str
    fields: dict[str, str] = field(default_factory=dict)
    recognised: bool = False  # read by OCR, in part or whole
