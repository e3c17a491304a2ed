"""Tables of a page: which hold data, and the cells of those."""

from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from corpus.parse.table import GridCell

_LONG = 300  # characters; a cell with more is a part of the page and no value
_NAME = 30  # characters; what stands before a long value in a table of two columns
_MIN_ROWS = 3  # of a table that is one of data in spite of a long cell, or of tables in its cells
_PARTS = frozenset({"thead", "tbody", "tfoot"})
_MAX_COVERED = {"colspan": 200, "rowspan": 10_000}


def is_data_table(table: LexborNode) -> bool:
    """Tell a table of data from those that place text on a page, as was done in the 1990s."""
    if (table.attributes.get("role") or "").lower() in {"presentation", "none"}:
        return False
    rows = [list(_cells(row)) for row in table_rows(table)]
    if all(len(row) < 2 for row in rows):
        return False
    holds_tables = any(row.css_first("table") is not None for row in table_rows(table))
    if (holds_tables and not _has_border(table)) or table.css_first("h1, h2, h3") is not None:
        return False
    lengths = [[len(cell.text(strip=True)) for cell in row] for row in rows]
    longest = max(map(max, filter(None, lengths)), default=0)
    beside = sum(sum(length > 0 for length in row) >= 2 for row in lengths)
    if holds_tables:
        return beside >= _MIN_ROWS and longest <= _LONG
    if longest > _LONG and 2 * longest > sum(map(sum, lengths)):
        return len(rows) >= _MIN_ROWS and all(len(row) == 2 and 0 < row[0] <= _NAME for row in lengths)
    if len(rows) == 1:
        return beside == 1 and not any(_is_column(cell) for cell in rows[0])
    return beside > 0


def is_link_table(table: LexborNode) -> bool:
    """Tell a menu or a list of other pages that is set in a table: half of its cells are links, none a heading."""
    filled = [cell for row in table_rows(table) for cell in _cells(row) if cell.text(strip=True)]
    if any(cell.tag == "th" for cell in filled):
        return False
    linked = sum(cell.css_first("a[href]") is not None for cell in filled)
    return linked > 0 and 2 * linked >= len(filled)


def table_rows(table: LexborNode) -> Iterator[LexborNode]:
    """Yield the rows of a table itself, not those of tables inside it."""
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in _PARTS:
            yield from (row for row in child.iter() if row.tag == "tr")


def grid_row(row: LexborNode, text_of: Callable[[LexborNode], str]) -> list[GridCell]:
    """Return the cells that begin in a row. ``text_of`` reads a cell, paragraphs separated by line feeds."""
    in_head = row.parent is not None and row.parent.tag == "thead"
    return [
        GridCell(
            text_of(cell),
            columns=_covered(cell, "colspan"),
            rows=_covered(cell, "rowspan"),
            is_header=in_head or cell.tag == "th",
        )
        for cell in _cells(row)
    ]


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    return (cell for cell in row.iter() if cell.tag in {"td", "th"})


def _has_border(table: LexborNode) -> bool:
    return (table.attributes.get("border") or "0").strip() not in {"", "0"}


def _is_column(cell: LexborNode) -> bool:
    """Tell a cell that is a column of the page: it holds several paragraphs."""
    return cell.css_first("p + p, br + br, ul, ol") is not None


def _covered(cell: LexborNode, name: str) -> int:
    """Return how many columns or rows a cell covers; ``rowspan=0`` means all that follow."""
    value = (cell.attributes.get(name) or "1").strip()
    digits = value[: next((i for i, c in enumerate(value) if not "0" <= c <= "9"), len(value))]
    if not digits:
        return 1
    return min(int(digits[:6]), _MAX_COVERED[name]) or (_MAX_COVERED[name] if name == "rowspan" else 1)
