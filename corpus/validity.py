"""From when and until when a document holds, in its own words: 自…起施行, 有效期5年, 有效期至…, 试行两年."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.dates import DAY, add_months, find_date, han_number
from corpus.lines import Found, Line

_COUNT = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_UNIT = r"(?:年|个?月|日|天)"
_KIND = (
    "办法|规定|通知|意见|细则|方案|决定|条例|措施|政策|文件|指南|规则|制度|公告|标准|规范|通告|令|法|规程|计划|指引|守则|要求|批复|准则|预案|目录|章程"
    "|解释|纲要|规划|若干规定|清单|公约|函"
)
# The document speaks of itself: 本办法, 本实施细则, 现予公布.
_OWN = re.compile(
    rf"本(?:(?![第条款项])[\u4e00-\u9fff]){{0,6}}?(?P<kind>{_KIND})|现(?:予|将|批准|发布|公布)|予以(?:公布|发布)|印发给你们"
)
_OWN_DAY = (
    r"(?:本[\u4e00-\u9fff]{1,6})?(?P<act>公布|发布|印发|颁布|下发|通过|批准|签发|签署|成文|发文|刊登)之?日"
)
_TAKES_EFFECT = re.compile(
    rf"自\s*(?P<when>{DAY}|{_OWN_DAY})\s*(?:之日)?\s*(?:起|后)?\s*(?:满?\s*(?P<count>{_COUNT})\s*(?P<unit>{_UNIT})\s*(?:后|起|以后)*)?"
    rf"\s*(?:之日)?起?\s*(?:正式|开始)?\s*(?:(?:施行|实施|执行|生效|实行|试行|有效)(?:\s*(?:至|到)\s*(?P<end>{DAY}))?|(?P<until>(?:至|到)\s*(?P<last>{DAY})\s*止?\s*(?:[施执试]行|实施|有效|[。；，]|$)))"
)
_PERIOD = r"(?:有效期|试行期|实施期|执行期|施行期|有效时间|执行期限|实施期限)限?"
_LASTS = re.compile(
    rf"{_PERIOD}\s*(?:为|是)?\s*[:：]?\s*(?:自[^，。；]{{2,20}}?)?(?:至|到|截至|截止到?)\s*(?P<until>{DAY})"
    rf"|{_PERIOD}\s*(?:暂?定?为|是|[:：])?\s*(?:自?[^，。；\d]{{2,20}}之日起的?)?\s*(?P<count>{_COUNT})\s*(?P<unit>{_UNIT})"
    rf"|(?:施行|试行|执行|实施)\s*(?:至|到)\s*(?P<to>{DAY})(?:止|$|[。，；）)])"
    rf"|[，,；;]\s*试行\s*(?P<trial>{_COUNT})\s*(?P<trial_unit>{_UNIT})"
)
_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]?")
_TELLING = re.compile(r"自|有效期|试行|期限|执行期|实施期")
_BEGINS = re.compile(r"\s*(?:[(（]?[一二三四五六七八九十\d]+[)）、.．]\s*)?(?:以上[^，]{2,12}[，,])?\s*自")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百\d]+[条款章项]")
_HEAD = 12  # lines in which a statute's note says 自…起施行 without naming itself
_QUOTED = re.compile(r"(?:修改为|改为|增加)[^“]{0,20}[:：]?\s*“")
_CLAUSE = 160  # characters between 本办法 and what is said of it


@dataclass(frozen=True, slots=True)
class Validity:
    """The first and the last day."""

    effective_on: Found[date] | None = None
    expires_on: Found[date] | None = None


def find_validity(lines: Sequence[Line], title: str, made_on: date | None) -> Validity:
    """Return what the document says of its own validity.

    Args:
        lines: the document.
        title: its kind (办法, 决定) is preferred among several things that take effect.
        made_on: what 自印发之日起 is counted from.
    """
    effective: list[tuple[tuple[int, int], Found[date]]] = []
    lasting: list[tuple[Line, re.Match[str], int]] = []
    for number, line in enumerate(lines):
        if line.is_row or not _TELLING.search(line.text) or _QUOTED.search(line.text):
            continue
        own: int | None = None
        for sentence in _SENTENCE.finditer(line.text):
            words = sentence.group()
            if own is None or not words.startswith(
                ("有效期", "试行期")
            ):  # these go on with the sentence before
                own = _speaks_of_itself(words, title, number)
            if own is None:
                continue
            for match in _TAKES_EFFECT.finditer(words):
                if _is_about_itself(words, match.start()):
                    day = _first_day(match, made_on)
                    start = line.start + sentence.start() + match.start()
                    if day:
                        begins = Found(day, "text", start, start + len(match.group()))
                        effective.append(((-own, 0 if find_date(match["when"]) else 1), begins))
                    if match["until"] or match["end"]:
                        lasting.append((line, match, sentence.start()))
            for match in _LASTS.finditer(words):
                if _goes_with(words, match.start(), began=bool(effective)):
                    lasting.append((line, match, sentence.start()))
    first = min(effective, key=lambda pair: pair[0])[1] if effective else None
    begin = first.value if first else made_on
    last = next((found for item in lasting if (found := _last_day(*item, begin))), None)
    return Validity(first, last)


def _speaks_of_itself(sentence: str, title: str, line_number: int) -> int | None:
    """Rate how surely a sentence speaks of its own document: 2 of the kind that the title names, None not at all."""
    own = _OWN.search(sentence)
    if own:
        return 2 if own["kind"] and own["kind"] in title[-12:] else 1
    if line_number < _HEAD and re.match(r"\s*[(（]|\s*自|\s*(?:19|20)\d\d", sentence):
        return 1
    return (
        1
        if re.match(
            r"\s*(?:[(（]?[一二三四五六七八九十\d]+[)）、.．]\s*)?(?:以上[^，]{2,12}[，,])?\s*自", sentence
        )
        else None
    )


def _is_about_itself(sentence: str, at: int) -> bool:
    """Leave out 本办法第五条自…起施行, and what another document's title stands before."""
    before = sentence[max(0, at - _CLAUSE) : at]
    own = list(_OWN.finditer(before))
    after_own = before[own[-1].end() :] if own else before
    return not _ARTICLE.search(after_own) and not (own and re.search(r"》[^，。现]*$", after_own))


