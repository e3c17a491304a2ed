"""A turn of a conversation to a standalone question: 那三峡库区呢? -> 荔湾区给三峡库区划拨了多少资金?"""

import re
from collections.abc import Sequence

import rjieba

from bot.glossary import translate
from bot.models import Turn
from bot.place_names import find_places
from bot.years import full_years
from corpus.places import stem
from index.tokenize import fold

_WHAT_ABOUT = re.compile(
    r"^\s*(?:那么|那|然后|还有|再问|换成|如果是|若是"
    r"|要是)?[,，\s]*(?P<what>[^,，。?？]{1,30}?)(?:的话)?\s*(?:呢|又?怎么样|又?如何|又?(?:是"
    r"|有)多少)\s*[?？]?\s*$"
    r"|^\s*(?:and|what about|how about)\s+(?P<en>[^?]{1,40})\??\s*$",
    re.I,
)
# What makes 望川县 a new name for the old question, and leaves 医保缴费标准是多少 a question of its own.
_LEADS_ON = re.compile(
    r"^\s*(?:那么|那|然后|还有|再问|换成|如果是|若是|要是|and\b|what about\b|how about\b)|呢\s*[?？]?\s*$",
    re.I,
)
_YEAR_TEXT = re.compile(
    r"(?:(?:19|20)\d{2}\s*年?\s*(?:[-—–~～至到]\s*(?:(?:19|20)\d{2})\s*)?年?(?:度|底|末)?"
    r"|[二一][〇零○一二三四五六七八九]{3}年|“?十[一二三四五]五”?(?:时期|期间)?|今年|去年|前年)"
)
_ELLIPTIC = re.compile(
    r"^\s*(?:其中|那|那么|这|它|该|此|上述|这些|那些|他|她|他们|同期|另外|还有|总共|一共|具体|为什么|什么时候"
    r"|何时|在哪|谁|哪|多少|完成|增长|占|比|多|有)"
)
_LATIN = re.compile(r"[A-Za-z]+")
_PRONOUN = re.compile(r"^(?:其中的?|那里|这里|那边|这边|这个|那个|该|此|它们?的?|上述|这些|那些|这|那)")
_ASKING = re.compile(
    r"多少|几(?=[\u4e00-\u9fff])|什么|哪|谁|怎么|如何|何时|是否|吗|呢|[?？]|how|what|when|where|who|which",
    re.I,
)
_ATTRIBUTE_TAGS = ("v", "vn", "uj", "ul", "d", "p", "r", "u", "y", "c", "x")
_ATTRIBUTES = frozenset(
    "总投资 投资 资金 金额 总额 数量 人数 总数 面积 收入 产值 比例 增长 时间 地点 日期 电话 地址 文号 项目"
    " 企业 贫困户 人口 的 是 有 一共 总共 了 共 总 合计".split()
)

# What is asked of a subject, where it stands alone: 电话呢?
_ASPECTS = frozenset(
    "电话 联系方式 地址 地点 时间 日期 标准 条件 材料 期限 文号 负责人 联系人 比例 金额 人数 面积 流程 依据".split()
)
_PLACE_ENDS = frozenset("省市区县州盟旗乡镇村")


def standalone(question: str, history: Sequence[Turn], names: Sequence[str] = ()) -> str:
    """Return ``question`` with what it leaves to the turns before put in; as it is where it leaves nothing.

    Args:
        question: the last turn.
        history: the turns before, oldest first.
        names: places that the library speaks of, besides those of China's divisions.
    """
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    if not asked:
        return question
    before = asked[0]
    for later in asked[1:]:
        before = _resolve(later, before, names)
    return _resolve(question, before, names)


def _resolve(question: str, before: str, names: Sequence[str]) -> str:
    match = _WHAT_ABOUT.match(full_years(question))
    if match:
        what = re.sub(r"的$", "", (match["what"] or match["en"] or "").strip())
        if what and not _ASKING.search(what):
            if _is_aspect(what):
                return _with_subject(question, before, names) if _names_nothing(what) else question
            if _LEADS_ON.search(question) or _is_bare(what, names):
                return _exchanged(full_years(before), what, names)
    if _leans(question, names):
        return _with_subject(question, before, names)
    return question


