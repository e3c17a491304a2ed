"""Tables of a document for the reading view: rows and cells of pieces that are its text, nothing added.

The tab behind a cell and the newline behind a row stand in the cell before them, so that the page's text
content is still the document's text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.cell import is_figure
from corpus.models import Cell, Document, Row, Table
from index.caption import caption_spans
from ui.spans import Line, Piece, document_lines, pieces

_MERGED_WORDS = 60  # characters of a merged cell that the rows beside it know

_SHORT = 8  # characters


@dataclass(frozen=True, slots=True)
class TableCell:
    """One ``td`` or ``th``. A cell without pieces fills a gap of the grid."""

    pieces: tuple[Piece, ...] = ()
    columns: int = 1
    rows: int = 1
    scope: str = ""  # "col", "row"; "" for a value
    is_figure: bool = False
    is_short: bool = False  # is not broken over lines


@dataclass(frozen=True, slots=True)
class TableRow:
    """One ``tr``: a line of the document that begins at ``start``."""

    start: int
    cells: tuple[TableCell, ...]
    anchor: bool = False
    page: int = 0  # that begins here


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as the template shows it."""

    title: TableCell | None  # a first row over the whole width: the caption
    head: tuple[TableRow, ...]
    body: tuple[TableRow, ...]
    label: str  # for screen readers; empty: the document has no words for it
    start: int
    page: int = 0  # that begins before it
    kind: str = "table"

    @property
    def size(self) -> int:
        """How many lines of the document it is."""
        return len(self.head) + len(self.body) + (self.title is not None)


def document_blocks(document: Document, start: int = 0, end: int = 0) -> Iterator[Line | TableView]:
    """Yield the document's lines and tables in order, with ``text[start:end]`` marked."""
    rows = {table.rows[0].start: table for table in document.tables if table.rows}
    held: list[Line] = []
    table: Table | None = None
    for line in document_lines(document, start, end):
        if table is None:
            table = rows.get(line.start)
        if table is None:
            yield line
            continue
        held.append(line)
        if len(held) == len(table.rows):
            yield from _shown(document, table, held, (start, end))
            held, table = [], None
    yield from held


def _shown(
    document: Document, table: Table, lines: Sequence[Line], mark: tuple[int, int]
) -> Iterator[Line | TableView]:
    """Yield a table, or its lines where they are not its rows one by one."""
    ends = [*(line.start for line in lines[1:]), lines[-1].start + sum(len(p.text) for p in lines[-1].pieces)]
    sound = all(
        row.cells and row.start == line.start and row.end <= end and row.cells[-1].end <= end
        for row, line, end in zip(table.rows, lines, ends, strict=True)
    )
    if not sound:
        yield from lines
        return
    titled = len(table.rows) > 1 and table.rows[0].is_header and len(table.rows[0].cells) == 1
    title = TableCell(lines[0].pieces) if titled else None
    rows = table.rows[titled:]
    cells = list(_cells(document, rows, ends[titled:], mark))
    shown = [
        # A page that begins with the table begins before it.
        TableRow(line.start, row, line.anchor, 0 if line is lines[0] else line.page)
        for line, row in zip(lines[titled:], cells, strict=True)
    ]
    count = sum(1 for _ in takewhile(lambda row: row.is_header, rows))
    label = " ".join(document.text[slice(*span)] for span in caption_spans(document, table))
    yield TableView(title, tuple(shown[:count]), tuple(shown[count:]), label, lines[0].start, lines[0].page)


def _cells(
    document: Document, rows: Sequence[Row], ends: Sequence[int], mark: tuple[int, int]
) -> Iterator[tuple[TableCell, ...]]:
    """Yield the cells of each row, with the gaps of the grid filled and merged cells merged again."""
    width = max(cell.column + cell.span for row in rows for cell in row.cells)
    headed = any(row.is_header for row in rows)
    covered: dict[int, int] = {}  # column -> index of the last row that a cell from above covers
    for index, (row, end) in enumerate(zip(rows, ends, strict=True)):
        shown: list[TableCell] = []
        column = 0
        stops = [*(cell.start for cell in row.cells[1:]), end]
        begins = [row.start, *stops[:-1]]
        for number, (cell, begin, stop) in enumerate(zip(row.cells, begins, stops, strict=True)):
            shown.extend(_gaps(covered, index, column, cell.column))
            deep = _rows_covered(document.text, rows, index, cell)
            covered.update(dict.fromkeys(range(cell.column, cell.column + cell.span), index + deep - 1))
            words = document.text[cell.start : cell.end]
            figure = is_figure(words)
            short = len(words) <= _SHORT
            scope = "col" if row.is_header else "row" if headed and number == 0 and not figure else ""
            cut = pieces(document, begin, stop, mark)
            shown.append(TableCell(cut, cell.span, deep, scope, figure and not scope, short))
            column = max(column, cell.column + cell.span)
        shown.extend(_gaps(covered, index, column, width))
        yield tuple(shown)


def _gaps(covered: dict[int, int], index: int, first: int, last: int) -> Iterator[TableCell]:
    """Yield empty cells for the columns that no cell of this row and none from above fills."""
    run = 0
    for column in range(first, last):
        if covered.get(column, -1) >= index:
            if run:
                yield TableCell(columns=run)
            run = 0
        else:
            run += 1
    if run:
        yield TableCell(columns=run)


def _rows_covered(text: str, rows: Sequence[Row], index: int, cell: Cell) -> int:
    """Return how many rows a cell covers: those below it that have none there and know its words.

    Rows of headings know none; there an empty place under a heading belongs to it.
    """
    words = text[cell.start : cell.end][:_MERGED_WORDS]
    count = 1
    for below in rows[index + 1 :]:
        if below.is_header != rows[index].is_header:
            break
        if any(c.column < cell.column + cell.span and cell.column < c.column + c.span for c in below.cells):
            break
        if not below.is_header and words not in below.beside:
            break
        count += 1
    return count
