"""The reading order of a page: rows of text and tables, column by column where there are columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from corpus.parse.pdf.lines import TextRow, line_of
from corpus.parse.pdf.margins import measured
from corpus.parse.pdf.models import Item, Line, Region, TableBox, is_wide

_GUTTER = 1.0  # em between two columns, at least
_MIN_ROWS = 4  # of a column
_MIN_WIDTH = 7.0  # em of a column
_FILLED = 0.85  # of its column's width: a line of running text
_FILLED_SHARE = 0.5  # of a column's lines that are filled; cells of a table without rules are not
_TABULAR = 2.0  # em of a gap within a line of text, at most
_GAPPED_SHARE = 0.3  # of a column's lines that may have a wider one
_MAX_COLUMNS = 4  # of one page
_MAX_ROWS = 400  # of a page that is searched for columns


_Gap = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of text, or a table, with what is to the left and right of it."""

    y: float
    size: float
    spans: tuple[tuple[float, float], ...]
    row: TextRow | None
    table: TableBox | None
    gaps: tuple[_Gap, ...]  # the empty stretches beside and between the pieces, left to right

    def part(self, middle: float, *, left: bool) -> "_Entry | None":
        """Return what stands on one side of a gutter."""
        if self.table is not None:
            return self if (self.table.x1 <= middle) == left else None
        if self.row is None:
            return None
        pieces = tuple(p for p in self.row.pieces if (p.x1 <= middle) == left)
        return _entry(TextRow(self.row.y, self.row.size, pieces)) if pieces else None


def _entry(item: TextRow | TableBox) -> _Entry:
    if isinstance(item, TableBox):
        spans: tuple[_Gap, ...] = ((item.x0, item.x1),)
        return _Entry(item.y0, 0.0, spans, None, item, _gaps(spans))
    spans = tuple((p.x0, p.x1) for p in item.pieces)
    return _Entry(item.y, item.size, spans, item, None, _gaps(spans))


def _gaps(spans: Sequence[_Gap]) -> tuple[_Gap, ...]:
    ends = [float("-inf"), *(x for span in spans for x in span), float("inf")]
    return tuple(zip(ends[::2], ends[1::2], strict=True))


def regions_of(items: Sequence[TextRow | TableBox], page_width: float) -> list[Region]:
    """Return the text columns of a page in reading order, each with its lines and margins."""
    entries = sorted(map(_entry, items), key=lambda entry: entry.y)
    if len(entries) > _MAX_ROWS:
        return measured([Region(_items(entries))], page_width)
    return measured(
        [Region(_items(part), is_column) for part, is_column in _in_order(entries, 0)], page_width
    )


def _in_order(entries: list[_Entry], depth: int) -> list[tuple[list[_Entry], bool]]:
    """Part rows into stretches without columns and, where there are any, the columns one after the other."""
    found: list[tuple[list[_Entry], bool]] = []
    plain: list[_Entry] = []
    refuted: list[tuple[int, float]] = []
    at = 0
    while at < len(entries):
        columns = _columns(entries, at, at - len(plain), refuted) if depth < 3 else None
        if columns is None:
            plain.append(entries[at])
            at += 1
            continue
        begin, end, middle = columns
        plain = plain[: len(plain) - (at - begin)]
        if plain:
            found.append((plain, depth > 0))
        plain = []
        for left in (True, False):
            side = [part for e in entries[begin:end] if (part := e.part(middle, left=left)) is not None]
            found.extend((part, True) for part, _ in _in_order(side, depth + 1))
        at = end
    if plain:
        found.append((plain, depth > 0))
    return found


def _columns(
    entries: list[_Entry], at: int, lowest: int, refuted: list[tuple[int, float]]
) -> tuple[int, int, float] | None:
    """Return which rows, from ``lowest`` on, are in columns with the row ``at``, and where their gutter is.

    ``refuted`` keeps the gutters that turned out to be none, each with the row that it ended before.
    """
    here = entries[at]
    gaps = list(here.gaps[1:-1]) if len(here.gaps) <= _MAX_COLUMNS + 1 else []
    if at + 1 < len(entries) and entries[at + 1].y - here.y < here.size:
        gaps += _gap_between(here, entries[at + 1])  # the lines of two columns need not be level
    for gap in gaps:
        known = any(at < end and gap[0] < middle < gap[1] for end, middle in refuted)
        if known or gap[1] - gap[0] < _GUTTER * here.size:
            continue
        down, gap_down = _follow(entries, range(at + 1, len(entries)), gap)
        up, gap_all = _follow(entries, range(at - 1, lowest - 1, -1), gap_down)
        middle = (gap_all[0] + gap_all[1]) / 2
        first, last = _trimmed(entries, at - up, at + down + 1, middle)
        if _are_columns(entries[first:last], middle):
            return first, last, middle
        refuted.append((at + down + 1, middle))
    return None


