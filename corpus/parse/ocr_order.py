"""Recognised pieces of text in reading order: columns one after the other, pieces of one line side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from unicodedata import east_asian_width

_SAME_LINE = 0.65  # of the lower piece's height: overlap of two pieces on one line
_LEVEL = 0.3  # of the higher piece's height: how far their middles may differ
_STACKED = 2.5  # times as high as what stands beside it: characters one above the other
_GUTTER = 1.0  # characters: the narrowest space between columns
_MIDDLE = (0.15, 0.85)  # where, across the text, a gutter may lie
_CROSSING = 0.34  # share of the pieces that may run over a gutter: titles, pictures' captions
_COLUMN_LINES = 4  # lines that make a column
_COLUMN_WIDTH = 8.0  # characters
_COLUMN_FILLED = 0.6  # share of its column that the middling line of running text fills


@dataclass(frozen=True, slots=True)
class Piece:
    """What the model read in one place of an upright page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    is_red: bool = False

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half way down."""
        return (self.top + self.bottom) / 2

    @property
    def first(self) -> float:
        """Half way down its first character, also where characters stand one above the other."""
        return self.top + min(self.height, self.right - self.left) / 2


@dataclass(frozen=True, slots=True)
class Column:
    """Lines of text one below the other, each of its pieces from left to right."""

    lines: tuple[tuple[Piece, ...], ...]

    @property
    def left(self) -> float:
        """Where its leftmost piece begins."""
        return min(piece.left for line in self.lines for piece in line)

    @property
    def right(self) -> float:
        """Where its rightmost piece ends."""
        return max(piece.right for line in self.lines for piece in line)

    @property
    def top(self) -> float:
        """Where its first line begins."""
        return min(piece.top for piece in self.lines[0])


def units(text: str) -> float:
    """Return how many full-width characters wide a text is."""
    return sum(1.0 if east_asian_width(char) in "WFA" else 0.5 for char in text)


def em(pieces: Sequence[Piece]) -> float:
    """Return the width of a full-width character on this page, in pixels."""
    widths = [(p.right - p.left) / units(p.text) for p in pieces if units(p.text) >= 6]
    return median(widths) if widths else median([p.height * 0.75 for p in pieces] or [1.0])


def columns(pieces: Sequence[Piece]) -> list[Column]:
    """Return the columns of a page in reading order; a page without columns is one."""
    return [Column(tuple(in_lines(part))) for part in _parts(list(pieces), em(pieces)) if part]


def _parts(pieces: list[Piece], char: float) -> Iterator[list[Piece]]:
    gutter = _gutter(pieces, char)
    if gutter is None:
        yield pieces
        return
    crossing = sorted((p for p in pieces if p.left < gutter < p.right), key=lambda p: p.middle)
    rest = [p for p in pieces if not p.left < gutter < p.right]
    tops = [float("-inf"), *(p.middle for p in crossing), float("inf")]
    waiting: list[Piece] = []  # what is not in columns runs on
    for number, (above, below) in enumerate(pairwise(tops)):
        waiting += crossing[number - 1 : number] if number else []
        band = [p for p in rest if above <= p.middle < below]
        left, right = [p for p in band if p.right <= gutter], [p for p in band if p.left >= gutter]
        if _is_column(left, char) and _is_column(right, char):
            if waiting:
                yield waiting
            waiting = []
            yield from _parts(left, char)
            yield from _parts(right, char)
        else:
            waiting += band
    if waiting:
        yield waiting


def _gutter(pieces: Sequence[Piece], char: float) -> float | None:
    """Return where across the page the fewest pieces run, if that looks like a space between columns."""
    if len(pieces) < 2 * _COLUMN_LINES:
        return None
    start, end = min(p.left for p in pieces), max(p.right for p in pieces)
    step = char / 4
    best: tuple[int, float, float] | None = None  # crossing, minus width, place
    run: list[float] = []
    previous = -1
    x = start + _MIDDLE[0] * (end - start)
    while x < start + _MIDDLE[1] * (end - start):
        crossing = sum(p.left < x < p.right for p in pieces)
        run = [*run, x] if crossing == previous else [x]
        previous = crossing
        if len(run) * step >= _GUTTER * char:
            candidate = (crossing, -len(run) * step, (run[0] + run[-1]) / 2)
            best = candidate if best is None or candidate < best else best
        x += step
    return None if best is None or best[0] > _CROSSING * len(pieces) else best[2]


def _is_column(pieces: Sequence[Piece], char: float) -> bool:
    """Tell a column of running text from the cells of a table without lines, or a list of names."""
    lines = list(in_lines(pieces))
    if len(lines) < _COLUMN_LINES:
        return False
    width = max(p.right for p in pieces) - min(p.left for p in pieces)
    filled = median(sum(p.right - p.left for p in line) for line in lines)
    return width >= _COLUMN_WIDTH * char and filled >= _COLUMN_FILLED * width


def in_lines(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, ...]]:
    """Yield lines: put pieces that stand side by side on one line, and the lines from top to bottom."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.first):
        fitting = [line for line in lines[-3:] if all(_beside(piece, other) for other in line)]
        if fitting:
            nearest = min(fitting, key=lambda line: abs(line[0].middle - piece.middle))
            nearest.append(piece)
        else:
            lines.append([piece])
    for line in _beside_last(lines):
        yield tuple(sorted(line, key=lambda p: p.left))


def _beside(a: Piece, b: Piece) -> bool:
    if max(a.height, b.height) > _STACKED * min(a.height, b.height):
        return False  # a stacked line has no line beside it
    if abs(a.middle - b.middle) > _LEVEL * max(a.height, b.height):
        return False
    overlap = min(a.bottom, b.bottom) - max(a.top, b.top)
    across = min(a.right, b.right) - max(a.left, b.left)
    return overlap >= _SAME_LINE * min(a.height, b.height) and across <= 0.3 * min(a.height, b.height)


def _beside_last(lines: list[list[Piece]]) -> list[list[Piece]]:
    """Let a piece that stands right of two lines, half way between them, follow the second: 文件 in a letterhead."""
    for i in range(1, len(lines) - 1):
        before, here, after = lines[i - 1], lines[i], lines[i + 1]
        between = before[0].bottom > here[0].top and here[0].bottom > after[0].top
        if len(here) == 1 and between and here[0].left > max(p.right for p in before + after):
            lines[i], lines[i + 1] = after, here
    return lines
