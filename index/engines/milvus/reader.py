"""Searches one generation of a library in Milvus."""

import math
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from weakref import WeakKeyDictionary

from corpus.models import Passage
from index.engine import CONTEXT_WEIGHT, Allowed, Floats, Frequency, State, Words
from index.engines.milvus import bm25
from index.engines.milvus.generations import Generation
from index.engines.milvus.layout import Record
from index.engines.milvus.server import MOST, Server, Values, batches
from index.engines.milvus.terms import Terms

PLACE = ("id", "document_id", "version", "start", "end")  # the fields of a passage
_SETTLING = 15.0  # seconds after which every replica has seen what was committed
_KEPT = 50_000  # passages; then all are forgotten
_BATCH = 2000  # ids of one request
_EXACT = 1e-9  # means that differ by less are the same


class MilvusReader:
    """One generation. Safe to use from many threads.

    It stays what it is while the next generation is made. When the one after that is begun, what the first of
    them removed is no more found.
    """

    def __init__(self, server: Server, generation: Generation) -> None:
        self._server = server
        self._generation = generation
        self._terms = Terms(server, generation)
        self._opened = time.monotonic()
        self._body = generation.body.statistics(generation.state.passages)
        self._context = generation.context.statistics(generation.state.passages)
        self._drift = generation.drift
        self._lock = threading.Lock()
        self._passages: dict[int, Passage] = {}
        self._conditions: WeakKeyDictionary[Allowed, tuple[str, Values] | None] = WeakKeyDictionary()

    @property
    def state(self) -> State:
        """What the generation says of itself."""
        return self._generation.state

    def lexical(
        self, words: Words, allowed: Allowed, limit: int, *, context_weight: float = CONTEXT_WEIGHT
    ) -> Mapping[int, float]:
        """Return passage id -> BM25 score of the ``limit`` best above 0."""
        question = self._question(words, context_weight)
        positive = {dimension: value for dimension, value in question.items() if value > 0}
        if not positive:
            return {}
        if self._drift <= _EXACT and len(positive) == len(question):
            hits = self._search("words", positive, allowed, limit, PLACE)
            return {int(hit["id"]): score for score, hit in hits if score > 0}
        # Vectors weigh terms by another mean length, or the question holds what counts against a passage, which
        # Milvus takes no vectors of: somewhat more candidates than asked for are scored anew.
        more = math.ceil(limit * (1 + min(4.0, 10 * self._drift))) + (
            limit if len(positive) < len(question) else 0
        )
        hits = self._search(
            "words", positive, allowed, more, (*PLACE, "body_length", "context_length", "words")
        )
        scores = sorted(((self._score(question, hit), int(hit["id"])) for _, hit in hits), reverse=True)
        return {passage_id: score for score, passage_id in scores[:limit] if score > 0}

    def dense(self, query: Floats, allowed: Allowed, limit: int) -> Mapping[int, float]:
        """Return passage id -> cosine of the ``limit`` nearest to ``query``, nearest first."""
        hits = self._search("dense", query.astype("float32").tolist(), allowed, limit, PLACE)
        return {int(hit["id"]): score for score, hit in hits}

    def passages(self, ids: Iterable[int]) -> Mapping[int, Passage]:
        """Return those of the passages that the generation holds, by id."""
        wanted = list(dict.fromkeys(ids))
        with self._lock:
            known = {each: self._passages[each] for each in wanted if each in self._passages}
        for batch in batches((each for each in wanted if each not in known), _BATCH):
            known |= self._keep(self._live("id in {ids}", PLACE, {"ids": batch}))
        return {each: known[each] for each in wanted if each in known}

    def versions(self, document_ids: Iterable[str]) -> Mapping[str, int]:
        """Return which version of each document the generation holds."""
        found: dict[str, int] = {}
        for batch in batches(document_ids, _BATCH):
            for record in self._live("document_id in {ids}", ("document_id", "version"), {"ids": batch}):
                name, version = str(record["document_id"]), int(record["version"])
                found[name] = max(version, found.get(name, version))
        return found

    def frequency(self, term: str) -> Frequency:
        """Return in how many passages a token stands."""
        known = self._terms.of([term]).get(term)
        return Frequency(known.body, known.context) if known else Frequency(0, 0)

    def vocabulary(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield all tokens in blocks with a name each; the block of a name never changes."""
        return self._terms.blocks()

    def _question(self, words: Words, context_weight: float) -> dict[int, float]:
        """Return dimension -> idf times weight of what is asked for."""
        asked: dict[str, float] = defaultdict(float)
        for tokens, weight in words:
            for token in tokens:
                asked[token] += weight
        question: dict[int, float] = {}
        for token, known in self._terms.of(asked).items():
            idf = self._body.idf(known.body) if known.body else 0.0
            question[2 * known.number] = asked[token] * idf
            idf = self._context.idf(known.context) if known.context else 0.0
            question[2 * known.number + 1] = asked[token] * context_weight * idf
        return {dimension: value for dimension, value in question.items() if value}

    def _score(self, question: Mapping[int, float], hit: Record) -> float:
        """Return the exact score of a candidate from the counts that its vector holds."""
        lengths = int(hit["body_length"]), int(hit["context_length"])
        references = self._generation.body.reference, self._generation.context.reference
        means = bm25.mean(self._body), bm25.mean(self._context)
        vector: Mapping[int, float] = hit["words"]
        score = 0.0
        for dimension in question.keys() & vector.keys():
            field = dimension % 2
            count = bm25.count_of(vector[dimension], lengths[field], references[field])
            score += question[dimension] * bm25.weight(count, lengths[field], means[field])
        return score

    def _search(
        self, field: str, vector: object, allowed: Allowed, limit: int, fields: Sequence[str]
    ) -> list[tuple[float, Record]]:
        permitted = self._permitted(allowed)
        if permitted is None:
            return []
        condition, values = permitted
        limit = min(limit, MOST, self.state.passages)
        if limit <= 0:
            return []
        strong = time.monotonic() - self._opened < _SETTLING
        passages = self._generation.build.passages
        hits = self._server.search(passages, field, vector, limit, fields, condition, values, strong=strong)
        self._keep([hit for _, hit in hits])
        return hits

    def _permitted(self, allowed: Allowed) -> tuple[str, Values] | None:
        """Return the condition that passages meet which may be found, with its values; None: none may."""
        if allowed not in self._conditions:
            self._conditions[allowed] = _condition(self._generation.live, allowed)
        return self._conditions[allowed]

    def _live(self, condition: str, fields: Sequence[str], values: Values) -> list[Record]:
        passages = self._generation.build.passages
        return self._server.query(passages, f"{self._generation.live} and {condition}", fields, values)

    def _keep(self, records: Iterable[Record]) -> dict[int, Passage]:
        found = {int(record["id"]): passage_of(record) for record in records}
        with self._lock:
            if len(self._passages) > _KEPT:
                self._passages.clear()
            self._passages |= found
        return found


def _condition(live: str, allowed: Allowed) -> tuple[str, Values] | None:
    if allowed.only is not None:
        only = allowed.only - allowed.never
        return (f"{live} and document_id in {{documents}}", {"documents": sorted(only)}) if only else None
    if allowed.never:
        return f"{live} and document_id not in {{documents}}", {"documents": sorted(allowed.never)}
    return live, {}


def passage_of(record: Record) -> Passage:
    """Return the passage that a record is of."""
    return Passage(
        int(record["id"]),
        str(record["document_id"]),
        int(record["version"]),
        int(record["start"]),
        int(record["end"]),
    )
