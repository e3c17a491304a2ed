"""Automatic numbering of OpenDocument: what is shown before the items of lists and before headings."""

import re
from dataclasses import dataclass, field

from lxml import etree

from corpus.parse.flow import Label
from corpus.parse.numerals import CARRIED, numeral
from corpus.parse.odt.package import STYLE, TEXT, count

LEVELS = 10
_PLACE = re.compile(r"%(\d{1,2})%")
_WORDS = re.compile(r"[\u3400-\u9fff]")  # a "bullet" with these is a text: 注
# The first sign of a number format -> its name; the formats of East Asia are written "一, 二, 三, ..."
_FORMATS = {
    "1": "decimal",
    "0": "decimalZero",
    "i": "lowerRoman",
    "I": "upperRoman",
    "一": "chineseCounting",
    "甲": "ideographTraditional",
    "子": "ideographZodiac",
    "①": "decimalEnclosedCircle",
    "⑴": "decimalEnclosedParen",
    "⒈": "decimalEnclosedFullstop",
    "１": "decimalFullWidth",
    "㊀": "ideographEnclosedCircle",
}


@dataclass(slots=True)
class Counter:
    """How far one list has counted at each of its levels."""

    values: list[int | None] = field(default_factory=lambda: [None] * LEVELS)

    def count(self, level: int, levels: dict[int, etree._Element], start: int | None) -> None:
        """Go on by one at a level, or to ``start``; levels above that were left out begin, deeper ones end."""
        current = self.values[level]
        for above in range(level):
            if self.values[above] is None:
                self.values[above] = _start(levels, above)
        if start is not None:
            self.values[level] = start
        else:
            self.values[level] = _start(levels, level) if current is None else current + 1
        self.values[level + 1 :] = [None] * (LEVELS - level - 1)


def levels_of(style: etree._Element | None) -> dict[int, etree._Element]:
    """Return the levels of a list style, counted from 0."""
    if style is None:
        return {}
    return {
        count(element, TEXT + "level") - 1: element
        for element in style
        if isinstance(element.tag, str) and element.get(TEXT + "level")
    }


def label(levels: dict[int, etree._Element], level: int, counter: Counter) -> Label | None:
    """Return what is shown before an item that was just counted, None if nothing is."""
    style = levels.get(level)
    if style is None:
        return None
    if style.tag == TEXT + "list-level-style-bullet":
        sign = style.get(TEXT + "bullet-char") or ""
        return Label(_framed(style, sign), _follow(style)) if _WORDS.search(sign) else None
    pattern = next((text for name, text in style.attrib.items() if name.endswith("}num-list-format")), None)
    if pattern is not None:
        text = _PLACE.sub(lambda match: _number(levels, int(match.group(1)) - 1, level, counter), pattern)
    else:
        if not style.get(STYLE + "num-format"):
            return None
        shown = min(count(style, TEXT + "display-levels"), level + 1)
        numbers = (_number(levels, at, level, counter) for at in range(level + 1 - shown, level + 1))
        text = _framed(style, ".".join(number for number in numbers if number))
    return Label(text.strip(), _follow(style)) if text.strip() else None


def _framed(style: etree._Element, text: str) -> str:
    return (style.get(STYLE + "num-prefix") or "") + text + (style.get(STYLE + "num-suffix") or "")


def _start(levels: dict[int, etree._Element], level: int) -> int:
    return count(levels[level], TEXT + "start-value", 0) if _says_start(levels, level) else 1


def _says_start(levels: dict[int, etree._Element], level: int) -> bool:
    return level in levels and levels[level].get(TEXT + "start-value") is not None


def _number(levels: dict[int, etree._Element], at: int, level: int, counter: Counter) -> str:
    value = counter.values[at] if 0 <= at <= level else None
    style = levels.get(at)
    return "" if value is None or style is None else numeral(value, _format(style))


def _format(style: etree._Element) -> str:
    sample = style.get(STYLE + "num-format") or ""
    if sample in {"a", "A"}:
        repeated = style.get(STYLE + "num-letter-sync") == "true"
        case = "LowerLetter" if sample == "a" else "UpperLetter"
        return case[0].lower() + case[1:] if repeated else CARRIED + case
    if sample.startswith("壹"):
        return "chineseLegalSimplified" if "贰" in sample else "ideographLegalTraditional"
    return _FORMATS.get(sample[:1], "decimal") if sample else "none"


def _follow(style: etree._Element) -> str:
    follows = next(
        (e.get(TEXT + "label-followed-by") for e in style.iter(STYLE + "list-level-label-alignment")), "space"
    )
    return follows if follows in {"space", "nothing"} else "tab"
