"""A quoted figure: its value, its unit, the years it is of, and the words that say what it measures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot import years
from bot.cell import is_figure, measure
from bot.models import Highlight, Kind, Quote
from bot.number import read_number
from bot.row import cells_of
from bot.units import Unit
from bot.values import spans
from index.tokenize import fold

_BREAKS = re.compile(r"[,，;；。:：、()（）\s]+")
_SENTENCE = re.compile(r"[。;；]")
_YEAR = re.compile(
    r"(?:(?:19|20)\d{2}\s*[-—–~～至到]\s*)?(?:(?:19|20)\d{2}|[二一][〇零○一二三四五六七八九]{3})\s*年?度?"
)
_YEARS = re.compile(rf"{_YEAR.pattern}(?:(?:、|和|与|及){_YEAR.pattern})+(?=[^。；;]{{0,12}}$)")
_RESPECTIVELY = re.compile(r"分别|各(?=[划拨安投下为是达完])")
_EMPTY = re.compile(r"分别|其中|各|为|是|达到?|共|约|了|的|年度?|和|与|及")
_REACH = 240  # characters in which the words that lead to a figure are looked for
_NEAR = 40  # characters before a figure that can say how it is meant
# How a figure is meant; those that differ in it are figures of different things.
_ASPECTS = {
    "planned": re.compile(r"(?<![共合总累])计划|拟|预计|预期|目标|预算|规划|力争|概算|估算|将(?!近)"),
    "done": re.compile(r"完成|实际|到位|决算|支出|支付|执行|兑现"),
    "cumulative": re.compile(r"累计|截至|截止|以来|历年"),
    "whole": re.compile(r"总投资|总规模|总额|总量|总数"),
    "change": re.compile(r"增长|增加|增幅|增速|减少|下降|提高|降低|同比|环比|比上年|比去年|净增|新增"),
    "each": re.compile(r"每|人均|户均|平均|均(?=增|收|补)"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and what it is of. Two can be compared where family, aspects and what is measured agree."""

    number: Decimal  # in its unit
    unit: Unit
    is_exact: bool  # not 约, 多, 超过
    years: frozenset[int]  # that it speaks of; empty where nothing near it says
    measured: str  # the words before it, without years and figures; of a cell what stands over and beside it
    counted: str  # the words behind it: 贫困县 of 33个贫困县
    aspects: frozenset[str]

    @property
    def value(self) -> Decimal:
        """The value in the base unit of its family: 2800000 for 280万元."""
        return self.number * self.unit.scale

    @property
    def noun(self) -> str:
        """What stands right before the figure, where that is long enough to tell: 帮扶资金, not 划拨."""
        return self.measured[-4:] if len(self.measured) >= 4 else ""

    @property
    def text(self) -> str:
        """The figure as our own words write it: 1234.5万元."""
        return f"{plain(self.number)}{self.unit.name}"


def figure_of(quote: Quote, highlight: Highlight, wider: Sequence[frozenset[int]] = ()) -> Figure | None:
    """Return the figure that a highlight is, or None where it is none, or a range of figures.

    Args:
        quote: that holds it.
        highlight: one of the quote's.
        wider: years of what the quote stands under, nearest first, where the quote itself names none.
    """
    if quote.row is not None:
        for column, cell in enumerate(quote.row.cells):
            if cell.start <= highlight.start and highlight.end <= cell.end:
                return _in_cell(quote, column, highlight, wider)
    text = quote.text
    start, end = highlight.start - quote.start, highlight.end - quote.start
    read = read_number(highlight.text, text[end : end + 4], highlight.kind)
    if read is None:
        return None
    number, unit, is_exact = read
    this_year = this_year_of(quote)
    own = _nth_year(text, start, highlight.kind)
    if own is None:
        own = _years_before(text[:start], this_year) or _first([*wider, *_years_over(quote)])
    return Figure(
        number,
        unit,
        is_exact,
        own,
        _measured(text[max(0, start - _REACH) : start]),
        _counted(text[end:]) if highlight.kind is Kind.COUNT else "",
        _aspects(_lead(text[max(0, start - _REACH) : start])),
    )


def this_year_of(quote: Quote) -> int | None:
    """Return what 今年 means in a quote."""
    of_title = years.years_in(fold(quote.title), plans=False)
    return max(of_title) if of_title else quote.issued_on.year if quote.issued_on else None


