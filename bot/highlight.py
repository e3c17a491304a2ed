"""Which of the spans that could answer is the one asked for: the mark inside a quote."""

import math
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import rjieba

from bot import years
from bot.kinds import HOW_MUCH
from bot.likely_spans import LikelySpans
from bot.models import Highlight, Kind
from bot.place_names import same_place
from bot.question import Question
from bot.readings import NOTHING_READ, Readings
from corpus.models import Document
from corpus.places import stem
from corpus.sentences import Span
from index.tokenize import fold

_BREAKS = re.compile(r"[,，、;；。:：]")
_STRETCH_END = re.compile(r"[,，;；。:：]")
_FIGURE = re.compile(r"\d[\d.,]*")
_SHARES = re.compile(r"其中")  # leads from a total to what it is made of
_SENTENCE_END = re.compile(r"[。;；]")
_INHERITED = 0.9  # of what stands at a total speaks for its shares too
_REACH = 60  # characters on either side that can say what a figure is of
_RESPECTIVELY = re.compile(r"分别")
_LINKS = "是为有达到了共约近逾超过 "  # stand between what is measured and its figure
_IN_CHARGE = re.compile(r"[^,，、;；。和与及]{0,12}(?:负责|牵头|主管|承办|受理|主办)")
_HELPS = re.compile(r"[^,，;；。]{0,16}(?:配合|协助|协同|参与)")
_DEPUTY = re.compile(r"副[^,，、;；。:：]{1,12}$")
_RAISED = re.compile(
    r"[,，;；、](?:其中)?(?:对于?)?(?P<who>[\u4e00-\u9fff]{3,16}?)的?[,，]?(?:可以?|再)?"
    r"(?P<to>(?:提高|上浮|上调|增加|放宽|降低?|下调|减少)(?:到|至|为))$"
)
_CHANGED = re.compile(
    r"(?:上|下)?(?:扩|增|提|升|调|涨|展|发展|降|减|缩|压)[\u4e00-\u9fff]{0,3}?(?:到|至|为)"
    r"(?=[\d一二三四五六七八九十百千万亿两]|$)"
)  # what a figure gives way by: 从13个扩增到30个
_ONCE = re.compile(r"原来|原先|原有|之前|以前|此前|最初|起初|过去|从多少|由多少")
_WHEN = re.compile(r"今|去年|明年|现|目前|自|从|后来|随后|之后|此后|逐|统一|全部|将|已|由|又|再|并|则|均|都")
_ENDING = re.compile(r"(?:[是为在](?:什么|哪)?)?(?:时候|哪[一]?[天年日]|何时)?[?？。]*$")
_GENERAL = frozenset("时间 日期 期限 标准 金额 数量 总额 资金 人数".split())  # say little of what is measured
_LITTLE = 0.4
_WHOLE = frozenset("总净均")  # the segmenter takes 总投资 apart
_MAX = 8  # of a list
_READ = 1.0  # of the reader's chance


def highlights(
    question: Question,
    document: Document,
    start: int,
    end: int,
    answers: Sequence[Span],
    kind: Kind | None = None,
    readings: Readings = NOTHING_READ,
) -> tuple[Highlight, ...]:
    """Return the highlights of a quote, best first.

    Args:
        question: what is asked.
        document: that the quote is of.
        start: where the quote's clause begins in the document.
        end: where it ends; what stands behind the last answer speaks for it too (33个贫困县).
        answers: candidate spans, relative to ``start``.
        kind: of what they hold, where that is not what was asked for: 增速 asked for as a number.
        readings: of the passages around the quote.
    """
    if not answers:
        return ()
    clause = document.text[start:end]
    if question.kind is Kind.LIST:
        chosen: list[Span] = list(answers[:_MAX])
    else:
        read = _read(readings.likely(document.id, start, end), start, answers) if len(answers) > 1 else [0.0]
        chosen = [_respective(question, clause, answers) or _nearest(question, clause, answers, read)]
    return tuple(
        Highlight(document.text[start + a : start + b], start + a, start + b, kind or question.kind)
        for a, b in chosen
    )