def _gap_between(one: _Entry, other: _Entry) -> list[_Gap]:
    """Return the empty stretch between rows that stand beside each other."""
    left, right = sorted((one, other), key=lambda entry: entry.spans[0][0])
    begin, end = left.spans[-1][1], right.spans[0][0]
    return [(begin, end)] if begin < end else []


def _follow(entries: list[_Entry], way: range, gap: _Gap) -> tuple[int, _Gap]:
    """Return how many rows on the way leave the gap open, and what is left of it then."""
    count = 0
    for i in way:
        open_gaps = [(max(gap[0], g[0]), min(gap[1], g[1])) for g in entries[i].gaps]
        widest = max(open_gaps, key=lambda g: g[1] - g[0])
        if widest[1] - widest[0] < _GUTTER * max(entries[i].size, 6.0) * 0.8:
            break
        gap = widest
        count += 1
    return count, gap


def _trimmed(entries: list[_Entry], first: int, last: int, middle: float) -> tuple[int, int]:
    """Leave out what stands on one side only, at either end, with a blank between it and the columns."""
    steps = []
    for left in (True, False):
        side = [e.y for e in entries[first:last] if e.part(middle, left=left) is not None]
        steps += [b - a for a, b in pairwise(side)]
    blank = 1.6 * median(steps) if steps else 0.0

    def one_sided(entry: _Entry) -> bool:
        return entry.part(middle, left=True) is None or entry.part(middle, left=False) is None

    for i in range(last - 1, first, -1):
        if not one_sided(entries[i]):
            break
        if entries[i].y - entries[i - 1].y > blank:
            last = i
    for i in range(first, last - 1):
        if not one_sided(entries[i]):
            break
        if entries[i + 1].y - entries[i].y > blank:
            first = i + 1
    return first, last


def _are_columns(entries: list[_Entry], middle: float) -> bool:
    """Tell columns of running text from words that happen to stand beside each other."""
    sides = []
    for left in (True, False):
        side = [part for e in entries if (part := e.part(middle, left=left)) is not None]
        rows = [e for e in side if e.row is not None]
        if not _is_text(rows, depth=1):
            return False
        sides.append((rows[0].y, rows[-1].y))
    (top_a, end_a), (top_b, end_b) = sides
    beside = min(end_a, end_b) - max(top_a, top_b)
    return beside >= 0.5 * min(end_a - top_a, end_b - top_b)


def _is_text(rows: list[_Entry], depth: int) -> bool:
    """Tell a column of text, or two of them, from words and figures with wide gaps between."""
    if len(rows) < _MIN_ROWS:
        return False
    x0, x1 = min(e.spans[0][0] for e in rows), max(e.spans[-1][1] for e in rows)
    filled = [e for e in rows if e.spans[-1][1] - e.spans[0][0] >= _FILLED * (x1 - x0)]
    if x1 - x0 < _MIN_WIDTH * median(e.size for e in rows) or len(filled) < _FILLED_SHARE * len(rows):
        return False
    gapped = [e for e in rows if any(b - a >= _TABULAR * e.size for a, b in e.gaps[1:-1])]
    if len(gapped) <= _GAPPED_SHARE * len(rows):
        return True
    if not depth:
        return False
    widest = [max(e.gaps[1:-1], key=lambda gap: gap[1] - gap[0]) for e in gapped]
    begin, end = max(a for a, _ in widest), min(b for _, b in widest)
    if begin >= end:
        return False
    halves = [
        [part for e in rows if (part := e.part((begin + end) / 2, left=left)) is not None]
        for left in (True, False)
    ]
    return all(_is_text(half, depth - 1) for half in halves)


def _items(entries: Sequence[_Entry]) -> tuple[Item, ...]:
    items: list[Item] = []
    for entry in entries:
        if entry.table is not None:
            items.append(entry.table)
        elif entry.row is not None:
            items.append(line_of(entry.row, entry.row.pieces))
    return tuple(_upright(items))


def _upright(items: Sequence[Item]) -> list[Item]:
    """Join characters that stand one below the other, as on a cover: 竞／争／性／磋／商."""
    joined: list[Item] = []
    stack: list[Line] = []

    def flush() -> None:
        if len(stack) >= 3:
            last = stack[-1]
            text = "".join(line.text for line in stack)
            joined.append(replace(last, text=text, y=stack[0].y))
        else:
            joined.extend(stack)
        stack.clear()

    for item in items:
        if not isinstance(item, Line) or len(item.text) != 1 or not is_wide(item.text):
            flush()
            joined.append(item)
            continue
        if stack:
            last = stack[-1]
            size = item.style.size
            if abs(last.x0 - item.x0) > 0.2 * size or item.y - last.y > 2.5 * size:
                flush()
        stack.append(item)
    flush()
    return joined
