"""A table of any format to blocks: one row a block, each cell knowing the headings above and beside it.

The headings are search-only: a cell that is merged over several rows or columns stands in the text once,
where the table shows it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.parse.models import Block, RowCells

_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u2002\u2003\u3000]+")
_FIGURE = re.compile(r"[\d.,%％+\-—－/〇零]+")
_LONG_CELL = 300  # characters; a row with a longer cell is prose that was set in a table
_HEADING_LENGTH = 60  # characters of one heading that are searched
_MAX_HEADER_ROWS = 4
_MAX_SPAN = 1_000


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as the format gives it: once, at its upper left corner. Paragraphs are separated by ``\\n``."""

    text: str
    columns: int = 1  # that it covers
    rows: int = 1
    is_header: bool = False  # marked as one by the format


@dataclass(frozen=True, slots=True)
class _Placed:
    cell: GridCell
    column: int

    @property
    def text(self) -> str:
        return _SPACE.sub(" ", self.cell.text).strip()


def table_blocks(
    rows: Sequence[Sequence[GridCell]],
    table: int,
    pages: Sequence[int | None] = (),
    *,
    is_data: bool = False,
) -> list[Block]:
    """Return the rows of a table as blocks, or its paragraphs where it only lays out a page.

    Args:
        rows: the cells that begin in each row, left to right; cells covered from above or left are absent.
        table: which table of the file it is, counted from 0.
        pages: the page of each row, where the format has pages.
        is_data: it is a sheet or a file of records: a row stays a row, however long its cells are.
    """
    placed = _place(rows)
    page_of = list(pages) or [None] * len(rows)
    if not is_data and _is_layout(placed):
        return [
            Block(line, page=page)
            for row, page in zip(placed, page_of, strict=True)
            for item in row
            for line in _lines(item.cell.text)
        ]
    header = _header_rows(placed)
    headings = _column_headings(placed[:header])
    blocks: list[Block] = []
    beside: dict[int, tuple[int, int, str]] = {}  # column -> columns, last row that it covers, text
    for number, (row, page) in enumerate(zip(placed, page_of, strict=True)):
        beside = {c: item for c, item in beside.items() if item[1] >= number}
        if not is_data and any(len(item.text) > _LONG_CELL for item in row):
            blocks.extend(Block(line, page=page) for item in row for line in _lines(item.cell.text))
        elif any(item.text for item in row):
            words = " ".join(text for _, _, text in beside.values())
            blocks.append(_row_block(row, table, number < header, headings, words, page))
        for item in row:
            if item.cell.rows > 1 and number >= header and item.text:
                last = number + item.cell.rows - 1
                beside[item.column] = (item.cell.columns, last, item.text[:_HEADING_LENGTH])
    return blocks


def _row_block(
    row: Sequence[_Placed],
    table: int,
    is_header: bool,
    headings: dict[int, str],
    beside: str,
    page: int | None,
) -> Block:
    first = next(i for i, item in enumerate(row) if item.text)
    last = max(i for i, item in enumerate(row) if item.text)
    shown = row[first : last + 1]
    return Block(
        "\t".join(item.text for item in shown),
        page=page,
        row=RowCells(
            table,
            is_header,
            tuple(item.column for item in shown),
            tuple(min(item.cell.columns, _MAX_SPAN) for item in shown),
            tuple("" if is_header else headings.get(item.column, "") for item in shown),
            beside,
        ),
    )


def _place(rows: Sequence[Sequence[GridCell]]) -> list[list[_Placed]]:
    """Give each cell its grid column; columns covered from above are stepped over."""
    covered: dict[int, int] = {}  # column -> rows still covered
    placed = []
    for row in rows:
        column = 0
        here = []
        for cell in row:
            while covered.get(column, 0) > 0:
                column += 1
            here.append(_Placed(cell, column))
            column += max(1, min(cell.columns, _MAX_SPAN))
        covered = {c: left - 1 for c, left in covered.items() if left > 1}
        for item in here:
            if item.cell.rows > 1:
                for c in range(item.column, item.column + max(1, min(item.cell.columns, _MAX_SPAN))):
                    covered[c] = min(item.cell.rows, 10_000) - 1
        placed.append(here)
    return placed


def _is_layout(rows: Sequence[Sequence[_Placed]]) -> bool:
    """Tell a table that only places text on a page: one column, or hardly a row with two short cells."""
    filled = [[item for item in row if item.text] for row in rows]
    beside = [row for row in filled if len(row) >= 2 and all(len(i.text) <= _LONG_CELL for i in row)]
    return not beside


def _header_rows(rows: Sequence[Sequence[_Placed]]) -> int:
    """Return how many rows at the top hold headings: those marked so, or those that look like it.

    A row of headings has words and no figures in every cell; a cell of it that covers several columns
    asks for one more row, a title over the whole width does not count as one.
    """
    marked = 0
    for row in rows:
        filled = [item for item in row if item.text]
        if not filled or not all(item.cell.is_header for item in filled):
            break
        marked += 1
    if marked:
        return marked if marked < len(rows) else 0
    needed = 1
    count = 0
    for row in rows[: min(_MAX_HEADER_ROWS, len(rows) - 1)]:
        filled = [item for item in row if item.text]
        if count and count >= needed:
            break
        is_title = len(filled) == 1
        if not is_title and (not filled or any(_FIGURE.fullmatch(item.text) for item in filled)):
            break
        if not is_title and any(len(item.text) > _HEADING_LENGTH for item in filled):
            break
        count += 1
        deepest = max((item.cell.rows for item in filled), default=1)
        if is_title or (any(item.cell.columns > 1 for item in filled) and count == needed):
            needed += 1
        needed = max(needed, min(deepest, _MAX_HEADER_ROWS)) if not is_title else needed
    # A table of labels and values (姓名 | 张三) has no header row: its last "heading row" would be a record.
    width = max((len(row) for row in rows), default=0)
    return count if width > 2 or count == 0 or len(rows) > 3 else 0


def _column_headings(header: Sequence[Sequence[_Placed]]) -> dict[int, str]:
    """Return the words above each grid column, outermost first; a title over the whole width is left out."""
    words: dict[int, list[str]] = {}
    for row in header:
        filled = [item for item in row if item.text]
        if len(filled) < 2 and len(header) > 1:
            continue
        for item in filled:
            for column in range(item.column, item.column + min(item.cell.columns, _MAX_SPAN)):
                words.setdefault(column, []).append(item.text[:_HEADING_LENGTH])
    return {column: " ".join(dict.fromkeys(parts)) for column, parts in words.items()}


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line.strip())
