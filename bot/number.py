"""A number as documents write it: 1,234.5万元, 二百八十万元, 20多亿元, 百分之三十, 三成."""

import re
from decimal import Decimal

from bot.models import Kind
from bot.units import Unit, unit_of
from index.tokenize import fold

_HAN = "〇零一二两三四五六七八九十百千万亿"
_FIGURE = re.compile(
    rf"(?P<about>约|大约|近|逾|超过?|不(?:超过|低于|少于)|至少|[≥≤><])?(?:人民币|[¥￥])?(?P<percent>百分之)?"
    rf"(?P<number>[-+]?\d[\d,]*(?:\.\d+)?|[{_HAN}]+(?:点[〇零一二三四五六七八九]+)?)(?P<unit>[^\d()（）,，、。;；]*)"
)
_AROUND = re.compile(r"多|余|来(?=[十百千万亿元个名人户家]|$)")
_BEHIND = re.compile(r"\s*(?:左右|上下|以上|以下|以内|多|余)")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}


def read_number(text: str, behind: str, kind: Kind) -> tuple[Decimal, Unit, bool] | None:
    """Return number, unit and whether it is exact of a figure as it is written."""
    words = re.sub(r"\s", "", fold(text)).replace("，", ",").replace("．", ".").replace("−", "-")
    match = _FIGURE.fullmatch(words)
    if match is None:
        return None
    number = _number(match["number"])
    written = _AROUND.sub("", match["unit"])
    is_exact = not (match["about"] or written != match["unit"] or _BEHIND.match(behind))
    if match["percent"]:
        written = "%"
    elif written == "成" and number is not None:
        number, written = number * 10, "%"
    elif not written and kind is Kind.AMOUNT and match["number"][-1] in "万亿":
        written = "元"  # 两千万
    elif kind is not Kind.AMOUNT and re.fullmatch(r"[十百千万亿]+", written):
        return None  # 3万, of what is not said
    unit = unit_of(written)
    return None if number is None or unit is None else (number, unit, is_exact)


def _number(text: str) -> Decimal | None:
    """Return the value of digits, 1,234.5, or of a number in words, 二百八十万, 三点五."""
    if text[-1].isdecimal():
        return Decimal(text.replace(",", ""))
    whole, _, fraction = text.partition("点")
    if any(c not in _DIGITS for c in fraction):
        return None
    digits = "".join(str(_DIGITS[c]) for c in whole if c in _DIGITS)
    value = int(digits) if len(digits) == len(whole) else _han(whole)
    return Decimal(f"{value}.{''.join(str(_DIGITS[c]) for c in fraction)}" if fraction else value)


def _han(text: str) -> int:
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _SMALL:
            section += (digit or 1) * _SMALL[character]
            digit = 0
        elif character == "万":
            total += (section + digit) * 10_000  # 两亿三千万; of 一万亿 亿 multiplies it all
            section = digit = 0
        else:
            total = (total + section + digit) * 100_000_000
            section = digit = 0
    return total + section + digit
