"""What a turn names when it asks nothing of its own: years, places and what else. 那2019年和三峡库区呢?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.glossary import translate
from bot.place_names import find_places
from index.tokenize import fold

YEAR_TEXT = re.compile(
    r"(?:(?:19|20)\d{2}\s*年?\s*(?:[-—–~～至到]\s*(?:(?:19|20)\d{2})\s*)?年?(?:度|底|末)?"
    r"|[二一][〇零○一二三四五六七八九]{3}年|“?十[一二三四五]五”?(?:时期|期间)?|今年|去年|前年)"
)
_FULL_YEAR = re.compile(r"(?:19|20)\d{2}")
# Years that lean on the year of the question before, and by how much they differ.
_SHIFTS = (
    (re.compile(r"去年(?:同期)?|上一?年(?:同期|度)?|前一年|the (?:year before|previous year)|last year", re.I), -1),
    (re.compile(r"前年"), -2),
    (re.compile(r"第二年|下一?年度?|次年|后一年|翌年|明年|(?:the )?(?:next|following) year|the year after", re.I), 1),
    (re.compile(r"同期|同年|当年|(?:in )?the same (?:year|period)", re.I), 0),
)  # fmt: skip
_FILLERS = re.compile(
    r"[\s、，,。.?？!！“”\"]|一共|总共|合计|以及|还有|情况|期间|时期|多少|如果|要是|[的是在给向对和与及又那了度]"
    r"|\b(?:to|in|for|from|and|or|of|the|with|during)\b",
    re.I,
)
_LATIN = re.compile(r"[A-Za-z]+")
_JOINS = re.compile(r"[\s、,，和与及]*|以及|还有|\s+and\s+", re.I)


@dataclass(frozen=True, slots=True)
class Fragment:
    """The years, the places and the rest of a turn, each as it is to be put into a question."""

    years: str
    places: tuple[str, ...]
    place_text: str  # the places with what joins them: 百色市和三峡库区
    rest: str

    @property
    def is_bare(self) -> bool:
        """Whether there is a year or a place and nothing else."""
        return bool(self.years or self.places) and not self.rest


def read_fragment(what: str, before: str, names: Sequence[str]) -> Fragment:
    """Take a turn apart.

    Args:
        what: the turn without 那 and 呢.
        before: the question before, whose year 去年 and 次年 lean on.
        names: places that the library speaks of.
    """
    text, relative = _without_relative_years(what, before)
    found = [match.group().strip() for match in YEAR_TEXT.finditer(text)]
    text = YEAR_TEXT.sub(" ", text)
    spans = place_spans(text, names)
    places = tuple(text[start:end] for start, end in spans)
    place_text = text[spans[0][0] : spans[-1][1]] if spans else ""
    if len(spans) > 1 and not _are_joined(text, spans):
        place_text = ""
    for start, end in reversed(spans):
        text = text[:start] + " " + text[end:]
    rest = "" if not _FILLERS.sub("", text) else re.sub(r"^[\s的]+|[\s的]+$", "", text)
    return Fragment("、".join([*relative, *found]), places, place_text, rest)


def place_spans(text: str, names: Sequence[str]) -> list[tuple[int, int]]:
    """Return the spans of the places that ``text`` names, in Chinese or in English, in order."""
    folded = fold(text)
    spans = []
    if len(folded) == len(text):
        at = 0
        for place in sorted(find_places(folded, names), key=folded.find):
            start = folded.find(place, at)
            if start >= 0:
                spans.append((start, start + len(place)))
                at = start + len(place)
    if not spans:
        spans = [m.span() for m in _LATIN.finditer(text) if find_places(translate(m.group()))]
    return spans


def years_exchanged(before: str, new: str) -> str:
    """Put a new year in the place of the old one, or in front where there is none."""
    old = list(YEAR_TEXT.finditer(before))
    if not old:
        return f"{new}{' ' if before.isascii() else ''}{before}"
    last = old[0]
    for match in old[1:]:  # 2014年和2015年 go together
        if not _JOINS.fullmatch(before[last.end() : match.start()]):
            break
        last = match
    if new[-1].isdigit() and last.group().endswith("年"):
        new += "年"
    if not last.group().endswith(("年", "期间", "时期", "度", "底", "末")) and before.isascii():
        new = new.rstrip("年")
        if last.group().endswith(" "):
            new += " "
    return before[: old[0].start()] + new + before[last.end() :]


def _are_joined(text: str, spans: list[tuple[int, int]]) -> bool:
    return all(_JOINS.fullmatch(text[a:b]) for (_, a), (b, _) in pairwise(spans))


def _without_relative_years(what: str, before: str) -> tuple[str, list[str]]:
    """Return ``what`` without 次年, 同期 …, and the years that they mean after the question before."""
    asked = [int(year) for match in YEAR_TEXT.finditer(before) for year in _FULL_YEAR.findall(match.group())]
    if not asked:
        return _SHIFTS[-1][0].sub(" ", what), []
    years = []
    for pattern, shift in _SHIFTS:
        if pattern.search(what):
            what = pattern.sub(" ", what)
            if shift:
                years.append(f"{(min(asked) if shift < 0 else max(asked)) + shift}年")
    return what, years
