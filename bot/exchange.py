"""A new name in the place of the old one: 三峡库区 for 黔南州, 医生 for 教师, 副指挥长 for 指挥长."""

import re
from collections.abc import Sequence

import rjieba

from bot.fragment import place_spans
from bot.subject import ASPECTS, ATTRIBUTES, counted_span, divide
from corpus.places import are_siblings
from index.tokenize import fold

# Words of which one stands for another: 省级的呢? 城市呢?
_ALTERNATES = tuple(
    frozenset(group.split())
    for group in (
        "中央 国家级 省级 市级 县级 区级 镇级 乡级 村级",
        "农村 城市 城镇",
        "第一产业 第二产业 第三产业",
        "上半年 下半年 全年 一季度 二季度 三季度 四季度 前三季度",
        "小学 初中 高中 中学 大学 幼儿园 中职 高职",
        "男 女",
        "出口 进口",
        "收入 支出",
    )
)
_ROLE = re.compile(
    r"(?:常务)?(?:副)?(?:总经理|总指挥|董事长|秘书长|指挥长|书记|[省市县区州乡镇村社局厅部院校处科所会队组站]长|主任|主席)$"
)
_ALL_OF_IT = re.compile(r"^(?:全[市县区省州镇]|我[市县区省州镇]|本[市县区省州镇])")


def places_exchanged(before: str, new: str, places: Sequence[str], names: Sequence[str]) -> str | None:
    """Put ``new`` in the place of a place of ``before``; in front where ``before`` names none in Chinese.

    The last place goes, the one given to, unless just one of the others is of the new one's kind.
    """
    spans = place_spans(before, names)
    if spans:
        start, end = _to_exchange(before, spans, places)
        return before[:start] + new + before[end:]
    if before.isascii():
        return None
    return new + _ALL_OF_IT.sub("", before)


def noun_exchanged(before: str, noun: str, names: Sequence[str]) -> str:
    """Put ``noun`` in the place of what it stands for, or before what is asked of it."""
    span = _alternate(before, noun) or _same_ending(before, noun)
    if span is not None:
        return before[: span[0]] + noun + before[span[1] :]
    counted = counted_span(before)
    if counted is not None and before[slice(*counted)] not in ATTRIBUTES | ASPECTS:
        return before[: counted[0]] + noun + before[counted[1] :]
    parts = divide(before, names)
    # 补多少钱 asks by its verb what is done for the matter; 标准是多少 is asked of a thing that gives way.
    first = next(iter(rjieba.tag(parts.asked)), ("", ""))
    keeps = bool(parts.topic) and first[1].startswith("v") and first[0] not in {"是", "有"}
    kept = parts.subject if keeps else parts.scope
    return f"{kept}{noun}{parts.asked}"


def _to_exchange(before: str, spans: Sequence[tuple[int, int]], new: Sequence[str]) -> tuple[int, int]:
    if new and len(spans) > 1:
        alike = [span for span in spans if are_siblings(before[slice(*span)], fold(new[0]))]
        if not alike:
            alike = [span for span in spans[1:] if before[span[1] - 1] == new[0][-1]]
        if len(alike) == 1:
            return alike[0]
    return spans[-1]


def _alternate(before: str, noun: str) -> tuple[int, int] | None:
    """Return the span of the word that ``noun`` is an alternate of: 中央 for 省级."""
    for group in _ALTERNATES:
        if noun in group:
            for other in group - {noun}:
                at = before.rfind(other)
                if at >= 0:
                    return at, at + len(other)
    return None


def _same_ending(before: str, noun: str) -> tuple[int, int] | None:
    """Return the span of the noun that ends as ``noun`` does: 指挥长 for 副指挥长, 教育局 for 水利局."""
    role = _ROLE.search(noun)
    if role:
        old = list(re.finditer(_ROLE.pattern[:-1], before))
        return old[-1].span() if old else None
    for size in range(len(noun) - 1, 1, -1):
        ending = noun[-size:]
        at = before.rfind(ending)
        if at < 0 or ending in ATTRIBUTES or ending in ASPECTS:
            continue
        position = 0
        for word in rjieba.cut(before):
            if position <= at < position + len(word):
                return position, at + size
            position += len(word)
    return None
