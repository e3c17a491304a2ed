"""Which characters of a Word file are seen, and those that are shown as others than are stored."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corpus.parse.doc import sprm
from corpus.parse.doc.file import WordFile
from corpus.parse.doc.pages import character_runs
from corpus.parse.doc.styles import PLAIN, Style
from corpus.parse.doc.text import Pieces
from corpus.parse.symbols import lowered, raised, shown_instruction, symbol

UNSEEN, SEEN = 1, 2  # what is said of a character; 0: it is seen unless its paragraph's style hides it
_FONTS = 15  # index of the fonts' pair in the FIB
_FONT_NAME = 39  # where the name begins in a font's description
_RAISED, _LOWERED = 1, 2
_FIELD_MARK = re.compile(r"[\x13-\x15]")
_FIELD_BEGIN, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"


@dataclass(frozen=True, slots=True)
class Marks:
    """What is said of the characters of a story."""

    seen: bytearray
    instead: dict[int, str] = field(default_factory=dict)  # what is shown in the place of a character


@dataclass(frozen=True, slots=True)
class _Look:
    """How a run of characters is shown."""

    mark: int
    symbol: str | None
    position: int  # raised or lowered


class Characters:
    """The runs of characters of a document."""

    def __init__(self, file: WordFile, pieces: Pieces, styles: Mapping[int, Style]) -> None:
        self._pieces = pieces
        self._styles = styles
        self._runs = character_runs(file)
        self._fonts = _read_fonts(file.part(_FONTS))

    def marks(self, text: str, start: int, end: int) -> Marks:
        """Return what is said of each character between two positions, whose text is ``text``."""
        marks = Marks(bytearray(len(text)))
        for piece in self._pieces.between(start, end):
            first = max(piece.start, start)
            last = min(piece.end, end)
            for run in self._runs.between(piece.offset_of(first), piece.offset_of(last)):
                grpprl = run.grpprl + piece.changes
                begin = max(first, piece.start + (run.start - piece.offset) // piece.width) - start
                finish = min(last, piece.start + (run.end - piece.offset) // piece.width) - start
                if grpprl and begin < finish:
                    _lay(marks, text, begin, finish, self._look(grpprl))
        _hide_instructions(marks, text)
        return marks

    def _look(self, grpprl: bytes) -> _Look:
        mark = position = 0
        is_deleted = False
        shown = None
        style = PLAIN
        for code, value in sprm.changes(grpprl):
            if code == sprm.DELETED:
                is_deleted = value[0] == 1
            elif code == sprm.CHARACTER_STYLE:
                style = self._styles.get(int.from_bytes(value, "little"), PLAIN)
                mark = UNSEEN if style.hidden else mark
            elif code == sprm.HIDDEN and value[0] in (0, 1):
                mark = UNSEEN if value[0] else SEEN
            elif code == sprm.HIDDEN:  # 128: as the style, 129: the other way round
                mark = UNSEEN if style.hidden == (value[0] == 128) else SEEN
            elif code == sprm.SYMBOL:
                font = int.from_bytes(value[:2], "little")
                name = self._fonts[font] if font < len(self._fonts) else ""
                shown = symbol(name, int.from_bytes(value[2:4], "little"))
            elif code == sprm.POSITION:
                position = value[0]
        return _Look(UNSEEN if is_deleted else mark, shown, position)


def _lay(marks: Marks, text: str, begin: int, end: int, look: _Look) -> None:
    if look.mark:
        marks.seen[begin:end] = bytes([look.mark]) * (end - begin)
    if look.symbol is not None:
        marks.instead.update(dict.fromkeys(range(begin, end), look.symbol))
    if look.position in (_RAISED, _LOWERED):
        stored = text[begin:end]
        shown = raised(stored) if look.position == _RAISED else lowered(stored)
        if shown != stored:
            marks.instead.update(zip(range(begin, end), shown, strict=True))


def _hide_instructions(marks: Marks, text: str) -> None:
    """Hide the instructions of fields: only the result is seen. A begin without an end hides nothing."""
    for begin, result, end in _fields(text):
        finish = (end if result is None else result) + 1
        marks.seen[begin:finish] = bytes([UNSEEN]) * (finish - begin)
        shown = shown_instruction(text[begin + 1 : end]) if result is None else ""
        if shown:
            marks.instead[begin] = shown
            marks.seen[begin] = 0


def _fields(text: str) -> Iterator[tuple[int, int | None, int]]:
    """Yield where each field begins, where its result does, and where it ends; inner fields first."""
    open_fields: list[tuple[int, int | None]] = []
    for match in _FIELD_MARK.finditer(text):
        if match[0] == _FIELD_BEGIN:
            open_fields.append((match.start(), None))
        elif open_fields and match[0] == _FIELD_RESULT:
            open_fields[-1] = (open_fields[-1][0], match.start())
        elif open_fields and match[0] == _FIELD_END:
            begin, result = open_fields.pop()
            yield begin, result, match.start()


def _read_fonts(table: bytes) -> list[str]:
    """Return the names of the fonts."""
    names = []
    at = 4
    for _ in range(int.from_bytes(table[:2], "little")):
        if at >= len(table):
            break
        size = table[at]
        name = table[at + 1 + _FONT_NAME : at + 1 + size].decode("utf-16-le", "replace")
        names.append(name.partition("\0")[0])
        at += 1 + size
    return names
