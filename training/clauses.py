"""Questions for the reader made of official text whose answers are clauses: how, what for, what is laid down.

``（二）加强用工保障。对返岗务工人员发放交通补贴…`` becomes ``如何加强用工保障？`` with the sentences behind it, ``对逾期不报的，
责令改正`` becomes ``对逾期不报的如何处理？`` with ``责令改正``. Reading comprehension sets ask for names and figures; those
who work with official documents ask for measures, conditions and rules, whose answers are sentences long.
"""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from training.reading import Example, Span

_PASSAGE = 420  # characters
_SHORTEST, _LONGEST = 10, 170  # characters of an answer
_SAID_EARLY = 8  # characters: 进一步完善
_BOILERPLATE = re.compile(r"制定本|印发给|遵照执行")
_SENTENCE_ENDS = re.compile(r"[。！？；;]")
_STOPS = "。；;！？ \n"
_BEGIN = r"(?:^|(?<=[。；;！？\n\s]))(?![“”’）)他她它其该这那此也还并且而则按依根符])"
_DOES = re.compile(
    r"加[强快大]|推[进动广]|落实|完善|强化|支持|鼓励|建[立设]|做好|提[高升]|优化|规范|健全|保障|深化|实施|开展|严格|引导|培育|"
    r"扩大|降低|促进|统筹|创新|发挥|明确|拓[宽展]|减[免轻]|稳定|稳步|确保|改[善进]|打[造击]|组织|防[范止控]|构建|发展|切实|畅通|压实|简化"
)


@dataclass(frozen=True, slots=True)
class Form:
    """How a sentence is asked for: its parts, and the questions that they make."""

    pattern: re.Pattern[str]  # with a group ``answer``
    questions: tuple[str, ...]  # formats of the other groups


_FORMS = (
    Form(
        re.compile(
            _BEGIN
            + r"对于?(?P<whom>[^，,。；;：:\s]{4,30}?)的?[，,](?!其|该)(?P<answer>(?:[^。；;\s]){10,150}[。；;])"
        ),
        (
            "对{whom}如何处理？",
            "对{whom}有什么规定？",
            "对{whom}采取哪些措施？",
            "{whom}怎么办？",
            "对{whom}的要求是什么？",
        ),
    ),
    Form(
        re.compile(
            _BEGIN + r"为了?(?P<aim>[^，,。；;：:\s]{6,40})[，,](?P<answer>[^。；;\s]{10,150}[。；;])"
        ),
        (
            "为{aim}，采取了哪些措施？",
            "如何{aim}？",
            "为了{aim}做了什么？",
            "怎样{aim}？",
        ),
    ),
    Form(
        re.compile(
            _BEGIN
            + r"(?P<who>[^，,。；;：:\s]{2,24}?)(?P<says>强调|指出|要求|表示|明确|提出|规定|介绍|建议|决定)[，,：:]"
            r"(?P<answer>[^。；;\s]{10,150}[。；;])"
        ),
        ("{who}{says}了什么？", "{who}{says}的内容是什么？", "{who}有哪些{says}？", "{who}是怎么{says}的？"),
    ),
    Form(
        re.compile(
            _BEGIN + r"(?P<what>[^，,。；;：:\s]{4,30}?)(?P<holds>包括|主要有|分为|包含|主要是)[：:]?"
            r"(?P<answer>[^，,。；;\s]+?、[^。；;\s]{4,140})[。；;]"
        ),
        ("{what}{holds}哪些？", "{what}{holds}什么？", "{what}都有哪些？", "{what}有哪些内容？"),
    ),
    Form(
        re.compile(
            _BEGIN
            + r"(?:本[^，。]{2,6}所称)?(?P<term>[^，,。；;：:\s]{3,20})[，,]?是指(?P<answer>[^。；;\s]{10,150}[。；;])"
        ),
        ("什么是{term}？", "{term}是指什么？", "{term}是什么意思？"),
    ),
    Form(
        re.compile(
            _BEGIN
            + r"(?:因|由于)(?P<answer>[^，,。；;：:\s]{8,40})[，,](?P<result>[^，,。；;：:\s]{6,40})[。；;，,]"
        ),
        ("为什么{result}？", "{result}的原因是什么？"),
    ),
    Form(
        re.compile(
            _BEGIN
            + r"(?P<who>[^，,。；;：:\s]{6,30}?)(?P<answer>(?:应当|必须|不得|应该)[^。；;\s]{10,120}[。；;])"
        ),
        ("{who}有什么要求？", "{who}应当怎么做？", "对{who}是怎么规定的？"),
    ),
    Form(
        re.compile(
            _BEGIN
            + r"(?P<who>[^，,。；;：:\s]{2,24}?)(?:通过|采取|采用)(?P<answer>[^，,。；;：:\s]{8,60}?)等?"
            r"(?:方式|办法|措施|形式|手段|途径)[，,]"
            r"(?P<does>[^，,。；;：:\s]{4,30})"
        ),
        ("{who}通过什么方式{does}？", "{who}采取哪些措施{does}？", "{who}如何{does}？"),
    ),
)
_HEAD = re.compile(
    r"(?:[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[一二三四五六七八九]是)\s*"
    r"(?P<head>[^。；;\s，,：:、？?]{4,22})[。：:\n ]\s*(?P<body>[^\n]{20,600})"
)
_OF_DOING = ("如何{head}？", "怎样{head}？", "{head}有哪些措施？", "{head}的具体要求是什么？", "怎么{head}")
_OF_BEING = ("{head}是什么？", "{head}有哪些？", "{head}是怎么规定的？", "{head}包括什么内容？")


