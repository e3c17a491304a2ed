"""A question to ranked passages: both arms, weighted fusion, only what is live. The index pipeline."""

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.models import Passage
from corpus.store import Store
from index import snapshot
from index.embed import Embedder
from index.errors import ModelChanged
from index.fuse import fuse
from index.models import Filters, Hit
from index.tokenize import tokenize

DEPTH = 100  # candidates of each arm; fewer cap recall
CONTEXT_WEIGHT = 0.4  # of the title, issuer and headings against the passage's own words


class Searcher:
    """Searches one library. Safe to use from many threads; follows new generations by itself."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self.store = store
        self._embedder = embedder
        self._lock = threading.Lock()
        self._generation: str | None = None
        self._snapshot: snapshot.Snapshot | None = None
        self._live: tuple[int, dict[int, Passage]] | None = None
        self._last_query: tuple[str, NDArray[np.float32]] | None = None
        self._places: tuple[int, tuple[str, ...]] | None = None
        self._snapshot_now()

    def search(self, question: str, limit: int = 20, filters: Filters | None = None) -> list[Hit]:
        """Return the passages that fit ``question`` best, best first.

        Args:
            question: in any script that the encoder reads; standalone.
            limit: how many at the most.
            filters: what the search is limited to.
        """
        index = self._snapshot_now()
        live = self._live_passages()
        rows = self._allowed_rows(index, live, filters)
        if not rows.any():
            return []
        lexical = self._lexical(index, question, rows)
        dense = self._dense(index, question, rows, lexical)
        fused = fuse(lexical, dense)[:limit]
        return [
            Hit(live[i], score, lexical.get(i, 0.0), dense.get(i, 0.0)) for i, score in fused if i in live
        ]

    def similarities(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the cosine of ``question`` with each of ``texts``, shape (n,)."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        query = self._query_vector(question)
        return np.asarray(self._embedder.encode_passages(list(texts)) @ query, dtype=np.float32)

    def idf(self, term: str) -> float:
        """Return how telling a token of ``index.tokenize`` is in this library: ln(N / df), in [0, ln N]."""
        index = self._snapshot_now()
        frequency = index.body.document_frequency(term) or index.context.document_frequency(term)
        return float(np.log((len(index.ids) + 1) / (frequency + 1)))

    def place_names(self) -> tuple[str, ...]:
        """Return the places that the library's documents call their own: what 我区, 本市 stand for there."""
        revision = self.store.revision()
        if self._places is None or self._places[0] != revision:
            names = {name for d in self.store.documents() for _, name in d.metadata.aliases}
            self._places = (revision, tuple(sorted(names)))
        return self._places[1]

    def _lexical(self, index: snapshot.Snapshot, question: str, rows: NDArray[np.bool_]) -> dict[int, float]:
        query = tokenize(question)
        scores = index.body.scores(query) + CONTEXT_WEIGHT * index.context.scores(query)
        scores[~rows] = 0.0
        count = min(DEPTH, len(scores))
        best = np.argpartition(-scores, count - 1)[:count]
        return {int(index.ids[row]): float(scores[row]) for row in best if scores[row] > 0}

    def _dense(
        self, index: snapshot.Snapshot, question: str, rows: NDArray[np.bool_], lexical: dict[int, float]
    ) -> dict[int, float]:
        query = self._query_vector(question)
        # Rows that filters or removals close are skipped after the search, so that it goes deeper by as many.
        closed = int((~rows).sum())
        ids, scores = index.vectors.search(query, min(len(index.ids), DEPTH + closed))
        allowed = set(index.ids[rows].tolist())
        found = {int(i): float(s) for i, s in zip(ids, scores, strict=True) if int(i) in allowed}
        nearest = dict(sorted(found.items(), key=lambda pair: -pair[1])[:DEPTH])
        return nearest | {i: found[i] for i in lexical if i in found}

    def _query_vector(self, question: str) -> NDArray[np.float32]:
        """Encode a question; one question is encoded once for the search and for its candidates."""
        kept = self._last_query
        if kept is None or kept[0] != question:
            kept = (question, self._embedder.encode_queries([question])[0])
            self._last_query = kept
        return kept[1]

    def _allowed_rows(
        self, index: snapshot.Snapshot, live: dict[int, Passage], filters: Filters | None
    ) -> NDArray[np.bool_]:
        """Return which rows may be found, shape (n,): live ones, of documents that the filters let pass."""
        documents = None if filters is None or filters == Filters() else self._filtered(filters)
        return np.fromiter(
            (
                (passage := live.get(int(i))) is not None
                and (documents is None or passage.document_id in documents)
                for i in index.ids
            ),
            dtype=np.bool_,
            count=len(index.ids),
        )

    def _filtered(self, filters: Filters) -> set[str]:
        passed = set()
        for document in self.store.documents():
            issued = document.metadata.issued_on or document.metadata.published_on
            if filters.documents and document.id not in filters.documents:
                continue
            if filters.issuers and not any(
                name in (document.metadata.issuer or "") for name in filters.issuers
            ):
                continue
            if filters.states and document.state not in filters.states:
                continue
            if filters.issued_from and (issued is None or issued < filters.issued_from):
                continue
            if filters.issued_to and (issued is None or issued > filters.issued_to):
                continue
            passed.add(document.id)
        return passed

    def _live_passages(self) -> dict[int, Passage]:
        """Return the passages that the store holds now: what was removed is in no answer at once."""
        revision = self.store.revision()
        live = self._live
        if live is None or live[0] != revision:
            live = (revision, {passage.id: passage for passage in self.store.passages()})
            self._live = live
        return live[1]

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
        made_by, here = (name.rpartition("-")[0] for name in (loaded.manifest.model, self._embedder.identity))
        if made_by != here or loaded.manifest.dimension != self._embedder.dimension:
            raise ModelChanged("资料库的索引由另一个语义模型建立，请用现在的模型重新运行 youju build。")
