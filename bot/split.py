"""A question that has two halves or more, taken apart into questions that each have one.

给黔南和百色各划拨多少 -> 给黔南划拨多少, 给百色划拨多少. Places, years, 《titles》, 文号 and offices that
stand side by side are exchanged for each other; what is asked of them stays.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.followup import standalone
from bot.kinds import kind_of
from bot.models import Kind, Operation, Turn
from bot.question import Question
from bot.row import NUMERIC
from corpus.metadata import NUMBER

MOST = 5  # parts of a question
_LINK = re.compile(r"\s*(?:、|和|与|以及|及|跟|同|还有|或者|或|还是|,|，)\s*(?:[给对向在]|划给|拨给)?\s*")
_YEAR = re.compile(r"(?:19|20)\d{2}\s*年?度?")
_SPAN = re.compile(
    r"((?:19|20)\d{2})\s*年?度?\s*(?:[-—–~～至到]+)\s*((?:19|20)\d{2})\s*年?度?(?:之?间|期间)?"
)
_TITLE = re.compile(r"《[^《》]{2,80}》")
_OFFICE = re.compile(
    r"(?:(?<=[、和与及,，])|^)[\u4e00-\u9fffa-z]{1,12}?(?:局|厅|委员会|办公室|公司|医院|学院|大学|中学|小学|银行|中心|街道办)"
)
_EACH = re.compile(r"分别(?:又)?|各自|各年度?|每年|逐年|历年|各(?![种类项级界地位方部单区县市乡镇村省国校])")
_SUM = re.compile(
    r"一共|总共|共计|合计|总计|加起来|加在一起|之和|总和|共(?=有|投|拨|划|派|安排|多少|给|捐|缴|筹)"
)
_MORE = "多|少|高|低|大|小|长"
_WHICH = re.compile(
    r"[,，]?\s*(?:哪一?(?:个|边|家|年|里|方|者)?(?:地方|地区|年份|年度|单位|文件|[省市县区州乡镇村])?|谁)(?:的)?"
    rf"(?P<of>[^,，。?？]{{0,16}}?)(?:更|最|比较|较)?(?:{_MORE})(?:一?些|一点)?(?=[?？。呢啊]*$)"
)
_APART = re.compile(
    r"(?:之间)?(?:的)?(?:相差|差距|差额|差别)(?:了|是|有|为)?(?:多少|多大|几)?|(?:之间)?差(?:了)?多少"
)
_THAN = re.compile(
    r"^(?P<a>.{2,}?)(?<![占同环对])比(?!例|重|较|率|值|上年|去年|同期|上期)(?P<b>.{2,}?)"
    r"(?:多|少|高|低|增加|减少|增长|下降|提高|降低)(?:了|出|出了)?"
    r"(?P<tail>.{0,14}?(?:多少|几|百分之[几多]).*)$"
)
_TIMES = re.compile(r"^(?P<a>.{2,}?)(?:相当于|是)(?P<b>.{2,}?)的?(?P<tail>(?:几|多少)倍.*)$")
_CHANGE = re.compile(
    r"(?:一共|总共|共)?(?:增加|增长|减少|下降|提高|降低|多|少)(?:了|出)?(?P<how>(?:多少|几|百分之[几多]).*)$"
)
_TO = re.compile(r"[给对向]")
_RATE = re.compile(r"百分|增长率|增速|增幅|降幅|比例|几成")
_ASKS = re.compile(r"多少|几(?=[\u4e00-\u9fff]|[?？]?$)|什么|哪|谁|何时|何地|怎么|如何")
_CLAUSE = re.compile(
    r"(?:[,，;；?？]\s*|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff]))(?:又|还|并且|而且|以及)?"
)
_NOTHING = re.compile(r"[给对向在的是,，\s?？]|划拨|年")
# Whose values can be set side by side. A list, a fact or yes and no are quoted with all that is around them.
_VALUES = NUMERIC | {Kind.DATE, Kind.PERSON, Kind.PHONE, Kind.NUMBER, Kind.PLACE, Kind.ORGANISATION}


@dataclass(frozen=True, slots=True)
class Half:
    """One part of a question, and the name that sets it apart from the others."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How to answer a question by its parts."""

    halves: tuple[Half, ...]
    operation: Operation | None = None  # that puts their figures together
    whole_first: bool = False  # one quote may answer them together: 合计645万元
    needs_all: bool = False  # with a part missing, the question is refused as one: 2013-2015年多少
    leans: bool = False  # two questions behind each other


