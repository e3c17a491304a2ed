"""Questions for the reader made of official text: a figure is asked for, or one of another year or place is.

``2014年，甲县投入120万元`` becomes ``2014年，甲县投入多少`` with its answer, and ``2016年，甲县投入多少`` without one: what
look-alike documents must not be quoted for.
"""

import random
import re
from collections.abc import Iterator, Sequence

from bot import values
from bot.models import Kind
from bot.place_names import find_places
from training.reading import Example, Span

_KINDS = (Kind.AMOUNT, Kind.PERCENT, Kind.COUNT)
_SENTENCE = re.compile(r"[^。；;\n]{16,140}[。；;]")
_CLAUSE_BREAK = re.compile(r"[，,：:、]")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_ASKED = {
    Kind.AMOUNT: ("多少", "多少钱", "多少资金"),
    Kind.PERCENT: ("多少", "百分之几"),
    Kind.COUNT: ("多少", "几"),
}
_PASSAGE = 420  # characters
_YEARS = range(2008, 2026)


def figure_questions(text: str, source: str, places: Sequence[str], rng: random.Random) -> Iterator[Example]:
    """Yield for one sentence of ``text`` a question that it answers, and one that nothing there answers.

    Args:
        text: of a document.
        source: named in the examples.
        places: names to be put in the place of others.
        rng: makes the choices.
    """
    sentences = [
        match for match in _SENTENCE.finditer(text) if _YEAR.search(match.group()) or rng.random() < 0.3
    ]
    rng.shuffle(sentences)
    for match in sentences:
        found = [(kind, span) for kind in _KINDS for span in values.spans(kind, match.group())]
        if not found:
            continue
        kind, span = rng.choice(found)
        question = _asked(match.group(), kind, span, rng)
        if question is None:
            continue
        begin = max(0, match.start() - rng.randrange(_PASSAGE // 2))
        passage = text[begin : begin + _PASSAGE]
        start = match.start() + span[0] - begin
        end = start + span[1] - span[0]
        if end > len(passage):
            continue
        yield Example(source, question, passage, ((start, end),), (passage[start:end],))
        other = _elsewhere(question, passage, places, rng)
        if other is not None:
            yield Example(source, other, passage, (), ())
        return


def _asked(sentence: str, kind: Kind, span: Span, rng: random.Random) -> str | None:
    """Return the question of a figure in a sentence, or None where too little leads to it."""
    before = sentence[: span[0]]
    breaks = [match.end() for match in _CLAUSE_BREAK.finditer(before)]
    # The nearest clause, at times with those before it; a year is kept wherever it stands.
    begin = rng.choice([0, *breaks[-2:]]) if breaks else 0
    led = before[begin:]
    year = _YEAR.search(before[:begin])
    if year is not None and not _YEAR.search(led):
        led = f"{year.group()}年{led}"
    if not 6 <= len(led) <= 60:
        return None
    unit = re.sub(r"[\d.,，〇零一二三四五六七八九十百千万亿约近逾多余]", "", sentence[slice(*span)])
    word = "多少" + unit if kind is Kind.COUNT and rng.random() < 0.7 else rng.choice(_ASKED[kind])
    return led + word + rng.choice(("？", "?", ""))


def _elsewhere(question: str, passage: str, places: Sequence[str], rng: random.Random) -> str | None:
    """Return the question of another year or another place, of which the passage says nothing."""
    changes = []
    year = _YEAR.search(question)
    if year is not None:
        free = [str(each) for each in _YEARS if str(each) not in passage]
        if free:
            changes.append(question[: year.start()] + rng.choice(free) + question[year.end() :])
    for place in find_places(question):
        others = [
            other for other in places if other[-1] == place[-1] and other not in passage and other != place
        ]
        if len(place) > 1 and others:
            changes.append(question.replace(place, rng.choice(others)))
    return rng.choice(changes) if changes else None
