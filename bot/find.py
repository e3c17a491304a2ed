"""Question to judged candidates: what the library holds on it, and which of that is evidence."""

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial

from bot.candidates import Candidate, find_candidates
from bot.confidence import calibration, confidence
from bot.evidence import Judgement, judge, narrowed
from bot.parts import Found
from bot.question import Question
from bot.readings import Readings, ranked, read_hits
from corpus.access import open_document
from corpus.errors import DocumentNotFound
from index.models import Filters, Hit
from index.search import Searcher

MIN_COVERAGE = 0.35  # of the question's words, weighted by idf; below it nothing else can make up for them
_DEPTH, _KEPT = 24, 12  # passages that are found, of which short ones are all read, and that are judged
_ENCODED_CHARACTERS = 96  # of a candidate: enough to tell what it is about


class Finder:
    """Finds evidence for one question and for its parts, which share most of their candidates."""

    def __init__(self, searcher: Searcher, filters: Filters | None = None) -> None:
        groups = filters.groups if filters else None
        self.document = lru_cache(partial(open_document, searcher.store.document, groups))
        self._searcher = searcher
        self._filters = filters
        self._asked = ""  # the first question; its cosines serve for the parts too
        self._cosines: dict[tuple[str, int, int], float] = {}

    def find(self, question: Question) -> Found:
        """Search for a question and judge what is found. Nothing is searched for what is no question."""
        if question.is_empty:
            return Found(question, (), ())
        self._asked = self._asked or question.search_text
        hits, readings = self.search(question)
        candidates = find_candidates(hits, self.document, question.kind)
        judged = rated(question, judge(question, candidates, self._similarities, readings), hits)
        least = calibration(with_reader=bool(readings)).threshold
        evidence = [each for each in judged if each.confidence >= least]
        return Found(question, judged, evidence, hits)

    def search(self, question: Question) -> tuple[list[Hit], Readings]:
        """Return the passages that were found, best first, and what the reader says of them where there is one."""
        hits = self._still_there(self._searcher.search(question.search_text, _DEPTH, self._filters))
        readings = read_hits(question.folded, hits, self.document, self._searcher.read)
        return ranked(hits, readings)[:_KEPT], readings

    def _still_there(self, hits: Sequence[Hit]) -> list[Hit]:
        """Leave out hits of documents that were removed just now, after the search and before the reading."""
        there = []
        for hit in hits:
            with suppress(DocumentNotFound):
                self.document(hit.passage.document_id, hit.passage.version)
                there.append(hit)
        return there

    def _similarities(self, likely: Sequence[Candidate]) -> Sequence[float]:
        """Return the cosine of the question with each candidate under its nearest heading."""
        keys = [(each.document.id, each.start, each.end) for each in likely]
        new = {key: _words(each) for key, each in zip(keys, likely, strict=True) if key not in self._cosines}
        cosines = self._searcher.similarities(self._asked, list(new.values()))
        self._cosines.update(zip(new, map(float, cosines), strict=True))
        return [self._cosines[key] for key in keys]


def rated(question: Question, judged: Sequence[Judgement], hits: Sequence[Hit]) -> list[Judgement]:
    """Say of each candidate how likely it is to answer, below the threshold where it is no evidence; best first."""
    with_reader = any(each.readings for each in judged)
    ceiling = calibration(with_reader=with_reader).threshold * 0.99
    sure = [confidence(question, judgement, hits) for judgement in judged]
    found = [
        replace(j, confidence=p if j.meets_all and j.coverage >= MIN_COVERAGE else p * ceiling)
        for j, p in zip(judged, sure, strict=True)
    ]
    if not with_reader:
        return found
    worth = narrowed(question, found, [_worth(judgement) for judgement in found])
    order = sorted(range(len(found)), key=lambda n: (not found[n].meets_all, -worth[n]))
    return [found[n] for n in order]


def _worth(judgement: Judgement) -> float:
    """Return score and confidence as one: not every passage was read, and other scores lack what a reader adds."""
    odds = judgement.confidence / (1.0 - judgement.confidence)
    return judgement.score + math.log(max(odds, 1e-6))


def _words(candidate: Candidate) -> str:
    headings = candidate.document.heading_path(candidate.start)
    return " ".join([*headings[-1:], candidate.text])[:_ENCODED_CHARACTERS]
