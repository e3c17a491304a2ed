"""More than one quote to one answer: the halves of a question, what follows from figures, what contradicts them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.compute import compute
from bot.conflict import find_conflicts
from bot.elsewhere import squeezed
from bot.evidence import Judgement
from bot.figure import Figure, figure_of
from bot.models import Answer, Conflict, Operand, Operation, Part, Point, Quote, Status
from bot.parts import Answered, Found, answer_parts, is_joint
from bot.question import Question
from bot.refuse import reason_for
from bot.row import NUMERIC, sum_is_asked
from bot.series import find_series
from bot.split import Plan, split
from bot.years import years_in

_SENTENCES = {
    "zh": {"missing": "库中没有单独说明{label}的原文。", "room": "引文条数有限，{label}的没有列出。"},
    "en": {
        "missing": "The library holds no passage on {label} by itself.",
        "room": "Left out for the limit on quotes: {label}.",
    },
}


@dataclass(frozen=True, slots=True)
class Library:
    """What composing an answer asks of the library."""

    find: Callable[[str], Found]  # what it holds on a question
    quoted: Callable[[Question, Judgement], Quote]
    names: Sequence[str]  # places that it speaks of


def composed(answer: Answer, found: Found, library: Library, top: int, language: str = "zh") -> Answer:
    """Return the answer with its other halves, and with what its figures say together.

    Args:
        answer: to the question as a whole.
        found: what it was answered from.
        library: for the parts of the question.
        top: how many quotes at the most.
        language: of what is said besides quotes.
    """
    plan = split(found.question, library.names)
    if plan is not None and _needs_parts(answer, found, plan):
        answer = _by_parts(answer, plan, library, top, language)
    if answer.status is not Status.ANSWERED or not answer.quotes:
        return answer
    if not answer.parts:
        figures = _figures(answer, found)
        answer = _with_conflicts(answer, find_conflicts(found.question, answer.quotes, figures, language))
    return _summed(replace(answer, series=find_series(answer.quotes)), found)


def _summed(answer: Answer, found: Found) -> Answer:
    """Return the sum of a series that no sentence states: 一共多少 of 2018年280万元, 2019年320万元, 2020年350万元."""
    series, first = answer.series, next(iter(_figures(answer, found)), None)
    open_sum = sum_is_asked(found.question) and not found.question.years and not answer.parts
    if series is None or first is None or not open_sum or len(first.years) != 1:
        return answer
    order = list(dict.fromkeys(point.quote for point in series.points))
    order += [number for number in range(len(answer.quotes)) if number not in order]
    quotes = tuple(answer.quotes[number] for number in order)
    points = [replace(point, quote=order.index(point.quote)) for point in series.points]
    operands = [_operand(quotes, point) for point in points]
    figures = [figure_of(quotes[o.quote], quotes[o.quote].highlights[o.highlight]) for o in operands if o]
    shown = [operand for operand in operands if operand]
    known = [figure for figure in figures if figure]
    computation = compute(Operation.SUM, known, shown) if len(known) == len(points) else None
    if computation is None:
        return answer
    parts = tuple(Part(f"{p.year}年", operand) for p, operand in zip(points, shown, strict=True))
    again = replace(series, points=tuple(points))
    return replace(answer, quotes=quotes, parts=parts, series=again, computation=computation)


def _operand(quotes: Sequence[Quote], point: Point) -> Operand | None:
    """Return the mark that a point of a series was read from; what is not marked is no operand."""
    spans = [(mark.start, mark.end) for mark in quotes[point.quote].highlights]
    at = (point.start, point.end)
    return Operand(point.quote, spans.index(at)) if at in spans else None


def _with_conflicts(answer: Answer, conflicts: Sequence[Conflict]) -> Answer:
    """Return the answer with the quotes that contradict the first right behind it."""
    if not conflicts:
        return answer
    against = sorted({number for conflict in conflicts for number in conflict.quotes} - {0})
    order = [0, *against, *(n for n in range(1, len(answer.quotes)) if n not in against)]
    return replace(
        answer,
        quotes=tuple(answer.quotes[number] for number in order),
        conflicts=tuple(replace(c, quotes=tuple(order.index(n) for n in c.quotes)) for c in conflicts),
    )


def _figures(answer: Answer, found: Found) -> list[Figure | None]:
    """Return the first marked figure of each quote, with the years of what stands around it."""
    if found.question.kind not in NUMERIC:
        return []
    wider = {
        (j.candidate.document.id, j.candidate.document.version, j.candidate.start): j.around.years[1:]
        for j in found.evidence
    }
    return [
        figure_of(q, q.highlights[0], wider.get((q.document_id, q.version, q.start), ()))
        if q.highlights
        else None
        for q in answer.quotes
    ]


def _needs_parts(answer: Answer, found: Found, plan: Plan) -> bool:
    """Tell whether the parts are worth a search each, or one quote answers them together."""
    if plan.needs_all and not any(_fails_by_year(found.question, judgement) for judgement in found.judged):
        return False
    return not (plan.whole_first and _covers(answer, found, plan))


def _fails_by_year(question: Question, judgement: Judgement) -> bool:
    """Tell whether a candidate meets every condition, those of the year aside."""
    return all(c.met or years_in(c.label) == question.years for c in judgement.conditions)


def _covers(answer: Answer, found: Found, plan: Plan) -> bool:
    """Tell whether the first quote answers all parts at once: a quoted total, a quoted increase."""
    if answer.status is not Status.ANSWERED:
        return False
    figure = next(iter(_figures(answer, found)), None)
    if figure is None:
        return True
    if plan.operation in {Operation.DIFFERENCE, Operation.GROWTH}:
        return "change" in figure.aspects
    labels = [half.label for half in plan.halves]
    asked = [years_in(label) for label in labels]
    if all(asked):
        return frozenset[int]().union(*asked) <= figure.years
    return is_joint(answer.quotes[0], labels)


def _by_parts(answer: Answer, plan: Plan, library: Library, top: int, language: str) -> Answer:
    """Answer by the parts of the question; as before, where too few of them are answered."""
    answered = answer_parts(plan.halves, library.find, library.quoted, all_or_none=plan.needs_all)
    missing = [part for part in answered if part.quote is None]
    whole_stands = plan.needs_all or (plan.leans and answer.status is Status.ANSWERED)
    if len(missing) == len(answered) or (missing and whole_stands):
        return answer
    quotes: list[Quote] = []
    operands = [_placed(part, quotes, top) for part in answered]
    if not quotes:
        return answer
    if answer.status is Status.ANSWERED:
        quotes += [quote for quote in answer.quotes if not any(_overlap(quote, other) for other in quotes)]
    parts = tuple(
        Part(part.half.label, operand, None if operand else _reason(part, language))
        for part, operand in zip(answered, operands, strict=True)
    )
    figures = [part.figure for part in answered if part.figure]
    shown = [operand for operand in operands if operand]
    return replace(
        answer,
        status=Status.ANSWERED,
        reason=None,
        quotes=tuple(quotes[:top]),
        parts=parts,
        computation=compute(plan.operation, figures, shown)
        if plan.operation and len(figures) == len(shown) == len(parts)
        else None,
    )


def _placed(part: Answered, quotes: list[Quote], top: int) -> Operand | None:
    """Put the quote of a part behind the others, or its mark into the one that has these words already."""
    if part.quote is None:
        return None
    mark = part.quote.highlights[0]
    for number, quote in enumerate(quotes):
        if _span(quote) == _span(part.quote):
            marks = quote.highlights if mark in quote.highlights else (*quote.highlights, mark)
            quotes[number] = replace(quote, highlights=marks)
            return Operand(number, marks.index(mark))
    if len(quotes) >= top:
        return None
    quotes.append(replace(part.quote, highlights=(mark,)))
    return Operand(len(quotes) - 1, 0)


def _span(quote: Quote) -> tuple[str, int, int, int]:
    return quote.document_id, quote.version, quote.start, quote.end


def _overlap(a: Quote, b: Quote) -> bool:
    same = a.document_id == b.document_id and a.start < b.end and b.start < a.end
    return same or squeezed(a.text) == squeezed(b.text)


def _reason(part: Answered, language: str) -> str:
    say = _SENTENCES.get(language, _SENTENCES["zh"])
    if part.quote is not None:
        return say["room"].format(label=part.half.label)
    if part.found.evidence:
        return say["missing"].format(label=part.half.label)
    return reason_for(part.found.question, part.found.judged, language)
