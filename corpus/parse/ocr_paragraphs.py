"""Recognised lines to paragraphs: by indentation, by lines that end early, by size and by colour."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.parse.ocr_order import Column, Piece, em, units
from corpus.parse.ocr_text import join, punctuated

_NUMBERED = re.compile(
    r"第[〇零一二三四五六七八九十百千\d]{1,8}[编章节条款]|[〇一二三四五六七八九十]{1,3}[、．.]"
    r"|[（(][〇一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)|[①-⑳]|附件|附[:：]|[（(〔\[]"
)
_SENTENCE_END = re.compile(r"[。！？!?；;：:…][”’」』）)]?$")
_ANY_END = re.compile(r"[。！？!?；;：:，,、…）)》]$")
_INDENT = 1.2  # characters: a line that begins so much further right is indented
_DEEP_INDENT = 3.2  # a first line's indent is two characters; what hangs deeper may still run on
_EARLY = 3.0  # characters: a line that ends so much before the margin is its paragraph's last
_SLIGHTLY_EARLY = 1.5  # so, only if it ends like a sentence
_LARGER = (1.2, 1.1)  # times the height and the width of other characters: of another size
_LIST_GAP = 2.5  # characters
_CENTRED = 3  # characters by which the lines of a title may miss the middle
_WIDE_GAP = 1.75  # times the usual distance of lines


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a column, its pieces put together."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    char: float  # width of a character
    is_red: bool
    has_gap: bool = False  # as between the entries of a list in columns

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def centre(self) -> float:
        """Half way across."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``begins_mid``: perhaps the rest of a paragraph of the page before; ``ends_mid``: it perhaps runs on."""

    text: str
    top: float
    begins_mid: bool = False
    ends_mid: bool = False


@dataclass(frozen=True, slots=True)
class _Setting:
    """How a column is set."""

    left: float
    right: float
    char: float
    height: float
    pitch: float


def to_line(pieces: Sequence[Piece], char: float) -> Line:
    """Put the pieces of a line together."""
    text = pieces[0].text
    for before, piece in pairwise(pieces):
        text = join(text, piece.text, (piece.left - before.right) / char)
    return Line(
        text,
        pieces[0].left,
        min(p.top for p in pieces),
        max(p.right for p in pieces),
        max(p.bottom for p in pieces),
        median((p.right - p.left) / max(1.0, units(p.text)) for p in pieces),
        all(p.is_red for p in pieces),
        any(b.left - a.right > _LIST_GAP * char for a, b in pairwise(pieces)),
    )


def paragraphs(column: Column, page_width: float) -> list[Paragraph]:
    """Return the paragraphs of a column, in order."""
    pieces = [piece for line in column.lines for piece in line]
    char = em(pieces)
    lines = [to_line(line, char) for line in column.lines]
    setting = _setting(lines, char, page_width)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _runs_on(groups[-1], line, setting):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_paragraph(group, setting) for group in groups]


def _paragraph(lines: Sequence[Line], setting: _Setting) -> Paragraph:
    text = lines[0].text
    for line in lines[1:]:
        text = join(text, line.text)
    text = punctuated(text)
    body = not lines[0].is_red and not _is_larger(lines[0], setting)
    at_margin = lines[0].left <= setting.left + _INDENT * setting.char
    full = lines[-1].right >= setting.right - _SLIGHTLY_EARLY * setting.char
    return Paragraph(
        text,
        lines[0].top,
        begins_mid=body and at_margin and not _NUMBERED.match(text),
        ends_mid=body and full and not _SENTENCE_END.search(text),
    )


def _setting(lines: Sequence[Line], char: float, page_width: float) -> _Setting:
    """Measure margins on the lines that are nearly as long as the longest: titles and signatures are not."""
    body = [line for line in lines if not line.is_red] or lines
    longest = max(line.right - line.left for line in body)
    long = [line for line in body if line.right - line.left > 0.75 * longest]
    lefts, rights = sorted(line.left for line in long), sorted(line.right for line in long)
    left, right = lefts[len(lefts) // 5], rights[-1 - len(rights) // 5]
    if sum(abs(line.right - right) < char for line in body) < 2:
        right = max(right, page_width - left)  # no margin to be seen: as wide as the left one
    pitches = [b.top - a.top for a, b in pairwise(lines) if b.top > a.top]
    return _Setting(
        left,
        right,
        char,
        median(line.height for line in long),
        median(pitches) if pitches else char * 2,
    )


def _runs_on(group: Sequence[Line], line: Line, setting: _Setting) -> bool:
    """Tell whether a line belongs to the paragraph of the lines above it."""
    last = group[-1]
    if last.is_red or line.is_red or last.has_gap or line.has_gap:
        return False  # each line of a letterhead is its own, and of a list
    if _is_larger(last, line) or _is_larger(line, last):
        return False
    if _is_larger(last, setting) and _is_larger(line, setting):
        return _is_title_continued(last, line, setting)
    if line.top - last.top > _WIDE_GAP * setting.pitch:
        return False
    short = (setting.right - last.right) / setting.char
    if short > _EARLY or (short > _SLIGHTLY_EARLY and _ANY_END.search(last.text)):
        return False
    indent = (line.left - setting.left) / setting.char
    deeper = (line.left - last.left) / setting.char
    if _SENTENCE_END.search(last.text) and (indent > _INDENT or _NUMBERED.match(line.text)):
        return False
    if indent > _INDENT and _NUMBERED.match(line.text):
        return False
    return indent <= _INDENT or deeper <= _INDENT or deeper > _DEEP_INDENT


def _is_larger(line: Line, other: Line | _Setting) -> bool:
    """Tell by height and width both: few letters, and stretched lines, mislead either of them."""
    return line.height > _LARGER[0] * other.height and line.char > _LARGER[1] * other.char


def _is_title_continued(last: Line, line: Line, setting: _Setting) -> bool:
    middle = (setting.left + setting.right) / 2
    centred = all(abs(one.centre - middle) < _CENTRED * setting.char for one in (last, line))
    near = line.top - last.bottom < last.height
    return near and centred and not _ANY_END.search(last.text) and not _NUMBERED.match(line.text)
