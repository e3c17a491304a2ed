"""A question to ranked passages: both arms, weighted fusion, only what is live. The index pipeline."""

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.store import Store
from index import snapshot
from index.adapter import adapter_for, encoder_of
from index.aliases import Aliases
from index.embed import Embedder
from index.errors import ModelChanged
from index.fuse import fuse, lexical_weight
from index.models import Filters, Hit
from index.query import Words, WordsOfLibrary
from index.rerank import Reranker
from index.scope import Mask, Scope
from index.threads import leave_cores_to_encoder

DEPTH = 100  # candidates of each arm; fewer cap recall
CONTEXT_WEIGHT = 0.2  # of the title, issuer and headings against the passage's own words


class Searcher:
    """Searches one library. Safe to use from many threads; follows new generations by itself."""

    def __init__(self, store: Store, embedder: Embedder, reranker: Reranker | None = None) -> None:
        leave_cores_to_encoder()
        self.store = store
        self._embedder = embedder
        self._reranker = reranker
        self._adapter = adapter_for(embedder.identity)
        self._words = WordsOfLibrary(store.folder)
        self._lock = threading.Lock()
        self._generation: str | None = None
        self._snapshot: snapshot.Snapshot | None = None
        self._scope: tuple[snapshot.Snapshot, int, Scope] | None = None
        self._last_query: tuple[str, NDArray[np.float32]] | None = None
        self._places: tuple[int, tuple[str, ...]] | None = None
        self._words.prepare(self._snapshot_now())

    def search(self, question: str, limit: int = 20, filters: Filters | None = None) -> list[Hit]:
        """Return the passages that fit ``question`` best, best first.

        Args:
            question: in any script that the encoder reads; standalone.
            limit: how many at the most.
            filters: what the search is limited to.
        """
        index = self._snapshot_now()
        scope = self._scope_now(index)
        rows = scope.rows(filters, self.store.documents())
        if not rows.any():
            return []
        words = self._words.of(question, index)
        lexical = self._lexical(index, words, rows)
        dense = self._dense(index, question, scope, rows, lexical)
        hits = []
        share = lexical_weight(max(lexical.values(), default=0.0), sum(map(self.idf, words.own)))
        for passage_id, score in fuse(lexical, dense, lexical_weight=share)[:limit]:
            passage = scope.passage(passage_id)
            if passage is not None:
                hits.append(Hit(passage, score, lexical.get(passage_id, 0.0), dense.get(passage_id, 0.0)))
        return hits

    def aliases(self) -> Aliases:
        """Return the names that stand for one thing: those shipped and those of the library's own file."""
        return self._words.aliases()

    def similarities(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return how near each of ``texts`` is to ``question``, shape (n,): the reranker's scores, or cosines."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        ranked = self.rerank(question, texts)
        if ranked is not None:
            return ranked
        query = self._query_vector(question)
        return np.asarray(self._embedder.encode_passages(list(texts)) @ query, dtype=np.float32)

    def rerank(self, question: str, texts: Sequence[str]) -> NDArray[np.float32] | None:
        """Return the reranker's scores of ``texts``, higher is better, or None where there is no reranker."""
        return None if self._reranker is None else self._reranker.scores(question, texts)

    def idf(self, term: str) -> float:
        """Return how telling a token of ``index.tokenize`` is in this library: ln(N / df), in [0, ln N]."""
        index = self._snapshot or self._snapshot_now()
        frequency = index.body.document_frequency(term) or index.context.document_frequency(term)
        return float(np.log((len(index.ids) + 1) / (frequency + 1)))

    def place_names(self) -> tuple[str, ...]:
        """Return the places that the library's documents call their own: what 我区, 本市 stand for there."""
        revision = self.store.revision()
        if self._places is None or self._places[0] != revision:
            names = {name for d in self.store.documents() for _, name in d.metadata.aliases}
            self._places = (revision, tuple(sorted(names)))
        return self._places[1]

    def _lexical(self, index: snapshot.Snapshot, words: Words, rows: Mask) -> dict[int, float]:
        scores = np.zeros(len(index.ids))
        for tokens, weight in words.weighted():
            scores += weight * index.body.scores(tokens)
            scores += weight * CONTEXT_WEIGHT * index.context.scores(tokens)
        scores[~rows] = 0.0
        count = min(DEPTH, len(scores))
        best = np.argpartition(-scores, count - 1)[:count]
        return {int(index.ids[row]): float(scores[row]) for row in best if scores[row] > 0}

    def _dense(
        self, index: snapshot.Snapshot, question: str, scope: Scope, rows: Mask, lexical: dict[int, float]
    ) -> dict[int, float]:
        query = self._query_vector(question)
        # Rows that filters or removals close are skipped after the search, so that it goes deeper by as many.
        closed = len(rows) - int(np.count_nonzero(rows))
        ids, scores = index.vectors.search(query, min(len(index.ids), DEPTH + closed))
        open_ones = rows[scope.positions(ids)]
        found = dict(zip(ids[open_ones].tolist(), scores[open_ones].tolist(), strict=True))
        nearest = dict(list(found.items())[:DEPTH])  # the nearest come first
        return nearest | {i: found[i] for i in lexical if i in found}

    def _query_vector(self, question: str) -> NDArray[np.float32]:
        """Encode a question; one question is encoded once for the search and for its candidates."""
        kept = self._last_query
        if kept is None or kept[0] != question:
            vectors = self._embedder.encode_queries([question])
            kept = (question, (self._adapter(vectors) if self._adapter else vectors)[0])
            self._last_query = kept
        return kept[1]

    def _scope_now(self, index: snapshot.Snapshot) -> Scope:
        """Return what may be found now: what the store removed is in no answer at once."""
        revision = self.store.revision()
        kept = self._scope
        if kept is None or kept[0] is not index or kept[1] != revision:
            kept = (index, revision, Scope(index.ids, list(self.store.passages())))
            self._scope = kept
        return kept[2]

    def _snapshot_now(self) -> snapshot.Snapshot:
        folder = self.store.folder / "index"
        name = snapshot.current(folder)
        with self._lock:
            if self._snapshot is None or name != self._generation:
                loaded = snapshot.read(folder)
                self._check_model(loaded)
                self._snapshot, self._generation = loaded, name
            return self._snapshot

    def _check_model(self, loaded: snapshot.Snapshot) -> None:
        """Refuse vectors of another model; the precision they were made in does not matter."""
        made_by, here = encoder_of(loaded.manifest.model), encoder_of(self._embedder.identity)
        if made_by != here or loaded.manifest.dimension != self._embedder.dimension:
            raise ModelChanged("资料库的索引由另一个语义模型建立，请用现在的模型重新运行 youju build。")
