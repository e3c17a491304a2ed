"""A turn of a conversation to a standalone question: 那三峡库区呢? -> 荔湾区给三峡库区划拨了多少资金?"""

import re
from collections.abc import Sequence
from functools import lru_cache

import rjieba

from bot.chatter import chatter
from bot.exchange import noun_exchanged, places_exchanged
from bot.fragment import Fragment, read_fragment, years_exchanged
from bot.models import Turn
from bot.place_names import find_places
from bot.subject import (
    ASKING,
    ASPECTS,
    ATTRIBUTES,
    counted_span,
    divide,
    has_own_matter,
    names_nothing,
    object_of,
)
from bot.years import full_years
from corpus.places import stem
from index.tokenize import fold

_LONGEST = 2_000  # characters of a turn that are read
_SPACE = re.compile(r"\s+")
_POLITE = re.compile(
    r"^(?:(?:好的?|嗯|哦|谢谢|明白了?|知道了|对了)[，,。！!\s]+)?"
    r"(?:(?:请问|麻烦|我?(?:还|再)?想?再?(?:问|了解|知道)一?下|请?(?:帮我|再)?查一?下|请告诉我)[，,\s]*)*"
)
_LEAD = re.compile(
    r"^\s*(?:(?:那么|那|然后|还有|再问|另外|换成|换做|改成|如果|若|要|是|换|的话|so|and|what about|how about|then)[，,\s]*)+",
    re.I,
)
_TAIL = re.compile(r"(?:的话)?(?:[，,\s]*(?:呢|又?怎么样|又?如何|又?(?:是|有)多少|多少))?\s*[?？。!！]*\s*$")
_MANY = re.compile(r"呢[?？，,、\s]*(?:那|还有)?(?=.)")  # 2019年呢?2020年呢?
# What makes 望川县 a new name for the old question, and leaves 医保缴费标准是多少 a question of its own.
_LEADS_ON = re.compile(
    r"^\s*(?:那么|那|然后|还有|再问|换成|换做|改成|如果是|若是|要是|另外|and\b|what about\b|how about\b)|呢\s*[?？]?\s*$",
    re.I,
)
_MORE = re.compile(
    r"^(?:还有(?:没有)?(?:别的|其他的?|其它的?|什么|哪些|更多的?)?(?:吗|么|了吗|呢)?|(?:别的|其他的?|其它的?)呢|继续(?:说|讲)?|接着(?:说|讲)"
    r"|更多|就这些吗|没有了吗|(?:anything|what) else|more|go on)[?？。!！\s]*$",
    re.I,
)
_NEW_SUBJECT = re.compile(
    r"^(?:我?(?:再|想)?换(?:一?个|下)?(?:别的)?(?:问题|话题)|(?:另外|顺便|再|还想)问(?:一下|一个|个别的|个问题|你)?)[，,:：。\s]+(?=.)"
)
_PRONOUN = re.compile(
    r"^(?:其中的?|那里|这里|那边|这边|这个|那个|该[局厅委办部处院校县市区镇乡村街公项案文](?:司|目|件|道)?|该|此|它们?的?"
    r"|[他她]们?的?|上述|这些|那些|这|那)"
)
_ELLIPTIC = re.compile(r"^\s*(?:其中|这|它|该|此|上述|那些|他|她|同期|同年|当年|另外|还有|那|总共|一共|具体)")
_OF_IT = re.compile(r"^\s*(?:其中|它|该|此|上述|这|那些|他|她)")
_SAME_TIME = re.compile(r"^(?:同期|同年|当年|另外|还有|那么|那)[，,\s]*")
_ENGLISH_PRONOUN = re.compile(r"\b(?:they|it|he|she)\b", re.I)
_LATIN_YEAR = re.compile(r"\b(?:19|20)\d{2}(?:\s*[-–]\s*(?:19|20)\d{2})?\b")


def standalone(question: str, history: Sequence[Turn], names: Sequence[str] = ()) -> str:
    """Return ``question`` with what it leaves to the turns before put in; as it is where it leaves nothing.

    Args:
        question: the last turn.
        history: the turns before, oldest first.
        names: places that the library speaks of, besides those of China's divisions.
    """
    before = ""
    names = tuple(names)
    for turn in history:
        said = _tidy(turn.content)
        if turn.role == "user" and said and not chatter(said):
            before = _resolve(said, before, names)
    return question if chatter(question) else _resolve(_tidy(question) if before else question, before, names)


def _tidy(text: str) -> str:
    """Return what a person can have asked: no longer than a question, white space single, every character whole.

    Runs of white space cost the patterns below the cube of their length; rjieba takes no half of a character.
    """
    whole = text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
    return _SPACE.sub(" ", whole).strip()


