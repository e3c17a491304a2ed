"""Pages of lines and tables to blocks: paragraphs run on over lines and pages, running heads go."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.parse.models import Block
from corpus.parse.ofd.layout import Laid, PageTable
from corpus.parse.ofd.lines import Line, joint
from corpus.parse.table import GridCell, table_blocks

_MARGIN = 0.13  # of the page's height: running heads and page numbers stand there
_PAGE_NUMBER = re.compile(
    r"[-—–―－_·.\s]*(?:第\s*)?\d{1,4}\s*页?(?:\s*[/／,，、]?\s*共?\s*\d{1,4}\s*页?)?[-—–―－_·.\s]*"
)
_MARKED_NUMBER = re.compile(r"[-—–―－].*[-—–―－]|第.*页.*|.*[/／].*")
_NUMBERED = re.compile(
    r"第[〇零一二三四五六七八九十百千\d]{1,8}[章节条款项编]|[〇一二三四五六七八九十]{1,4}、"
    r"|[（(][〇一二三四五六七八九十\d]{1,4}[)）]|\d{1,3}(?:[、．]|[.](?!\d))|附件\s*\d*\s*[:：]|附\s*[:：]"
)
_DATE = re.compile(
    r"[\d〇零○一二三四五六七八九十]{4}\s*年[\d\s一二三四五六七八九十]+月[\d\s一二三四五六七八九十]+日"
)
_LEADER = re.compile(r"[.．…·]{4,}\s*[（(]?\d*[)）]?$")
_SENTENCE_END = ("。", "！", "？", "；", "：", ":", "”", "）", ")")
_SAME_COLUMNS = 2.0  # mm
_FULL_LINES = 3  # so many show where lines end
_FULL_LINE = 12  # characters; what is shorter is no full line
_MIN_PAGES = 3  # fewer do not tell a running head from a heading that stands twice


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line or table with the page it stands on and the edges of that page's text."""

    item: Line | PageTable
    page: int
    left: float
    right: float


class _Paragraph:
    """A paragraph that is being put together."""

    def __init__(self, line: Line, page: int) -> None:
        self.lines = [line]
        self.page = page
        self.text = line.text
        self.breaks: list[int] = []

    def add(self, line: Line, page: int) -> None:
        """Run on with a line; words of Latin letters are kept apart."""
        self.text += joint(self.text, line.text)
        if page > self.page + len(self.breaks):
            self.breaks.extend([len(self.text)] * (page - self.page - len(self.breaks)))
        self.text += line.text
        self.lines.append(line)

    def block(self) -> Block:
        """Return it as a block."""
        return Block(self.text, page=self.page, breaks=tuple(self.breaks))


def flow(pages: Sequence[Laid], first_page: int, first_table: int) -> list[Block]:
    """Return the blocks of a document's pages.

    Args:
        pages: in their order.
        first_page: the number of the first.
        first_table: the number of the document's first table.
    """
    placed = _with_edges(_without_running_lines(pages), [page.width for page in pages], first_page)
    step = _line_step(placed)
    blocks: list[Block] = []
    open_paragraph: _Paragraph | None = None
    table = first_table
    at = 0
    while at < len(placed):
        here = placed[at]
        if isinstance(here.item, PageTable):
            if open_paragraph is not None:
                blocks.append(open_paragraph.block())
                open_paragraph = None
            end = at + 1
            while end < len(placed) and _continues_table(placed[end - 1], placed[end]):
                end += 1
            rows, row_pages = _rows(placed[at:end])
            blocks.extend(table_blocks(rows, table, row_pages))
            table += 1
            at = end
            continue
        if open_paragraph is not None and _continues(open_paragraph, placed[at - 1], here, step):
            open_paragraph.add(here.item, here.page)
        else:
            if open_paragraph is not None:
                blocks.append(open_paragraph.block())
            open_paragraph = _Paragraph(here.item, here.page)
        at += 1
    if open_paragraph is not None:
        blocks.append(open_paragraph.block())
    return blocks


def _without_running_lines(pages: Sequence[Laid]) -> list[list[Line | PageTable]]:
    """Drop page numbers and running heads; lines of a template that stand on several pages are kept once."""
    keys = [{key for item in page.items if (key := _running_key(item, page)) is not None} for page in pages]
    seen = Counter(key for found in keys for key in found)
    often = max(_MIN_PAGES, len(pages) / 4)  # even and odd pages, chapters: no head stands on all pages
    kept = []
    template: set[tuple[str, int, int]] = set()
    for page in pages:
        here: list[Line | PageTable] = []
        for item in page.items:
            key = _running_key(item, page)
            if isinstance(item, Line):
                place = (item.text, round(item.x0), round(item.y))
                if key is not None and (seen[key] >= often or _is_page_number(item, page)):
                    continue
                if item.template and place in template:
                    continue
                template.add(place)
            here.append(item)
        kept.append(here)
    return kept


def _running_key(item: Line | PageTable, page: Laid) -> tuple[str, int] | None:
    """Return what running lines have in common over the pages: their text without figures, and their height."""
    if (
        not isinstance(item, Line)
        or _MARGIN * page.height < item.y % page.height < (1 - _MARGIN) * page.height
    ):
        return None
    return re.sub(r"[\d\s]+", "#", item.text), round(item.y / 2)