def _read(likely: LikelySpans, start: int, answers: Sequence[Span]) -> list[float]:
    """Return how likely the reader means each answer: what it marks, divided among the answers that lie there."""
    begins, ends = (np.array(side)[:, None] + start for side in zip(*answers, strict=True))
    meant = (begins < likely.ends) & (likely.begins < ends)  # (answers, spans)
    return [float(each) for each in (meant / np.maximum(meant.sum(axis=0), 1)) @ likely.chances]


def _nearest(question: Question, clause: str, answers: Sequence[Span], read: Sequence[float]) -> Span:
    """Return the span that stands closest to what the question asks about: 完成投资4亿元, not 总投资20亿元的.

    What a figure measures stands before it, what it counts behind it (33个贫困县); a comma or another
    figure between the two keeps them apart. The year that was asked for goes before all of this.
    """

    def fit(i: int) -> tuple[int, float, int]:
        total = _total_of(clause, answers[i], answers)
        return (
            _year_fit(question, clause, answers[i], answers),
            _closeness(question, clause, answers[i], total) + _READ * read[i],
            -i,
        )

    return answers[max(range(len(answers)), key=fit)]


def _total_of(clause: str, span: Span, answers: Sequence[Span]) -> Span | None:
    """Return the total that a span is a share of: 资金7460万元，其中中央资金3420万元，市级资金760万元."""
    sentence = max((match.end() for match in _SENTENCE_END.finditer(clause, 0, span[0])), default=0)
    led = [match.start() for match in _SHARES.finditer(clause, sentence, span[0])]
    return max((each for each in answers if sentence <= each[0] and led and each[1] <= led[-1]), default=None)


def _year_fit(question: Question, clause: str, span: Span, answers: Sequence[Span]) -> int:
    """Return 2 where a span's own year was asked for, 1 for years around it, 0 for none, -1 for other years.

    The year of a figure stands in it or before it: 2013-2015年划拨645万元，其中2014年划拨215万元.
    """
    if not question.years:
        return 0
    floor = max((end for _, end in answers if end <= span[0]), default=0)
    before = [*_STRETCH_END.split(clause[:floor]), *_STRETCH_END.split(clause[floor : span[0]])]
    for stretch in (clause[slice(*span)], *reversed(before)):
        named = years.years_in(fold(stretch))
        if named == question.years:
            return 2
        if named:
            covered = question.years <= named if question.whole_span else bool(question.years & named)
            return 1 if covered else -1
    return 0


def _closeness(question: Question, clause: str, span: Span, total: Span | None = None) -> float:
    """Return how much of the question stands how near to a span; what a total is of, its shares are of too."""
    before, after = _beside(clause, span)
    named = _named(question, before, after)
    if total is not None:
        of_total = _named(question, *_beside(clause, total))
        named = [max(own, _INHERITED * of) for own, of in zip(named, of_total, strict=True)]
    score = sum(named)
    if question.kind is Kind.ORGANISATION:
        score += 4.0 * bool(_IN_CHARGE.match(after)) - 4.0 * bool(_HELPS.match(after))
    for place in question.places:
        name = stem(place)
        score += 4.0 * max(_pull(name, before[::-1], reverse=True), 0.3 * _pull(name, after))
    if question.unit and question.unit in clause[span[0] : span[1] + 1]:
        score += 6.0
    if question.kind is Kind.PERSON and "副" not in question.folded:
        score -= 2.0 * bool(_DEPUTY.search(before))
    if question.role:
        other = _other_office(question.role)
        score += 8.0 * max(
            _pull(question.role, other.sub("、", before)[::-1], reverse=True),
            0.5 * _pull(question.role, other.sub("、", after)),
        )
    in_unit = question.unit is None or question.unit in clause[slice(*span)]
    score += 6.0 * _raised_for(question, before)
    score -= 6.0 * _is_given_up(question, before, after)
    if question.counted and in_unit:  # 33个贫困县, 冷库4座
        score += 6.0 * (after.startswith(question.counted[:2]) or before.endswith(question.counted))
    return score


