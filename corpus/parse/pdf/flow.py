"""Pages to blocks: paragraphs and tables that run over pages are one, headings get their level."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from corpus.parse.models import Block
from corpus.parse.pdf.furniture import without_furniture
from corpus.parse.pdf.headings import Headings
from corpus.parse.pdf.margins import measured
from corpus.parse.pdf.models import Line, Page, Region, TableBox
from corpus.parse.pdf.paragraphs import Paragraph, Placed
from corpus.parse.pdf.recognised import blocks_of_recognised
from corpus.parse.pdf.table_merge import RunningTable

if TYPE_CHECKING:
    from corpus.parse.ocr import RecognisedPage

_FOOTNOTE = re.compile(r"[①-⑳⁰¹²³⁴-⁹]|\[\d{1,3}\]|\d{1,3}[\s　]?(?![\d.、．年月])|[*＊†]|注\s*\d*\s*[：:]")
_NOTE_SIZE = 0.92  # of the body's size
_NOTE_ZONE = 0.5  # of the page's height: footnotes begin below
_TABLE_BOTTOM, _TABLE_TOP = 0.65, 0.35  # of the page's height, where a table may run over
_CONTINUED = re.compile(r"(?:.{0,30}[（(])?续(?:\s*表)?\s*[\d一二三四五六七八九十\-—.]*[)）]?")


def blocks_of(pages: Sequence["Page | Recognised"]) -> list[Block]:
    """Return the blocks of a file whose pages were read, each from its text layer or by OCR."""
    read = [page for page in pages if isinstance(page, Page)]
    body_size = _body_size(read)
    clean = iter(_with_margins([_with_notes(page, body_size) for page in without_furniture(read, body_size)]))
    flow = _Flow(body_size)
    for page in pages:
        if isinstance(page, Recognised):
            flow.add_recognised(page.content)
        else:
            flow.add_page(next(clean))
    return flow.finished()


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page that was read by OCR."""

    content: "RecognisedPage"


def _body_size(pages: Sequence[Page]) -> float:
    """Return the size that most text is set in."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for region in page.regions:
            for item in region.items:
                if isinstance(item, Line):
                    sizes[round(item.style.size * 2) / 2] += len(item.text)
    return sizes.most_common(1)[0][0] if sizes else 12.0


def _with_margins(pages: Sequence[Page]) -> Iterator[Page]:
    """Measure the margins again, now that heads, numbers and notes are out of the way."""
    usual: Region | None = None
    for page in pages:
        regions = measured(page.regions, page.width, usual)
        usual = next((region for region in regions if not region.is_column), usual)
        yield replace(page, regions=tuple(regions))


def _with_notes(page: Page, body_size: float) -> Page:
    """Set the footnotes of a page aside: small lines at its foot, from one that begins with a mark."""
    notes: list[Line] = []
    regions = list(page.regions)
    while regions:
        items = list(regions[-1].items)
        while items:
            last = items[-1]
            if not isinstance(last, Line) or not _may_be_note(last, page, body_size):
                break
            notes.insert(0, last)
            items.pop()
        if items:
            regions[-1] = replace(regions[-1], items=tuple(items))
            break
        regions.pop()
    first = next((i for i, line in enumerate(notes) if _FOOTNOTE.match(line.text)), None)
    if first is None or not regions:
        return page
    if first:  # small lines before the first mark are text
        regions.append(replace(page.regions[-1], items=tuple(notes[:first])))
    return replace(page, regions=tuple(regions), notes=tuple(notes[first:]))


def _may_be_note(line: Line, page: Page, body_size: float) -> bool:
    return line.style.size <= _NOTE_SIZE * body_size and line.y >= _NOTE_ZONE * page.height


@dataclass(slots=True)
class _Flow:
    body_size: float
    done: list[Paragraph | list[Block]] = field(default_factory=list)
    paragraph: Paragraph | None = None
    table: RunningTable | None = None
    recognised: list["RecognisedPage"] = field(default_factory=list)
    tables: int = 0
    notes: list[Paragraph] = field(default_factory=list)  # of the page before

    def add_page(self, page: Page) -> None:
        self._end_recognised()
        items = [(item, region) for region in page.regions for item in region.items]
        runs_on = self._runs_on(items, page)
        if runs_on is not None:
            items = items[runs_on:]
        elif items:
            self._end_table()
        for at, (item, region) in enumerate(items):
            if isinstance(item, TableBox):
                if at == 0 and runs_on is not None and self.table is not None:
                    self.table.add(item, page.number)
                    continue
                self._end_paragraph()
                self._end_table()
                self.table = RunningTable.begun(item, page.number)
            else:
                self._end_table()
                self._add_line(Placed(item, region, page.number))
        last = items[-1][0] if items else None
        if not (isinstance(last, TableBox) and last.y1 >= _TABLE_BOTTOM * page.height):
            self._end_table()
        self._add_notes(page)

    def _runs_on(self, items: Sequence[tuple[Line | TableBox, Region]], page: Page) -> int | None:
        """Return which item of a page goes on with the table of the page before, if any does."""
        if self.table is None or self.table.last_page != page.number - 1:
            return None
        for at, (item, _) in enumerate(items[:2]):
            if isinstance(item, TableBox):
                near_top = item.y0 <= _TABLE_TOP * page.height
                return at if near_top and self.table.goes_on_with(item) else None
            if not _CONTINUED.fullmatch(item.text.strip()):
                return None
        return None

    def _add_line(self, placed: Placed) -> None:
        if self.paragraph is not None and self.paragraph.goes_on_with(placed, self.body_size):
            self._end_notes()  # they stay with their page, before the paragraph that leaves it
            self.paragraph.add(placed)
            return
        self._end_paragraph()
        self.paragraph = Paragraph()
        self.paragraph.add(placed)

    def _add_notes(self, page: Page) -> None:
        if not page.notes:
            return
        self._end_notes()
        left, right = min(line.x0 for line in page.notes), max(line.x1 for line in page.notes)
        region = Region(page.notes, left=left, right=right)
        for line in page.notes:
            placed = Placed(line, region, page.number)
            if self.notes and not _FOOTNOTE.match(line.text):
                self.notes[-1].add(placed)
            else:
                self.notes.append(Paragraph())
                self.notes[-1].add(placed)
        if self.paragraph is None:
            self._end_notes()

    def _end_notes(self) -> None:
        self.done += self.notes
        self.notes = []

    def _end_paragraph(self) -> None:
        if self.paragraph is not None:
            self.done.append(self.paragraph)
            self.paragraph = None
        self._end_notes()

    def _end_table(self) -> None:
        if self.table is not None:
            self.done.append(self.table.blocks(self.tables))
            self.tables += 1
            self.table = None

    def add_recognised(self, page: "RecognisedPage") -> None:
        self._end_paragraph()
        self._end_table()
        self.recognised.append(page)

    def _end_recognised(self) -> None:
        if self.recognised:
            blocks, self.tables = blocks_of_recognised(self.recognised, self.tables)
            self.done.append(blocks)
            self.recognised = []

    def finished(self) -> list[Block]:
        self._end_recognised()
        self._end_paragraph()
        self._end_table()
        headings = Headings.of([p for p in self.done if isinstance(p, Paragraph)], self.body_size)
        blocks: list[Block] = []
        for part in self.done:
            if isinstance(part, Paragraph):
                level = headings.level(part)
                blocks.append(Block(part.text, level, part.page, tuple(part.breaks)))
            else:
                blocks.extend(part)
        return blocks
