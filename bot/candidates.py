"""Hits to candidates: the sentences and clauses that could be quoted, as spans of their documents."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.models import Document
from corpus.sentences import clauses, sentences, trim
from index.models import Hit

_LONG_SENTENCE = 90  # characters; a longer one is offered clause by clause too
_WINDOW = 600  # characters around a passage in which its sentences begin and end


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that could be quoted, and where it stands. All spans are of ``document.text``."""

    document: Document
    start: int
    end: int
    sentence: tuple[int, int]
    paragraph: tuple[int, int]
    hit_score: float
    is_heading: bool

    @property
    def text(self) -> str:
        """The words of the span."""
        return self.document.text[self.start : self.end]


def find_candidates(hits: Sequence[Hit], document: Callable[[str, int], Document]) -> list[Candidate]:
    """Return the sentences that the hits touch, and the clauses of the long ones, each once."""
    found: dict[tuple[str, int, int], Candidate] = {}
    for hit in hits:
        passage = hit.passage
        of = document(passage.document_id, passage.version)
        for candidate in _in_passage(of, passage.start, passage.end, hit.score):
            found.setdefault((of.id, candidate.start, candidate.end), candidate)
    return list(found.values())


def _in_passage(document: Document, start: int, end: int, score: float) -> Iterator[Candidate]:
    text = document.text
    first = max(text.rfind("\n", 0, start) + 1, start - _WINDOW)
    last = text.find("\n", end)
    last = min(last if last >= 0 else len(text), end + _WINDOW)
    headings = {(s.start, s.heading_end) for s in document.sections if first <= s.start <= last}
    for raw in sentences(text, first, last):
        sentence = trim(text, *raw)
        if sentence[0] >= end or sentence[1] <= start or sentence[0] == sentence[1]:
            continue
        paragraph = _paragraph(text, *sentence)
        for span in _spans(text, sentence):
            yield Candidate(document, *span, sentence, paragraph, score, span in headings)


def _spans(text: str, sentence: tuple[int, int]) -> Iterator[tuple[int, int]]:
    if sentence[1] - sentence[0] <= _LONG_SENTENCE:
        yield sentence
        return
    parts = [trim(text, *part) for part in clauses(text, *sentence)]
    if len(parts) == 1:
        yield sentence
    else:
        yield from (part for part in parts if part[0] < part[1])


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    first = max(text.rfind("\n", 0, start) + 1, start - 2 * _WINDOW)
    last = text.find("\n", end)
    return first, min(last if last >= 0 else len(text), end + 2 * _WINDOW)
