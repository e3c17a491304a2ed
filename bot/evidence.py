"""Does this candidate meet every condition of the question, and how well does it fit?"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from bot import values, years
from bot.candidates import Candidate
from bot.claims import of_claim
from bot.conditions import (
    KIND_NAMES,
    counted_conditions,
    document_conditions,
    kind_conditions,
    matter_conditions,
    office_conditions,
    place_conditions,
    row_conditions,
    year_conditions,
)
from bot.coverage import cover
from bot.enumeration import enumerated
from bot.highlight import measured
from bot.kinds import counts
from bot.models import Condition, Kind
from bot.place_names import find_places, same_place
from bot.question import Question, number_form
from bot.readings import NOTHING_READ, Readings
from bot.row import Reading, is_total, labels, read_row, sum_is_asked
from bot.surroundings import Surroundings, surroundings
from corpus.models import State
from corpus.sentences import Span
from index.tokenize import fold

_ENCODED = 6  # candidates whose vectors are made for the question; each costs some milliseconds
_COVERAGE, _HIT, _KIND, _PLACE, _YEAR, _DENSE = 1.0, 0.35, 0.3, 0.4, 0.3, 0.25
_READ = 2.0  # of the reader's chance, where there is a reader
FULL_SCORE = _COVERAGE + _HIT + _KIND + _PLACE + _YEAR + _DENSE
_HEADING_PENALTY = 0.35  # a title or heading announces; it rarely answers
_STATE_PENALTY = 0.6  # of a text that no longer holds, unless it is asked for
_OWN_BONUS = 0.5  # of a document's own 文号, date or label, when just that is asked for
_EXACT_YEAR_BONUS = 0.2  # the year itself, not a span of years around it
_LIST_BONUS = 0.2
_MEASURE_BONUS = 0.2  # 公示多久: 公示 stands right before the answer
_SUM_BONUS = 0.3  # of the last row of a table, when a sum is asked for
_LISTED = re.compile(r"(?:哪些|什么)([\u4e00-\u9fff]{2})")
_AT_A_COUNTER = re.compile(
    r"办理|申[请报领办]|提交|递交|领取|报名|受理|咨询|交到|地址|门牌"
    r"|办[^,，。;；?？]{0,8}?[去到在]哪"  # 办低保去哪个地方
    r"|哪[里儿]?(?:可以|能)?办(?=[\u4e00-\u9fff])(?![公的呢了吗会])"  # 在哪办低保, but not 在哪办公
)  # wants a house, not a town
_REGION = re.compile(r"(?:[省市县州盟旗乡镇]|自治区|(?<![小社园景矿港库厂])区)$")
_DAY = re.compile(r"哪一?[天日]|几号|几月")
_END = re.compile(r"截止|为止|[到至](?:哪|什么时候|几[号月年])|最[晚迟]|结束")
_COPIED_TO = re.compile(r"(?:抄送|主送|抄报)[:：]")
_FROM_TO = re.compile(r"从?(?:哪一?[天年月日]|几[月号日]|什么时候|何时)(?:开始|起)?[到至]|起止")
_LASTS = re.compile(rf"[年月日时]{values.TO}\d|\d{{4}}{values.TO}\d{{4}}")
_BEGUN = re.compile(rf"[年月日时]起?{values.TO}$")
_GOES_ON_TO = re.compile(rf"起?{values.TO}[\d今]")
_LENGTH = re.compile(r"(?:工作日|自然日|[日天年月]内)$")  # 3个工作日 is no day of the calendar
_ADDRESS_LINE = re.compile(r"[^。;；:：]{0,6}(?:地点|地址)\s*[:：]")
_OTHER_NUMBER = re.compile(r"索引号|编号|\bnumber\b")
_ISSUED_NUMBER = re.compile(r"[〔﹝\[［(（【]|号$")  # of a 文号
_NEXT_CLAUSE = 2  # characters between a clause and the one that follows it
_LESS = 0.01


@dataclass(frozen=True, slots=True)
class Judgement:
    """A candidate with the conditions it meets and how well it fits."""

    candidate: Candidate
    around: Surroundings
    conditions: tuple[Condition, ...]
    coverage: float  # of the question's words, weighted by idf, in [0, 1]
    answers: tuple[tuple[int, int], ...]  # spans of the clause that are of the kind asked for
    score: float  # at most FULL_SCORE and bonuses
    kind: Kind | None = None  # of what the answers hold, where a table says it
    confidence: float = 0.0  # that it answers, in [0, 1]; ``bot.confidence`` says how sure
    absent: float = 0.0  # how telling a noun of the question is missing here, in [0, 1]
    bonus: float = 0.0  # of the score, for what the reader says
    chance: float = 0.0  # that the answer stands in it, as the reader says, in [0, 1]
    readings: Readings = field(default=NOTHING_READ, repr=False, compare=False)  # of the search that found it

    @property
    def meets_all(self) -> bool:
        """Whether every condition is met."""
        return all(condition.met for condition in self.conditions)


def judge(
    question: Question,
    candidates: Sequence[Candidate],
    similarity: Callable[[Sequence[Candidate]], Sequence[float]],
    readings: Readings = NOTHING_READ,
) -> list[Judgement]:
    """Judge candidates and return them best first.

    Args:
        question: what is asked.
        candidates: what could be quoted.
        similarity: gives the cosine of the question with each candidate; asked for the likeliest only.
        readings: of the passages that they stand in.
    """
    drafts = (_read(question, judge_one(question, candidate), readings) for candidate in candidates)
    likely = sorted(drafts, key=_order)[:_ENCODED]
    if not likely:
        return []
    cosines = similarity([draft.candidate for draft in likely])
    low, high = min(cosines), max(cosines)
    spread = max(high - low, 0.02)
    judged = [
        replace(draft, score=draft.score + _DENSE * (cosine - low) / spread)
        for draft, cosine in zip(likely, cosines, strict=True)
    ]
    scores = narrowed(question, judged, [judgement.score for judgement in judged])
    return sorted((replace(j, score=s) for j, s in zip(judged, scores, strict=True)), key=_order)


def _read(question: Question, judgement: Judgement, readings: Readings) -> Judgement:
    """Return a judgement with what the reader says of the candidate."""
    if not readings:
        return judgement
    candidate = judgement.candidate
    chance = readings.chance(candidate.document.id, candidate.start, candidate.end)
    bonus = 0.0 if _is_past(question, candidate) else _READ * chance  # a reader does not see what still holds
    return replace(judgement, score=judgement.score + bonus, bonus=bonus, chance=chance, readings=readings)


def narrowed(question: Question, judged: Sequence[Judgement], worth: Sequence[float]) -> list[float]:
    """Return what candidates are worth; a sum over more years less than the clause behind it of the year asked for.

    Args:
        question: what is asked.
        judged: candidates.
        worth: of each, before this.
    """
    own = [
        (judgement.candidate, each)
        for judgement, each in zip(judged, worth, strict=True)
        if judgement.meets_all and judgement.answers and _has_the_years(question, judgement)
    ]
    less = []
    for judgement, each in zip(judged, worth, strict=True):
        candidate = judgement.candidate
        behind = [
            of_other
            for other, of_other in own
            if other.document.id == candidate.document.id and 0 <= other.start - candidate.end <= _NEXT_CLAUSE
        ]
        gives_way = behind and not _has_the_years(question, judgement)
        less.append(min(each, max(behind) - _LESS) if gives_way else each)
    return less


def _has_the_years(question: Question, judgement: Judgement) -> bool:
    return bool(question.years) and years.names_exactly(judgement.around.clause, question.years)


def judge_one(question: Question, candidate: Candidate) -> Judgement:
    """Judge one candidate by its words alone."""
    reading = read_row(question, candidate)
    around = surroundings(candidate, reading)
    answers = _answers(question, candidate, reading)
    where = [
        *document_conditions(question, candidate, around),
        *place_conditions(question, candidate, around),
        *office_conditions(question, around),
        *row_conditions(question, candidate, around, reading),
    ]
    when = year_conditions(question, candidate, around)
    what = [
        *counted_conditions(question, candidate, around),
        *kind_conditions(question, around, answers),
    ]
    own = bool(answers) and _asks_for_own(question, candidate)
    # What the rest of a document speaks of says nothing of one row of a table in it.
    rest = "" if candidate.row is not None else around.document
    covered = cover(question, around, rest, own_line=own)
    score = (
        _COVERAGE * covered.share
        + _HIT * candidate.hit_score
        + _KIND * (bool(answers) if question.kind in KIND_NAMES or question.listed else 0.0)
        + _PLACE * _balance(where)
        + _YEAR * _balance(when)
        + _adjustment(question, candidate, around, reading, answers)
        + _OWN_BONUS * own
    )
    kind = reading.kind if reading else None
    named = matter_conditions(question, covered.missing)
    return Judgement(
        candidate,
        around,
        (*where, *when, *what, *named),
        covered.share,
        answers,
        score,
        kind,
        absent=covered.absent,
    )


def _order(judgement: Judgement) -> tuple[bool, float, str, int]:
    candidate = judgement.candidate
    return not judgement.meets_all, -judgement.score, candidate.document.id, candidate.start


def _balance(conditions: Sequence[Condition]) -> float:
    """Return the share of conditions met less the share not met, in [-1, 1]."""
    return sum(1 if c.met else -1 for c in conditions) / len(conditions) if conditions else 0.0


def _adjustment(
    question: Question,
    candidate: Candidate,
    around: Surroundings,
    reading: Reading | None,
    answers: Sequence[Span],
) -> float:
    bonus = 0.0
    # （三）审核意见公示7天。 opens a paragraph and says something all the same.
    if candidate.is_heading and not (answers and candidate.text.endswith("。")):
        bonus -= _HEADING_PENALTY
    if candidate.is_formula and not answers:
        bonus -= _HEADING_PENALTY
    if candidate.is_list:
        bonus += _LIST_BONUS + _LIST_BONUS * _is_headed(question, candidate)
    if _is_past(question, candidate):
        bonus -= _STATE_PENALTY
    bonus += _MEASURE_BONUS * max(
        (measured(question.folded, around.clause[:start]) for start, _ in answers), default=0.0
    )
    if question.years and years.names_exactly(around.clause, question.years):
        bonus += _EXACT_YEAR_BONUS
    if candidate.row is not None and sum_is_asked(question) and is_total(labels(candidate, reading)):
        bonus += _SUM_BONUS
    return bonus


def _is_headed(question: Question, candidate: Candidate) -> bool:
    """Tell whether the first line of a list names what the question wants listed: 三、申报材料."""
    match = _LISTED.search(question.folded)
    return match is not None and match.group(1) in fold(candidate.text.partition("\n")[0])


def _is_past(question: Question, candidate: Candidate) -> bool:
    """Tell whether a text no longer holds, and is not asked for all the same."""
    return candidate.document.state is not State.CURRENT and not _asks_for(question, candidate)


def _asks_for(question: Question, candidate: Candidate) -> bool:
    """Tell whether a question asks for this text although it no longer holds."""
    metadata = candidate.document.metadata
    issued = metadata.issued_on or metadata.published_on
    named = bool(metadata.number) and number_form(metadata.number or "") in question.numbers
    return question.wants_old or named or (issued is not None and issued.year in question.years)


def _asks_for_own(question: Question, candidate: Candidate) -> bool:
    """Tell whether the question wants the document's own 文号, date, label or address, and this is that line."""
    if question.kind is Kind.PLACE and _AT_A_COUNTER.search(question.folded):
        return _ADDRESS_LINE.match(candidate.text) is not None
    if not candidate.is_own_line:
        return False
    if question.kind is Kind.NUMBER:
        label = next((label for label in ("索引号", "编号") if label in question.folded), None)
        if label:
            return label in candidate.text
        own = candidate.document.metadata.number
        return bool(own and own in candidate.text)
    if question.kind is Kind.DATE:
        return any(
            word in question.folded
            for word in ("落款", "成文", "印发", "发布", "签发", "公布", "发文", "出台")
        )
    return question.kind is Kind.PERSON and candidate.text.startswith("联系人")


