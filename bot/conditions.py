"""The conditions of a question, each checked against what stands around a candidate."""

import re
from collections.abc import Collection, Sequence
from functools import partial

from bot import years
from bot.candidates import Candidate
from bot.claims import Claim, is_plan_total, stated_claims
from bot.direction import is_reversed
from bot.listed_places import is_of_others
from bot.match import found, place_sounds_in
from bot.models import Condition, Kind
from bot.place_names import same_place
from bot.question import Question, number_form
from bot.row import NUMERIC, Reading, is_total, labels, names_row
from bot.subject import counted_span
from bot.surroundings import Surroundings
from corpus.places import ABBREVIATIONS, children_of, known_places, stem

MUST_HOLD = NUMERIC | {Kind.DATE, Kind.NUMBER, Kind.PHONE, Kind.PERSON}
KIND_NAMES = {
    Kind.AMOUNT: "金额",
    Kind.PERCENT: "百分比",
    Kind.COUNT: "数量",
    Kind.DATE: "时间",
    Kind.PERSON: "人名",
    Kind.PLACE: "地点",
    Kind.ORGANISATION: "单位",
    Kind.NUMBER: "文号/编号",
    Kind.PHONE: "联系方式",
}
SPAN = "起止年份"
_BEGINNING = 3_000  # characters of a document that tell its time
ITEM = "所问项目"  # the row of a table
# One-character names that hardly ever mean anything else inside official Chinese.
_CLEAR_ABBREVIATIONS = frozenset("粤桂黔滇闽赣皖豫鄂湘琼渝沪冀晋鲁浙陕穗苏")

_NAMED = 0.7  # of an office's name must be there
_COUNTED = 0.3  # of what is counted must be spoken of near a number
_MEASURED = 0.4  # of what is measured must stand over a column
_OF_ANY_AMOUNT = re.compile(r"[给拨投花捐用]|安排|下达|上缴|资金|经费|款|钱|补助|补贴|援助|帮扶|支持|筹")


def place_conditions(question: Question, candidate: Candidate, around: Surroundings) -> list[Condition]:
    """Check who and whom: each place must be named near the candidate, or be what it belongs to."""
    near = around.near()
    conditions = []
    for place in question.places:
        stands_in = partial(_stands_in, _names(place, question), children_of(place))
        named = stands_in(near) and not is_of_others(stands_in, candidate, around)
        met = named or _mistyped(place, around, near)
        conditions.append(Condition(place, met, None if met else f"这段原文说的不是{place}"))
    if question.direction and is_reversed(question.direction, around.clause, around.before):
        giver, taker = question.direction
        conditions.append(Condition(f"{giver}→{taker}", False, f"这段原文说的不是{giver}给{taker}"))
    return conditions


def _stands_in(names: Sequence[str], children: Collection[str], text: str) -> bool:
    """Tell whether a text names a place, by one of its names, or what belongs to it."""
    return (
        any(same_place(name, text) for name in names)
        or any(child in text for child in children)
        or any(ABBREVIATIONS[c] == stem(names[0]) for c in _CLEAR_ABBREVIATIONS if c in text)
    )


def _names(place: str, question: Question) -> list[str]:
    """Return a place and its other names; one of a single character stands in too many words."""
    forms = {*question.aliases.forms(place), *question.aliases.forms(stem(place))}
    return [place, *(name for name in sorted(forms) if len(name) > 1)]


def _mistyped(place: str, around: Surroundings, near: str) -> bool:
    """Tell whether a place that exists nowhere was meant for one that sounds the same."""
    real = place in known_places() or stem(place) in known_places() or same_place(place, around.document)
    return not real and place_sounds_in(place, near)


def office_conditions(question: Question, around: Surroundings) -> list[Condition]:
    """Check whose: an office of the question must be named near a person, a figure or a telephone number."""
    if question.kind not in MUST_HOLD:
        return []
    near = around.near()
    return [
        Condition(office, met, None if met else f"这段原文说的不是{office}")
        for office in question.offices
        for met in [found(office, near, question.aliases) >= _NAMED]
    ]


def document_conditions(question: Question, candidate: Candidate, around: Surroundings) -> list[Condition]:
    """Check which document: a 《title》 or 文号 of the question is the candidate's own or stands by it."""
    near = around.near()
    own = number_form(candidate.document.metadata.number or "")
    conditions = [
        Condition(f"《{title}》", title in near, None if title in near else f"这段原文不出自《{title}》")
        for title in question.titles
    ]
    for number in question.numbers:
        met = (bool(own) and own in number) or number in number_form(near)
        conditions.append(Condition(number, met, None if met else f"这段原文不出自{number}"))
    return conditions


def year_conditions(question: Question, candidate: Candidate, around: Surroundings) -> list[Condition]:
    """Check when. A figure belongs to the year beside it; a span that was asked for must be covered whole."""
    claims = _claim_conditions(question, candidate, around)
    if not question.years:
        return claims
    label = years.label(question.years)
    spoken = spoken_years(question, candidate, around)
    if not spoken and question.kind not in MUST_HOLD and not _dates_itself(candidate):
        return claims  # no figure, and nothing that could tell: not to be refused for it
    all_of_them = question.whole_span and question.kind in NUMERIC
    met = question.years <= spoken if all_of_them else bool(question.years & spoken)
    reason = None
    if not met:
        reason = f"这段原文说的是{years.label(spoken)}" if spoken else "这段原文没有写明年份"
    elif len(question.years) == 1 and question.kind in NUMERIC and _totals_a_plan(question, around):
        met, reason = False, "这段原文说的是整个五年规划期的合计"
    elif question.kind in NUMERIC and years.asks_for_a_plan(question.folded):
        nearest: frozenset[int] = next((level for level in around.years[:-1] if level), frozenset())
        if len(nearest) == 1:
            met, reason = False, f"这段原文说的只是{years.label(nearest)}"
    return [Condition(label, met, reason), *claims]