def _is_aspect(what: str) -> bool:
    words = rjieba.cut(fold(what))
    return bool(words) and words[-1] in _ASPECTS


def _names_nothing(what: str) -> bool:
    """Tell whether ``what`` has no subject of its own: 补助标准, not 望川县水利局的电话."""
    return all(
        word in _ATTRIBUTES or word in _ASPECTS or tag.startswith(_ATTRIBUTE_TAGS)
        for word, tag in rjieba.tag(fold(what))
    )


def _is_bare(what: str, names: Sequence[str]) -> bool:
    """Tell whether ``what`` is a year or a place and nothing else."""
    year = _YEAR_TEXT.search(what)
    if year and len(what) - len(year.group()) <= 2:
        return True
    return "".join(find_places(fold(what), names)) == fold(what)


def _english_place(text: str) -> tuple[int, int] | None:
    """Return the span of the last word that the glossary knows as a place."""
    words = [m for m in _LATIN.finditer(text) if find_places(translate(m.group()))]
    return words[-1].span() if words else None


def _exchanged(before: str, what: str, names: Sequence[str]) -> str:
    """Put a new year or name in the place of the old one."""
    year = _YEAR_TEXT.search(what)
    if year and len(what) - len(year.group()) <= 2:
        old = _YEAR_TEXT.search(before)
        return (
            before[: old.start()] + year.group() + before[old.end() :] if old else f"{year.group()}{before}"
        )
    folded = fold(before)
    places = find_places(folded, names) if len(folded) == len(before) else ()
    new_places = find_places(fold(what), names)
    exchanged = _place_to_exchange(folded, places, new_places)
    if (new_places or what.isascii()) and exchanged:
        start, end = exchanged
        return before[:start] + what + before[end:]
    english = _english_place(before) if what.isascii() else None
    if english:
        return before[: english[0]] + what + before[english[1] :]
    subject, rest = _divide(before)
    return what + rest if subject and rest else f"{what}{' ' if what.isascii() else ''}{before}"


def _place_to_exchange(folded: str, places: Sequence[str], new: Sequence[str]) -> tuple[int, int] | None:
    """Return the span of the last place, with the suffix behind it: the one given to, not the giver."""
    if not places:
        return None
    last = max(places, key=folded.rfind)
    same_rank = [p for p in places if new and p[-1] == new[0][-1]]
    if len(same_rank) == 1 and len(places) > 1 and folded.find(same_rank[0]) > 0:
        last = same_rank[0]
    start = folded.rfind(last)
    return start, start + len(last)


def _leans(question: str, names: Sequence[str]) -> bool:
    """Tell whether a question has no subject of its own."""
    folded = fold(question)
    if find_places(folded, names) or re.search(r"《|“|\"", question):
        return False
    if _ELLIPTIC.match(question):
        return True
    own = [
        word
        for word, tag in rjieba.tag(folded)
        if tag.startswith(("n", "j", "eng")) and word not in _ATTRIBUTES and len(word) >= 2
    ]
    return not own and len(question) <= 20


def _with_subject(question: str, before: str, names: Sequence[str]) -> str:
    subject, _ = _divide(before)
    bare = _PRONOUN.sub("", question.strip())
    if not subject:
        return question
    if any(stem(place) in fold(bare) for place in find_places(fold(subject), names)):
        return question
    joint = "其中" if question.strip().startswith("其中") else ""
    return f"{subject}{joint}{bare}"


def _divide(question: str) -> tuple[str, str]:
    """Divide a question into what it is about and what it asks of it: (柞水高陶文化体验中心, 总投资多少?)."""
    asking = _ASKING.search(question)
    if asking is None:
        return question, ""
    head = question[: asking.start()]
    tagged = rjieba.tag(head)
    while tagged and (tagged[-1][0] in _ATTRIBUTES or tagged[-1][1].startswith(_ATTRIBUTE_TAGS)):
        if tagged[-1][0] in _PLACE_ENDS:
            break  # 白塔镇, which the segmenter takes apart
        tagged.pop()
    subject = "".join(word for word, _ in tagged)
    return subject, question[len(subject) :]
