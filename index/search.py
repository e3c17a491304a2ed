"""A question to ranked passages: both arms, weighted fusion, only what is live. The index pipeline."""

import threading
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.store import Store
from index.adapter import adapter_for, encoder_of
from index.aliases import Aliases
from index.catalogue import Catalogue
from index.encoder import Encoder
from index.engine import Allowed, Engine, Reader
from index.errors import ModelChanged
from index.fuse import fuse, lexical_weight
from index.models import Filters, Hit
from index.query import WordsOfLibrary
from index.reading import Reading
from index.recent import RecentReadings, RecentVectors
from index.refresh import engine_of
from index.rerank import Reranker
from index.scope import Scope
from index.threads import dense_arms, leave_cores_to_encoder

DEPTH = 100  # candidates of each arm; fewer cap recall
# Passages above which both arms at once are quicker than one after the other, whose threads don't wait for each other.
_APART = 250_000
_QUESTIONS, _CANDIDATES = 256, 16_384  # vectors that are remembered, 1.5 kB each
_READINGS = 2_560  # that are remembered, some 5 kB each: six of a question at the most


class Searcher:
    """Searches one library. Safe to use from many threads; follows new generations by itself."""

    def __init__(
        self,
        store: Store,
        embedder: Encoder,
        reranker: Reranker | None = None,
        engine: Engine | None = None,
    ) -> None:
        """Open the index of a library; without an engine, the one in its folder.

        Raises:
            IndexMissing, IndexOutdated, IndexDamaged, ModelChanged, AliasFileInvalid, EngineUnavailable
        """
        leave_cores_to_encoder()
        self.store = store
        self.engine = engine_of(store, engine)
        self._embedder = embedder
        self._reranker = reranker
        self._adapter = adapter_for(embedder.identity)
        self._words = WordsOfLibrary(store.folder)
        self._catalogue = Catalogue(store)
        self._lock = threading.Lock()
        self._opened: tuple[str | None, Reader] | None = None
        self._scope: tuple[Reader, int, Scope] | None = None
        self._question_vectors = RecentVectors(self._encode_questions, _QUESTIONS)
        self._candidate_vectors = RecentVectors(embedder.encode_passages, _CANDIDATES)
        self._readings = RecentReadings(embedder.read, _READINGS)
        self._words.prepare(self.reader())

    def search(self, question: str, limit: int = 20, filters: Filters | None = None) -> list[Hit]:
        """Return the passages that fit ``question`` best, best first.

        Args:
            question: in any script that the encoder reads; standalone.
            limit: how many at the most.
            filters: what the search is limited to.
        """
        reader = self.reader()
        allowed = self._scope_of(reader).allowed(filters)
        if allowed.only is not None and not allowed.only:
            return []
        dense = self._begin_dense(question, reader, allowed)
        words = self._words.of(question, reader)
        lexical = reader.lexical(list(words.weighted()), allowed, DEPTH)
        neighbours = dense()
        share = lexical_weight(max(lexical.values(), default=0.0), sum(map(self.idf, words.own)))
        best = fuse(lexical, neighbours, lexical_weight=share)[:limit]
        passages = reader.passages(passage_id for passage_id, _ in best)
        return [
            Hit(passages[id], score, lexical.get(id, 0.0), neighbours.get(id, 0.0))
            for id, score in best
            if id in passages
        ]

    def remember(self, question: str, vector: NDArray[np.float32]) -> None:
        """Take the encoder's vector of a question, shape (dimension,), so that it need not be asked for it."""
        adapted = self._adapter(vector.reshape(1, -1))[0] if self._adapter else vector
        self._question_vectors.remember(question, adapted)

    def reader(self) -> Reader:
        """Return the current generation of the index, opened once.

        Raises:
            IndexMissing, IndexOutdated, IndexDamaged, ModelChanged, EngineUnavailable
        """
        name = self.engine.generation()
        opened = self._opened
        if opened is not None and opened[0] == name:
            return opened[1]
        with self._lock:
            if self._opened is None or self._opened[0] != name:
                reader = self.engine.reader()
                self._check_model(reader)
                self._opened = (name, reader)
            return self._opened[1]

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
        return np.asarray(self._candidate_vectors(texts) @ query, dtype=np.float32)

    def rerank(self, question: str, texts: Sequence[str]) -> NDArray[np.float32] | None:
        """Return the reranker's scores of ``texts``, higher is better, or None where there is no reranker."""
        return None if self._reranker is None else self._reranker.scores(question, texts)

    def read(self, question: str, passages: Sequence[str]) -> list[Reading] | None:
        """Return where each passage answers a question, and whether it does; None: the model has no reader."""
        return self._readings(question, passages)

    def idf(self, term: str) -> float:
        """Return how telling a token of ``index.tokenize`` is in this library: ln(N / df), in [0, ln N]."""
        opened = self._opened
        reader = opened[1] if opened is not None else self.reader()
        found = reader.frequency(term)
        return float(np.log((reader.state.passages + 1) / ((found.body or found.context) + 1)))

    def place_names(self) -> tuple[str, ...]:
        """Return the places that the library's documents call their own: what 我区, 本市 stand for there."""
        return self._catalogue.places()

    def _begin_dense(
        self, question: str, reader: Reader, allowed: Allowed
    ) -> Callable[[], Mapping[int, float]]:
        """Begin with the dense arm in another thread where that is quicker, and return what gives its cosines."""

        def neighbours() -> Mapping[int, float]:
            return reader.dense(self._query_vector(question), allowed, DEPTH)

        if reader.state.passages > _APART:
            return dense_arms().submit(neighbours).result
        if self._question_vectors.known(question) is None:
            encoding = dense_arms().submit(self._query_vector, question)
            return lambda: reader.dense(encoding.result(), allowed, DEPTH)
        return neighbours

    def _query_vector(self, question: str) -> NDArray[np.float32]:
        """Encode a question; one question is encoded once for the search and for its candidates."""
        return np.asarray(self._question_vectors([question])[0], dtype=np.float32)

    def _encode_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        vectors = self._embedder.encode_queries(questions)
        return self._adapter(vectors) if self._adapter else vectors

    def _scope_of(self, reader: Reader) -> Scope:
        """Return what may be found now: what the store removed is in no answer at once."""
        revision = self.store.revision()
        kept = self._scope
        if kept is None or kept[0] is not reader or kept[1] != revision:
            kept = (reader, revision, Scope(reader, self.store, self._catalogue))
            self._scope = kept
        return kept[2]

    def _check_model(self, reader: Reader) -> None:
        """Refuse vectors of another model; the precision they were made in does not matter."""
        made_by, here = encoder_of(reader.state.model), encoder_of(self._embedder.identity)
        if made_by != here or reader.state.dimension != self._embedder.dimension:
            raise ModelChanged("资料库的索引由另一个语义模型建立，请用现在的模型重新运行 youju build。")
