"""The cells of a sheet to tables: blank rows part them, lines of text above and below stand for themselves."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from corpus.parse.models import Block
from corpus.parse.table import GridCell, table_blocks

_FIGURE = re.compile(r"[-+]?[\d.,]*\d[\d.,]*[%％]?|\d{4}[-年]\d.*")

_WIDE_ROW = 5  # cells; two of them that are filled are no row of a table


@dataclass(frozen=True, slots=True)
class Merged:
    """A range of cells that are one."""

    row: int
    column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Region:
    """Rows that belong together, cut to the columns that they use: cells by row and column."""

    rows: list[list[GridCell]]


def regions(texts: Sequence[Sequence[str]], merged: Sequence[Merged]) -> list[Region]:
    """Return the regions of a sheet from top to bottom.

    What follows a blank row without a heading of its own goes on with the table above it.
    """
    merged = [m for m in merged if m.row < len(texts) and m.column < len(texts[m.row])]
    corners = {(m.row, m.column): m for m in merged}
    covered = {
        (row, column)
        for m in merged
        for row in range(m.row, min(m.last_row + 1, len(texts)))
        for column in range(m.column, min(m.last_column + 1, len(texts[row])))
        if (row, column) != (m.row, m.column)
    }
    found: list[Region] = []
    edges: tuple[int, int] | None = None
    held = {
        row
        for m in merged
        if texts[m.row][m.column].strip()
        for row in range(m.row + 1, min(m.last_row + 1, len(texts)))
    }
    for first, last in _runs(texts, held):
        left, right = _edges(texts[first:last])
        filled = [text for text in texts[first][left:right] if text.strip()]
        figures = len(filled) > 1 and any(_FIGURE.fullmatch(text.strip()) for text in filled)
        goes_on = edges is not None and figures and edges[0] <= left and right <= edges[1]
        if edges is None or not goes_on:
            edges = left, right
            found.append(Region([]))
        for row in range(first, last):
            found[-1].rows.append(
                [
                    _cell(texts[row][column], corners.get((row, column)), edges[1], last)
                    for column in range(edges[0], edges[1])
                    if (row, column) not in covered
                ]
            )
    return found


def region_blocks(region: Region, table: int) -> list[Block]:
    """Return the blocks of a region: titles and units above the table and notes below it are lines."""
    rows = region.rows
    wide = [number for number, row in enumerate(rows) if sum(bool(cell.text.strip()) for cell in row) > 1]
    first = next((number for number in wide if not _is_caption(rows[number])), None)
    if first is None:
        return [block for row in rows for block in _lines(row)]
    last = wide[-1] + 1
    while last < len(rows) and not _is_note(rows[last]):
        last += 1
    return [
        *(block for row in rows[:first] for block in _lines(row)),
        *table_blocks(rows[first:last], table, is_data=True),
        *(block for row in rows[last:] for block in _lines(row)),
    ]


def _runs(texts: Sequence[Sequence[str]], held: Container[int]) -> list[tuple[int, int]]:
    """Return the runs of rows that are not blank, or ``held`` by a cell from above: first row, row after the last."""
    runs: list[tuple[int, int]] = []
    for number, row in enumerate(texts):
        if number in held or any(text.strip() for text in row):
            if runs and runs[-1][1] == number:
                runs[-1] = (runs[-1][0], number + 1)
            else:
                runs.append((number, number + 1))
    return runs


def _edges(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Return the first column that is used, and the one after the last."""
    used = [column for row in rows for column, text in enumerate(row) if text.strip()]
    return min(used), max(used) + 1


def _cell(text: str, merged: Merged | None, right: int, bottom: int) -> GridCell:
    if merged is None:
        return GridCell(text)
    columns = min(merged.last_column + 1, right) - merged.column
    rows = min(merged.last_row + 1, bottom) - merged.row
    return GridCell(text, max(1, columns), max(1, rows))


def _is_caption(row: Sequence[GridCell]) -> bool:
    """Tell a line above a table that has a second part at its end: 附表1 … 单位：万元."""
    return len(row) >= _WIDE_ROW and sum(bool(cell.text.strip()) for cell in row) == 2


def _is_note(row: Sequence[GridCell]) -> bool:
    """Tell a line below a table: its only cell stands first."""
    return bool(row) and bool(row[0].text.strip())


def _lines(row: Sequence[GridCell]) -> list[Block]:
    return [Block(line) for cell in row for line in cell.text.splitlines() if line.strip()]