def _goes_with(sentence: str, at: int, *, began: bool) -> bool:
    """Tell whether 有效期… is the document's: it follows 自…起施行 or 本办法 at once. Permits have one too."""
    before = re.sub(r"[\s，,、；;]*(?:其|的|暂定)?$", "", sentence[:at])
    if not before:
        return began
    effects = list(_TAKES_EFFECT.finditer(before))
    own = list(_OWN.finditer(before))
    ends = [matches[-1].end() for matches in (effects, own) if matches]
    return bool(ends) and max(ends) >= len(before)


def _first_day(match: re.Match[str], made_on: date | None) -> date | None:
    day = find_date(match["when"]) or made_on
    if day is None or not match["count"]:
        return day
    return _later(day, match["count"], match["unit"])


def _last_day(line: Line, match: re.Match[str], offset: int, begin: date | None) -> Found[date] | None:
    groups = match.groupdict()
    until = find_date(
        groups.get("last") or groups.get("end") or groups.get("until") or groups.get("to") or ""
    )
    start = line.start + offset + match.start()
    if until:
        return Found(until, "text", start, start + len(match.group()))
    count, unit = (
        (groups.get("count") or groups.get("trial")),
        (groups.get("unit") or groups.get("trial_unit")),
    )
    if begin is None or not count or not unit or "last" in groups:
        return None
    return Found(_later(begin, count, unit) - timedelta(days=1), "text", start, start + len(match.group()))


def _later(day: date, count: str, unit: str) -> date:
    number = han_number(count)
    if unit in "日天":
        return day + timedelta(days=number)
    return add_months(day, number * (12 if unit == "年" else 1))
