"""The text of a table cell: its lines, those joined that only the cell's width has parted."""

from collections.abc import Sequence
from itertools import pairwise

from corpus.parse.pdf.lines import line_of, rows_of
from corpus.parse.pdf.models import Glyph
from corpus.parse.pdf.text import has_room, joined

_SENTENCE_END = tuple("。；;！？!?")
_PADDING = 5.4  # points that a word processor leaves between a cell's border and its text


def cell_text(glyphs: Sequence[Glyph], x0: float, x1: float) -> tuple[str, bool]:
    """Return a cell's paragraphs, separated by line breaks, and whether its last line leaves no room."""
    rows = rows_of(glyphs)
    lines = [line_of(row, row.pieces) for row in rows]
    if not lines:
        return "", False
    padding = min(_PADDING, max(0.0, min(line.x0 for line in lines) - x0))
    inner = max(x1 - x0 - 2 * padding, max(line.x1 - line.x0 for line in lines))
    paragraphs = [lines[0].text]
    for last, line in pairwise(lines):
        end = last.x0 + inner  # as if it were set flush left: cells are often centred
        indented = line.x0 - last.x0 > 1.5 * line.style.size
        starts_anew = indented and last.text.endswith(_SENTENCE_END)
        if starts_anew or has_room(last, end, line, justified=False):
            paragraphs.append(line.text)
        else:
            paragraphs[-1] = joined(paragraphs[-1], line.text)
    last = lines[-1]
    room = last.x0 + inner - last.x1
    is_full = room < 1.6 * last.style.size and not last.text.endswith(_SENTENCE_END)
    return "\n".join(paragraphs), is_full
