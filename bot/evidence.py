"""Does this passage meet every condition of the question? Who, to whom, when, what kind of answer."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot import values, years
from bot.candidates import Candidate
from bot.models import Condition, Kind
from bot.question import Question, Term, find_places, match_form, same_place
from corpus.models import State
from corpus.places import ABBREVIATIONS, parents_of, stem
from index.tokenize import fold

NUMERIC = frozenset({Kind.AMOUNT, Kind.PERCENT, Kind.COUNT})
_MUST_HOLD = NUMERIC | {Kind.DATE, Kind.NUMBER, Kind.PHONE, Kind.PERSON}
_KIND_NAMES = {
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
# One-character names that hardly ever mean anything else inside official Chinese.
_CLEAR_ABBREVIATIONS = frozenset("粤桂黔滇闽赣皖豫鄂湘琼渝沪冀晋鲁浙陕穗苏")
# How much of a term counts that stands not in the clause itself but near it.
_NEAR = {"clause": 1.0, "sentence": 0.85, "heading": 0.7, "title": 0.6, "paragraph": 0.55}


_ENCODED = 24  # candidates whose vectors are made for the question; each costs about 3 ms
_COVERAGE, _HIT, _KIND, _PLACE, _YEAR, _DENSE = 1.0, 0.35, 0.3, 0.4, 0.3, 0.25
FULL_SCORE = _COVERAGE + _HIT + _KIND + _PLACE + _YEAR + _DENSE
_HEADING_PENALTY, _STATE_PENALTY = 0.25, 0.15


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The folded texts that a candidate is judged by, from the narrowest to the widest."""

    clause: str
    sentence: str
    paragraph: str
    before: str  # the paragraph up to the clause
    heading: str
    title: str  # title, issuer, and what 我区 stands for
    this_year: int | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A candidate with the conditions it meets and how well it fits."""

    candidate: Candidate
    conditions: tuple[Condition, ...]
    coverage: float  # of the question's words, weighted by idf, in [0, 1]
    answers: tuple[tuple[int, int], ...]  # spans of the clause that are of the kind asked for
    score: float

    @property
    def meets_all(self) -> bool:
        """Whether every condition is met."""
        return all(condition.met for condition in self.conditions)


def surroundings(candidate: Candidate) -> Surroundings:
    """Collect what stands around a candidate."""
    document = candidate.document
    metadata = document.metadata
    text = document.text
    start, end = candidate.sentence
    first, last = candidate.paragraph
    clause = match_form(fold(candidate.text))
    issued = metadata.issued_on or metadata.published_on
    own_names = [name for alias, name in metadata.aliases]
    title_years = years.years_in(fold(metadata.title), plans=False)
    return Surroundings(
        clause=clause,
        sentence=_folded(text[start:end]),
        paragraph=_folded(text[first:last]),
        before=_folded(text[first : candidate.start]),
        heading=_folded(" ".join(document.heading_path(candidate.start))),
        title=_folded(" ".join([metadata.title, metadata.issuer or "", *own_names])),
        this_year=max(title_years) if title_years else issued.year if issued else None,
    )


def judge(
    question: Question, candidates: Sequence[Candidate], similarity: Callable[[Sequence[Candidate]], Sequence[float]]
) -> list[Judgement]:
    """Judge candidates and return them best first.

    Args:
        question: what is asked.
        candidates: what could be quoted.
        similarity: gives the cosine of the question with each candidate; asked for the likeliest only.
    """
    drafts = [_judge_one(question, candidate) for candidate in candidates]
    drafts.sort(key=_order)
    likely = drafts[:_ENCODED]
    if not likely:
        return []
    cosines = similarity([draft.candidate for draft in likely])
    low, high = min(cosines), max(cosines)
    spread = max(high - low, 0.02)
    judged = [_with_score(draft, draft.score + _DENSE * (c - low) / spread) for draft, c in zip(likely, cosines, strict=True)]
    return sorted(judged, key=_order)


def _judge_one(question: Question, candidate: Candidate) -> Judgement:
    around = surroundings(candidate)
    coverage = _coverage(question.terms, around)
    answers = _answers(question, candidate)
    places = [*_title_conditions(question, around), *_place_conditions(question, around)]
    when = _year_condition(question, around)
    what = _kind_condition(question, answers)
    score = (
        _COVERAGE * coverage
        + _HIT * candidate.hit_score
        + _PLACE * _balance(places)
        + _YEAR * _balance(when)
        + _KIND * bool(answers)
        - _HEADING_PENALTY * candidate.is_heading
        - _STATE_PENALTY * (candidate.document.state is not State.CURRENT)
    )
    return Judgement(candidate, (*places, *when, *what), coverage, answers, score)


def _balance(conditions: Sequence[Condition]) -> float:
    """Return the share of conditions met less the share not met, in [-1, 1]."""
    return sum(1 if c.met else -1 for c in conditions) / len(conditions) if conditions else 0.0


def _kind_condition(question: Question, answers: Sequence[tuple[int, int]]) -> list[Condition]:
    if question.kind not in _MUST_HOLD:
        return []
    name = _KIND_NAMES[question.kind]
    return [Condition(name, bool(answers), None if answers else f"这段原文没有写明{name}")]


def _order(judgement: Judgement) -> tuple[bool, float, str, int]:
    candidate = judgement.candidate
    return not judgement.meets_all, -judgement.score, candidate.document.id, candidate.start


def _with_score(judgement: Judgement, score: float) -> Judgement:
    return Judgement(judgement.candidate, judgement.conditions, judgement.coverage, judgement.answers, score)


def _coverage(terms: Sequence[Term], around: Surroundings) -> float:
    total = sum(term.weight for term in terms)
    if total <= 0:
        return 1.0
    texts = (
        (around.clause, _NEAR["clause"]),
        (around.sentence, _NEAR["sentence"]),
        (around.heading, _NEAR["heading"]),
        (around.title, _NEAR["title"]),
        (around.paragraph, _NEAR["paragraph"]),
    )
    return sum(t.weight * max(near * _found(t.text, text) for text, near in texts) for t in terms) / total


def _found(word: str, text: str) -> float:
    """Return how much of a word stands in ``text``: 1 for all of it, less for its parts."""
    if word in text:
        return 1.0
    if len(word) < 2:
        return 0.0
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    if len(word) > 2:
        parts = 0.8 * sum(pair in text for pair in pairs) / len(pairs)
        return max(parts, 0.7 if _one_off(word, text) else 0.0)
    return 0.3 * sum(character in text for character in word) / 2


def _one_off(word: str, text: str) -> bool:
    """Tell whether ``text`` has the word with one character mistyped: 高薪区 for 高新区."""
    if not word.isalpha() or word.isascii():
        return False
    return any(re.search(f"{re.escape(word[:i])}.{re.escape(word[i + 1 :])}", text) for i in range(len(word)))


def _answers(question: Question, candidate: Candidate) -> tuple[tuple[int, int], ...]:
    spans = values.spans(question.kind, candidate.text)
    if question.unit:
        counted = [span for span in spans if question.unit in candidate.text[span[0] : span[1] + 1]]
        spans = counted or spans
    # A figure of the question is no answer to it: 2013-2015年 … 多少.
    return tuple(
        span for span in spans if question.kind in {Kind.DATE, Kind.PLACE, Kind.ORGANISATION} or fold(candidate.text[slice(*span)]) not in question.folded
    )


def _place_conditions(question: Question, around: Surroundings) -> list[Condition]:
    near = f"{around.clause} {around.sentence} {around.heading} {around.title} {around.paragraph}"
    conditions = []
    for place in question.places:
        met = same_place(place, near) or _within(place, near) or _abbreviated(place, near)
        conditions.append(Condition(place, met, None if met else f"这段原文说的不是{place}"))
    return conditions


def _title_conditions(question: Question, around: Surroundings) -> list[Condition]:
    near = f"{around.title} {around.paragraph} {around.heading}"
    return [
        Condition(f"《{title}》", title in near, None if title in near else f"这段原文不出自《{title}》")
        for title in question.titles
    ]


def _within(place: str, text: str) -> bool:
    """Tell whether ``text`` names a place that lies in the one asked about: 黔南 for 贵州."""
    return any(stem(place) in parents_of(name) for name in _names_in(text))


@lru_cache(maxsize=2_000)
def _names_in(text: str) -> frozenset[str]:
    return frozenset(find_places(text))


def _abbreviated(place: str, text: str) -> bool:
    return any(ABBREVIATIONS[c] == stem(place) for c in _CLEAR_ABBREVIATIONS if c in text)


def _year_condition(question: Question, around: Surroundings) -> list[Condition]:
    if not question.years:
        return []
    label = years.label(question.years)
    spoken = _years_spoken_of(question, around)
    if question.whole_span and question.kind in NUMERIC:
        met = question.years <= spoken
    else:
        met = bool(question.years & spoken)
    reason = None
    if not met:
        reason = f"这段原文说的是{years.label(spoken)}" if spoken else "这段原文没有写明年份"
    return [Condition(label, met, reason)]


def spoken_years(question: Question, candidate: Candidate) -> frozenset[int]:
    """Return the years that a candidate speaks of, as far as this kind of question goes by."""
    return _years_spoken_of(question, surroundings(candidate))


def _years_spoken_of(question: Question, around: Surroundings) -> frozenset[int]:
    """Return the years of a clause: its own if it names any, else those of what it stands under.

    A figure belongs to the year beside it, so the clause's own years are the only ones that count for
    it. A date, a name or a fact is also found by the year of its document.
    """
    levels = [
        years.years_in(around.clause, this_year=around.this_year),
        years.years_in(around.before[-200:], this_year=around.this_year),
        years.years_in(around.heading, this_year=around.this_year),
        years.years_in(around.title),
        frozenset() if around.this_year is None else frozenset({around.this_year}),
    ]
    if question.kind not in NUMERIC:
        return frozenset().union(*levels)
    return next((level for level in levels if level), frozenset())


@lru_cache(maxsize=4_000)
def _folded(text: str) -> str:
    return match_form(fold(text))
