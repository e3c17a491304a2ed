"""Answers to the parts of a question, each held to its own evidence; what no evidence tells stays open."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot import years
from bot.evidence import Judgement
from bot.figure import Figure, figure_of
from bot.models import Highlight, Quote
from bot.place_names import find_places
from bot.question import Question
from bot.row import NUMERIC
from bot.split import Half
from bot.values import spans
from corpus.places import stem
from index.models import Hit
from index.tokenize import fold

_TRIED = 6  # candidates of a part
_AND = re.compile(r"、|以及|和|与|及")
_RANK = "(?:[省市县区州盟旗乡镇村年]|自治州|地区|库区)?"
_RESPECTIVELY = re.compile(r"分别|各")
_TOTAL = re.compile(r"合计|总计|共(?!同|建|享|有\d?个)|总(?:额|量|数)")
_SENTENCE = re.compile(r"[。；;]")
_CHANGE = re.compile(r"增|减|下降|提高|降低|多出|升")


@dataclass(frozen=True, slots=True)
class Found:
    """What the library holds on a question."""

    question: Question
    judged: Sequence[Judgement]
    evidence: Sequence[Judgement]  # that answers, best first
    hits: Sequence[Hit] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """A part with its quote, or with none. The first highlight is what answers."""

    half: Half
    found: Found
    quote: Quote | None = None
    figure: Figure | None = None


def answer_parts(
    halves: Sequence[Half],
    find: Callable[[str], Found],
    quoted: Callable[[Question, Judgement], Quote],
    *,
    all_or_none: bool = False,
) -> list[Answered]:
    """Answer each part for itself; a figure that answers two of them answers neither.

    Args:
        halves: the parts.
        find: gives what the library holds on a question.
        quoted: builds the quote of a candidate.
        all_or_none: search no further once a part stays without an answer.
    """
    parts = []
    for half in halves:
        others = [other.label for other in halves if other is not half]
        found = find(half.question)
        fitting = _fitting(half, others, found, quoted)
        parts.append(next(fitting, Answered(half, found)))
        if all_or_none and parts[-1].quote is None:
            break
    marks = [_mark(part) for part in parts]
    return [
        replace(part, quote=None, figure=None) if mark is not None and marks.count(mark) > 1 else part
        for part, mark in zip(parts, marks, strict=True)
    ]


def _mark(part: Answered) -> tuple[str, int, int] | None:
    if part.quote is None:
        return None
    first = part.quote.highlights[0]
    return part.quote.document_id, first.start, first.end


def _fitting(
    half: Half, others: Sequence[str], found: Found, quoted: Callable[[Question, Judgement], Quote]
) -> Iterator[Answered]:
    """Yield the answers to a part that are of it and of no other."""
    for judgement in found.evidence[:_TRIED]:
        quote = _own_mark(half.label, others, quoted(found.question, judgement))
        if quote is None:
            continue
        figure = None
        if found.question.kind in NUMERIC:
            figure = figure_of(quote, quote.highlights[0], judgement.around.years[1:])
            if figure is None or not _of_the_year(found.question, figure, judgement.around.years[0]):
                continue
            if "change" in figure.aspects and not _CHANGE.search(found.question.folded):
                continue  # 比上年增长40万元 is not what was spent
        if _speaks_of(half.label, others, judgement, quote):
            yield Answered(half, found, quote, figure)


def _of_the_year(question: Question, figure: Figure, told: frozenset[int]) -> bool:
    """Tell whether a figure is of just the years asked for, not of a span around them.

    Where its own clause names none, a title that covers the span asked for is enough: 十二五 for 2013-2015.
    """
    if question.whole_span and not told:
        return question.years <= figure.years or not figure.years
    return not question.years or not figure.years or figure.years == question.years


def _own_mark(label: str, others: Sequence[str], quote: Quote) -> Quote | None:
    """Return the quote with the mark on the value of this part; None where it is one value for several.

    黔南、百色分别划拨645万元、262.5万元: the n-th value goes with the n-th name. Without 分别 a figure behind
    both names is of both.
    """
    if not quote.highlights or quote.row is not None:
        return quote if quote.highlights else None
    first = quote.highlights[0]
    mark = first.start - quote.start
    begin = max((match.end() for match in _SENTENCE.finditer(quote.text, 0, mark)), default=0)
    group = _group(_name(label), [_name(other) for other in others], quote.text[begin:mark])
    if group is None:
        return quote
    begin += group
    shared = _RESPECTIVELY.search(quote.text, begin, mark)
    if shared is None:
        # With other figures in between, this one is of what stands nearer.
        return quote if spans(first.kind, quote.text[begin:mark]) else None
    names = _AND.split(fold(quote.text[begin : shared.start()]))
    number = next((n for n, name in enumerate(names) if _name(label) in name), None)
    end = _SENTENCE.search(quote.text, shared.end())
    values = spans(first.kind, quote.text[shared.end() : end.start() if end else None])
    if number is None or len(values) != len(names):
        return None
    start, stop = (quote.start + shared.end() + offset for offset in values[number])
    text = quote.text[start - quote.start : stop - quote.start]
    return replace(quote, highlights=(Highlight(text, start, stop, first.kind),))


def is_joint(quote: Quote, labels: Sequence[str]) -> bool:
    """Tell whether the mark is one figure for all of the names: 甲乡、乙乡划拨795万元; 共795万元 behind them all."""
    if not quote.highlights or not all(_name(label) in fold(quote.text) for label in labels):
        return False
    first = quote.highlights[0]
    before = quote.text[: first.start - quote.start]
    begin = max((match.end() for match in _SENTENCE.finditer(before)), default=0)
    if not all(_name(label) in fold(before) for label in labels):
        return False
    since = before[max((end for _, end in spans(first.kind, before)), default=begin) :]
    if _TOTAL.search(since):
        return True
    beside = _group(_name(labels[0]), [_name(label) for label in labels[1:]], since)
    return beside is not None and not _RESPECTIVELY.search(since)


def _group(own: str, others: Sequence[str], sentence: str) -> int | None:
    """Return where names begin that stand side by side with this part's own among them, or None."""
    folded = fold(sentence)
    places = [stem(place) for place in find_places(folded)]
    names = "|".join(map(re.escape, sorted({own, *others, *places}, key=len, reverse=True)))
    run = re.compile(rf"(?:{names}){_RANK}(?:(?:{_AND.pattern})(?:{names}){_RANK})+")
    found = [match for match in run.finditer(folded) if own in match.group()]
    return found[-1].start() if found else None


def _speaks_of(label: str, others: Sequence[str], judgement: Judgement, quote: Quote) -> bool:
    """Tell whether a candidate speaks of this part: by the nearest text that names it or another."""
    if years.years_in(label):
        return True  # the year of a figure has been looked at
    own, rest = _name(label), [_name(other) for other in others]
    around = judgement.around
    if quote.row is None:
        first = quote.highlights[0]
        start, end = first.start - quote.start, first.end - quote.start
        clause, behind = fold(quote.text[:start]), fold(quote.text[end:])
        near = _SENTENCE.split(clause)[-1]
        levels = [near, re.split(r"[，,、。；;]", behind)[0], clause, behind]
    else:
        levels = [around.clause]
    for text in [*levels, around.before[-300:], around.heading, around.title]:
        last_own = text.rfind(own)
        last_other = max((text.rfind(name) for name in rest), default=-1)
        if max(last_own, last_other) >= 0:
            return last_own > last_other
    return True


def _name(label: str) -> str:
    return stem(fold(label).strip("《》"))
