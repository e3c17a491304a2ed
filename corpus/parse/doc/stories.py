"""What stands beside the body of a Word file: notes, text boxes and running heads, and what they belong to."""

import struct
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.parse.doc import sprm
from corpus.parse.doc.file import WordFile
from corpus.parse.doc.numbering import FORMATS
from corpus.parse.numerals import numeral

# Indices of pairs in the FIB
_SECTIONS, _HEADS, _SETTINGS, _ANCHORS, _BOXES = 6, 11, 31, 40, 56
_REFERENCES = {"footnotes": (2, 3), "endnotes": (46, 47)}  # where the body refers to each note; the notes
_SECTION_SIZE, _REFERENCE_SIZE, _ANCHOR_SIZE, _BOX_SIZE = 12, 2, 26, 22
_BOX_SHAPE = 14  # where a text box names its shape
_SEPARATORS = 6  # stories before the running heads of the first section
_TITLE_PAGE = 0x300A  # section property: its first page has heads of its own
_NOTE_FORMATS = {0x5040: "footnotes", 0x5042: "endnotes"}  # section properties: number formats
_EVEN_HEADER, _HEADER, _EVEN_FOOTER, _FOOTER, _FIRST_HEADER, _FIRST_FOOTER = range(6)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the body, and where in the file its running heads stand."""

    end: int
    headers: tuple[Span, ...]
    footers: tuple[Span, ...]
    note_formats: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Note:
    position: int  # of the reference in the body
    story: str
    span: Span
    has_own_mark: bool


class Notes:
    """Counts the notes as the text refers to them and keeps them until they are put down."""

    def __init__(self, file: WordFile) -> None:
        self._notes = sorted(_notes(file), key=lambda note: note.position)
        self._positions = [note.position for note in self._notes]
        self._counted = dict.fromkeys(_REFERENCES, 0)
        self._formats = {"footnotes": "decimal", "endnotes": "lowerRoman"}
        self._waiting: list[tuple[str, Span]] = []

    def enter_section(self, section: Section) -> None:
        """Number the notes as a section of the document wants it."""
        self._formats |= section.note_formats

    def between(self, start: int, end: int) -> list[int]:
        """Return the positions between two that refer to a note."""
        return self._positions[bisect_left(self._positions, start) : bisect_left(self._positions, end)]

    def refer(self, position: int) -> str:
        """Return the mark of the note that the text refers to here, empty if the text itself holds it."""
        note = self._notes[bisect_left(self._positions, position)]
        mark = ""
        if not note.has_own_mark:
            self._counted[note.story] += 1
            mark = numeral(self._counted[note.story], self._formats[note.story])
            # Figures and letters would run into the words beside them, which a raised mark on paper does not.
            mark = f"[{mark}]" if mark.isascii() and mark.isalnum() else mark
        self._waiting.append((mark, note.span))
        return mark

    def put_down(self) -> list[tuple[str, Span]]:
        """Return the notes referred to since the last call, each with its mark."""
        waiting, self._waiting = self._waiting, []
        return waiting


def boxes(file: WordFile) -> Iterator[tuple[int | None, Span]]:
    """Yield where each text box is anchored in the body, None if the file does not say, and where its text is."""
    anchors: dict[int, int] = {}
    for position, entry in _entries(file.part(_ANCHORS), _ANCHOR_SIZE):
        anchors.setdefault(int.from_bytes(entry[:4], "little"), position)
    table = file.part(_BOXES)
    begins = _positions(table, _BOX_SIZE)
    for number, (begin, entry) in enumerate(_entries(table, _BOX_SIZE)):
        shape = int.from_bytes(entry[_BOX_SHAPE : _BOX_SHAPE + 4], "little")
        span = _within(file, "boxes", begin, begins[number + 1])
        if span[1] > span[0]:
            yield anchors.get(shape), span


def sections(file: WordFile) -> list[Section]:
    """Return the sections; the last one ends where the body does."""
    table = file.part(_SECTIONS)
    ends = _positions(table, _SECTION_SIZE)[1:]
    heads = _positions(file.part(_HEADS), 0)
    settings = file.part(_SETTINGS)
    has_even_pages = bool(settings and settings[0] & 1)
    found = []
    for number, (_, entry) in enumerate(_entries(table, _SECTION_SIZE)):
        grpprl = _section_properties(file, entry)
        used = {_HEADER, _FOOTER}
        used |= {_EVEN_HEADER, _EVEN_FOOTER} if has_even_pages else set()
        used |= {_FIRST_HEADER, _FIRST_FOOTER} if grpprl.get(_TITLE_PAGE) else set()
        spans = [
            _within(file, "headers", heads[at], heads[at + 1])
            if kind in used and (at := _SEPARATORS + 6 * number + kind) + 1 < len(heads)
            else (0, 0)
            for kind in range(6)
        ]
        found.append(
            Section(
                ends[number],
                (spans[_FIRST_HEADER], spans[_HEADER], spans[_EVEN_HEADER]),
                (spans[_FIRST_FOOTER], spans[_FOOTER], spans[_EVEN_FOOTER]),
                {
                    story: FORMATS[grpprl[code]]
                    for code, story in _NOTE_FORMATS.items()
                    if 0 <= grpprl.get(code, -1) < len(FORMATS)
                },
            )
        )
    end = file.stories["main"][1]
    if not found or found[-1].end < end:
        found.append(Section(end, (), (), {}))
    return found


def _section_properties(file: WordFile, entry: bytes) -> dict[int, int]:
    at = int.from_bytes(entry[2:6], "little")
    size = int.from_bytes(file.main[at : at + 2], "little")
    return {code: sprm.number(value) for code, value in sprm.changes(file.main[at + 2 : at + 2 + size])}


def _notes(file: WordFile) -> Iterator[_Note]:
    for story, (references, texts) in _REFERENCES.items():
        begins = _positions(file.part(texts), 0)
        for number, (position, entry) in enumerate(_entries(file.part(references), _REFERENCE_SIZE)):
            if number + 1 < len(begins):
                span = _within(file, story, begins[number], begins[number + 1])
                yield _Note(position, story, span, not any(entry))


def _within(file: WordFile, story: str, begin: int, end: int) -> Span:
    first, last = file.stories[story]
    return min(first + begin, last), min(first + end, last)


def _positions(table: bytes, size: int) -> tuple[int, ...]:
    """Return the positions of a PLC: a list of n + 1 positions, then n entries of ``size`` bytes."""
    count = max(0, (len(table) - 4) // (4 + size))
    return struct.unpack_from(f"<{count + 1}I", table) if len(table) >= 4 else ()


def _entries(table: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    positions = _positions(table, size)
    for number, position in enumerate(positions[:-1]):
        at = 4 * len(positions) + size * number
        yield position, table[at : at + size]
