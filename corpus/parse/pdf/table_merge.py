"""Tables that run over pages: the pieces joined to one, repeated headings dropped, cut rows mended."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.parse.models import Block
from corpus.parse.pdf.models import TableBox, TableCell
from corpus.parse.pdf.text import joined
from corpus.parse.table import GridCell, table_blocks

_SAME = 4.0  # points by which a border differs from page to page
_MAX_HEADER = 4  # rows that a page repeats
_MIN_CUT = 6  # characters of a cell that may have been cut
_FIGURE = re.compile(r"[\d\s.,，%％+\-—/]*")


@dataclass(slots=True)
class RunningTable:
    """A table while pages are added to it."""

    columns: tuple[float, ...]
    cells: list[TableCell]
    pages: list[int] = field(default_factory=list)  # of each row
    last_page: int = 0

    @classmethod
    def begun(cls, box: TableBox, page: int) -> "RunningTable":
        """Return the table that a page shows."""
        return cls(box.columns, list(box.cells), [page] * box.rows, page)

    def goes_on_with(self, box: TableBox) -> bool:
        """Tell whether the borders of a table on the next page are those of this one."""
        fewer, more = sorted((self.columns, box.columns), key=len)
        ends_meet = abs(fewer[0] - more[0]) <= _SAME and abs(fewer[-1] - more[-1]) <= _SAME
        return ends_meet and all(any(abs(x - other) <= _SAME for other in more) for x in fewer)

    def add(self, box: TableBox, page: int) -> None:
        """Join what the next page shows of the table."""
        columns = max(self.columns, box.columns, key=len)
        self.cells = _on_columns(self.cells, self.columns, columns)
        cells = _on_columns(box.cells, box.columns, columns)
        self.columns = columns
        repeated = self._repeated_rows(cells, box.rows)
        cells = [_moved(cell, -repeated) for cell in cells if cell.row >= repeated]
        rows = box.rows - repeated
        if rows and self._is_cut_row(cells):
            self._mend([cell for cell in cells if cell.row == 0])
            cells = [_moved(cell, -1) for cell in cells if cell.row >= 1]
            rows -= 1
        else:
            cells = self._with_merged_cells(cells)
        self.cells += [_moved(cell, len(self.pages)) for cell in cells]
        self.pages += [page] * rows
        self.last_page = page

    def blocks(self, number: int) -> list[Block]:
        """Return the rows as blocks."""
        rows: list[list[GridCell]] = [[] for _ in self.pages]
        for cell in sorted(self.cells, key=lambda cell: (cell.row, cell.column)):
            rows[cell.row].append(GridCell(cell.text, cell.columns, cell.rows))
        return table_blocks(rows, number, self.pages)

    def _repeated_rows(self, cells: Sequence[TableCell], rows: int) -> int:
        """Return how many rows at the top of a page say what the table's first rows said."""
        count = 0
        for row in range(min(_MAX_HEADER, rows - 1, len(self.pages))):
            ours, theirs = _row_text(self.cells, row), _row_text(cells, row)
            if ours != theirs or not any(text for _, text in ours):
                break
            count += 1
        while count and any(cell.row < count < cell.row + cell.rows for cell in cells):
            count -= 1
        return count

    def _last_row(self) -> dict[int, TableCell]:
        end = len(self.pages)
        return {cell.column: cell for cell in self.cells if cell.row + cell.rows == end}

    def _is_cut_row(self, cells: Sequence[TableCell]) -> bool:
        """Tell whether the first row of a page is the rest of the row that the page before ends with."""
        above = self._last_row()
        first = [cell for cell in cells if cell.row == 0]
        going_on = [cell for cell in first if cell.text]
        if not going_on or any(cell.rows > 1 for cell in first):
            return False
        ended = [cell for cell in first if not cell.text and cell.column in above and above[cell.column].text]
        return bool(ended) and all(
            (last := above.get(cell.column)) is not None
            and last.is_full
            and len(last.text) >= _MIN_CUT
            and not _FIGURE.fullmatch(last.text)
            and not _FIGURE.fullmatch(cell.text)
            for cell in going_on
        )

    def _mend(self, rest: Sequence[TableCell]) -> None:
        above = self._last_row()
        for cell in rest:
            last = above.get(cell.column)
            if cell.text and last is not None:
                head, _, tail = cell.text.partition("\n")
                text = joined(last.text, head) + ("\n" + tail if tail else "")
                self.cells[self.cells.index(last)] = replace(last, text=text, is_full=cell.is_full)

    def _with_merged_cells(self, cells: list[TableCell]) -> list[TableCell]:
        """Let a cell that is merged over rows go on over the page, where its place is empty there."""
        above = self._last_row()
        kept = []
        for cell in cells:
            last = above.get(cell.column)
            goes_on = (
                cell.row == 0
                and not cell.text
                and last is not None
                and bool(last.text)
                and last.columns == cell.columns
                and (last.rows > 1 or cell.rows > 1)
            )
            if goes_on and last is not None:
                self.cells[self.cells.index(last)] = replace(last, rows=last.rows + cell.rows)
            else:
                kept.append(cell)
        return kept


def _on_columns(cells: Sequence[TableCell], old: Sequence[float], new: Sequence[float]) -> list[TableCell]:
    """Return cells as they stand on a grid with more columns."""
    if len(old) == len(new):
        return list(cells)
    place = [_nearest(x, new) for x in old]
    return [
        replace(
            cell,
            column=place[cell.column],
            columns=place[cell.column + cell.columns] - place[cell.column],
        )
        for cell in cells
    ]


def _nearest(x: float, places: Sequence[float]) -> int:
    return min(range(len(places)), key=lambda i: abs(places[i] - x))


def _moved(cell: TableCell, rows: int) -> TableCell:
    return replace(cell, row=cell.row + rows)


def _row_text(cells: Sequence[TableCell], row: int) -> list[tuple[int, str]]:
    return sorted((cell.column, cell.text) for cell in cells if cell.row == row)
