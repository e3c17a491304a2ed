"""What a bare figure in a table is: its unit and kind, by what stands over it, beside it and over the table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.kinds import counts
from bot.models import Kind
from bot.values import UNITS

_FIGURE = re.compile(r"[约近超≥≤><＞＜]?\s*[¥￥]?\s*[-－−+＋]?\d[\d,，]*(?:[.．]\d+)?\s*[*＊]?")
_MAGNITUDE = r"(?:十|百|千|万|十万|百万|千万|亿|万亿)?"
_MONEY = rf"{_MAGNITUDE}(?:人民币)?(?:元|美元|欧元|港元|日元)"
_PERCENT = r"[%％‰]|个?百分点"
_COUNTED = rf"{_MAGNITUDE}(?:{'|'.join(sorted(set(UNITS) - {'元'}, key=len, reverse=True))})"
_UNIT = rf"(?P<money>{_MONEY})|(?P<percent>{_PERCENT})|(?P<count>{_COUNTED})"
_UNIT_PLACES = (
    re.compile(rf"[（(\[【]\s*(?:单位\s*[:：]\s*)?(?:{_UNIT})\s*(?:/[^)）]*)?[)）\]】]"),  # 资金（万元）
    re.compile(rf"单位\s*[:：]\s*(?:{_UNIT})(?=$|[\s、，,;；/)）])"),  # 单位：万元
    re.compile(rf"[/／,，:：]\s*(?:{_UNIT})(?=$|\s)"),  # 资金/万元
    # 资金 万元: a row of units under the headings; 2015 年 names none
    re.compile(rf"(?:^|\s)(?![年月日号](?:\s|$))(?:{_UNIT})(?=$|\s)"),
)
_KINDS = {"money": Kind.AMOUNT, "percent": Kind.PERCENT, "count": Kind.COUNT}
_UNIT_ALONE = re.compile(_UNIT)
_WORDS = {
    Kind.PERCENT: r"增长率|增速|增幅|降幅|占比|比重|比例|百分比|同比|环比|率(?![先领])|[%％]",
    Kind.COUNT: r"数(?![额据])|名额|人口|面积|产量|里程|床位|销量|人次|户",
    Kind.AMOUNT: r"金额|资金|基金|金|投资|投入|款|(?<!名)额|费|价格?|税|补助|补贴|产值|总值|增加值|收入|支出|预算|决算"
    r"|成本|工资|薪酬|捐赠|拨付|划拨|奖励|债",
}
_ANYWHERE = {kind: re.compile(words) for kind, words in _WORDS.items()}
_AT_END = {kind: re.compile(rf"(?:{words})(?:[（(].*)?$") for kind, words in _WORDS.items()}
_SPREAD = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff](?![\u4e00-\u9fff]))")
_NUMBER_OF = re.compile(r"([\u4e00-\u9fff])数(?:[（(]|$)")
_SERIAL = re.compile(r"序号?|编号|行次|顺序号?|no\.?|№", re.I)
_YEAR_COLUMN = re.compile(r"年份|年度|年$|时间|日期")
_BARE_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure counts. ``unit`` is empty where the table does not say it."""

    kind: Kind
    unit: str = ""


def is_figure(text: str) -> bool:
    """Tell whether a cell is a bare figure, which only its table gives a unit."""
    return _FIGURE.fullmatch(text) is not None


def is_label(text: str, heading: str, *, first: bool) -> bool:
    """Tell a cell that names its row from one that holds a value: words, or a year where rows are years."""
    if _BARE_YEAR.fullmatch(text):
        return first or _YEAR_COLUMN.search(heading) is not None
    return not is_figure(text)


def is_serial(text: str, heading: str, *, first: bool) -> bool:
    """Tell whether a figure only numbers its row."""
    if heading:
        return _SERIAL.fullmatch(heading.split()[-1]) is not None
    return first and text.isdecimal() and len(text) < 4


def is_unit(text: str) -> bool:
    """Tell whether a cell holds nothing but a unit: of a table with a column 计量单位."""
    return _UNIT_ALONE.fullmatch(text) is not None


def measure(figure: str, heading: str, labels: Sequence[str], caption: str) -> Measure | None:
    """Return what a bare figure measures, by the nearest that says it; ``None`` where nothing does.

    Args:
        figure: the cell.
        heading: what stands over its column.
        labels: what stands beside it in its row, units of a unit column among them.
        caption: what stands over the table.
    """
    if "¥" in figure or "￥" in figure:
        return Measure(Kind.AMOUNT, "元")
    beside = " ".join(labels)
    labelled = next((found for label in labels if (found := _by_word(label, _AT_END))), None)
    return (
        _by_unit(heading)
        or _by_unit(beside)
        or _by_word(heading, _AT_END)
        or _by_word(heading, _ANYWHERE)
        or labelled
        or _by_unit(caption)
        or _by_word(caption, _ANYWHERE)
    )


def counts_in(unit: str, measured: Measure | None, heading: str) -> bool:
    """Tell whether a figure may count in the unit that was asked for; where the table names none, it may."""
    if measured is not None and measured.kind is not Kind.COUNT:
        return False
    stated = measured.unit if measured else ""
    if not stated:
        number = _NUMBER_OF.search(heading)  # 户数, 人数
        stated = number.group(1) if number and number.group(1) in UNITS else ""
    return not stated or counts(unit, stated)


def closed(heading: str) -> str:
    """Return a heading whose two characters were set apart to fill the cell (金　额) as a word."""
    return _SPREAD.sub(r"\1", heading)


def bare(heading: str) -> str:
    """Return a heading without its unit."""
    return _UNIT_PLACES[0].sub("", heading).strip()


def _by_unit(words: str) -> Measure | None:
    for place in _UNIT_PLACES:
        found = list(place.finditer(words))
        if found:
            name = found[-1].lastgroup or "count"  # the innermost heading stands last
            return Measure(_KINDS[name], found[-1].group(name))
    return None


def _by_word(words: str, patterns: dict[Kind, re.Pattern[str]]) -> Measure | None:
    return next((Measure(kind) for kind, pattern in patterns.items() if pattern.search(words)), None)
