"""What stands over a table and says what its figures are: its title, its 单位：万元, an introducing line."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from corpus.models import Document, Table
from corpus.sentences import Span, trim

_LONGEST = 60  # characters of a line that can be a title
_LINES = 4  # above a table that are looked at, blank ones included
# 单位：万元, （截至2015年12月31日）: says more of the table; the title stands above it.
_ASIDE = re.compile(r"(?:计量)?单位\s*[:：]|[（(【\[].*[)）】\]]$")
_LEADS_IN = re.compile(r"如下|下表|见表|附表")


def caption(document: Document, table: Table) -> str:
    """Return the words of the lines that stand over ``table``, from the top; empty where there are none."""
    return " ".join(document.text[start:end] for start, end in caption_spans(document, table))


def caption_spans(document: Document, table: Table) -> tuple[Span, ...]:
    """Return the spans of the title, the unit line and the like: lines right above, then titles in the table."""
    return (*reversed(list(_above(document, table.start))), *_inside(table))


def tables_over(document: Document, start: int, end: int) -> Iterator[Table]:
    """Yield the tables that ``text[start:end]`` stands in or runs through."""
    first = max(bisect_right(document.tables, start, key=lambda table: table.start) - 1, 0)
    for table in document.tables[first:]:
        if table.start >= end:
            return
        if table.end > start:
            yield table


def _above(document: Document, start: int) -> Iterator[Span]:
    """Yield the lines that belong to the table below them, the nearest first."""
    text = document.text
    end = start - 1
    for _ in range(_LINES):
        if end <= 0:
            return
        begin = text.rfind("\n", 0, end) + 1
        line = trim(text, begin, end)
        words = text[slice(*line)]
        if words:
            if not _is_caption(words) or document.row_at(line[0]) is not None:
                return
            yield line
            if not _ASIDE.match(words):
                return
        end = begin - 1


def _is_caption(line: str) -> bool:
    if len(line) > _LONGEST:
        return False
    return not line.endswith(tuple("。！？；!?;，,")) or _LEADS_IN.search(line) is not None


def _inside(table: Table) -> Iterator[Span]:
    """Yield the header rows of one cell: a title over the whole width, which stands over no column."""
    for row in table.rows:
        if not row.is_header:
            return
        if len(row.cells) == 1:
            yield row.cells[0].start, row.cells[0].end
