"""The paragraphs of a Word file: what of their text is seen, their style, and where they stand in tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.parse.doc import sprm
from corpus.parse.doc.characters import SEEN, UNSEEN, Characters, Marks
from corpus.parse.doc.file import WordFile
from corpus.parse.doc.pages import paragraph_runs
from corpus.parse.doc.rows import row_shape
from corpus.parse.doc.stories import Notes
from corpus.parse.doc.styles import PLAIN, Style, read_styles, with_paragraph_changes
from corpus.parse.doc.text import read_pieces
from corpus.parse.edges import RowShape
from corpus.parse.symbols import joined

_ENDS = re.compile(r"[\r\x07\x0c]")
_CELL_END, _SECTION_END, _DRAWING = "\x07", "\x0c", "\x08"

# Pictures, marks of notes and comments, drawings and field marks stand for no text; other marks break the line.
_CONTROLS = dict.fromkeys([*range(0x09), *range(0x0F, 0x1E), 0x1F], "")
_CONTROLS |= {0x0B: "\n", 0x0C: "\n", 0x0E: "\n", 0x1E: "-"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, as shown: without what is hidden or deleted."""

    text: str
    end: int  # position after its mark
    style: Style
    style_index: int
    place: "Place"
    shape: RowShape | None  # of the row, at its end
    runs_on: bool  # into the next paragraph: its end was deleted, or it is a large first letter
    is_unseen: bool  # even its mark is hidden, so that it shows no number
    boxes_before: tuple[int, ...]  # where drawings are anchored, before its first words
    boxes_after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands in tables."""

    depth: int
    ends_cell: bool
    ends_row: bool


class WordText:
    """The text of a Word file with its properties, read story by story."""

    def __init__(self, file: WordFile, notes: Notes, section_ends: frozenset[int]) -> None:
        self._file = file
        self._notes = notes
        self._section_ends = section_ends
        self._pieces = read_pieces(file)
        self._paragraphs = paragraph_runs(file)
        self._styles = read_styles(file)
        self._characters = Characters(file, self._pieces, self._styles)

    def paragraphs(self, start: int, end: int) -> Iterator[Paragraph]:
        """Yield the paragraphs between two positions, marks of cells and rows included."""
        text = self._pieces.text[start:end]
        marks = self._characters.marks(text, start, end)
        begin = 0
        for match in _ENDS.finditer(text):
            at = match.start()
            if match[0] == _SECTION_END and start + at + 1 not in self._section_ends:
                continue  # a page ends, not a paragraph
            yield self._paragraph(text, marks, start, begin, at)
            begin = at + 1
        if begin < len(text):
            yield self._paragraph(text, marks, start, begin, len(text) - 1)

    def _paragraph(self, text: str, marks: Marks, start: int, begin: int, at: int) -> Paragraph:
        piece = self._pieces.at(start + at)
        run = self._paragraphs.at(piece.offset_of(start + at))
        index = run.style if run else 0
        grpprl = self._expanded(run.grpprl if run else b"") + piece.changes
        style = with_paragraph_changes(self._styles.get(index, PLAIN), grpprl)
        place = _place(grpprl, text[at])
        end = at if _ENDS.match(text[at]) else at + 1
        is_deleted = marks.seen[at] == UNSEEN
        before, after = _anchors(text, start, begin, end)
        return Paragraph(
            joined(self._shown(text, marks, start, begin, end, is_hidden=style.hidden)).translate(_CONTROLS),
            start + at + 1,
            style,
            index,
            place,
            row_shape(grpprl, is_gone=is_deleted) if place.ends_row else None,
            text[at] == "\r" and (is_deleted or _is_drop_cap(grpprl)),
            is_deleted or style.hidden or text[at] == _SECTION_END,
            before,
            after,
        )

    def _shown(self, text: str, marks: Marks, start: int, begin: int, end: int, *, is_hidden: bool) -> str:
        """Return the characters that are seen, with the marks of notes among them."""
        notes = set(self._notes.between(start + begin, start + end))
        seen = marks.seen[begin:end]
        if not (is_hidden or notes or marks.instead or UNSEEN in seen):
            return text[begin:end]
        shown = []
        for at, mark in enumerate(seen, begin):
            if mark == SEEN or (mark != UNSEEN and not is_hidden):
                if start + at in notes:
                    shown.append(self._notes.refer(start + at))
                shown.append(marks.instead.get(at, text[at]))
        return "".join(shown)

    def _expanded(self, grpprl: bytes) -> bytes:
        """Return the properties with those that were too many for their page and stand in the data stream."""
        for code, value in sprm.changes(grpprl):
            if code in (sprm.HUGE, sprm.HUGE_OLD):
                at = int.from_bytes(value, "little")
                size = int.from_bytes(self._file.data[at : at + 2], "little")
                return grpprl + self._file.data[at + 2 : at + 2 + size]
        return grpprl


def _anchors(text: str, start: int, begin: int, end: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    found = [at for at in range(begin, end) if text[at] == _DRAWING] if _DRAWING in text[begin:end] else []
    before = tuple(start + at for at in found if not text[begin:at].translate(_CONTROLS).strip())
    return before, tuple(start + at for at in found[len(before) :])


def _place(grpprl: bytes, mark: str) -> Place:
    in_table = ends_row = inner_cell = inner_row = False
    depth = 0
    for code, value in sprm.changes(grpprl):
        if code == sprm.IN_TABLE:
            in_table = value[0] == 1
        elif code == sprm.ROW_END:
            ends_row = value[0] == 1
        elif code == sprm.DEPTH:
            depth = max(sprm.number(value), 0)
        elif code == sprm.INNER_CELL:
            inner_cell = value[0] == 1
        elif code == sprm.INNER_ROW_END:
            inner_row = value[0] == 1
    if depth > 1:
        return Place(depth, inner_cell, inner_row)
    if in_table or ends_row or mark == _CELL_END:
        return Place(1, mark == _CELL_END, ends_row and mark == _CELL_END)
    return Place(0, ends_cell=False, ends_row=False)


def _is_drop_cap(grpprl: bytes) -> bool:
    return any(code == sprm.DROP_CAP and value[0] & 7 for code, value in sprm.changes(grpprl))