def _dates_itself(candidate: Candidate) -> bool:
    """Tell whether a document says of what time it is: by its date, or by any year in it."""
    document = candidate.document
    issued = document.metadata.issued_on or document.metadata.published_on
    return issued is not None or bool(years.years_in(document.text[:_BEGINNING]))


def _totals_a_plan(question: Question, around: Surroundings) -> bool:
    """Tell whether a clause totals a five-year plan and does not speak of the year asked about by itself."""
    return is_plan_total(around.clause) and not question.years & years.years_in(around.clause, plans=False)


def _claim_conditions(question: Question, candidate: Candidate, around: Surroundings) -> list[Condition]:
    """Check that a target is not quoted for what was reached, nor the other way round."""
    wanted = question.claim
    if wanted is None or question.kind not in NUMERIC or candidate.row is not None:
        return []
    stated = stated_claims(around.clause, around.before, around.heading, around.this_year)
    other = Claim.ACHIEVED if wanted is Claim.TARGET else Claim.TARGET
    if stated != {other}:
        return []
    said = "目标或计划" if other is Claim.TARGET else "已经完成的"
    return [Condition(wanted.value, False, f"这段原文说的是{said}，不是{wanted.value}")]


def spoken_years(question: Question, candidate: Candidate, around: Surroundings) -> frozenset[int]:
    """Return the years of a clause: its own if it names any, else those of what it stands under.

    A date, a name or a fact is also found by the year of its document.
    """
    of_title = around.years[-2]
    if candidate.is_own_line and of_title:
        return of_title  # the date under a report on 2021 says when it was signed, not what it is about
    if question.kind not in NUMERIC:
        return frozenset[int]().union(*around.years)
    return next((level for level in around.years if level), frozenset())


def row_conditions(
    question: Question, candidate: Candidate, around: Surroundings, reading: Reading | None
) -> list[Condition]:
    """Check that a question for a value speaks of this row and column of the table, not of others."""
    if candidate.row is None or question.kind not in MUST_HOLD:
        return []
    names = labels(candidate, reading)
    headed = any(cell.heading for cell in candidate.row.cells)
    named = not names or is_total(names) or not (headed or question.kind in NUMERIC)
    if not named and not names_row(question, candidate, names):
        return [Condition(ITEM, False, f"这一行说的是{names[0][:20]}")]
    missing = _unmeasured(question, around, reading, names)
    return [Condition(ITEM, False, f"这张表没有写明{missing}")] if missing else []


def _unmeasured(
    question: Question, around: Surroundings, reading: Reading | None, names: Sequence[str]
) -> str:
    """Return what the question measures (粮食产量) where neither the column nor what is over the table has it."""
    if question.kind not in NUMERIC or reading is None or question.unit:
        return ""
    # What is in the name of the row says which row; 拨, 资金 are said of any amount.
    left = [
        term.text
        for term in question.terms
        if not any(found(term.text, name, question.aliases) >= _NAMED for name in names)
        and not (reading.kind is Kind.AMOUNT and _OF_ANY_AMOUNT.search(term.text))
    ]
    over = f"{reading.heading} {around.heading} {around.title}"
    return (
        "" if any(found(term, over, question.aliases) >= _MEASURED for term in left) else "".join(left[-1:])
    )


def counted_conditions(question: Question, candidate: Candidate, around: Surroundings) -> list[Condition]:
    """Check that what a question counts is spoken of: 惠及群众9470人 tells of no 水库."""
    if question.kind is not Kind.COUNT or candidate.row is not None:
        return []
    span = counted_span(question.folded, shortest=1)
    if span is None:
        return []
    noun = question.folded[slice(*span)]
    met = found(noun, around.near(), question.aliases) >= _COUNTED
    return [Condition(noun, met, None if met else f"这段原文没有提到{noun}")]


def matter_conditions(question: Question, missing: Sequence[str]) -> list[Condition]:
    """Check that a figure, a date or a name is of the matter asked about: 户厕改造…5000元 tells nothing of 危房.

    Args:
        question: what is asked.
        missing: its nouns that stand neither in nor near the candidate, and hardly anywhere else.
    """
    if question.kind not in MUST_HOLD:
        return []
    return [Condition(noun, False, f"这段原文没有提到{noun}") for noun in missing]


def kind_conditions(
    question: Question, around: Surroundings, answers: Sequence[tuple[int, int]]
) -> list[Condition]:
    """Check that what was asked for is there at all, and that a person has the office asked about."""
    if question.kind not in MUST_HOLD:
        return []
    name = KIND_NAMES[question.kind]
    conditions = [Condition(name, bool(answers), None if answers else f"这段原文没有写明{name}")]
    if years.span_is_asked(question.folded):
        met = len(years.years_in(around.clause)) > 1 or any(w in around.clause for w in ("至今", "以来"))
        conditions.append(Condition(SPAN, met, None if met else "这段原文没有写明起止年份"))
    if question.role:
        text = around.clause + around.sentence
        met = _holds_office(question.role, text)
        conditions.append(Condition(question.role, met, None if met else f"这段原文没有提到{question.role}"))
    return conditions


def _holds_office(role: str, text: str) -> bool:
    """Tell whether ``text`` names the office itself: not 副局长 for 局长."""
    return re.search(rf"(?<!副){re.escape(role)}", text) is not None
