"""Where text is dropped, for every format alike. It runs before the first offset exists.

What goes: characters that nobody sees (zero width, bidirectional controls), the white space around
lines, page furniture (``corpus.furniture``), and the second copy of a body that stands twice. No
character of what stays is rewritten.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.furniture import without_furniture
from corpus.parse.models import Block, RowCells
from corpus.second_body import without_second_body

# Zero-width and bidirectional controls, soft hyphen, byte-order mark, other C0/C1 controls, and lone halves of
# characters, which no answer could be sent with.
_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
_LINE_BREAKS = re.compile(r"[\n\v\f\r\u0085\u2028\u2029]+")


def clean(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks that are the document's own, each a single line of visible text."""
    tidy = [tidied for block in blocks for tidied in _tidy(block)]
    return tuple(without_second_body(without_furniture(tidy)))


def visible(text: str) -> str:
    """Return ``text`` without the characters that nobody sees, and without white space around it."""
    return _INVISIBLE.sub("", text).strip()


def _tidy(block: Block) -> list[Block]:
    if block.row is not None:
        return _tidy_row(block, block.row)
    if block.breaks:
        return _tidy_across_pages(block)
    lines = (visible(line) for line in _LINE_BREAKS.split(block.text))
    return [replace(block, text=line) for line in lines if line]


def _tidy_row(block: Block, row: RowCells) -> list[Block]:
    """Tidy each cell by itself; cells that turn out empty at either end go."""
    cells = [visible(_LINE_BREAKS.sub(" ", cell)) for cell in block.text.split("\t")]
    filled = [i for i, cell in enumerate(cells) if cell]
    if not filled:
        return []
    keep = slice(filled[0], filled[-1] + 1)
    tidied = replace(row, columns=row.columns[keep], spans=row.spans[keep], headings=row.headings[keep])
    return [replace(block, text="\t".join(cells[keep]), row=tidied)]


def _tidy_across_pages(block: Block) -> list[Block]:
    """Tidy a paragraph that runs over pages, so that its breaks stay where the pages turn."""
    text = ""
    breaks = []
    for start, end in pairwise((0, *block.breaks, len(block.text))):
        part = _LINE_BREAKS.sub(" ", _INVISIBLE.sub("", block.text[start:end]))
        if start:
            breaks.append(len(text))
        text += part if text else part.lstrip()
    text = text.rstrip()
    return [replace(block, text=text, breaks=tuple(min(b, len(text)) for b in breaks))] if text else []