def _is_page_number(line: Line, page: Laid) -> bool:
    """Tell a page number: marked as one, or a figure alone below or above the text."""
    if not _PAGE_NUMBER.fullmatch(line.text):
        return False
    others = [item for item in page.items if isinstance(item, Line) and item is not line]
    if any(abs(other.y - line.y) < line.size for other in others):
        return False
    outermost = all(other.y < line.y for other in others) or all(other.y > line.y for other in others)
    return bool(_MARKED_NUMBER.fullmatch(line.text)) or (outermost and len(page.items) > 1)


def _with_edges(
    pages: Sequence[Sequence[Line | PageTable]], widths: Sequence[float], first: int
) -> list[_Placed]:
    """Give each line the edges of its column; where a page does not show them, those of most pages."""
    known: dict[tuple[int, int], tuple[float, float]] = {}
    for number, page in enumerate(pages, first):
        columns: dict[int, list[Line]] = {}
        for item in page:
            if isinstance(item, Line):
                columns.setdefault(item.column, []).append(item)
        for column, lines in columns.items():
            edges = _edges(lines)
            if edges is not None:
                known[number, column] = edges
    whole = [edges for (_, column), edges in known.items() if column == 0]
    usual = (median(e[0] for e in whole), median(e[1] for e in whole)) if whole else None
    placed = []
    for number, (page, width) in enumerate(zip(pages, widths, strict=True), first):
        margin = min((item.x0 for item in page if isinstance(item, Line)), default=0.0)
        for item in page:
            column = item.column if isinstance(item, Line) else 0
            placed.append(
                _Placed(item, number, *known.get((number, column), usual or (margin, width - margin)))
            )
    return placed


def _edges(lines: Sequence[Line]) -> tuple[float, float] | None:
    """Return where full lines begin and end, if there are some: several that end at the same place."""
    full = [line for line in lines if line.x1 - line.x0 >= _FULL_LINE * line.size]
    ends = Counter({line: sum(abs(line.x1 - other.x1) <= 0.6 * line.size for other in full) for line in full})
    if not ends or max(ends.values()) < _FULL_LINES:
        return None
    right = max(line.x1 for line, count in ends.items() if count == max(ends.values()))
    return median(line.x0 for line in full if abs(line.x1 - right) <= line.size), right


def _line_step(placed: Sequence[_Placed]) -> float:
    """Return the usual distance of two lines in type sizes."""
    steps = []
    for before, after in pairwise(placed):
        if isinstance(before.item, Line) and isinstance(after.item, Line) and before.page == after.page:
            step = (after.item.y - before.item.y) / max(after.item.size, 0.1)
            if 0.9 <= step <= 3.5:
                steps.append(step)
    return median(steps) if steps else 1.5


def _continues(paragraph: _Paragraph, before: _Placed, here: _Placed, step: float) -> bool:
    """Tell whether a line runs on with the paragraph before it."""
    last, line = before.item, here.item
    if not isinstance(last, Line) or not isinstance(line, Line):
        return False
    if last.parted or line.parted:
        return False
    size = line.size
    if abs(size - last.size) > 0.12 * max(size, last.size) or _NUMBERED.match(line.text):
        return False
    if _DATE.fullmatch(paragraph.text) or _LEADER.search(
        last.text
    ):  # below a signature; in a list of contents
        return False
    same_column = here.page == before.page and line.column == last.column
    if same_column and not 0 < line.y - last.y <= (1.35 * step + 0.2) * size:
        return False
    if _is_centred(last, before) and _is_centred(line, here):
        return same_column and not paragraph.text.endswith(_SENTENCE_END) and len(paragraph.lines) < 5
    if last.x1 < before.right - 1.6 * size:
        return False  # there was room for another word
    if line.x0 <= here.left + 1.2 * size:
        return True
    return same_column and len(paragraph.lines) > 1 and abs(line.x0 - last.x0) < 0.5 * size  # hangs


def _is_centred(line: Line, placed: _Placed) -> bool:
    """Tell a line that stands in the middle of the text, off both edges."""
    left, right = line.x0 - placed.left, placed.right - line.x1
    return left > 1.5 * line.size and right > 1.5 * line.size and abs(left - right) <= 1.5 * line.size


def _continues_table(before: _Placed, here: _Placed) -> bool:
    """Tell the rest of a table that was cut by the end of a page."""
    one, other = before.item, here.item
    if not isinstance(one, PageTable) or not isinstance(other, PageTable) or here.page != before.page + 1:
        return False
    return len(one.xs) == len(other.xs) and all(
        abs((a - one.xs[0]) - (b - other.xs[0])) <= _SAME_COLUMNS
        for a, b in zip(one.xs, other.xs, strict=True)
    )


def _rows(parts: Sequence[_Placed]) -> tuple[list[list[GridCell]], list[int | None]]:
    """Return the rows of a table over its pages; the head that is repeated on each page is kept once."""
    rows: list[list[GridCell]] = []
    pages: list[int | None] = []
    for number, part in enumerate(parts):
        assert isinstance(part.item, PageTable)
        skip = _same_head(rows, part.item.rows) if number else 0
        rows.extend(part.item.rows[skip:])
        pages.extend([part.page] * (len(part.item.rows) - skip))
    return rows, pages


def _same_head(rows: Sequence[Sequence[GridCell]], others: Sequence[Sequence[GridCell]]) -> int:
    count = 0
    for row, other in zip(rows, others, strict=False):
        if [cell.text for cell in row] != [cell.text for cell in other] or not any(c.text for c in row):
            break
        count += 1
    return count
