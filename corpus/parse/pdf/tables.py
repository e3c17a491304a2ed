"""Ruled tables of a PDF page: lines to a grid, the grid to cells, glyphs to the cells that they stand in.

A table may be open at its sides, as many are in official documents; its outer border counts as drawn.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.parse.pdf.cells import cell_text
from corpus.parse.pdf.models import Edge, Glyph, TableBox, TableCell

_MAX_EDGES = 3_000  # of a page; more are a drawing
_MAX_SQUARES = 40_000  # of a grid
_TOUCH = 3.5  # points by which lines that meet may miss each other
_COVERED = 0.6  # of the side of a square that a line must run along to part it from the next
_MIN_SIDE = 4.0  # points between two lines of a grid
_MIN_FILLED = 2  # cells with text: fewer are a frame, a chart or an empty form


@dataclass(frozen=True, slots=True)
class _Grid:
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owner: tuple[tuple[int, ...], ...]  # the cell that each square belongs to, by row and column
    height: int
    width: int

    def cell_at(self, x: float, y: float) -> int:
        column = min(max(bisect_right(self.xs, x) - 1, 0), self.width - 1)
        row = min(max(bisect_right(self.ys, y) - 1, 0), self.height - 1)
        return self.owner[row][column]


def tables_of(edges: Sequence[Edge], glyphs: Sequence[Glyph]) -> tuple[list[TableBox], list[Glyph]]:
    """Return the tables of a page, and the glyphs that stand outside them."""
    if not 4 <= len(edges) <= _MAX_EDGES:
        return [], list(glyphs)
    tables = []
    rest = list(glyphs)
    for group in _groups(edges):
        grid = _grid(group)
        if grid is None:
            continue
        inside, outside = _split(grid, rest)
        table = _table(grid, inside)
        if table is not None:
            tables.append(table)
            rest = outside
    return tables, rest


def _groups(edges: Sequence[Edge]) -> list[list[Edge]]:
    """Return the sets of lines that are connected by crossing or touching."""
    flat = [e for e in edges if e.horizontal]
    upright = [e for e in edges if not e.horizontal]
    parent = list(range(len(flat) + len(upright)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, h in enumerate(flat):
        for j, v in enumerate(upright, len(flat)):
            across = h.start - _TOUCH <= v.at <= h.end + _TOUCH
            if across and v.start - _TOUCH <= h.at <= v.end + _TOUCH:
                parent[root(i)] = root(j)
    groups: dict[int, list[Edge]] = defaultdict(list)
    for i, edge in enumerate([*flat, *upright]):
        groups[root(i)].append(edge)
    return [group for group in groups.values() if len(group) >= 3]


def _grid(group: Sequence[Edge]) -> _Grid | None:
    flat = [e for e in group if e.horizontal]
    upright = [e for e in group if not e.horizontal]
    if len(flat) < 2 or not upright:
        return None
    xs = _places([e.at for e in upright] + [end for e in flat for end in (e.start, e.end)])
    ys = _places([e.at for e in flat] + [end for e in upright for end in (e.start, e.end)])
    width, height = len(xs) - 1, len(ys) - 1
    if width < 1 or height < 1 or width * height < 2 or width * height > _MAX_SQUARES:
        return None
    right_of = _walls(upright, xs, ys)
    below = _walls(flat, ys, xs)
    return _Grid(xs, ys, _joined(width, height, right_of, below), height, width)


def _places(ends: Iterable[float]) -> tuple[float, ...]:
    """Return where the grid's lines are: ends that lie close together are one place."""
    places: list[list[float]] = []
    for end in sorted(ends):
        if places and end - places[-1][0] <= _MIN_SIDE:
            places[-1].append(end)
        else:
            places.append([end])
    return tuple(sum(group) / len(group) for group in places)


def _walls(edges: Sequence[Edge], at: Sequence[float], along: Sequence[float]) -> set[tuple[int, int]]:
    """Return (line of the grid, square along it) wherever a drawn line parts two squares."""
    spans: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        nearest = min(range(len(at)), key=lambda i: abs(at[i] - edge.at))
        spans[nearest].append(edge)
    walls = set()
    for line, group in spans.items():
        for square, (a, b) in enumerate(pairwise(along)):
            covered = sum(max(0.0, min(b, e.end) - max(a, e.start)) for e in group)
            if covered >= _COVERED * (b - a):
                walls.add((line, square))
    return walls


def _joined(
    width: int, height: int, right_of: set[tuple[int, int]], below: set[tuple[int, int]]
) -> tuple[tuple[int, ...], ...]:
    """Give squares that no line parts to one cell; cells are numbered by row, then column."""
    owner = [[-1] * width for _ in range(height)]
    number = 0
    for row in range(height):
        for column in range(width):
            if owner[row][column] >= 0:
                continue
            todo = [(row, column)]
            owner[row][column] = number
            while todo:
                r, c = todo.pop()
                for nr, nc, parted in (
                    (r, c + 1, (c + 1, r) in right_of),
                    (r, c - 1, (c, r) in right_of),
                    (r + 1, c, (r + 1, c) in below),
                    (r - 1, c, (r, c) in below),
                ):
                    if not parted and 0 <= nr < height and 0 <= nc < width and owner[nr][nc] < 0:
                        owner[nr][nc] = number
                        todo.append((nr, nc))
            number += 1
    return tuple(tuple(line) for line in owner)


def _split(grid: _Grid, glyphs: Sequence[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    inside: list[Glyph] = []
    outside: list[Glyph] = []
    left, right, top, bottom = grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1]
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.y - 0.3 * glyph.style.size
        is_in = left <= x <= right and top <= y <= bottom
        (inside if is_in else outside).append(glyph)
    return inside, outside


def _table(grid: _Grid, glyphs: Sequence[Glyph]) -> TableBox | None:
    """Return the table that a grid is, or None where it is a frame around text or a drawing."""
    content: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.y - 0.3 * glyph.style.size
        content[grid.cell_at(x, y)].append(glyph)
    squares: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for r, line in enumerate(grid.owner):
        for c, number in enumerate(line):
            squares[number].append((r, c))
    cells = []
    for number, places in squares.items():
        top, bottom = min(r for r, _ in places), max(r for r, _ in places)
        left, right = min(c for _, c in places), max(c for _, c in places)
        text, is_full = cell_text(content[number], grid.xs[left], grid.xs[right + 1])
        cells.append(TableCell(text, top, left, bottom - top + 1, right - left + 1, is_full))
    if sum(1 for cell in cells if cell.text) < _MIN_FILLED or grid.width < 2:
        return None
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return TableBox(grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1], grid.xs, grid.height, tuple(cells))
