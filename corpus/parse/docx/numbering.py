"""Automatic numbering of Word: 第一条, （一）, 1.1 as shown before paragraphs, which no text of the file holds."""

import re
from dataclasses import dataclass, field

from lxml import etree

from corpus.parse.docx.package import W, integer, switch, value
from corpus.parse.docx.styles import Numbered, Styles
from corpus.parse.flow import Label
from corpus.parse.numerals import numeral

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_WORDS = re.compile(r"[\u3400-\u9fff\uff10-\uff19]")  # a "bullet" with these is a text: 注：


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str  # of its numbers
    text: str  # 第%1条
    follow: str
    restart: int | None  # the level, counted from 1, after which it begins anew; 0: never
    legal: bool  # numbers of levels above are shown in plain figures
    linked: str | None  # the paragraph style that stands for this level

    def shows(self) -> bool:
        return self.style != "bullet" or bool(_WORDS.search(self.text))


@dataclass(frozen=True, slots=True)
class _List:
    """An instance of a list (w:num): the definition that it counts with, and where it begins otherwise."""

    definition: int
    levels: dict[int, _Level]
    starts: dict[int, int]


@dataclass(slots=True)
class Counters:
    """How far the lists have counted in one story: the body, the notes, the running heads."""

    values: dict[int, list[int | None]] = field(default_factory=dict)  # definition -> value at each level
    begun: set[tuple[int, int]] = field(default_factory=set)  # (list, level) whose own start was used


class Numbering:
    """The lists of a document."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions: dict[int, etree._Element] = {}
        self._instances: dict[int, etree._Element] = {}
        self._lists: dict[int, _List | None] = {}
        for element in () if root is None else root:
            if element.tag == W + "abstractNum":
                self._definitions[integer(element, "abstractNumId") or 0] = element
            elif element.tag == W + "num":
                self._instances[integer(element, "numId") or 0] = element

    def label(self, said: Numbered, style: str, counters: Counters) -> Label | None:
        """Count one paragraph and return what is shown before it, None if nothing is.

        Args:
            said: the paragraph's own word on its numbering.
            style: the id of its style.
            counters: of the story that it stands in.
        """
        styled, chain = self._styles.numbering(style)
        number = styled.number if said.number is None else said.number
        found = self._list(number) if number else None
        if found is None:
            return None
        level = said.level
        if level is None:
            linked = (n for name in chain for n, item in found.levels.items() if item.linked == name)
            own_level = styled.level if said.number is None else None
            level = next(linked, own_level or 0)
        level = min(max(level, 0), LEVELS - 1)
        values = _count(found, number or 0, level, counters)
        return _shown(found, level, values)

    def _list(self, number: int) -> _List | None:
        if number not in self._lists:
            self._lists[number] = self._read_list(number)
        return self._lists[number]

    def _read_list(self, number: int) -> _List | None:
        instance = self._instances.get(number)
        definition = None if instance is None else integer(instance.find(W + "abstractNumId"))
        if instance is None or definition is None:
            return None
        definition = self._followed(definition)
        element = self._definitions.get(definition)
        if element is None:
            return None
        levels = {integer(e, "ilvl") or 0: _level(e) for e in element.findall(W + "lvl")}
        starts: dict[int, int] = {}
        for override in instance.findall(W + "lvlOverride"):
            at = integer(override, "ilvl") or 0
            own = override.find(W + "lvl")
            if own is not None:
                levels[at] = _level(own)
            start = integer(override.find(W + "startOverride"))
            if start is not None:
                starts[at] = start
        return _List(definition, levels, starts)

    def _followed(self, definition: int) -> int:
        """Return the definition that another one stands for through a style of lists."""
        seen: set[int] = set()
        while definition not in seen:
            seen.add(definition)
            element = self._definitions.get(definition)
            style = None if element is None else value(element.find(W + "numStyleLink"))
            number = None if style is None else self._styles.list_number(style)
            instance = None if number is None else self._instances.get(number)
            following = None if instance is None else integer(instance.find(W + "abstractNumId"))
            if following is None:
                break
            definition = following
        return definition


def _level(element: etree._Element) -> _Level:
    style = element.find(W + "numFmt")
    if style is None:  # formats of later releases come with an alternative
        style = next(element.iter(W + "numFmt"), None)
    named = value(style) or "decimal"
    if named == "custom":
        zeros = (value(style, "format") or "").startswith("0")
        named = "decimalZero" if zeros else "decimal"
    start = integer(element.find(W + "start"))
    return _Level(
        1 if start is None else start,
        named,
        value(element.find(W + "lvlText")) or "",
        value(element.find(W + "suff")) or "tab",
        integer(element.find(W + "lvlRestart")),
        bool(switch(element.find(W + "isLgl"))),
        value(element.find(W + "pStyle")),
    )


def _count(found: _List, number: int, level: int, counters: Counters) -> list[int | None]:
    """Go on by one at a level; those above that were left out begin, deeper ones begin anew unless they say not."""
    values = counters.values.setdefault(found.definition, [None] * LEVELS)
    begins = level in found.starts and (number, level) not in counters.begun
    counters.begun.add((number, level))
    current = values[level]
    values[level] = _start(found, level) if begins or current is None else current + 1
    for above in range(level):
        if values[above] is None:
            values[above] = _start(found, above)
    for deeper in range(level + 1, LEVELS):
        restart = found.levels[deeper].restart if deeper in found.levels else None
        if restart is None or restart > level:
            values[deeper] = None
    return values


def _start(found: _List, level: int) -> int:
    if level in found.starts:
        return found.starts[level]
    return found.levels[level].start if level in found.levels else 1


def _shown(found: _List, level: int, values: list[int | None]) -> Label | None:
    shown = found.levels.get(level)
    if shown is None or not shown.shows():
        return None

    def number_at(match: re.Match[str]) -> str:
        at = int(match.group(1)) - 1
        if at > level:
            return ""
        counted = values[at]
        style = found.levels[at].style if at in found.levels else "decimal"
        plain = shown.legal and style not in {"none", "bullet"}
        return numeral(_start(found, at) if counted is None else counted, "decimal" if plain else style)

    text = _PLACE.sub(number_at, shown.text).strip()
    return Label(text, shown.follow) if text else None