def plain(number: Decimal) -> str:
    """Return a number without exponent and without zeros that say nothing: 262.50 -> 262.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def comparable(a: Figure, b: Figure) -> bool:
    """Tell whether two figures measure the same thing in units of one family."""
    return (
        a.unit.family == b.unit.family
        and a.aspects == b.aspects
        and shared(a.measured, b.measured) >= _SAME
        and shared(a.noun, b.noun) > _SAME_NOUN
        and (not a.counted or not b.counted or shared(a.counted, b.counted) > 0)
    )


_SAME = 0.4  # of the pairs of characters that name what is measured
_SAME_NOUN = 0.34  # of those of its last word: 帮扶资金 and 教育资金 differ


def shared(a: str, b: str) -> float:
    """Return the share of pairs of characters of the shorter text that the longer one has; 1 of none."""
    first, second = _pairs(a), _pairs(b)
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 1.0


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _in_cell(
    quote: Quote, column: int, highlight: Highlight, wider: Sequence[frozenset[int]]
) -> Figure | None:
    row = quote.row
    if row is None:
        return None
    cells = cells_of(quote)
    cell = cells[column]
    caption = fold(row.caption)
    names = [fold(other.text) for other in cells if other.is_label and other is not cell]
    names += [fold(row.beside)] if row.beside else []
    measured = measure(cell.text, cell.heading, names, caption)
    read = read_number(highlight.text, "", highlight.kind)
    if read is None and is_figure(cell.text):
        bare = cell.text.strip().rstrip("*＊ ")
        said = measured.unit if measured else ""
        read = read_number(f"{bare}{said}" if said else f"{bare}〓", "", highlight.kind)
    if read is None:
        return None
    value, unit, is_exact = read
    if unit.name == "〓":
        unit = Unit("", f"〓{measured.kind.value if measured else ''}", Decimal(1))
    this_year = this_year_of(quote)
    told = [
        years.years_in(cell.heading),
        years.years_in(" ".join(names), this_year=this_year),
        years.years_in(caption, this_year=this_year),
    ]
    over = _YEAR.sub("", f"{cell.heading} {' '.join(names)}")
    return Figure(
        value,
        unit,
        is_exact,
        _first([*told, *wider, *_years_over(quote)]),
        over if re.search(r"[\u4e00-\u9fff]{2}", over) else caption,
        "",
        _aspects(cell.heading + " ".join(names)),
    )


def _years_before(text: str, this_year: int | None) -> frozenset[int]:
    """Return the years that stand nearest before a figure."""
    for stretch in reversed(re.split(r"[,，、;；。:：]", text)):
        named = years.years_in(fold(stretch), this_year=this_year)
        if named:
            return named
    return frozenset()


def _nth_year(text: str, start: int, kind: Kind) -> frozenset[int] | None:
    """Return the year of a figure of 2013年、2014年分别280万元、320万元; None where the text is none such.

    Where there are more figures than years, or fewer, the figure is of no year that could be told.
    """
    begin = max((match.end() for match in _SENTENCE.finditer(text, 0, start)), default=0)
    shared = _RESPECTIVELY.search(text, begin, start)
    group = _YEARS.search(text, begin, shared.start()) if shared else None
    if shared is None or group is None:
        return None
    end = _SENTENCE.search(text, start)
    values = [at + shared.end() for at, _ in spans(kind, text[shared.end() : end.start() if end else None])]
    named = [years.years_in(fold(match.group())) for match in _YEAR.finditer(group.group())]
    return named[values.index(start)] if start in values and len(values) == len(named) else frozenset()


def _years_over(quote: Quote) -> list[frozenset[int]]:
    headings = [
        years.years_in(fold(heading), this_year=this_year_of(quote)) for heading in quote.heading_path
    ]
    return [*reversed(headings), years.years_in(fold(quote.title))]


def _first(levels: Sequence[frozenset[int]]) -> frozenset[int]:
    return next((level for level in levels if level), frozenset())


def _measured(before: str) -> str:
    """Return the last words before a figure that say something: 帮扶资金 for 帮扶资金2013年280万元、2014年|320万元."""
    folded = fold(before)
    for kind in (Kind.AMOUNT, Kind.PERCENT, Kind.COUNT):
        for start, end in reversed(spans(kind, folded)):
            folded = f"{folded[:start]}，{folded[end:]}"
    for piece in reversed(_BREAKS.split(_YEAR.sub("，", folded))):
        words = _EMPTY.sub("", piece)
        if len(words) >= 2:
            return words
    return ""


def _lead(before: str) -> str:
    """Return the words since the figure before; of a list of figures those that lead to the list."""
    sentence = _SENTENCE.split(fold(before))[-1]
    ends = [end for kind in (Kind.AMOUNT, Kind.PERCENT, Kind.COUNT) for _, end in spans(kind, sentence)]
    since = sentence[max(ends, default=0) :]
    return (since if _EMPTY.sub("", _YEAR.sub("", _BREAKS.sub("", since))) else sentence)[-_NEAR:]


def _counted(behind: str) -> str:
    match = re.match(r"[\u4e00-\u9fff]{1,4}", fold(behind))
    return match.group() if match else ""


def _aspects(words: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _ASPECTS.items() if pattern.search(words))
