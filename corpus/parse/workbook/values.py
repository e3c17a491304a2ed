"""The value of a spreadsheet cell as the sheet shows it, as far as its number format tells."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

Value = int | float | str | bool | time | date | datetime | timedelta

_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_PERCENT = re.compile(r"0(?:\.(0+))?%")
_EXACT = 1e15  # whole numbers beyond are no longer exact


def shown(value: Value, code: str = "") -> str:
    """Return a cell's text. ``code`` is its number format, or nothing where that is not known."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, code)
    if isinstance(value, datetime):
        day = _day(value, code)
        return (
            day if (value.hour, value.minute, value.second) == (0, 0, 0) else f"{day} {_time(value.time())}"
        )
    if isinstance(value, date):
        return _day(value, code)
    if isinstance(value, time):
        return _time(value)
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


def _number(value: float, code: str) -> str:
    percent = _PERCENT.search(code)
    if percent and abs(value) < _EXACT:
        places = Decimal(1).scaleb(-len(percent.group(1) or ""))
        return f"{(Decimal(repr(value)) * 100).quantize(places, ROUND_HALF_UP)}%"
    if value == int(value) and abs(value) < _EXACT:
        return str(int(value))
    return f"{value:.15g}"


def _day(value: date, code: str) -> str:
    """Return a date as 2015年11月26日 or 2015年11月 where the format says so, else as 2015-11-26."""
    words = _QUOTED.sub(lambda match: match.group(1) or match.group(2) or "", code)
    if "年" not in words:
        return value.isoformat()[:10]
    text = f"{value.year}年"
    if "月" in words:
        text += f"{value.month}月"
        if "日" in words:
            text += f"{value.day}日"
    return text


def _time(value: time) -> str:
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")
