"""The grid of a Word table: which cells begin in each row, and how far they reach."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lxml import etree

from corpus.parse.docx.content import content
from corpus.parse.docx.package import W, integer, switch, value
from corpus.parse.flow import FlowCell
from corpus.parse.models import Block

Flow = Callable[[etree._Element], Sequence[Block]]


@dataclass(slots=True)
class _Cell:
    element: etree._Element | None  # None: columns that a row leaves out
    column: int
    columns: int
    merges: bool = False  # is part of a cell that reaches over several rows
    goes_on: bool = False  # is not the first part of it
    rows: int = 1


def read_table(table: etree._Element, flow: Flow) -> list[list[FlowCell]]:
    """Return the cells of a table; ``flow`` reads what a cell holds."""
    shown = [row for row in content(table) if row.tag == W + "tr" and not _is_gone(row)]
    grid = [_row(row) for row in shown]
    _merge_down(grid)
    headers = _header_count(shown)
    return [
        [
            FlowCell(
                () if cell.element is None else tuple(flow(cell.element)),
                cell.columns,
                cell.rows,
                number < headers,
            )
            for cell in row
            if not cell.goes_on
        ]
        for number, row in enumerate(grid)
    ]


def _is_gone(row: etree._Element) -> bool:
    """Tell a row that was deleted or is hidden."""
    properties = row.find(W + "trPr")
    return properties is not None and (
        properties.find(W + "del") is not None or bool(switch(properties.find(W + "hidden")))
    )


def _header_count(rows: Sequence[etree._Element]) -> int:
    """Return how many rows at the top are marked as repeated on each page."""
    for number, row in enumerate(rows):
        if not switch(row.find(f"{W}trPr/{W}tblHeader")):
            return number
    return len(rows)


def _row(row: etree._Element) -> list[_Cell]:
    left_out = _least(integer(row.find(f"{W}trPr/{W}gridBefore")), 0)
    cells = [_Cell(None, 0, left_out)] if left_out else []
    column = left_out
    for element in content(row):
        if element.tag != W + "tc":
            continue
        properties = element.find(W + "tcPr")
        columns = 1 if properties is None else _least(integer(properties.find(W + "gridSpan")), 1)
        beside = None if properties is None else properties.find(W + "hMerge")
        if beside is not None and value(beside) != "restart" and cells:
            cells[-1].columns += columns
        else:
            down = None if properties is None else properties.find(W + "vMerge")
            merges = down is not None
            cells.append(_Cell(element, column, columns, merges, merges and value(down) != "restart"))
        column += columns
    return cells


def _least(number: int | None, least: int) -> int:
    return least if number is None else max(number, least)


def _merge_down(grid: Sequence[Sequence[_Cell]]) -> None:
    """Let each cell reach down over those that go on with it; one that goes on with nothing begins itself."""
    above: dict[int, _Cell] = {}  # column -> the cell that the row above shows there
    for row in grid:
        here: dict[int, _Cell] = {}
        for cell in row:
            upper = above.get(cell.column)
            if cell.goes_on and upper is not None and upper.merges and upper.columns == cell.columns:
                upper.rows += 1
                here[cell.column] = upper
            else:
                cell.goes_on = False
                here[cell.column] = cell
        above = here
