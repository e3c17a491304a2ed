"""Which recognised text stands in which cell of a ruled table."""

from collections.abc import Sequence
from typing import cast

import numpy as np

from corpus.parse.ocr_engine import Pixels, Quads
from corpus.parse.ocr_order import Piece, em, in_lines
from corpus.parse.ocr_paragraphs import to_line
from corpus.parse.ocr_ruling import RuledCell, RuledTable
from corpus.parse.ocr_text import join, punctuated
from corpus.parse.table import GridCell

_RULE = 4  # pixels beside a cell's edges that its rules may darken
_LOWEST = 8  # pixels: lower specks are no characters
_CONTRAST = 60  # levels by which ink is darker than the paper
_CUT = 0.5  # of a line's height: how far it must reach into a second cell to be cut


def cut_at_cells(quads: Quads, tables: Sequence[RuledTable]) -> Quads:
    """Cut the lines that the detector drew across the rules of a table, cell by cell."""
    parts = []
    for quad in quads:
        left, top = quad.min(axis=0)
        right, bottom = quad.max(axis=0)
        middle = (top + bottom) / 2
        reach = _CUT * (bottom - top)
        cells = [
            cell
            for table in tables
            for cell in table.cells
            if cell.top <= middle <= cell.bottom and min(right, cell.right) - max(left, cell.left) > reach
        ]
        if len(cells) < 2:
            parts.append(quad)
        for cell in cells if len(cells) > 1 else ():
            x0, x1 = max(left, cell.left), min(right, cell.right)
            parts.append(np.array([[x0, top], [x1, top], [x1, bottom], [x0, bottom]], dtype=np.float32))
    return cast(Quads, np.stack(parts)) if parts else quads


def add_overlooked(quads: Quads, tables: Sequence[RuledTable], pixels: Pixels) -> Quads:
    """Add what is written in cells where the detector saw nothing: it overlooks single figures."""
    middles = [quad.mean(axis=0) for quad in quads]
    added = []
    for cell in (cell for table in tables for cell in table.cells):
        seen = (cell.left <= x <= cell.right and cell.top <= y <= cell.bottom for x, y in middles)
        ink = None if any(seen) else _ink(cell, pixels)
        if ink is not None:
            left, top, right, bottom = ink
            added.append(
                np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float32)
            )
    return cast(Quads, np.concatenate([quads, np.stack(added)])) if added else quads


def _ink(cell: RuledCell, pixels: Pixels) -> tuple[int, int, int, int] | None:
    """Return where a cell is written on, if that can be one line."""
    left, top = cell.left + _RULE, cell.top + _RULE
    patch = pixels[top : cell.bottom - _RULE, left : cell.right - _RULE, 1]
    if min(patch.shape) < _LOWEST:
        return None
    dark = patch < np.median(patch) - _CONTRAST
    columns, rows = np.flatnonzero(dark.any(axis=0)), np.flatnonzero(dark.any(axis=1))
    if not len(rows) or rows[-1] - rows[0] < _LOWEST:
        return None
    x0, x1 = left + int(columns[0]) - _RULE, left + int(columns[-1]) + _RULE
    return x0, top + int(rows[0]) - _RULE, x1, top + int(rows[-1]) + _RULE


def within(piece: Piece, table: RuledTable) -> bool:
    """Tell whether a piece stands in a table."""
    left, top, right, bottom = table.box
    return left <= (piece.left + piece.right) / 2 <= right and top <= piece.middle <= bottom


def table_rows(table: RuledTable, pieces: Sequence[Piece]) -> list[list[GridCell]]:
    """Return a table's rows with their text, as ``table_blocks`` takes them."""
    row_count = max(cell.row + cell.rows for cell in table.cells)
    column_count = max(cell.column + cell.columns for cell in table.cells)
    texts: dict[RuledCell, list[Piece]] = {}
    for piece in pieces:
        texts.setdefault(_nearest(table, piece), []).append(piece)
    taken: set[tuple[int, int]] = set()
    starting = {(cell.row, cell.column): cell for cell in reversed(table.cells)}
    rows: list[list[GridCell]] = []
    for row in range(row_count):
        rows.append([])
        for column in range(column_count):
            if (row, column) in taken:
                continue
            cell = starting.get((row, column))
            columns, height = _free(cell, taken) if cell else (1, 1)
            taken.update((row + i, column + j) for i in range(height) for j in range(columns))
            rows[-1].append(GridCell(_text(texts.get(cell, ())) if cell else "", columns, height))
    return rows


def _free(cell: RuledCell, taken: set[tuple[int, int]]) -> tuple[int, int]:
    """Return how many columns and rows a cell covers, up to where another cell already stands."""
    columns = 1
    while columns < cell.columns and (cell.row, cell.column + columns) not in taken:
        columns += 1
    return columns, cell.rows


def _nearest(table: RuledTable, piece: Piece) -> RuledCell:
    x, y = (piece.left + piece.right) / 2, piece.middle

    def distance(cell: RuledCell) -> float:
        return max(cell.left - x, 0, x - cell.right) + max(cell.top - y, 0, y - cell.bottom)

    return min(table.cells, key=distance)


def _text(pieces: Sequence[Piece]) -> str:
    if not pieces:
        return ""
    char = em(pieces)
    text = ""
    for line in in_lines(pieces):
        text = join(text, to_line(line, char).text)
    return punctuated(text)
