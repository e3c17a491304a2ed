"""Dates as Chinese documents write them: 2015-11-26, 2015年11月26日, 二〇〇九年七月二十二日."""

import calendar
import re
from collections.abc import Iterator
from datetime import date

DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("零○ОOＯΟ0０", 0)
_HAN_YEAR = r"[〇零○OОＯΟ0０一二三四五六七八九]{4}"
_HAN_NUM = r"(?:元|[〇零○一二三四五六七八九十廿卅]{1,3})"

DATE = re.compile(
    rf"(?P<y>(?<!\d)(?:19|20|１９|２０)\d{{2}}|{_HAN_YEAR})\s*(?:年|[-./])\s*(?P<m>\d{{1,2}}|{_HAN_NUM})\s*(?:月|[-./])\s*"
    rf"(?P<d>\d{{1,2}}|{_HAN_NUM})(?!\d)\s*日?"
)
DAY = re.sub(r"\?P<[ymd]>", "?:", DATE.pattern)  # the same for use in other patterns


def han_number(text: str) -> int:
    """Return the value of a number below 100 in digits or in 一二三…: 26, 二十六, 廿六, 十, 元 (of 元月)."""
    if text.isdecimal():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十").replace("元", "一").replace("两", "二")
    if "十" in text:
        tens, _, units = text.partition("十")
        return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[units] if units else 0)
    return int("".join(str(DIGITS[c]) for c in text))


def year_of(text: str) -> int:
    """Return a year written in four digits of either kind: 2015, 二〇一五, 二0一五."""
    return (
        int(text)
        if text.isdecimal()
        else int("".join(c if c in "123456789" else str(DIGITS[c]) for c in text))
    )


def dates_in(text: str) -> Iterator[tuple[date, int, int]]:
    """Yield each full date that exists, with its span in ``text``."""
    for match in DATE.finditer(text):
        try:
            day = date(year_of(match["y"]), han_number(match["m"]), han_number(match["d"]))
        except (ValueError, KeyError):
            continue
        yield day, match.start(), match.start() + len(match.group().rstrip())


def find_date(text: str) -> date | None:
    """Return the first full date in ``text``, or None."""
    return next((day for day, _, _ in dates_in(text)), None)


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day where the month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