@lru_cache(maxsize=1_000)  # the turns before were resolved when they were asked
def _resolve(question: str, before: str, names: tuple[str, ...]) -> str:
    if not before:
        return question
    if _MORE.match(question.strip()):
        return before
    if _NEW_SUBJECT.match(question.strip()):
        return _NEW_SUBJECT.sub("", question.strip())
    text = _POLITE.sub("", full_years(question).strip())
    what = _bare(text)
    leads_on = bool(_LEADS_ON.search(text))
    if what and not ASKING.search(what):
        fragment = read_fragment(what, before, names)
        resolved = _taken_over(fragment, text, before, names, leads_on=leads_on)
        if resolved is not None:
            return resolved
    if _leans(text, before, names):
        return _with_subject(text, before, names)
    return _english_pronouns(question, before, names)


def _bare(text: str) -> str:
    """Return a turn without what leads it on: 那…呢, what about …?"""
    tailless = _TAIL.sub("", text)
    return _MANY.sub("、", _LEAD.sub("", tailless)).strip()


def _taken_over(
    fragment: Fragment, text: str, before: str, names: Sequence[str], *, leads_on: bool
) -> str | None:
    """Put what a turn names into the question before; None where the turn is a question of its own."""
    before = full_years(before)
    if fragment.is_bare:
        if len(fragment.places) > 1 and not fragment.place_text:
            return None  # 荔湾区给黔南州多少: all there
        return _exchanged(before, fragment, names)
    rest = fragment.rest
    if fragment.places:
        if leads_on and rest and not has_own_matter(rest, before) and not _is_aspect(rest):
            return _exchanged(before, fragment, names)
        return None
    if not rest:
        return None
    with_year = years_exchanged(before, fragment.years) if fragment.years else before
    if _is_aspect(rest):
        asked = rest + ("增长" if rest in {"同比", "环比"} else "") + ("多少" if "多少" in text else "")
        return _with_subject(asked, with_year, names) if names_nothing(fold(rest)) else None
    if not leads_on or ("多少" in text and rjieba.tag(rest)[-1][1].startswith(("v", "u", "d"))):
        return None  # 那已经投了多少 asks by its own verb
    if rest.isascii():
        return places_exchanged(with_year, rest, (), names) or f"{rest} {with_year}"
    if rest.startswith("其中"):
        asking = ASKING.search(with_year)
        return divide(with_year, names).subject + rest + (with_year[asking.start() :] if asking else "")
    return noun_exchanged(with_year, rest, names)


def _exchanged(before: str, fragment: Fragment, names: Sequence[str]) -> str:
    if fragment.places:
        new = fragment.place_text or "、".join(fragment.places)
        before = places_exchanged(before, new, fragment.places, names) or f"{new}{before}"
    return years_exchanged(before, fragment.years) if fragment.years else before


def _is_aspect(what: str) -> bool:
    words = rjieba.cut(fold(what))
    return bool(words) and (words[-1] in ASPECTS or what in ASPECTS)


def _leans(question: str, before: str, names: Sequence[str]) -> bool:
    """Tell whether a question has no subject of its own."""
    folded = fold(question)
    if find_places(folded, names) or re.search(r"《|“|\"", question) or question.isascii():
        return False
    if _ELLIPTIC.match(question):
        return True
    return len(question) <= 20 and not has_own_matter(folded, fold(before))


def _with_subject(question: str, before: str, names: Sequence[str]) -> str:
    parts = divide(before, names)
    subject = parts.subject + object_of(parts.asked)
    bare = re.sub(r"(?<=.)呢[?？]?$", "", _PRONOUN.sub("", question.strip()))
    joint = ""
    if question.strip().startswith("其中"):
        joint = "其中"
        counted = counted_span(before)
        own = before[slice(*counted)] if counted else ""
        if own not in subject and own not in ATTRIBUTES and "其中" not in subject:
            subject += own
    elif _SAME_TIME.match(question) and not _OF_IT.match(_SAME_TIME.sub("", question)):
        bare = _SAME_TIME.sub("", question)
        if parts.scope and has_own_matter(fold(bare), fold(before)):
            subject = parts.scope  # another matter of the same time and place
    if not subject:
        return question
    fragment = read_fragment(bare, before, names)
    if fragment.years and not fragment.places:
        for year in fragment.years.split("、"):
            bare = bare.replace(year, "", 1)
        subject = years_exchanged(subject, fragment.years)
    if any(stem(place) in fold(bare) for place in find_places(fold(subject), names)):
        return question
    return f"{subject}{joint}{bare}"


def _english_pronouns(question: str, before: str, names: Sequence[str]) -> str:
    """Name who 'they' are and the year, in an English question that leans on an English one."""
    if not (question.isascii() and before.isascii() and _ENGLISH_PRONOUN.search(question)):
        return question
    scope = divide(before, names)
    fragment = read_fragment(before, "", names)
    if not fragment.places or not scope:
        return question
    named = _ENGLISH_PRONOUN.sub(fragment.places[0], question, count=1)
    year = _LATIN_YEAR.search(before)
    if year is None or _LATIN_YEAR.search(named):
        return named
    return re.sub(r"\s*\?*\s*$", "", named) + f" in {year.group()}?"
