"""bm25s: BM25 as a sparse matrix, words alone."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from evaluation.bench.peer import Floats, Material
from index.tokenize import tokenize


class Sparse:
    """``bm25s.BM25``, opened memory-mapped; with our tokenizer or with its own."""

    def __init__(self, *, as_shipped: bool = False) -> None:
        self._as_shipped = as_shipped

    def prepare(self, material: Material, folder: Path) -> None:
        """Nothing is needed."""

    def build(self, material: Material, folder: Path) -> Path | None:
        """Tokenise, score and save."""
        from bm25s import BM25  # noqa: PLC0415 - of the extra "bench"

        index = BM25()
        index.index(self._tokens(material.corpus.texts()), show_progress=False)
        index.save(folder / "bm25s", show_progress=False)
        return folder / "bm25s"

    def open(self, material: Material, folder: Path) -> None:
        """Map the saved matrix."""
        from bm25s import BM25  # noqa: PLC0415 - of the extra "bench"

        self._index = BM25.load(folder / "bm25s", mmap=True, show_progress=False)

    def search(self, question: str, vector: Floats, limit: int) -> list[int]:
        """Return the rows of the highest scores."""
        rows = self._index.retrieve(
            self._tokens([question]), k=limit, return_as="documents", show_progress=False
        )
        return [int(row) for row in rows[0]]

    def _tokens(self, texts: Iterable[str]) -> Any:
        if not self._as_shipped:
            return [tokenize(text) for text in texts]
        from bm25s import tokenize as own  # noqa: PLC0415 - of the extra "bench"

        return own(list(texts), show_progress=False, return_ids=False)
