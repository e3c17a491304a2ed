"""The ruled tables of a page: rules that cross make a grid, what stands between them is a cell."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from corpus.parse.ofd.cells import Cell
from corpus.parse.ofd.shapes import Rule, Run

_SNAP = 1.0  # mm: rules so near are the same
_JOIN = 1.5  # mm: pieces of one rule
_MAX_RULES = 4_000  # of one page; more is a drawing
_MAX_CELLS = 20_000  # of one grid
_SMALLEST = 8.0  # mm: neither the width nor the height of a table is less


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the edges of its columns and rows, and its cells by their upper left corner."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]
    owner: dict[tuple[int, int], int] = field(repr=False)  # (row, column) -> which cell covers it

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.ys[0]

    @property
    def area(self) -> float:
        """In square millimetres."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def take(self, run: Run) -> bool:
        """Put a run into the cells that it stands in; return whether it stands in the table at all."""
        middle = run.y - 0.35 * run.size
        if not (self.ys[0] < middle < self.ys[-1] and self.xs[0] < (run.x0 + run.x1) / 2 < self.xs[-1]):
            return False
        row = bisect_right(self.ys, middle) - 1
        ends = [*run.starts[1:], run.x1]
        columns = [
            min(max(bisect_right(self.xs, (start + end) / 2) - 1, 0), len(self.xs) - 2)
            for start, end in zip(run.starts, ends, strict=True)
        ]
        at = 0
        while at < len(columns):  # a run that was written across several cells is cut at their borders
            number = self.owner[row, columns[at]]
            end = next(
                (i for i in range(at, len(columns)) if self.owner[row, columns[i]] != number), len(columns)
            )
            self.cells[number].add(run, at, end)
            at = end
        return True


def grids_of(rules: Sequence[Rule]) -> list[Grid]:
    """Return the grids that the rules of a page make, from top to bottom."""
    if len(rules) > _MAX_RULES:
        return []
    across = _joined([r for r in rules if abs(r.y1 - r.y0) < abs(r.x1 - r.x0)])
    down = [_flipped(r) for r in _joined([_flipped(r) for r in rules if abs(r.y1 - r.y0) > abs(r.x1 - r.x0)])]
    grids = (_grid(*group) for group in _groups(across, down))
    return sorted((grid for grid in grids if grid is not None), key=lambda grid: grid.top)


def _flipped(rule: Rule) -> Rule:
    return Rule(rule.y0, rule.x0, rule.y1, rule.x1)


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Return horizontal rules with those that continue or repeat each other made one."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (r.y0, r.x0)):
        near = takewhile(lambda i: rule.y0 - joined[i].y0 <= _SNAP, range(len(joined) - 1, -1, -1))  # noqa: B023
        at = next((i for i in near if _continues(joined[i], rule)), None)
        other = rule if at is None else joined.pop(at)
        joined.append(Rule(min(rule.x0, other.x0), other.y0, max(rule.x1, other.x1), other.y0))
    return joined


def _continues(one: Rule, other: Rule) -> bool:
    return one.x0 <= other.x1 + _JOIN and other.x0 <= one.x1 + _JOIN


def _groups(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the rules that hang together, as horizontal and vertical ones."""
    group = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for i, h in enumerate(across):
        for j, v in enumerate(down, len(across)):
            if h.x0 - _JOIN <= v.x0 <= h.x1 + _JOIN and v.y0 - _JOIN <= h.y0 <= v.y1 + _JOIN:
                group[root(i)] = root(j)
    found: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate([*across, *down]):
        found.setdefault(root(i), ([], []))[0 if i < len(across) else 1].append(rule)
    return list(found.values())


def _grid(across: list[Rule], down: list[Rule]) -> Grid | None:
    if len(across) < 2 or not down:
        return None
    left, right = min(r.x0 for r in across), max(r.x1 for r in across)  # tables may be open at the sides
    xs = _snapped([left, right, *(r.x0 for r in down)])
    ys = _snapped([r.y0 for r in across])
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or not 2 <= columns * rows <= _MAX_CELLS:
        return None
    if xs[-1] - xs[0] < _SMALLEST or ys[-1] - ys[0] < _SMALLEST:
        return None
    beside = _walls(down, xs, ys)
    beneath = _walls([_flipped(r) for r in across], ys, xs)
    owner: dict[tuple[int, int], int] = {}
    cells: list[Cell] = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in owner:
                continue
            wide = 1
            while (
                column + wide < columns
                and (column + wide, row) not in beside
                and (row, column + wide) not in owner
            ):
                wide += 1
            high = 1
            while row + high < rows and all(
                (row + high, c) not in beneath and (row + high, c) not in owner
                for c in range(column, column + wide)
            ):
                high += 1
            for r in range(row, row + high):
                for c in range(column, column + wide):
                    owner[r, c] = len(cells)
            cells.append(Cell(row, column, high, wide, xs[column], xs[column + wide]))
    return Grid(tuple(xs), tuple(ys), tuple(cells), owner)


def _snapped(values: Sequence[float]) -> list[float]:
    snapped: list[float] = []
    for value in sorted(values):
        if not snapped or value - snapped[-1] > _SNAP:
            snapped.append(value)
    return snapped


def _walls(rules: Sequence[Rule], edges: Sequence[float], steps: Sequence[float]) -> set[tuple[int, int]]:
    """Return where a vertical rule stands: (which of the edges, which step along it)."""
    walls = set()
    for rule in rules:
        edge = min(range(len(edges)), key=lambda i: abs(edges[i] - rule.x0))
        for step in range(len(steps) - 1):
            middle = (steps[step] + steps[step + 1]) / 2
            if rule.y0 <= middle <= rule.y1:
                walls.add((edge, step))
    return walls
