"""Which years a text speaks of: 2015年, 2013-2015, 二〇一五年, 十二五, 去年 by the document's own date."""

import re
from functools import lru_cache

from corpus.dates import year_of

_BRACKETED = re.compile(r"[〔\[(（【]\s*(?:19|20)\d{2}\s*[〕\])）】]\s*第?\s*\d+\s*号|《[^《》]*》")
_RANGE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*年?(?:\d{1,2}月)?\s*(?:[-—–~～]+|至|到|to)\s*((?:19|20)\d{2})(?!\d)", re.I
)
_BARE = re.compile(
    r"(?<![\d.])((?:19|20)\d{2})(?!\d|%|,\d|\.\d(?!\d?\.\d{1,2}(?!\d))|\s*[万亿元个人名户家次号])"
)
_HAN = re.compile(r"([〇零○一二三四五六七八九]{4})(?=年)")
# What stands before a length of time: 有效期10年, 缴费满15年.
_NO_LENGTH = "(?<![\\d.满近约共第了为达过足])" + "".join(
    f"(?<!{word})"
    for word in (
        *("有效期", "保修期", "任期", "租期", "刑期", "刑", "期限", "年限", "工龄", "教龄", "缴费", "缴纳"),
        *("居住", "工作", "服务", "使用", "经营", "从事", "保存", "保管", "延长", "连续", "累计", "至少"),
    )
)
# 18年, 16到18年: two digits are a year of this century where nothing makes them a length of time.
_SHORT_RANGE = re.compile(
    _NO_LENGTH + r"([0-3]\d)年?\s*(?:[-—–~～]+|至|到)\s*([0-3]\d)年(?![间来多内后前以之])"
)
_SHORT = re.compile(_NO_LENGTH + r"(?<!年)([0-3]\d)年(?![间来多内后前以之工限])")
_PLANS = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
# Years by the date of the document; 比去年, 较上年 only compare with one.
_RELATIVE = tuple(
    (re.compile(rf"(?<![比较与同和]){word}"), shift)
    for word, shift in (
        ("[今本]年", 0),
        ("(?:去年|上一?年)(?![度底末]?(?:相比|基础))", -1),
        ("前年", -2),
        ("明年", 1),
    )
)
_PLAN_ASKED = re.compile(rf"(?:{'|'.join(_PLANS)})(?!.{{0,14}}(?:规划|计划|纲要))")
_SPAN_ASKED = re.compile(
    r"哪几年|哪些年|从哪一?年(?:.{0,4})到哪一?年|起止(?:年份|时间|年限)|哪年到哪年|几几年到几几年"
)


@lru_cache(maxsize=8_000)
def years_in(text: str, *, this_year: int | None = None, plans: bool = True) -> frozenset[int]:
    """Return the years that ``text`` names or covers; those inside a 文号 or a 《title》 do not count.

    Args:
        text: any text.
        this_year: what 今年 means here: the year of the document's own date.
        plans: whether 十二五 counts as 2011-2015.
    """
    bare = _BRACKETED.sub(" ", text)
    years: set[int] = set()
    for first, last in _RANGE.findall(bare):
        if 0 <= int(last) - int(first) <= 30:
            years.update(range(int(first), int(last) + 1))
    years.update(int(year) for year in _BARE.findall(bare) if 1900 <= int(year) <= 2099)
    years.update(year_of(year) for year in _HAN.findall(bare) if year[0] in "一二")
    if plans:
        years.update(y for plan, first in _PLANS.items() if plan in bare for y in range(first, first + 5))
    if this_year is not None:
        years.update(this_year + shift for word, shift in _RELATIVE if word.search(bare))
    return frozenset(years)


def full_years(question: str) -> str:
    """Return a question with two-digit years written out: 18年 -> 2018年, 16到18年 -> 2016-2018年."""
    longer = _SHORT_RANGE.sub(r"20\1-20\2年", question)
    return _SHORT.sub(r"20\1年", longer)


def asked_years(question: str) -> tuple[frozenset[int], bool]:
    """Return the years that a question asks about, and whether they are one span, to be covered whole."""
    whole = bool(_RANGE.search(_BRACKETED.sub(" ", question)))
    return years_in(question), whole


def asks_for_a_plan(question: str) -> bool:
    """Tell whether a question is about a five-year plan as a whole: 十四五, without a year beside it."""
    return bool(_PLAN_ASKED.search(question)) and not years_in(question, plans=False)


def span_is_asked(question: str) -> bool:
    """Tell whether a question wants the years that something lasts: 哪几年."""
    return _SPAN_ASKED.search(question) is not None


def names_exactly(text: str, asked: frozenset[int]) -> bool:
    """Tell whether ``text`` names just these years: the one outside any span, or the span as a whole."""
    bare = _BRACKETED.sub(" ", text)
    if len(asked) == 1:
        return str(min(asked)) in _RANGE.sub(" ", bare)
    return any((int(a), int(b)) == (min(asked), max(asked)) for a, b in _RANGE.findall(bare))


def label(years: frozenset[int], language: str = "zh") -> str:
    """Return years for readers: 2018年, 2013-2015年, 2018、2020年; in English 2018, 2013-2015, "2018, 2020"."""
    ordered = sorted(years)
    if not ordered:
        return ""
    runs: list[list[int]] = []
    for year in ordered:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    written = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return ", ".join(written) if language == "en" else "、".join(written) + "年"
