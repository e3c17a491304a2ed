"""The numbers that a browser shows before the items of ordered lists."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]+)", re.I)
_TYPES = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
_CHINESE = frozenset(
    "cjk-ideographic simp-chinese-informal trad-chinese-informal simp-chinese-formal trad-chinese-formal".split()
)
_KNOWN = (
    frozenset(
        "none decimal decimal-leading-zero lower-alpha upper-alpha lower-latin upper-latin lower-roman upper-roman"
        " lower-greek cjk-decimal disc circle square".split()
    )
    | _CHINESE
)
_DIGITS = "〇一二三四五六七八九"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


@dataclass(slots=True)
class NumberedList:
    """An ``<ol>`` while its items are read."""

    style: str
    following: int
    step: int

    @classmethod
    def of(cls, node: LexborNode) -> "NumberedList":
        """Begin the list that ``node`` is."""
        attributes = node.attributes
        is_reversed = "reversed" in attributes
        start = _number(attributes.get("start"))
        if start is None:
            start = sum(child.tag == "li" for child in node.iter()) if is_reversed else 1
        style = _style(attributes.get("style")) or _TYPES.get(attributes.get("type") or "", "decimal")
        return cls(style, start, -1 if is_reversed else 1)

    def marker(self, item: LexborNode) -> str:
        """Return what stands before the next item, a blank included; count on from it."""
        attributes = item.attributes
        given = _number(attributes.get("value"))
        number = self.following if given is None else given
        self.following = number + self.step
        style = _style(attributes.get("style")) or _TYPES.get(attributes.get("type") or "", self.style)
        return marker(number, style)


def marker(number: int, style: str) -> str:
    """Return a number in a CSS list style with the mark after it."""
    if style in {"none", "disc", "circle", "square"}:
        return ""
    if style in _CHINESE:
        return f"{_chinese(number)}、"
    if style == "cjk-decimal":
        return "".join(_DIGITS[int(digit)] for digit in str(abs(number))) + "、"
    if style == "decimal-leading-zero":
        return f"{number:02d}. "
    if style.endswith(("alpha", "latin")) and number > 0:
        letters = _letters(number)
        return f"{letters.upper() if style.startswith('upper') else letters}. "
    if style.endswith("roman") and 0 < number < 4000:
        roman = _roman(number)
        return f"{roman.upper() if style.startswith('upper') else roman}. "
    return f"{number}. "


def _number(value: str | None) -> int | None:
    match = re.match(r"\s*([+-]?\d{1,6})", value or "")
    return int(match.group(1)) if match else None


def _style(style: str | None) -> str | None:
    match = _STYLE.search(style or "")
    words = match.group(1).lower().split() if match else []
    return next((word for word in words if word in _KNOWN), None)


def _letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _roman(number: int) -> str:
    roman = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        roman += letters * count
    return roman


def _chinese(number: int) -> str:
    """Return 一 to 九千九百九十九 as they are written in lists: 十一, not 一十一."""
    if not 0 < number < 10_000:
        return str(number)
    words = ""
    gap = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = bool(words)
    return words.removeprefix("一") if words.startswith("一十") else words
