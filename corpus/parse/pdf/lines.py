"""Glyphs to lines: by where they stand, whatever the order of the file."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.parse.pdf.models import Glyph, Line, is_wide
from corpus.parse.pdf.text import LABEL

_SPACE = frozenset(" \t\r\n\u00a0\u2002\u2003\u2009\u3000\u200b")
_PIECE_GAP = 1.0  # em; a wider gap may be the gutter between two columns
_NO_WIDTH = 0.05  # em
_COLUMN_GAP = 2.0  # em between words that are set in columns, at least
_LONGEST_LABEL = 6  # characters
_BACK = 0.6  # em that a glyph may stand left of its predecessor's end
_RAISED = 0.18  # em; smaller digits so much above the baseline are superscript
_SMALLER = 0.87
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NUMBER = re.compile(r"[\d.．\-]+$")
_NO_LINE_START = frozenset("，。、；：！？）》〉」』】〕”’％…,.;:!?)]}%")
_UNBROKEN = re.compile(r"[A-Za-z0-9.,:/%\-+_@&'()]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Glyphs of one row without a gap that may part columns, left to right."""

    glyphs: tuple[Glyph, ...]
    spaced: frozenset[int]  # indexes of glyphs that a space of the file stands before

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return max(g.x1 for g in self.glyphs[-3:])


@dataclass(frozen=True, slots=True)
class TextRow:
    """The pieces that stand on one baseline, left to right."""

    y: float
    size: float
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class _Open:
    """A row while it is being filled."""

    y: float
    size: float
    runs: list[Piece]


