"""Lines to paragraphs: within a column by margins, indents and distances, over columns and pages by the text."""

import re
from dataclasses import dataclass, field

from corpus.parse.pdf.models import Line, Region, is_wide
from corpus.parse.pdf.text import LABEL, has_room, is_hyphenated, joined

_SAME = 0.6  # em by which places differ that are meant to be one
_INDENT = 1.2  # em; a first line is usually set in by two
_DEEPEST = 4.5  # em that a first line, or the text beside a label, is set in at most
_BLANK = 1.35  # times the leading: a wider step parts paragraphs
_WIDE_STEP = 1.9  # times the leading of other paragraphs; one that is set wider runs on where it must
_OTHER_SIZE = 0.12
_TITLE_SIZE = 1.15  # times the body's size
_TITLE_STEP = 2.3  # times their size that the lines of one title are apart at most
_SENTENCE_END = re.compile(r"[。！？；：!?;:.][”’」』）)\]】]*$")
_MAY_END = re.compile(r"[。！？；：!?;:.”’」』）)\]】]$")  # a numbered line after it begins a paragraph
_CONTENTS = re.compile(r"(?:[.．…·・‥]\s?){4,}\s*[\divxⅠ-Ⅻ]*\s*$")


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with the column and the page that it stands in."""

    line: Line
    region: Region
    page: int


@dataclass(slots=True)
class Paragraph:
    """Lines that read as one."""

    lines: list[Placed] = field(default_factory=list)
    text: str = ""
    breaks: list[int] = field(default_factory=list)

    @property
    def page(self) -> int:
        """Where it begins."""
        return self.lines[0].page

    def add(self, placed: Placed) -> None:
        """Join a line to the text; a page that ends before it leaves a break."""
        if not self.lines:
            self.text = placed.line.text
        else:
            self.text = joined(self.text, placed.line.text)
            turned = placed.page - self.lines[-1].page
            self.breaks += [len(self.text) - len(placed.line.text)] * turned
        self.lines.append(placed)

    def goes_on_with(self, placed: Placed, body_size: float) -> bool:
        """Tell whether a line is of this paragraph."""
        last, line = self.lines[-1].line, placed.line
        if last.is_tabular or line.is_tabular:
            return False
        if _is_set_otherwise(last, line) or _CONTENTS.search(last.text) or _CONTENTS.search(line.text):
            return False
        if _is_title(self.lines[-1], body_size) and _is_title(placed, body_size):
            return self._is_one_title(placed)
        if is_hyphenated(last.text, line.text):
            return True
        if LABEL.match(line.text) and _MAY_END.search(last.text):
            return False
        before = self.lines[-1]
        if len(self.lines) == 1 and last.x0 - before.region.left > _DEEPEST * last.style.size:
            return False  # a signature or a date on the right, a line in the middle
        if has_room(last, before.region.right, line, justified=before.region.is_justified):
            return False
        if before.region is placed.region and before.page == placed.page:
            return self._goes_on_below(placed)
        return self._goes_on_over(placed)

    def _is_one_title(self, placed: Placed) -> bool:
        before = self.lines[-1]
        step = placed.line.y - before.line.y
        near = before.page == placed.page and 0 < step <= _TITLE_STEP * placed.line.style.size
        return near and not LABEL.match(placed.line.text)

    def _goes_on_below(self, placed: Placed) -> bool:
        last, line, region = self.lines[-1].line, placed.line, placed.region
        em = line.style.size
        step = line.y - last.y
        leading = self._leading() or region.leading or 1.6 * em
        is_mid_sentence = (
            region.is_justified and not _MAY_END.search(last.text) and not LABEL.match(line.text)
        )
        if step <= 0 or step > (_WIDE_STEP if is_mid_sentence else _BLANK) * leading + 1:
            return False
        shift = line.x0 - last.x0
        if len(self.lines) > 1 and self.lines[-2].region is region:
            return abs(shift) <= _SAME * em
        if shift < -_SAME * em:
            return shift >= -_DEEPEST * em  # after the first line's indent
        if shift > _SAME * em:
            return bool(LABEL.match(last.text)) and shift <= _DEEPEST * em  # beside its label
        is_set_in = last.x0 - region.left >= _INDENT * em
        return not (is_set_in and _SENTENCE_END.search(last.text))

    def _goes_on_over(self, placed: Placed) -> bool:
        """Tell whether the first line of the next column or page goes on with this paragraph."""
        before = self.lines[-1]
        em = placed.line.style.size
        set_in = placed.line.x0 - placed.region.left
        if set_in < _INDENT * em:
            return True
        was_set_in = before.line.x0 - before.region.left
        return len(self.lines) > 1 and abs(set_in - was_set_in) <= _SAME * em

    def _leading(self) -> float:
        if len(self.lines) < 2 or self.lines[-2].page != self.lines[-1].page:
            return 0.0
        return max(0.0, self.lines[-1].line.y - self.lines[-2].line.y)


def _is_set_otherwise(last: Line, line: Line) -> bool:
    size = max(last.style.size, line.style.size)
    if abs(last.style.size - line.style.size) > _OTHER_SIZE * size:
        return True
    if not (last.plain and line.plain and _has_wide(last.text) and _has_wide(line.text)):
        return False
    return last.style.bold != line.style.bold


def _has_wide(text: str) -> bool:
    return any(map(is_wide, text))


def _is_title(placed: Placed, body_size: float) -> bool:
    """Tell a line that is larger than the body and stands in the middle of its column."""
    line, region = placed.line, placed.region
    if line.style.size < _TITLE_SIZE * body_size:
        return False
    left, right = line.x0 - region.left, region.right - line.x1
    return abs(left - right) <= 2.5 * line.style.size
