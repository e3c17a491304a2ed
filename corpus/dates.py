"""Dates as Chinese documents write them: 2015-11-26, 2015年11月26日, 二〇〇九年七月二十二日."""

import re
from datetime import date

DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "О": 0, "O": 0, "Ｏ": 0}
_HAN_YEAR = r"[〇零○OОＯ一二三四五六七八九]{4}"
_HAN_NUM = r"[〇零一二三四五六七八九十]{1,3}"

DATE = re.compile(
    rf"(?P<y>(?<!\d)(?:19|20)\d{{2}}|{_HAN_YEAR})\s*(?:年|[-./])\s*(?P<m>\d{{1,2}}|{_HAN_NUM})\s*(?:月|[-./])\s*"
    rf"(?P<d>\d{{1,2}}|{_HAN_NUM})(?!\d)\s*日?"
)


def han_number(text: str) -> int:
    """Return the value of a number below 100 in digits or in 一二三…: 26, 二十六, 十."""
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, units = text.partition("十")
        return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[units] if units else 0)
    return int("".join(str(DIGITS[c]) for c in text))


def year_of(text: str) -> int:
    """Return a year written in four digits of either kind: 2015, 二〇一五."""
    return int(text) if text.isdecimal() else int("".join(str(DIGITS[c]) for c in text))


def find_date(text: str) -> date | None:
    """Return the first full date in ``text``, or None."""
    for match in DATE.finditer(text):
        try:
            return date(year_of(match["y"]), han_number(match["m"]), han_number(match["d"]))
        except (ValueError, KeyError):
            continue
    return None
