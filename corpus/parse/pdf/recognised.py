"""Consecutive pages that OCR read: their running heads dropped, their paragraphs joined, their tables numbered."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.parse.models import Block
from corpus.parse.pdf.text import LABEL

if TYPE_CHECKING:
    from corpus.parse.ocr import RecognisedPage

_LONGEST_HEAD = 40  # characters
_ENOUGH = 3  # pages that begin alike
_FIGURES = re.compile(r"[\d\s]+")


def blocks_of_recognised(pages: "Sequence[RecognisedPage]", first_table: int) -> tuple[list[Block], int]:
    """Return the blocks of pages that follow each other, and the number of the next table of the file."""
    from corpus.parse.ocr import join_pages  # noqa: PLC0415 - loads OpenCV

    numbered = []
    for page in _without_heads(pages):
        blocks = []
        following = first_table
        for block in page.blocks:
            if block.row is not None:
                number = first_table + block.row.table  # each page counts its own from 0
                following = number + 1
                block = replace(block, row=replace(block.row, table=number))
            blocks.append(block)
        first_table = following
        numbered.append(replace(page, blocks=tuple(blocks)))
    return join_pages(numbered), first_table


def _without_heads(pages: "Sequence[RecognisedPage]") -> "list[RecognisedPage]":
    """Drop what several pages begin with, but for the first: it may be a title."""
    counts = Counter(_shape(page.blocks[0]) for page in pages if page.blocks)
    seen: set[str] = set()
    kept = []
    for page in pages:
        shape = _shape(page.blocks[0]) if page.blocks else ""
        if shape in seen:
            rest = page.blocks[1:]
            goes_on = bool(rest) and rest[0].row is None and not LABEL.match(rest[0].text)
            page = replace(page, blocks=rest, begins_mid=goes_on)
        elif shape and counts[shape] >= _ENOUGH:
            seen.add(shape)
            page = replace(page, begins_mid=False)
        kept.append(page)
    return kept


def _shape(block: Block) -> str:
    if block.row is not None or len(block.text) > _LONGEST_HEAD:
        return ""
    return _FIGURES.sub("#", block.text)