def rows_of(glyphs: Iterable[Glyph]) -> list[TextRow]:
    """Return the rows of text, from the top of the page down."""
    rows: list[_Open] = []
    bands: dict[int, list[_Open]] = {}  # rows by where they stand, so that few are compared
    for run in sorted(_runs(glyphs), key=_size, reverse=True):
        size, y = _size(run), run.glyphs[0].y
        band = int(y // 10)
        near = [row for b in range(band - 4, band + 5) for row in bands.get(b, ())]
        row = next((row for row in near if _on_one_line(row, y, size)), None)
        if row is None:
            row = _Open(y, size, [])
            rows.append(row)
            bands.setdefault(band, []).append(row)
        row.runs.append(run)
    rows.sort(key=lambda row: row.y)
    return [TextRow(row.y, row.size, tuple(_pieces(row.runs))) for row in rows]


def _on_one_line(row: _Open, y: float, size: float) -> bool:
    """Tell whether a run belongs to a row, whose glyphs are as large or larger."""
    if row.size > 2.2 * size:  # letters beside a large one belong together only on one baseline
        return abs(row.y - y) <= 0.3 * size
    top, bottom = max(row.y - 0.8 * row.size, y - 0.8 * size), min(row.y + 0.2 * row.size, y + 0.2 * size)
    return bottom - top >= 0.5 * size and abs(row.y - y) <= 0.45 * row.size


def _size(run: Piece) -> float:
    return max(run.glyphs[0].style.size, 1.0)


def _runs(glyphs: Iterable[Glyph]) -> list[Piece]:
    """Return stretches of glyphs that follow each other in the file as they do on the page."""
    runs: list[Piece] = []
    run: list[Glyph] = []
    spaced: set[int] = set()
    space = False
    for glyph in glyphs:
        if glyph.text in _SPACE:
            # Some programs justify by spaces of no width: those are no part of the text.
            space = space or glyph.x1 - glyph.x0 > _NO_WIDTH * glyph.style.size
            continue
        if run:
            last, size = run[-1], max(glyph.style.size, 1.0)
            gap = glyph.x0 - last.x1
            follows = (
                abs(glyph.y - last.y) <= 0.1 * size
                and abs(glyph.style.size - last.style.size) <= 0.1 * size
                and -_BACK * size <= gap <= _PIECE_GAP * size
            )
            if not follows:
                runs.append(Piece(tuple(run), frozenset(spaced)))
                run, spaced = [], set()
        if space:
            spaced.add(len(run))
        space = False
        run.append(glyph)
    if run:
        runs.append(Piece(tuple(run), frozenset(spaced)))
    return runs


def _pieces(runs: list[Piece]) -> list[Piece]:
    """Join the runs of a row where no gap parts them. What is drawn twice, to look bold, is taken once."""
    runs.sort(key=lambda run: run.x0)
    groups: list[list[Piece]] = []
    end = 0.0  # of the last group
    for run in runs:
        if groups:
            last = groups[-1][-1]
            if abs(last.x0 - run.x0) < 0.15 * _size(run) and _letters(last) == _letters(run):
                continue
            if run.x0 - end <= _PIECE_GAP * max(_size(last), _size(run)):
                groups[-1].append(run)
                end = max(end, run.x1)
                continue
        groups.append([run])
        end = run.x1
    return [group[0] if len(group) == 1 else join_pieces(group) for group in groups]


def _letters(piece: Piece) -> str:
    return "".join(g.text for g in piece.glyphs)


def join_pieces(pieces: Sequence[Piece]) -> Piece:
    """Return the pieces of one row as one, its glyphs from left to right."""
    placed = [(g, i in p.spaced) for p in pieces for i, g in enumerate(p.glyphs)]
    if any(a.x1 > b.x0 for a, b in pairwise(pieces)):
        placed.sort(key=lambda pair: pair[0].x0)
    return Piece(tuple(g for g, _ in placed), frozenset(i for i, (_, spaced) in enumerate(placed) if spaced))


def line_of(row: TextRow, pieces: Sequence[Piece]) -> Line:
    """Return the line that pieces of a row make."""
    piece = pieces[0] if len(pieces) == 1 else join_pieces(pieces)
    wide = [g for g in piece.glyphs if is_wide(g.text[0])] or list(piece.glyphs)
    style = Counter(g.style for g in wide).most_common(1)[0][0]
    text = _text(piece, row)
    return Line(
        text=text,
        x0=piece.x0,
        x1=piece.x1,
        y=row.y,
        style=style,
        plain=all(g.style.face == style.face and g.style.bold == style.bold for g in wide),
        is_tabular=_is_tabular(pieces, row.size),
        chunk=_chunk(piece, text),
    )


def _is_tabular(pieces: Sequence[Piece], size: float) -> bool:
    """Tell words in columns by the gaps between them; the gap behind a number or bullet is none."""
    gaps = [b.x0 - a.x1 for a, b in pairwise(pieces)]
    if gaps and len(pieces[0].glyphs) <= _LONGEST_LABEL and LABEL.match(_letters(pieces[0])):
        gaps = gaps[1:]
    return any(gap >= _COLUMN_GAP * size for gap in gaps)


def _text(piece: Piece, row: TextRow) -> str:
    """Return the characters with the spaces that a reader sees between them."""
    glyphs = piece.glyphs
    gaps = [b.x0 - a.x1 for a, b in pairwise(glyphs) if is_wide(a.text[0]) and is_wide(b.text[0])]
    usual = median(gaps) if len(gaps) >= 2 else 0.0
    parts = [glyphs[0].text]
    for i, (last, glyph) in enumerate(pairwise(glyphs), 1):
        before = "".join(parts[-6:])
        if _is_spaced(last, glyph, i in piece.spaced, usual, before):
            parts.append(" ")
        raised = (
            glyph.text.isdigit()
            and glyph.style.size <= _SMALLER * row.size
            and row.y - glyph.y >= _RAISED * row.size
        )
        parts.append(glyph.text.translate(_SUPERSCRIPT) if raised else glyph.text)
    return "".join(parts)


def _is_spaced(last: Glyph, glyph: Glyph, given: bool, usual: float, before: str) -> bool:
    """Tell whether a space stands between two glyphs, by the gap and by what the file says (``given``)."""
    em = max(last.style.size, glyph.style.size, 1.0)
    gap = (glyph.x0 - last.x1) / em
    left, right = is_wide(last.text[-1]), is_wide(glyph.text[0])
    if left and right:
        # Letters that are spread evenly over a line are one word, unless the file spaces them itself.
        return (given and gap > 0.1) or gap >= max(0.7, 1.6 * usual / em)
    if left or right:
        # Word processors set figures off from Han by a quarter em: that is no space of the text.
        figure = (last if right else glyph).text
        if figure.isdigit() and not _NUMBER.fullmatch(before):
            return gap >= 0.7
        return given or gap >= 0.7
    return given or gap > 0.17


def _chunk(piece: Piece, text: str) -> float:
    """Return the width of what a line break could not have parted from the beginning of a line."""
    size = piece.glyphs[0].style.size
    unbroken = _UNBROKEN.match(text)
    if unbroken and not is_wide(text[0]):
        length = min(len(unbroken.group()), len(piece.glyphs))
        return piece.glyphs[length - 1].x1 - piece.x0
    length = 1
    while length < len(text) and text[length] in _NO_LINE_START:
        length += 1
    return length * size