@dataclass(frozen=True, slots=True)
class _Item:
    start: int
    end: int
    text: str
    rank: str  # what it is: only items of one rank can be exchanged


def split(question: Question, names: Sequence[str] = ()) -> Plan | None:
    """Return the parts of a question, or None where it has but one.

    Args:
        question: as a whole.
        names: places that the library speaks of.
    """
    text = question.folded
    if not _ASKS.search(text) and not _APART.search(text):
        return None
    items = list(_items(question, text))
    return _clauses(text, names) or _than(text, items) or _side_by_side(text, items) or _span(question, text)


def _items(question: Question, text: str) -> Iterator[_Item]:
    """Yield what a question names, in order, each stretch of text once."""
    found: list[_Item] = []

    def add(start: int, end: int, rank: str) -> None:
        if not any(start < item.end and item.start < end for item in found):
            found.append(_Item(start, end, text[start:end], rank))

    for match in _TITLE.finditer(text):
        add(*match.span(), "title")
    for match in NUMBER.finditer(text):
        add(*match.span(), "number")
    spans = [match.span() for match in _SPAN.finditer(text)]
    for match in _YEAR.finditer(text):
        if not any(a <= match.start() < b for a, b in spans):
            add(*match.span(), "year")
    offices = [match.span() for match in _OFFICE.finditer(text)]
    if len(offices) > 1:
        placed = [_place_before(question, text[start:end]) for start, end in offices]
        for (start, end), place in zip(offices, placed, strict=True):
            add(start + (0 if all(placed) else place), end, "office")
    for name in sorted(question.places, key=len, reverse=True):
        for match in re.finditer(re.escape(name), text):
            add(*match.span(), "place")
    yield from sorted(found, key=lambda item: item.start)


def _place_before(question: Question, office: str) -> int:
    """Return how long the place is that an office begins with: 望川县 of 望川县教育局."""
    ends = [office.find(p) + len(p) for p in question.places if p in office]
    return max((end for end in ends if end < len(office) - 1), default=0)


def _group(text: str, items: Sequence[_Item]) -> list[_Item]:
    """Return the longest run of items of one rank that stand side by side, the last such."""
    best: list[_Item] = []
    run: list[_Item] = []
    for item in items:
        beside = run and item.rank == run[-1].rank and _LINK.fullmatch(text, run[-1].end, item.start)
        run = [*run, item] if beside else [item]
        if len(run) >= max(len(best), 2):
            best = run
    return best if len({item.text for item in best}) == len(best) <= MOST else []


def _side_by_side(text: str, items: Sequence[_Item]) -> Plan | None:
    """Take apart 2014年和2015年分别, 黔南和百色哪个多, 甲县与乙县相差多少."""
    group = _group(text, items)
    if len(group) < 2:
        return None
    head, tail = text[: group[0].start], text[group[-1].end :]
    operation: Operation | None = None
    whole_first = False
    if which := _WHICH.search(tail):
        operation = Operation.DIFFERENCE
        tail = f"{tail[: which.start()]}{which['of']}是多少"
    elif apart := _APART.search(tail):
        operation = Operation.DIFFERENCE
        tail = f"{tail[: apart.start()]}{tail[apart.end() :]}"
        tail = tail if _ASKS.search(tail) else f"{tail.rstrip('?？。')}是多少"
    elif _EACH.search(tail) or _EACH.search(head[-4:]):
        head, tail = _EACH.sub("", head), _EACH.sub("", tail)
    elif _SUM.search(text):
        operation, whole_first = Operation.SUM, True
        head, tail = _SUM.sub("", head), _SUM.sub("", tail)
    else:
        whole_first = True
    halves = tuple(Half(_year(item), _joined(head, _year(item), tail)) for item in group)
    # Only figures are put together by themselves; 甲和乙的协议是哪天签的 is one question.
    kinds = {kind_of(half.question) for half in halves}
    if kinds - (NUMERIC if whole_first else _VALUES):
        return None
    return Plan(halves, operation, whole_first)