def _other_office(role: str) -> re.Pattern[str]:
    """Return what names the deputy of an office, or the office whose deputy is asked for."""
    bare = re.escape(role.removeprefix("副"))
    return re.compile(rf"(?<!副){bare}" if role.startswith("副") else rf"副{bare}")


def _beside(clause: str, span: Span) -> tuple[str, str]:
    return fold(clause[max(0, span[0] - _REACH) : span[0]]), fold(clause[span[1] : span[1] + _REACH])


def _named(question: Question, before: str, after: str) -> list[float]:
    """Return what is measured between two texts, then each word of the question: how much each speaks for it."""
    behind = 1.2 if question.kind is Kind.COUNT else 0.4
    return [
        4.0 * measured(question.folded, before),
        *(
            term.weight * max(_pull(term.text, before[::-1], reverse=True), behind * _pull(term.text, after))
            for term in question.terms
        ),
    ]


def _raised_for(question: Question, before: str) -> float:
    """Return what speaks for a figure that another is raised to for some: 专精特新企业提高到60%.

    1 where just those were asked about, or what it was raised to, -1 where they were not, 0 where it is no such figure.
    """
    match = _RAISED.search(before)
    if match is None:
        return 0.0
    if match["who"] in question.folded or match["to"] in question.folded:
        return 1.0
    if _WHEN.match(match["who"]):
        return 0.0
    pairs = {match["who"][i : i + 2] for i in range(len(match["who"]) - 1)}
    return -1.0 if sum(pair in question.folded for pair in pairs) <= len(pairs) / 2 else 0.0


def _is_given_up(question: Question, before: str, after: str) -> bool:
    """Tell whether a figure has given way to the one behind it: 从13个扩增到30个. What was before may be asked for too."""
    gave_way = before.endswith(("从", "由")) and _CHANGED.match(after) is not None
    return gave_way and not _ONCE.search(question.folded)


def measured(asked: str, before: str) -> float:
    """Return 1 where the word before 多少 stands before the figure too (总投资多少, 总投资20亿元), else 0.

    Less than 1 where that word says little by itself: 资金.
    """
    match = HOW_MUCH.search(asked) or _ENDING.search(asked)
    words = _words(asked[: match.start()].rstrip(_LINKS)) if match else ()
    if not words or len(words[-1]) < 2:
        return 0.0
    measure, stands = words[-1], before.rstrip(_LINKS)
    if stands == measure:
        return 1.0  # the whole heading of a column
    if len(words) > 1 and (words[-2] in _WHOLE or measure in _GENERAL):
        measure = words[-2] + measure
    return (_LITTLE if words[-1] in _GENERAL else 1.0) * stands.endswith(measure)


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[str, ...]:
    return tuple(rjieba.cut(text))


def _pull(word: str, text: str, *, reverse: bool = False) -> float:
    """Return how near ``word``, or two characters of it, stands to the start of ``text``, in [0, 1]."""
    parts = [word] if len(word) < 3 else [word, *(word[i : i + 2] for i in range(len(word) - 1))]
    best = 0.0
    for i, part in enumerate(parts):
        place = text.find(part[::-1] if reverse else part)
        if place >= 0:
            between = text[:place]
            barriers = len(_BREAKS.findall(between)) + len(_FIGURE.findall(between))
            best = max(best, (1.0 if i == 0 else 0.6) * math.exp(-place / 12) * 0.5**barriers)
    return best


def _respective(question: Question, clause: str, answers: Sequence[Span]) -> Span | None:
    """Resolve 在2018年、2019年分别…280万元、320万元: the n-th value goes with the n-th name."""
    marker = _RESPECTIVELY.search(clause)
    if marker is None:
        return None
    after = [span for span in answers if span[0] > marker.start()]
    before = re.split(r"[。;；]", clause[: marker.start()])[-1]
    before = re.split(r"[,，]", before)[-1] if "、" in re.split(r"[,，]", before)[-1] else before
    names = [fold(name) for name in re.split(r"[、和与及]", before)]
    if len(names) < 2 or len(names) > len(after):
        return None
    for i, name in enumerate(names):
        by_year = question.years and question.years == years.years_in(name)
        if by_year or (not question.years and any(same_place(p, name) for p in question.places)):
            return after[i]
    return None
