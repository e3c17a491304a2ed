"""Youju itself: a library in a folder, searched by ``index.search.Searcher``; only its encoder is stood in for."""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from corpus.files import File
from corpus.store import Store
from evaluation.bench.peer import Floats, Material
from index.embed import Embedder
from index.engine import ALL
from index.refresh import engine_of, refresh
from index.search import Searcher
from index.tokenize import tokenize


class Encoded(Embedder):
    """An encoder without a model: gives the vectors that were made before, by text."""

    def __init__(self, material: Material, *, passages: bool) -> None:
        """Know the vectors of the passages if told; questions come with theirs."""
        self._model_name = material.model
        self._vectors = material.vectors
        keys = np.fromiter(map(_key, material.corpus.texts() if passages else ()), dtype=np.uint64)
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._vectors.shape[1])

    @property
    def identity(self) -> str:
        """Names the model that made the vectors."""
        return self._model_name

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> Floats:
        """Return the vectors of passages of the corpus, shape (len(texts), dimension)."""
        wanted = np.fromiter(map(_key, texts), dtype=np.uint64, count=len(texts))
        return np.asarray(self._vectors[self._order[np.searchsorted(self._keys, wanted)]])

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """Nothing is asked without its vector."""
        raise AssertionError(texts)

    def read(self, question: str, passages: Sequence[str]) -> None:
        """It has no reader: only the search is compared."""


class Youju:
    """Hybrid search of a whole library: words, vectors, aliases, fusion, and only what the store still has."""

    def prepare(self, material: Material, folder: Path) -> None:
        """Put the documents into a store: reading files is not what is compared."""
        store = Store.create(folder / "library")
        for number, each in enumerate(material.corpus.cuts()):
            document = each.document
            file = File(f"/{number}", document.source, document.sha256, document.id)
            store.put_version(document, file, b"", each.spans)
        store.close()
        self._encoded = Encoded(material, passages=True)

    def build(self, material: Material, folder: Path) -> Path | None:
        """Index the store."""
        store = Store.open(folder / "library")
        with store.write_lock():
            refresh(store, self._encoded)
        store.close()
        return folder / "library" / "index"

    def open(self, material: Material, folder: Path) -> None:
        """Open the library as a server does."""
        self._encoded = Encoded(material, passages=False)
        self._searcher = Searcher(Store.open(folder / "library"), self._encoded)

    def search(self, question: str, vector: Floats, limit: int) -> list[int]:
        """Return the rows of the first hits."""
        self._searcher.remember(question, vector)
        return [hit.passage.id - 1 for hit in self._searcher.search(question, limit)]


class YoujuWords:
    """The lexical arm of the same library alone: BM25 of words and headings."""

    def prepare(self, material: Material, folder: Path) -> None:
        """Nothing: ``Youju`` makes the library."""

    def build(self, material: Material, folder: Path) -> Path | None:
        """Nothing: ``Youju`` makes the library."""
        return None

    def open(self, material: Material, folder: Path) -> None:
        """Open the index."""
        self._reader = engine_of(Store.open(folder / "library"), None).reader()

    def search(self, question: str, vector: Floats, limit: int) -> list[int]:
        """Return the rows of the highest scores."""
        found = self._reader.lexical([(tokenize(question), 1.0)], ALL, limit)
        return [passage_id - 1 for passage_id in found]


def _key(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