def clause_questions(text: str, source: str, most: int, rng: random.Random) -> Iterator[Example]:
    """Yield at most ``most`` questions that a text answers, and for some what of the text does not answer them.

    Args:
        text: of a document.
        source: named in the examples.
        most: questions.
        rng: makes the choices.
    """
    kinds = [found for found in (_worth_asking(text, each) for each in _kinds(text, rng)) if found]
    rng.shuffle(kinds)
    for kind in kinds[:most]:
        question, (start, end) = rng.choice(kind)
        begin = max(0, start - rng.randrange(_PASSAGE // 2))
        passage = text[begin : max(begin + _PASSAGE, end)]
        answer = text[start:end]
        yield Example(source, question, passage, ((start - begin, end - begin),), (answer,))
        elsewhere = _other_part(text, begin, len(passage), rng)
        if elsewhere and answer not in elsewhere and rng.random() < 0.4:
            yield Example(source, question, elsewhere, (), ())


def _worth_asking(text: str, asked: Iterable[tuple[str, Span]]) -> list[tuple[str, Span]]:
    return [
        (question, span)
        for question, span in asked
        if _SHORTEST <= span[1] - span[0] <= _LONGEST and not _BOILERPLATE.search(text, *span)
    ]


def _kinds(text: str, rng: random.Random) -> Iterator[Iterator[tuple[str, Span]]]:
    """Yield what can be asked of a text, of each form by itself: some are a hundred times as frequent as others."""
    yield _of_heads(text, rng)
    for form in _FORMS:
        yield _of_form(form, text, rng)


def _of_form(form: Form, text: str, rng: random.Random) -> Iterator[tuple[str, Span]]:
    for match in form.pattern.finditer(text):
        parts = {name: part for name, part in match.groupdict().items() if name != "answer"}
        yield _ended(rng.choice(form.questions).format(**parts), rng), _trimmed(text, *match.span("answer"))


def _of_heads(text: str, rng: random.Random) -> Iterator[tuple[str, Span]]:
    """Yield what stands under a heading, whole sentences from its first on."""
    for match in _HEAD.finditer(text):
        head, start = match["head"], match.start("body")
        ends = [start + end.end() for end in _SENTENCE_ENDS.finditer(match["body"])]
        held = [end for end in ends if _SHORTEST <= end - start <= _LONGEST]
        if held:
            questions = _OF_DOING if _DOES.search(head[:_SAID_EARLY]) else _OF_BEING
            yield _ended(rng.choice(questions).format(head=head), rng), _trimmed(text, start, max(held))


def _ended(question: str, rng: random.Random) -> str:
    """Return a question as people end it."""
    return question.rstrip("？") + rng.choice(("？", "？", "?", ""))


def _trimmed(text: str, start: int, end: int) -> Span:
    """Return a span without white space around it and without the stop at its end."""
    whole = text[start:end]
    start += len(whole) - len(whole.lstrip())
    return start, start + len(whole.strip().rstrip(_STOPS))


def _other_part(text: str, begin: int, length: int, rng: random.Random) -> str:
    """Return a part of a text that ``length`` characters from ``begin`` do not touch; empty where there is none."""
    before, after = begin - _PASSAGE, len(text) - begin - length - _PASSAGE
    starts = [
        at for at, room in ((rng.randint(0, max(before, 0)), before), (begin + length, after)) if room > 0
    ]
    at = rng.choice(starts) if starts else len(text)
    return text[at : at + _PASSAGE]