def _answers(
    question: Question, candidate: Candidate, reading: Reading | None
) -> tuple[tuple[int, int], ...]:
    if candidate.row is not None:
        return reading.spans if reading else ()
    text = candidate.text
    if question.listed is not None:
        return enumerated(question.listed, text)
    spans = values.spans(question.kind, text)
    if question.unit:
        spans = [span for span in spans if counts(question.unit, text[slice(*span)])]
    if question.kind is Kind.DATE:
        spans = _fine_enough(question, text, spans)
        if any(word in question.folded for word in ("多久", "多长时间", "期限", "时限", "有效期")):
            spans = sorted({*spans, *values.durations(text)})
    if question.kind is Kind.NUMBER and not _OTHER_NUMBER.search(question.folded):
        spans = [span for span in spans if _ISSUED_NUMBER.search(text[slice(*span)])]
    if question.kind is Kind.COUNT and question.counted:
        # 补了多少学生: the money in the clause counts no students, and a share of them is no number.
        spans = [span for span in spans if text[slice(*span)][-1] not in "%％‰"]
        spans = [span for span in spans if not text[slice(*span)].endswith("元")] or spans
    if question.kind is Kind.PLACE and question.rank:
        spans = _places_of_rank(question, text) or spans
    if question.kind is Kind.PLACE and _AT_A_COUNTER.search(question.folded):
        spans = [span for span in spans if not _REGION.search(text[slice(*span)])]
    if question.kind is Kind.ORGANISATION and _COPIED_TO.match(text):
        return ()  # 抄送：…指挥部 tells who reads it, not who is in charge
    if question.kind in {Kind.PLACE, Kind.ORGANISATION}:
        return tuple(spans)
    if question.claim is not None:
        spans = of_claim(spans, text, question.claim)
    # What the question says itself is no answer to it: 2013-2015年 … 多少.
    return tuple(span for span in spans if fold(text[slice(*span)]) not in question.folded)


