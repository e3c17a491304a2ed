"""The styles of a Word file, as far as they decide what is text: heading levels, lists, hidden characters."""

import struct
from dataclasses import dataclass, replace

from corpus.parse.doc import sprm
from corpus.parse.doc.file import WordFile
from corpus.parse.flow import TITLE

_STYLES = 1  # index of the style sheet's pair in the FIB
_PARAGRAPH, _CHARACTER = 1, 2  # kinds of style
_TITLE = 62  # identity of the built-in style
_BODY = 9  # outline level of what is no heading
_NONE = 0x0FFF
_MAX_DEPTH = 12  # styles that one style may build on


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says, with what it builds on."""

    level: int = 0  # of a heading as ``flow.with_title`` counts them, 0 of all else
    list: int = 0  # 1-based number of its list override, 0: none
    list_level: int | None = None  # None: as the list says for the style
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Definition:
    identity: int  # of a built-in style: 1 to 9 are the headings
    kind: int
    base: int
    paragraph: bytes
    characters: bytes


PLAIN = Style()


def read_styles(file: WordFile) -> dict[int, Style]:
    """Return the styles by their index in the style sheet; one that is damaged is left out."""
    definitions = _definitions(file.part(_STYLES))
    styles: dict[int, Style] = {}
    for index in definitions:
        chain = [index]
        base = definitions[index].base
        while base in definitions and base not in chain and len(chain) < _MAX_DEPTH:
            chain.append(base)
            base = definitions[base].base
        style = PLAIN
        for ancestor in reversed(chain):
            style = _applied(style, definitions[ancestor])
        styles[index] = style
    return styles


def with_paragraph_changes(style: Style, grpprl: bytes) -> Style:
    """Return ``style`` as changed by the properties of one paragraph."""
    level, number, list_level = style.level, style.list, style.list_level
    for code, value in sprm.changes(grpprl):
        if code == sprm.OUTLINE_LEVEL:
            level = value[0] + 1 + TITLE if value[0] < _BODY else 0
        elif code == sprm.LIST:
            number = sprm.number(value)
        elif code == sprm.LIST_LEVEL:
            list_level = min(value[0], 8)
    return replace(style, level=level, list=max(0, number), list_level=list_level)


def _applied(style: Style, definition: _Definition) -> Style:
    if definition.kind == _PARAGRAPH and 1 <= definition.identity <= 9:
        style = replace(style, level=definition.identity + TITLE)
    elif definition.kind == _PARAGRAPH and definition.identity == _TITLE:
        style = replace(style, level=TITLE)
    style = with_paragraph_changes(style, definition.paragraph)
    for code, value in sprm.changes(definition.characters):
        if code == sprm.HIDDEN:
            style = replace(style, hidden=value[0] & 1 == 1)
    return style


def _definitions(sheet: bytes) -> dict[int, _Definition]:
    found: dict[int, _Definition] = {}
    try:
        header = struct.unpack_from("<H", sheet)[0]
        count, base_size = struct.unpack_from("<HH", sheet, 2)
        at = 2 + header
        for index in range(count):
            size = struct.unpack_from("<H", sheet, at)[0]
            body = sheet[at + 2 : at + 2 + size]
            if size:
                found[index] = _definition(body, base_size)
            at += 2 + size
    except (struct.error, IndexError):
        pass  # styles before the damage hold; paragraphs of the others are plain
    return found


def _definition(body: bytes, base_size: int) -> _Definition:
    identity, base_and_kind, parts = struct.unpack_from("<HHH", body)
    kind, base = base_and_kind & 0xF, base_and_kind >> 4
    name_length = struct.unpack_from("<H", body, base_size)[0]
    at = base_size + 2 + 2 * name_length + 2
    lists = []
    for _ in range(min(parts & 0xF, 3)):
        at += at & 1
        size = struct.unpack_from("<H", body, at)[0]
        lists.append(body[at + 2 : at + 2 + size])
        at += 2 + size
    paragraph = lists[0][2:] if kind == _PARAGRAPH and lists else b""
    characters = b""
    if kind == _PARAGRAPH and len(lists) > 1:
        characters = lists[1]
    elif kind == _CHARACTER and lists:
        characters = lists[0]
    return _Definition(identity & 0xFFF, kind, base, paragraph, characters)
