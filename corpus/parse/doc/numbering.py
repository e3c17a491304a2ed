"""Automatic numbering of a Word file: 第一条 and （一） stand in list definitions, not in the text."""

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.parse.doc.file import WordFile
from corpus.parse.doc.styles import Style
from corpus.parse.flow import Label
from corpus.parse.numerals import numeral

_LISTS, _OVERRIDES = 73, 74  # indices of their pairs in the FIB
_LIST_SIZE, _LEVEL_SIZE, _OVERRIDE_SIZE = 28, 28, 16
_LEVELS = 9
_BULLET, _NOTHING = 0x17, 0xFF
_FOLLOWS = {0: "tab", 1: "space", 2: "nothing"}
_WORDS = re.compile(r"[\u3400-\u9fff\uff10-\uff19]")  # a "bullet" with these is a text: 注：

# Number formats of the file (MSONFC), as Office Open XML calls them.
FORMATS = (
    *("decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "ordinal", "cardinalText"),
    *("ordinalText", "hex", "chicago", "ideographDigital", "japaneseCounting", "aiueo", "iroha"),
    *("decimalFullWidth", "decimalHalfWidth", "japaneseLegal", "japaneseDigitalTenThousand"),
    *(
        "decimalEnclosedCircle",
        "decimalFullWidth2",
        "aiueoFullWidth",
        "irohaFullWidth",
        "decimalZero",
        "bullet",
    ),
    *("ganada", "chosung", "decimalEnclosedFullstop", "decimalEnclosedParen", "decimalEnclosedCircleChinese"),
    *("ideographEnclosedCircle", "ideographTraditional", "ideographZodiac", "ideographZodiacTraditional"),
    *("taiwaneseCounting", "ideographLegalTraditional", "taiwaneseCountingThousand", "taiwaneseDigital"),
    *("chineseCounting", "chineseLegalSimplified", "chineseCountingThousand"),
)


@dataclass(frozen=True, slots=True)
class Level:
    """How the paragraphs of one level of a list are numbered."""

    start: int
    format: int
    template: str  # characters below 9 stand for the number of that level
    in_figures: bool  # the numbers of all levels
    restarts_below: int  # begins anew after a paragraph of a level before this one
    follow: int


@dataclass(frozen=True, slots=True)
class _List:
    levels: tuple[Level, ...]
    styles: tuple[int, ...]  # the paragraph style that each level goes with


@dataclass(frozen=True, slots=True)
class _Override:
    list: int
    levels: dict[int, Level]
    starts: dict[int, int]


@dataclass(slots=True)
class Counters:
    """How far the lists have counted in one story: the body, the notes, the text boxes."""

    values: dict[int, list[int | None]] = field(default_factory=dict)  # list -> value at each level
    begun: set[tuple[int, int]] = field(default_factory=set)  # (override, level) whose own start was used


class Numbering:
    """The lists of a document."""

    def __init__(self, file: WordFile) -> None:
        self._lists = _read_lists(file.part_and_more(_LISTS))
        self._overrides = _read_overrides(file.part(_OVERRIDES))

    def label(self, style: Style, style_index: int, counters: Counters) -> Label | None:
        """Count one paragraph and return what is shown before it, None if nothing is."""
        if not 1 <= style.list <= len(self._overrides):
            return None
        override = self._overrides[style.list - 1]
        found = self._lists.get(override.list)
        if found is None:
            return None
        level = style.list_level
        if level is None:
            level = found.styles.index(style_index) if style_index in found.styles else 0
        if level >= len(found.levels):
            return None
        levels = [override.levels.get(i, each) for i, each in enumerate(found.levels)]
        values = _count(style.list, override, levels, level, counters)
        return _shown(levels, level, values)


def _count(
    number: int, override: _Override, levels: Sequence[Level], level: int, counters: Counters
) -> Sequence[int | None]:
    """Go on by one at a level; deeper levels begin anew unless they say otherwise."""
    values = counters.values.setdefault(override.list, [None] * _LEVELS)
    before = values[level]
    if level in override.starts and (number, level) not in counters.begun:
        values[level] = override.starts[level]
    else:
        values[level] = levels[level].start if before is None else before + 1
    counters.begun.add((number, level))
    for deeper in range(level + 1, len(levels)):
        if level < levels[deeper].restarts_below:
            values[deeper] = None
    return values


def _shown(levels: Sequence[Level], level: int, values: Sequence[int | None]) -> Label | None:
    own = levels[level]
    if own.format == _BULLET and not _WORDS.search(own.template):
        return None
    shown = []
    for character in own.template:
        place = ord(character)
        if place >= _LEVELS:
            shown.append(character)
        elif place <= level and levels[place].format != _NOTHING:
            style = "decimal" if own.in_figures else _format(levels[place].format)
            value = values[place]
            shown.append(numeral(levels[place].start if value is None else value, style))
    text = "".join(shown).strip()
    return Label(text, _FOLLOWS.get(own.follow, "tab")) if text else None


def _format(code: int) -> str:
    return FORMATS[code] if code < len(FORMATS) else "decimal"


def _read_lists(table: bytes) -> dict[int, _List]:
    """Read the definitions: first all lists, then the levels of each. What comes after damage is left out."""
    lists: dict[int, _List] = {}
    try:
        count = struct.unpack_from("<H", table)[0]
        at = 2 + _LIST_SIZE * count
        for number in range(count):
            identity, *styles, is_simple = struct.unpack_from("<i4x9HB", table, 2 + _LIST_SIZE * number)
            levels = []
            for index in range(1 if is_simple & 1 else _LEVELS):
                level, at = _read_level(table, at, index)
                levels.append(level)
            lists[identity] = _List(tuple(levels), tuple(styles))
    except struct.error:
        pass
    return lists


def _read_level(table: bytes, at: int, index: int) -> tuple[Level, int]:
    start, code, flags = struct.unpack_from("<iBB", table, at)
    follow = table[at + 15] if at + 15 < len(table) else 0
    characters, paragraph, limit = struct.unpack_from("<BBB", table, at + 24)
    at += _LEVEL_SIZE + characters + paragraph
    length = struct.unpack_from("<H", table, at)[0]
    template = table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    if len(table) < at + 2 + 2 * length:
        raise struct.error
    restarts_below = limit if flags & 0x08 else index
    return Level(start, code, template, bool(flags & 0x04), restarts_below, follow), at + 2 + 2 * length


def _read_overrides(table: bytes) -> list[_Override]:
    overrides: list[_Override] = []
    try:
        count = struct.unpack_from("<I", table)[0]
        at = 4 + _OVERRIDE_SIZE * count
        for number in range(count):
            identity, changed = struct.unpack_from("<i8xB", table, 4 + _OVERRIDE_SIZE * number)
            override, at = _read_override(table, at + 4, identity, changed)
            overrides.append(override)
    except struct.error:
        pass
    return overrides


def _read_override(table: bytes, at: int, identity: int, changed: int) -> tuple[_Override, int]:
    override = _Override(identity, {}, {})
    for _ in range(changed):
        start, flags = struct.unpack_from("<iI", table, at)
        at += 8
        index = flags & 0x0F
        if flags & 0x20:
            level, at = _read_level(table, at, index)
            override.levels[index] = replace(level, start=start) if flags & 0x10 and start else level
            if flags & 0x10:
                override.starts[index] = level.start
        elif flags & 0x10:
            override.starts[index] = start
    return override, at
