"""The objects of a page to lines and tables in reading order."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from corpus.parse.ofd.cells import grid_rows
from corpus.parse.ofd.columns import aligned_end, aligned_rows
from corpus.parse.ofd.grid import Grid, grids_of
from corpus.parse.ofd.lines import Line, folded, in_reading_order, lines_of
from corpus.parse.ofd.page import PageObjects
from corpus.parse.ofd.shapes import Rule, Run, turned
from corpus.parse.table import GridCell

_REPEATS = 3  # so often a watermark stands on a page
_LARGE = 1.4  # of the usual type size: that of upright watermarks


@dataclass(frozen=True, slots=True)
class PageTable:
    """A ruled table of a page."""

    xs: tuple[float, ...]  # the edges of its columns
    rows: list[list[GridCell]]


@dataclass(frozen=True, slots=True)
class Laid:
    """A page in reading order."""

    width: float
    height: float
    items: list[Line | PageTable]


def lay_out(page: PageObjects, watermarks: frozenset[str]) -> Laid:
    """Return the lines and tables of a page. ``watermarks`` are texts that are on other pages too."""
    runs = _once(_without_watermarks(page, watermarks))
    turns = Counter(run.turn for run in runs for _ in run.text if run.turn is not None)
    main = max(turns, key=turns.__getitem__, default=0)
    width, height = (page.width, page.height) if main in {0, 180} else (page.height, page.width)
    tables, rest = _in_tables(
        [_turned(rule, main) for rule in page.rules], [r for r in runs if r.turn == main]
    )
    halves = folded(rest, width) if width > height and not tables else [rest]
    lines = [
        replace(line, column=line.column or side) if len(halves) > 1 else line
        for side, half in enumerate(halves, 1)
        for line in in_reading_order(lines_of(half))
    ]
    items = _merged(lines, tables)
    for turn in turns:
        if turn != main:
            items.extend(in_reading_order(lines_of([run for run in runs if run.turn == turn])))
    items.extend(_askew([run for run in runs if run.turn is None]))
    return Laid(width, height, items)


def _in_tables(rules: Sequence[Rule], runs: Sequence[Run]) -> tuple[list[Grid], list[Run]]:
    """Return the grids that hold text, from top to bottom, and the runs that stand in none of them."""
    tables = []
    rest = list(runs)
    for grid in sorted(grids_of(rules), key=lambda grid: grid.area):  # a table in a cell takes its own first
        outside = [run for run in rest if not grid.take(run)]
        if sum(bool(cell.runs) for cell in grid.cells) >= 2:
            tables.append(grid)
            rest = outside
    return sorted(tables, key=lambda grid: grid.top), rest


def _merged(lines: Sequence[Line], tables: Sequence[Grid]) -> list[Line | PageTable]:
    """Put the tables between the lines, and find those that have no rules."""
    items: list[Line | PageTable] = []
    waiting = list(tables)
    at = 0
    while at < len(lines):
        while waiting and lines[at].y > waiting[0].top:
            items.extend(_tables(waiting.pop(0)))
        end = aligned_end(lines, at)
        if end > at and not (waiting and lines[end - 1].y > waiting[0].top):
            items.append(_aligned(lines[at:end]))
        else:
            end = at + 1
            items.append(lines[at])
        at = end
    for grid in waiting:
        items.extend(_tables(grid))
    return items


def repeated_askew(pages: Sequence[PageObjects]) -> frozenset[str]:
    """Return the texts that stand askew on several pages: watermarks."""
    seen = Counter(text for page in pages for text in {run.text for run in page.runs if run.turn is None})
    return frozenset(text for text, count in seen.items() if count > 1 and len(text) > 1)


def _without_watermarks(page: PageObjects, watermarks: frozenset[str]) -> list[Run]:
    """Drop what is light and askew, askew on several pages, or stands about the page askew or light and large."""
    counts = Counter(run.text for run in page.runs)
    usual = median(run.size for run in page.runs) if page.runs else 0.0

    def is_watermark(run: Run) -> bool:
        askew = run.turn is None
        if askew and (run.faint or run.text in watermarks):
            return True
        about = len(run.text) > 1 and counts[run.text] >= _REPEATS
        return about and (askew or (run.faint and run.size > _LARGE * usual))

    return [run for run in page.runs if not is_watermark(run)]


def _once(runs: Sequence[Run]) -> list[Run]:
    """Drop what is drawn twice at the same place to look bold."""
    seen: dict[str, list[Run]] = {}
    kept = []
    for run in runs:
        same = seen.setdefault(run.text, [])
        near = 0.2 * run.size
        if not any(abs(run.x0 - other.x0) <= near and abs(run.y - other.y) <= near for other in same):
            same.append(run)
            kept.append(run)
    return kept


def _turned(rule: Rule, turn: int) -> Rule:
    x0, y0 = turned(rule.x0, rule.y0, turn)
    x1, y1 = turned(rule.x1, rule.y1, turn)
    return Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _tables(grid: Grid) -> Iterator[PageTable]:
    """Return a grid as a table; a cell as wide as the grid that holds a table without rules parts it in three."""
    starts = [0]
    inner: dict[int, list[Line]] = {}
    for cell in grid.cells:
        if (cell.rows, cell.columns) == (1, len(grid.xs) - 1) and aligned_rows(cell.lines) is not None:
            inner[cell.row] = cell.lines
            starts += [cell.row, cell.row + 1]
    for first, last in pairwise([*starts, len(grid.ys) - 1]):
        if first in inner and last == first + 1:
            yield _aligned(inner[first])
        elif last > first:
            own = [replace(cell, row=cell.row - first) for cell in grid.cells if first <= cell.row < last]
            yield PageTable(grid.xs, grid_rows(own, last - first))


def _aligned(lines: Sequence[Line]) -> PageTable:
    rows = aligned_rows(lines)
    assert rows is not None
    return PageTable(tuple(run.x0 for run in lines[0].runs), rows)


def _askew(runs: Sequence[Run]) -> list[Line]:
    """Return slanted text in the order in which it is drawn; single letters follow a curve, as on seals."""
    lines: list[list[Run]] = []
    for run in runs:
        if lines and len(run.text) == len(lines[-1][-1].text) == 1:
            lines[-1].append(run)
        else:
            lines.append([run])
    return [Line(tuple(line)) for line in lines]
