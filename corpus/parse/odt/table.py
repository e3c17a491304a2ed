"""The grid of an OpenDocument table: which cells begin in each row, and how far they reach."""

from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from corpus.parse.flow import FlowCell
from corpus.parse.models import Block
from corpus.parse.odt.package import TABLE, count

Flow = Callable[[etree._Element], Sequence[Block]]
_GROUPS = frozenset(TABLE + name for name in ("table-header-rows", "table-rows", "table-row-group"))
_MAX_REPEATED = 100  # a text says a row or cell no oftener; files claim up to a million


def read_table(table: etree._Element, flow: Flow) -> list[list[FlowCell]]:
    """Return the cells of a table; ``flow`` reads what a cell holds."""
    return [
        cells
        for row, is_header in _rows(table, is_header=False)
        for cells in [_row(row, is_header, flow)] * _repeated(row, "number-rows-repeated")
    ]


def _rows(element: etree._Element, *, is_header: bool) -> Iterator[tuple[etree._Element, bool]]:
    for child in element:
        if child.tag == TABLE + "table-row":
            yield child, is_header
        elif child.tag in _GROUPS:
            yield from _rows(child, is_header=is_header or child.tag == TABLE + "table-header-rows")


def _row(row: etree._Element, is_header: bool, flow: Flow) -> list[FlowCell]:
    return [
        cell
        for element in row.iterchildren(TABLE + "table-cell")
        for cell in [
            FlowCell(
                tuple(flow(element)),
                count(element, TABLE + "number-columns-spanned"),
                count(element, TABLE + "number-rows-spanned"),
                is_header,
            )
        ]
        * _repeated(element, "number-columns-repeated")
    ]


def _repeated(element: etree._Element, name: str) -> int:
    return min(count(element, TABLE + name), _MAX_REPEATED)
