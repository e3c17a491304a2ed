"""Amounts, counts, percentages, dates and 文号 as tokens that are the same however they are written.

645万元, 6450000元 and 六百四十五万元 are all ``6450000元``; 1.2万人 and 12000人 both hold ``12000``; 百分之五十 is
``50%``; 2015-11-26 and 二〇一五年十一月二十六日 are ``m2015-11`` and ``d11-26``, so that a question without the year
or without the day meets them; 国发〔2013〕5号 is ``发(2013)5号`` behind the last two characters of its code, and the
same without the year. All functions take text as ``index.tokenize.fold`` leaves it.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from corpus.dates import DIGITS, han_number, year_of

_FIGURE = r"\d+(?:,\d{3})*(?:\.\d+)?"
_HAN = "〇零○一二三四五六七八九十百千两"
_HAN_FIGURE = rf"[{_HAN}万亿]*[十百千万亿][{_HAN}万亿]*"
_MAGNITUDES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_NUMERIC = re.compile(
    rf"(?:百分之(?P<share>{_FIGURE}|[{_HAN}]+(?:点[{_HAN}]+)?)"
    rf"|(?P<figure>{_FIGURE})\s*(?P<unit>%|[十百千]?[万亿]{{1,2}}|[百千](?=[元块]))?"
    rf"|(?P<han>{_HAN_FIGURE}))"
    r"(?P<more>[多余])?\s*(?P<money>元(?![旦素件])|块)?"
)
_YEAR = r"(?:(?:19|20)\d\d|[〇零○一二三四五六七八九]{4})"
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = re.compile(
    rf"(?:(?<!\d)(?P<y>{_YEAR})\s*年\s*)?(?<![\d一二三四五六七八九十])(?P<m>{_SMALL})\s*月(?:\s*(?P<d>{_SMALL})\s*日)?"
    r"|(?<!\d)(?P<iy>(?:19|20)\d\d)[-./](?P<im>\d{1,2})[-./](?P<id>\d{1,2})(?!\d)"
)
_QUARTER = re.compile(r"第?([1-4一二三四])季度")
_ISSUE = r"第?\s*(\d{1,5}|[〇零○一二三四五六七八九十百]{1,7})\s*号"
_NUMBER = re.compile(
    r"([\u4e00-\u9fffa-z]{2})\s*"
    rf"(?:[〔﹝\[(【]\s*({_YEAR}|\d\d)\s*年?\s*[〕﹞\])】]\s*{_ISSUE}"
    rf"|(?<=[令告])\s*\(?\s*(?:({_YEAR})\s*年)?\s*{_ISSUE}|{_ISSUE}(?=文))"
)
_ORDER = re.compile(rf"([\u4e00-\u9fff]){_ISSUE}令")


def figures(folded: str) -> list[str]:
    """Return the tokens of what ``folded`` counts, dates and cites."""
    tokens = list(_values(folded))
    if "月" in folded or "-" in folded or "." in folded or "/" in folded:
        tokens += _dates(folded)
    if "季度" in folded:
        tokens += [f"q{han_number(quarter)}" for quarter in _QUARTER.findall(folded)]
    if "号" in folded:
        tokens += _document_numbers(folded)
    return tokens


def han_value(text: str) -> int | None:
    """Return the value of a number in Han characters, None where it is none: 十二五, 百万千."""
    total = section = digit = 0
    last = 10**12  # the unit before: units fall within a section
    seen = False
    for character in text:
        if character in "万亿":
            if not seen and not section:
                return None
            unit = _MAGNITUDES[character]
            total = (
                (total + section + digit) * unit if character == "亿" else total + (section + digit) * unit
            )
            section, digit, last, seen = 0, 0, 10**12, True
        elif character in "十百千":
            unit = _MAGNITUDES[character]
            if unit >= last or (not digit and character != "十"):
                return None
            section += (digit or 1) * unit
            digit, last, seen = 0, unit, True
        else:
            value = 2 if character == "两" else DIGITS[character]
            if digit:
                return None  # 二三: digits one by one, or 十二五
            digit, seen = value, True
    return total + section + digit


def _values(folded: str) -> Iterator[str]:
    for match in _NUMERIC.finditer(folded):
        share, figure, unit, han, more, money = match.group("share", "figure", "unit", "han", "more", "money")
        if share is not None:
            if written := _share(share):
                yield f"{written}%"
        elif figure is not None:
            if unit is None and not money and "," not in figure:
                continue  # a plain number is a token as it stands
            try:
                value = Decimal(figure.replace(",", ""))
            except InvalidOperation:
                continue
            if unit == "%":
                if (plain := _plain(value)) != figure:
                    yield f"{plain}%"
                continue
            for magnitude in unit or "":
                value *= _MAGNITUDES[magnitude]
            yield from _amount(_plain(value), bool(money), bare=bool(unit) and _ends(folded, match.end()))
        elif len(han) > 1 and not more and (whole := han_value(han)) is not None:
            yield from _amount(str(whole), bool(money), bare=han[-1] in "万亿" and _ends(folded, match.end()))


def _amount(value: str, money: bool, *, bare: bool) -> Iterator[str]:
    """Yield a value as money, as a count, or as both where the text does not say: 645万."""
    if money or bare:
        yield f"{value}元"
    if not money:
        yield value


def _ends(folded: str, at: int) -> bool:
    """Tell whether no word follows that would say what is counted."""
    return not "\u4e00" <= folded[at : at + 1] <= "\u9fff"


def _share(text: str) -> str | None:
    """Return the value of 百分之…"""
    if text[0].isdecimal() and text.isascii():
        return _plain(Decimal(text.replace(",", "")))
    whole, _, decimals = text.partition("点")
    value = han_value(whole)
    if value is None:
        return None
    return f"{value}.{''.join(str(DIGITS.get(c, '')) for c in decimals)}" if decimals else str(value)


def _plain(value: Decimal) -> str:
    """Write a value without zeros at its end: 21.50 -> 21.5, 645E4 -> 6450000."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _dates(folded: str) -> Iterator[str]:
    for match in _DATE.finditer(folded):
        year, month, day = match.group("y", "m", "d")
        if match.group("iy"):
            year, month, day = match.group("iy", "im", "id")
        try:
            number = han_number(month)
            if not 1 <= number <= 12:
                continue
            if year:
                yield f"m{year_of(year)}-{number}"
            if day and 1 <= han_number(day) <= 31:
                yield f"d{number}-{han_number(day)}"
        except (KeyError, ValueError):
            continue  # 十十月


def _document_numbers(folded: str) -> Iterator[str]:
    for match in _NUMBER.finditer(folded):
        code, year, issue, order_year, order_issue, bare_issue = match.groups()
        number = _issue(issue or order_issue or bare_issue)
        if number is None:
            continue
        written = year or order_year
        if written and len(written) == 4:
            yield f"{code}({year_of(written)}){number}号"
        yield f"{code}{number}号"
    for match in _ORDER.finditer(folded):
        number = _issue(match[2])
        if number is not None:
            yield f"{match[1]}令{number}号"


def _issue(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    return han_value(text) if re.search("[十百]", text) else int("".join(str(DIGITS[c]) for c in text))
