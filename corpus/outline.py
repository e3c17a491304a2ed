"""Lines to sections: 编, 章, 节, 条, 一、 (一) 1. (1), and the headings that a format marks itself.

The ranks follow the order of numbering in GB/T 9704-2012 (公文格式) 7.3.3 and of statutes.
"""

import re
from collections.abc import Sequence

from corpus.models import Section
from corpus.parse.models import Block

_NUM = r"[〇零一二三四五六七八九十百千]+"
_RANKS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(rf"第(?:{_NUM}|\d+)编")),
    (2, re.compile(rf"第(?:{_NUM}|\d+)章")),
    (3, re.compile(rf"第(?:{_NUM}|\d+)节")),
    (4, re.compile(rf"第(?:{_NUM}|\d+)条(?:之{_NUM})?")),
    (5, re.compile(rf"{_NUM}[、．.](?!\d)")),
    (6, re.compile(rf"[（(]{_NUM}[)）]|[㈠-㈩]")),
    (7, re.compile(r"\d{1,2}[.．、](?![\d])")),
    (8, re.compile(r"[（(]\d{1,2}[)）]|[①-⑳]")),
)
_ARTICLE_RANK = 4
_ITEM_RANK = 7
_ENDS_AS_SENTENCE = re.compile(r"[。；;！!？?]$")
_MARKED_RANK = -10  # headings of the format outrank numbering
_MAX_HEADING = 40  # characters; a longer line is a paragraph that begins with a number
_RUN_IN = re.compile(r"[^。；;！？\n]{1,38}[。：:]")


def outline(blocks: Sequence[Block], starts: Sequence[int], length: int) -> tuple[Section, ...]:
    """Return the sections of a text, in order of their starts.

    Args:
        blocks: the text's lines.
        starts: the offset of each line in the text.
        length: of the text, in code points.
    """
    headings = []  # (rank, start, heading_end)
    for block, start in zip(blocks, starts, strict=True):
        heading = _heading(block)
        if heading is not None:
            headings.append((heading[0], start, start + heading[1]))
    ends = [length] * len(headings)
    levels = [0] * len(headings)
    open_at: list[int] = []  # indexes of the headings whose sections are still open
    for i, (rank, start, _) in enumerate(headings):
        while open_at and headings[open_at[-1]][0] >= rank:
            ends[open_at.pop()] = start
        open_at.append(i)
        levels[i] = len(open_at)
    return tuple(
        Section(level, start, heading_end, end)
        for level, (_, start, heading_end), end in zip(levels, headings, ends, strict=True)
    )


def _heading(block: Block) -> tuple[int, int] | None:
    """Return the rank of a line's heading and the heading's length, or None."""
    text = block.text
    if block.level:
        return _MARKED_RANK + block.level, len(text)
    for rank, pattern in _RANKS:
        number = pattern.match(text)
        if number is None:
            continue
        if rank == _ARTICLE_RANK:
            return rank, number.end()  # 第一条: the number alone; what follows is the article
        if rank >= _ITEM_RANK and _ENDS_AS_SENTENCE.search(text) and len(text) <= _MAX_HEADING:
            return None  # 1. … 。 is an item of a list or a note, not the heading of what follows
        run_in = _RUN_IN.match(text, number.end())
        if run_in and run_in.end() < len(text):
            return rank, run_in.end()
        return (rank, len(text)) if len(text) <= _MAX_HEADING and "\t" not in text else None
    return None
