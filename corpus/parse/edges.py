"""Tables as Word 97 and RTF store them: paragraphs, marks that end cells and rows, and where cells end.

Each row stands for itself there; :class:`TableBuilder` finds the grid that the rows of a table share.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.parse.flow import FlowCell, flow_table
from corpus.parse.models import Block

_TOLERANCE = 80  # twentieths of a point: edges dragged by hand hardly ever meet exactly
_PLAIN_WIDTH = 1_000  # of the cells of a row that does not say
_MAX_COLUMNS = 1_000
_MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class RowShape:
    """Where the cells of a row end, and which of them are merged with another."""

    edges: tuple[int, ...] = ()  # where the first cell begins, then where each ends
    joins_left: frozenset[int] = frozenset()  # indices of cells
    joins_above: frozenset[int] = frozenset()
    is_header: bool = False
    is_gone: bool = False  # deleted or hidden

    def fits(self, cells: int) -> bool:
        """Return whether the shape can be that of a row of so many cells."""
        return len(self.edges) > cells and all(left <= right for left, right in pairwise(self.edges))


@dataclass(slots=True)
class _Row:
    shape: RowShape
    cells: list[list[Block]]


@dataclass(slots=True)
class _Cell:
    """A cell on the grid, which rows below may still join."""

    blocks: list[Block]
    column: int
    columns: int
    is_header: bool
    joins_above: bool = False
    rows: int = 1


@dataclass(slots=True)
class _OpenTable:
    rows: list[_Row] = field(default_factory=list)
    cells: list[list[Block]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)  # of the cell that is open

    def end_cell(self) -> None:
        self.cells.append(self.blocks)
        self.blocks = []

    def end_row(self, shape: RowShape | None) -> None:
        if self.blocks:
            self.end_cell()
        if shape is None or not shape.fits(len(self.cells)):
            shape = RowShape(tuple(_PLAIN_WIDTH * i for i in range(len(self.cells) + 1)))
        if self.cells and not shape.is_gone:
            self.rows.append(_Row(shape, self.cells))
        self.cells = []


class TableBuilder:
    """Takes the paragraphs of a text with the depth of tables that each stands in, and gives back blocks."""

    def __init__(self, tables: Iterator[int]) -> None:
        """Begin a text; ``tables`` gives the numbers of the file's tables."""
        self._tables = tables
        self._open: list[_OpenTable] = []

    def add(self, blocks: Sequence[Block], depth: int) -> list[Block]:
        """Add a paragraph, and return the blocks that are complete: none as long as a table is open."""
        done = self._go_to(depth)
        if self._open:
            self._open[-1].blocks.extend(blocks)
            return done
        return [*done, *blocks]

    def end_cell(self, depth: int) -> list[Block]:
        """End a cell of the table at this depth."""
        done = self._go_to(max(depth, 1))
        self._open[-1].end_cell()
        return done

    def end_row(self, depth: int, shape: RowShape | None) -> list[Block]:
        """End a row of the table at this depth."""
        done = self._go_to(max(depth, 1))
        self._open[-1].end_row(shape)
        return done

    def finish(self) -> list[Block]:
        """End all tables and return their blocks."""
        return self._go_to(0)

    def _go_to(self, depth: int) -> list[Block]:
        depth = min(depth, _MAX_DEPTH)
        done: list[Block] = []
        while len(self._open) > depth:
            table = self._open.pop()
            if table.cells or table.blocks:  # a row that was never ended
                table.end_row(None)
            blocks = flow_table(_grid(table.rows), self._tables) if table.rows else []
            if self._open:
                self._open[-1].blocks.extend(blocks)
            else:
                done.extend(blocks)
        while len(self._open) < depth:
            self._open.append(_OpenTable())
        return done


def _grid(rows: Sequence[_Row]) -> list[list[FlowCell]]:
    """Return the cells that begin in each row, on the grid of all edges of the table."""
    columns = _columns(rows)
    grid: list[list[_Cell]] = []
    above: dict[int, _Cell] = {}  # column -> the cell that covers it in the row before
    for row in rows:
        here: list[_Cell] = []
        covering: dict[int, _Cell] = {}
        for cell in _placed(row, columns):
            owner = above.get(cell.column)
            if cell.joins_above and owner is not None and owner.columns == cell.columns:
                owner.rows += 1
                owner.blocks.extend(cell.blocks)
                covering[cell.column] = owner
            else:
                here.append(cell)
                covering[cell.column] = cell
        above = covering
        grid.append(here)
    return [[FlowCell(tuple(c.blocks), c.columns, c.rows, c.is_header) for c in row] for row in grid]


def _placed(row: _Row, columns: dict[int, int]) -> list[_Cell]:
    """Return the cells with their grid columns, those merged side by side as one; a gap is an empty cell."""
    shape = row.shape
    column = columns[shape.edges[0]]
    placed = [_Cell([], 0, column, is_header=False)] if column else []
    for i, blocks in enumerate(row.cells):
        end = columns[shape.edges[i + 1]]
        if end <= column and not blocks:
            continue  # no room and nothing in it
        joins_left = i in shape.joins_left and bool(placed)
        end = max(end, column + (0 if joins_left else 1))
        if joins_left:
            placed[-1].columns = end - placed[-1].column
            placed[-1].blocks.extend(blocks)
        else:
            placed.append(_Cell(blocks, column, end - column, shape.is_header, i in shape.joins_above))
        column = end
    return placed


def _columns(rows: Sequence[_Row]) -> dict[int, int]:
    """Return the grid column that begins at each edge; edges that nearly meet are one."""
    edges = {edge for row in rows for edge in row.shape.edges[: len(row.cells) + 1]}
    columns: dict[int, int] = {}
    number = -1
    begun = 0
    for edge in sorted(edges):
        if number < 0 or (edge - begun > _TOLERANCE and number < _MAX_COLUMNS):
            number += 1
            begun = edge
        columns[edge] = number
    return columns
