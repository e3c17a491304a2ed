"""What the PDF reader's stages hand each other. Lengths are points; y runs down from the top of the page."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of glyphs is set."""

    face: str  # the font's name, without the tag of a subset
    size: float  # of the em, as shown
    bold: bool = False
    light: bool = False  # pale or see-through, as watermarks are
    hidden: bool = False  # drawn invisibly, as the text layer over a scan is
    angle: int = 0  # degrees that the text is turned against the page as shown, counter-clockwise


class Glyph(NamedTuple):
    """One character where it stands: from ``x0`` to ``x1`` on the baseline ``y``."""

    text: str
    x0: float
    x1: float
    y: float
    style: Style


@dataclass(frozen=True, slots=True)
class Edge:
    """A ruled line, along x or y: at ``at`` of the other axis, from ``start`` to ``end``."""

    at: float
    start: float
    end: float
    horizontal: bool


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page shows, before anything is made of it."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]  # in the order of the file
    aside: tuple[tuple[Glyph, ...], ...] = ()  # at right angles, as if the page were turned for them
    edges: tuple[Edge, ...] = ()
    image_share: float = 0.0  # of the page's area
    drawn: int = 0  # segments of paths: letters may be among them


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in one column."""

    text: str
    x0: float
    x1: float
    y: float  # the baseline
    style: Style  # of most of its characters
    plain: bool = True  # set in that face and weight throughout
    is_tabular: bool = False  # words set apart by wide gaps, as in a list without rules
    chunk: float = 0.0  # the width of what could not be broken off its beginning


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell with its paragraphs; ``rows`` and ``columns`` are what it covers of the grid."""

    text: str
    row: int
    column: int
    rows: int
    columns: int
    is_full: bool = False  # its last line has no room for more: it may go on over the page


@dataclass(frozen=True, slots=True)
class TableBox:
    """A ruled table on one page."""

    x0: float
    x1: float
    y0: float
    y1: float
    columns: tuple[float, ...]  # where its grid columns begin, and where the last one ends
    rows: int
    cells: tuple[TableCell, ...]  # by row, then column

    @property
    def y(self) -> float:
        """Where it stands among the lines."""
        return self.y0


Item = Line | TableBox


@dataclass(frozen=True, slots=True)
class Region:
    """A column of a page: its items in reading order, and the margins that its text keeps to."""

    items: tuple[Item, ...]
    is_column: bool = False  # one of several beside each other
    left: float = 0.0
    right: float = 0.0
    leading: float = 0.0  # from baseline to baseline within a paragraph
    is_justified: bool = False  # lines end at the right margin unless their paragraph does


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read from its text layer."""

    number: int
    width: float
    height: float
    regions: tuple[Region, ...]
    notes: tuple[Line, ...] = field(default=())  # footnotes


@lru_cache(maxsize=20_000)
def is_wide(char: str) -> bool:
    """Tell the characters that are set solid, without spaces between them: Han, kana, full-width signs."""
    code = ord(char)
    return (
        0x2E80 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF01 <= code <= 0xFF60
        or 0xFFE0 <= code <= 0xFFE6
        or 0x20000 <= code <= 0x3FFFF
        or 0x2160 <= code <= 0x217F
        or 0x2460 <= code <= 0x24FF
        or char in "℃‰"
    )