def _places_of_rank(question: Question, text: str) -> list[tuple[int, int]]:
    """Return the places of the rank asked for (哪个县) that the question does not name itself."""
    names = [name for name in find_places(fold(text)) if name.endswith(question.rank or "")]
    starts = [(text.find(name), name) for name in names if not same_place(name, question.folded)]
    return [(start, start + len(name)) for start, name in starts if start >= 0]


def _lasts(text: str, span: tuple[int, int]) -> bool:
    """Tell whether a date is from one day to another, or one end of that: 自5月1日起至9月30日."""
    found = (
        _LASTS.search(text[slice(*span)]),
        _GOES_ON_TO.match(text, span[1]),
        _BEGUN.search(text[: span[0]]),
    )
    return any(found)


def _begins(text: str, span: tuple[int, int]) -> bool:
    """Tell whether a date is when something begins, and is no span of time: 自2024年1月1日起."""
    led = text[max(0, span[0] - 1) : span[0]] in {"自", "从", "由"}
    return (led and text.startswith(("起", "开始"), span[1])) or text[slice(*span)].endswith("起")


def _fine_enough(question: Question, text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Drop bare years where a day, a deadline or a length of time is wanted, and lengths of time where a day is."""
    if _FROM_TO.search(question.folded):
        return [span for span in spans if _lasts(text, span)]
    if _DAY.search(question.folded):
        spans = [span for span in spans if not _LENGTH.search(text[slice(*span)])]
    if _END.search(question.folded):
        spans = [span for span in spans if not _begins(text, span)]
    if any(word in question.folded for word in ("哪年", "哪一年", "哪几年", "年份", "when")):
        return list(spans)
    return [span for span in spans if any(c in text[slice(*span)] for c in "月日天期有效:：-—至")]
