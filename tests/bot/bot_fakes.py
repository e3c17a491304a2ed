"""Documents, candidates and questions for the tests of the bot, made without a library."""

import hashlib
from collections.abc import Sequence
from datetime import date

import numpy as np

from bot.candidates import Candidate, find_candidates
from bot.conditions import (
    document_conditions,
    kind_conditions,
    office_conditions,
    place_conditions,
    year_conditions,
)
from bot.evidence import Judgement, judge
from bot.models import Condition, Kind
from bot.question import Question, understand
from bot.surroundings import surroundings
from bot.values import spans
from corpus.models import Document, Metadata, Passage, Section, State
from index.models import Hit
from index.reading import Reading


def document(
    text: str,
    title: str = "关于有关工作的说明",
    *,
    issuer: str | None = None,
    number: str | None = None,
    issued_on: date | None = None,
    published_on: date | None = None,
    aliases: tuple[tuple[str, str], ...] = (),
    sections: tuple[Section, ...] = (),
    state: State = State.CURRENT,
) -> Document:
    """Return a document of ``text``; documents that differ have different ids."""
    metadata = Metadata(title, issuer, number, issued_on, published_on, aliases=aliases)
    digest = hashlib.sha256(repr((text, metadata, sections, state)).encode()).hexdigest()
    return Document(digest[:12], 1, "文.txt", text, sections, metadata, digest, "text/plain", state=state)


def asked(question: str, *names: str, nowhere: str = "") -> Question:
    """Take a question apart in a library where every word is as telling as any other, but for one that stands nowhere."""
    return understand(question, lambda token: 4.0 if token in {nowhere, "\0"} else 2.0, names)


def candidates(of: Document, kind: Kind) -> list[Candidate]:
    hit = Hit(Passage(1, of.id, of.version, 0, len(of.text)), 1.0, 1.0, 1.0)
    return find_candidates([hit], lambda *_: of, kind)


def candidate(of: Document, words: str, kind: Kind = Kind.FACT) -> Candidate:
    """Return the shortest candidate that holds ``words``."""
    return min((c for c in candidates(of, kind) if words in c.text), key=lambda c: c.end - c.start)


def judged(question: Question, *documents: Document) -> list[Judgement]:
    every = [c for of in documents for c in candidates(of, question.kind)]
    return judge(question, every, lambda likely: [0.5] * len(likely))


def conditions(question: Question, of: Document, words: str) -> dict[str, Condition]:
    """Return every condition of a question for the candidate that holds ``words``, by label."""
    one = candidate(of, words, question.kind)
    around = surroundings(one)
    every = [
        *document_conditions(question, one, around),
        *place_conditions(question, one, around),
        *office_conditions(question, around),
        *year_conditions(question, one, around),
        *kind_conditions(question, around, spans(question.kind, one.text)),
    ]
    return {condition.label: condition for condition in every}


def is_exact(of: Document, text: str, start: int, end: int) -> bool:
    return 0 <= start < end <= len(of.text) and of.text[start:end] == text


class PointingReader:
    """A reader with a token for each character, sure of one answer; what it was asked is kept."""

    def __init__(self, answer: str, answered: float = 6.0) -> None:
        self.answer, self.answered = answer, answered
        self.asked: list[tuple[str, Sequence[str]]] = []

    def __call__(self, question: str, passages: Sequence[str]) -> list[Reading]:
        self.asked.append((question, passages))
        return [self._reading(passage) for passage in passages]

    def _reading(self, passage: str) -> Reading:
        starts, ends = (np.full(len(passage), -8.0, np.float32) for _ in range(2))
        at = passage.find(self.answer)
        if at >= 0:
            starts[at] = ends[at + len(self.answer) - 1] = -0.01
        offsets = np.array([(n, n + 1) for n in range(len(passage))], np.int32).reshape(-1, 2)
        return Reading(offsets, starts, ends, self.answered if at >= 0 else -6.0)