def _than(text: str, items: Sequence[_Item]) -> Plan | None:
    """Take apart 2015年的资金比2014年多多少: the shorter side leaves to the longer what it is about."""
    match = _THAN.match(text) or _TIMES.match(text)
    if match is None:
        return None
    times = match.re is _TIMES
    a, b = match["a"], match["b"]
    of_a = [item for item in items if item.end <= match.end("a")]
    of_b = [item for item in items if match.start("b") <= item.start and item.end <= match.end("b")]
    swapped = _rest(a, of_a) == ""
    base, base_items, base_at = (b, of_b, match.start("b")) if swapped else (a, of_a, 0)
    other, other_items = (a, of_a) if swapped else (b, of_b)
    if not other_items or _rest(other, other_items):
        return None
    exchanged = base
    labels: list[str] = []
    for item in other_items:
        old = [old for old in base_items if old.rank == item.rank and old.text != item.text]
        if len(old) == 0:
            return None
        at = old[-1]
        exchanged = exchanged.replace(base[at.start - base_at : at.end - base_at], _year(item))
        labels.append(_year(at))
    tail = match["tail"]
    rate = _RATE.search(tail) is not None
    asks = "是多少" if rate or times or (_ASKS.match(tail) and not _counts(tail)) else tail
    one = Half("、".join(labels), _joined("", _dated(base), asks))
    two = Half("、".join(map(_year, other_items)), _joined("", _dated(exchanged), asks))
    operation = Operation.RATIO if times else Operation.GROWTH if rate else Operation.DIFFERENCE
    return Plan((two, one) if swapped else (one, two), operation)


def _span(question: Question, text: str) -> Plan | None:
    """Take apart 2013-2015年每年, 2013-2015年一共, and 从2013年到2015年增加了多少."""
    match = _SPAN.search(text)
    if match is None or question.kind not in NUMERIC:
        return None
    first, last = int(match.group(1)), int(match.group(2))
    head, tail = text[: match.start()], text[match.end() :]
    if change := _CHANGE.search(tail):
        head = head.removesuffix("从").removesuffix("自")
        asked = [first, last]
        operation: Operation | None = (
            Operation.GROWTH if _RATE.search(change["how"]) else Operation.DIFFERENCE
        )
        rest, whole_first = f"{tail[: change.start()]}是多少", True
    elif 1 <= last - first < MOST:
        asked = list(range(first, last + 1))
        each = _EACH.search(tail) is not None
        operation, whole_first = (None, False) if each else (Operation.SUM, True)
        head, rest = _SUM.sub("", _EACH.sub("", head)), _SUM.sub("", _EACH.sub("", tail))
    else:
        return None
    if operation is not Operation.SUM and operation is not None:
        asked = [last, first]
    halves = tuple(Half(f"{year}年", _joined(head, f"{year}年", rest)) for year in asked)
    return Plan(halves, operation, whole_first, needs_all=whole_first)


def _clauses(text: str, names: Sequence[str]) -> Plan | None:
    """Take apart 组长是谁，电话是多少: two questions behind each other."""
    stretches = [stretch for stretch in _CLAUSE.split(text) if stretch.strip()]
    # 请问, and what only says where to look, belongs to the question that follows.
    clauses: list[str] = []
    lead = ""
    for stretch in stretches:
        if _ASKS.search(stretch):
            clauses.append(f"{lead}{stretch}")
            lead = ""
        else:
            lead += f"{stretch}，"
    if lead or not 2 <= len(clauses) <= 3 or {kind_of(clause) for clause in clauses} - _VALUES:
        return None
    full = [clauses[0], *(_led(clause, clauses[0], names) for clause in clauses[1:])]
    return Plan(tuple(Half(_short(a), b) for a, b in zip(clauses, full, strict=True)), leans=True)


def _led(clause: str, first: str, names: Sequence[str]) -> str:
    """Return a later clause with what it leaves to the first: 给百色多少 behind 荔湾给黔南多少."""
    to = _TO.match(clause)
    lead = first.rfind(to.group()) if to else -1
    return f"{first[:lead]}{clause}" if lead > 0 else standalone(clause, [Turn("user", first)], names)


def _rest(text: str, items: Sequence[_Item]) -> str:
    for item in items:
        text = text.replace(item.text, "")
    return _NOTHING.sub("", text)


def _counts(tail: str) -> bool:
    """Tell whether 多少 is followed by what it counts: 多少万元, not 多少 alone."""
    return re.match(r"(?:多少|几)[\u4e00-\u9fff]", tail) is not None


def _joined(head: str, item: str, tail: str) -> str:
    text = f"{head}{item}{tail}".strip().rstrip("?？。")
    return re.sub(r"的?(?:是){2,}", "是", text)


def _year(item: _Item) -> str:
    """Return an item as it stands alone: 2014 of 2014和2015年 is 2014年."""
    return f"{item.text}年" if item.rank == "year" and item.text.strip().isdecimal() else item.text


def _dated(text: str) -> str:
    return re.sub(r"((?:19|20)\d{2})(?![\d年-])", r"\1年", text)


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:19]}…"
