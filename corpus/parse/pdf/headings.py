"""Headings that a page sets apart by their size or weight. Numbered ones are found later, for all formats."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.parse.pdf.paragraphs import Paragraph
from corpus.parse.pdf.text import LABEL

_LARGER = 1.15  # times the body's size
_LONGEST = 60  # characters
_LONGEST_BOLD = 30
_MOST = 0.4  # of the paragraphs: if more look like headings, the look does not tell
_MOST_BOLD = 0.2
_DEEPEST = 4
_NOT_A_HEADING = re.compile(r"[。；，、：:;,.…]$|文件$|^第?\s*\d+\s*[号期页]$|^[^\w]*$|\t")
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Headings:
    """What looks like a heading in one file."""

    body_size: float
    sizes: tuple[float, ...]  # of headings, the largest first
    by_weight: bool  # bold lines of the body's size are headings too

    @classmethod
    def of(cls, paragraphs: Sequence[Paragraph], body_size: float) -> "Headings":
        """Learn from all paragraphs of a file what sets headings apart."""
        large = [p for p in paragraphs if _size(p) >= _LARGER * body_size and _may_be_heading(p, _LONGEST)]
        sizes = (
            sorted({_size(p) for p in large}, reverse=True) if len(large) <= _MOST * len(paragraphs) else []
        )
        characters = sum(len(p.text) for p in paragraphs)
        bold = sum(len(p.text) for p in paragraphs if _is_bold(p))
        return cls(body_size, tuple(sizes), 0 < bold <= _MOST_BOLD * characters)

    def level(self, paragraph: Paragraph) -> int:
        """Return the level of a paragraph as a heading, 0 for text."""
        size = _size(paragraph)
        if size >= _LARGER * self.body_size:
            if size in self.sizes and _may_be_heading(paragraph, _LONGEST):
                return min(self.sizes.index(size) + 1, _DEEPEST)
            return 0
        if self.by_weight and _is_bold(paragraph) and _may_be_heading(paragraph, _LONGEST_BOLD):
            is_small = size < 0.95 * self.body_size
            return 0 if is_small or len(paragraph.lines) > 1 else min(len(self.sizes), _DEEPEST) + 1
        return 0


def _size(paragraph: Paragraph) -> float:
    return round(max(placed.line.style.size for placed in paragraph.lines) * 2) / 2


def _is_bold(paragraph: Paragraph) -> bool:
    return all(placed.line.style.bold and placed.line.plain for placed in paragraph.lines)


def _may_be_heading(paragraph: Paragraph, longest: int) -> bool:
    text = paragraph.text.strip()
    if len(text) > longest or len(_LETTERS.findall(text)) < 2 or LABEL.match(text):
        return False
    return not _NOT_A_HEADING.search(text)
