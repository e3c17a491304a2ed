"""Whether a figure is reached, aimed at, or the total of a plan: 2025年完成, 2026年力争, “十四五”期间累计."""

import re
from collections.abc import Sequence
from enum import StrEnum

from bot.years import years_in


class Claim(StrEnum):
    """What a clause says of its figure; what a question asks of one."""

    ACHIEVED = "完成"
    TARGET = "目标"


_TARGET = re.compile(
    r"目标(?!责任|群体|人群|客户|任务(?:已|均|全部|全面|顺利|超额)|管理|考核|已|均|如期|顺利)|力争|预计|预期|拟(?=[新投建安引])"
    r"|计划(?=于|在|到|用|总?投|建|新|完成|实施|安排|引|培|改|达|覆|带|减|招|组织|实现|\d)|争取(?=.{0,10}(?:达到|完成|实现|突破|提高到|降到))"
    r"|(?<![ 即])将(?:达到?|完成|实现|新增|投入|建成|突破|提高到)|确保(?!了)(?=.{0,12}(?:达到|完成|实现|建成|突破|增长))"
)
_ACHIEVED = re.compile(
    r"已|累计|截至|截止|实际|共(?=完成|投入|实施|建成|实现)|了(?=[\d近约共超])|[成入现到长降]了|去年|比上年|同比|较上年"
)
_DONE = re.compile(r"完成|实现|达到?|增长|下降|新增|建成|投入|增加|提高|突破|减少")
_HEADED_TARGET = re.compile(
    r"目标|下一步|下步|打算|展望|(?:20\d\d年|今后|明年|下阶段).{0,10}(?:安排|计划|任务|重点工作|工作思路)|工作(?:打算|计划|思路)"
)
_PIECE = re.compile(r"[^，,；;。]+[，,；;。]?")
_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千万亿]{2,}")
_ASKS_TARGET = re.compile(
    r"目标(?!责任|群体|人群)|力争|预计|预期|打算|计划(?=总?投|建|新|完成|实施|安排|引|培|改|达|用|在|于|到|多少)|将达到?|争取达"
    r"|\btargets?\b|\bplan(?:s|ned)? to\b|\bplanned\b|\bexpected\b|\bgoals?\b|\baims? (?:to|for)\b"
)
_ASKS_ACHIEVED = re.compile(
    r"已经?(?=.{0,12}(?:多少|几))|实际|(?<![要应将需须划能])(?:完成|实现|达到|增长|下降|新增|投入|建成)了|(?<![要应将需须划能])完成(?:投资|产值|资金)?(?:多少|几)"
    r"|\bactual(?:ly)?\b|\bachieved\b|\bcompleted\b|\breached\b"
)
_PLAN_TOTAL = re.compile(
    r"十[一二三四五]五[”\"]?(?:期间|时期|以来)?[^；;。]{0,20}(?:累计|总共|合计|共(?!同)|总投资|总额|年均)"
)


def asked_claim(folded: str) -> Claim | None:
    """Return whether a question wants what was reached or what is aimed at; None where it does not say."""
    wants = _ASKS_TARGET.search(folded), _ASKS_ACHIEVED.search(folded)
    if bool(wants[0]) == bool(wants[1]):
        return None
    return Claim.TARGET if wants[0] else Claim.ACHIEVED


def stated_claims(
    clause: str, before: str = "", heading: str = "", this_year: int | None = None
) -> frozenset[Claim | None]:
    """Return what ``clause`` says of its figures, piece by piece; None for a piece that does not say.

    Args:
        clause: folded.
        before: the paragraph up to the clause: 力争 governs what follows it up to the end of its sentence.
        heading: what the clause stands under: 2026年主要目标.
        this_year: of the document; what it says of a later year is not reached yet.
    """
    governing = Claim.TARGET if _HEADED_TARGET.search(heading) else None
    headed = governing
    for piece in _PIECE.findall(before):
        governing = _claim(piece, governing, headed, this_year)
        if piece.endswith("。"):
            governing = headed
    stated: set[Claim | None] = set()
    for piece in _PIECE.findall(clause):
        governing = _claim(piece, governing, headed, this_year)
        if _FIGURE.search(piece):
            stated.add(governing or (Claim.ACHIEVED if _DONE.search(piece) else None))
        if piece.endswith("。"):
            governing = headed
    return frozenset(stated)


def of_claim(spans: Sequence[tuple[int, int]], text: str, wanted: Claim) -> list[tuple[int, int]]:
    """Return the spans that stand in the pieces of ``text`` with the claim wanted; all, where none does.

    计划投资20亿元，已投入4亿元: which figure is reached.
    """
    fitting = []
    governing = None
    for piece in _PIECE.finditer(text):
        governing = _claim(piece.group(), governing, None, None)
        if (governing or (Claim.ACHIEVED if _DONE.search(piece.group()) else None)) is wanted:
            fitting += [span for span in spans if piece.start() <= span[0] < piece.end()]
    return fitting or list(spans)


def is_plan_total(clause: str) -> bool:
    """Tell whether ``clause`` gives a figure for a five-year plan as a whole."""
    return _PLAN_TOTAL.search(clause) is not None


def _claim(piece: str, governing: Claim | None, headed: Claim | None, this_year: int | None) -> Claim | None:
    named = years_in(piece, plans=False)
    if _TARGET.search(piece) or (this_year is not None and named and min(named) > this_year):
        return Claim.TARGET
    if _ACHIEVED.search(piece):
        return Claim.ACHIEVED
    # 力争 holds on through commas; what was reached is said anew, except under a heading of targets.
    return governing if governing is Claim.TARGET else headed
