"""The lines of a document as the metadata rules read them, and values with the place they were read from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from corpus.parse.models import Block

T = TypeVar("T")

_RUN_ON = 80  # characters; a longer line that holds white space may be a whole document in one line
_LONGEST = 1_000  # characters of a line in which a value of the metadata stands
_GAP = re.compile(
    r"(?<=[\u4e00-\u9fff）)。！？；;：:》】”日号])(?<!\s[\u4e00-\u9fff])[ \t\u3000\u00a0]+"
    r"(?=[\u4e00-\u9fff（(【〔\[《\d“])(?<!年 )(?<!月 )"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a part of one, and where it stands: ``text[start:end]`` of the document."""

    text: str
    start: int
    level: int = 0  # of a heading that the format marks
    is_row: bool = False  # of a table
    block: int = 0  # which line of the document it is, or is a part of

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    def cells(self) -> list["Line"]:
        """Return its tab-separated cells."""
        cells = []
        position = self.start
        for text in self.text.split("\t"):
            inner = text.strip()
            cells.append(Line(inner, position + text.find(inner)))
            position += len(text) + 1
        return cells


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value of the metadata, the rule that found it, and the words it was read from."""

    value: T
    rule: str  # as in corpus.models.Ground
    start: int | None = None
    end: int | None = None


def whole_lines(blocks: Sequence[Block], starts: Sequence[int]) -> list[Line]:
    """Return the document's lines as they are."""
    return [
        Line(block.text, start, block.level, block.row is not None or "\t" in block.text, at)
        for at, (block, start) in enumerate(zip(blocks, starts, strict=True))
    ]


def bounded(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without the far ends of endless ones: some rules take time by the square of the length."""
    return [
        line if len(line.text) <= _LONGEST else replace(line, text=line.text[:_LONGEST]) for line in lines
    ]


def lines_of(blocks: Sequence[Block], starts: Sequence[int]) -> list[Line]:
    """Return the document's lines; one that runs on over title, body and signature is taken apart at its gaps."""
    lines = []
    for whole in whole_lines(blocks, starts):
        if whole.is_row or len(whole.text) <= _RUN_ON or not _GAP.search(whole.text):
            lines.append(whole)
            continue
        position = 0
        for gap in [*_GAP.finditer(whole.text), None]:
            end = gap.start() if gap else len(whole.text)
            lines.append(replace(whole, text=whole.text[position:end], start=whole.start + position))
            position = gap.end() if gap else end
    return lines
