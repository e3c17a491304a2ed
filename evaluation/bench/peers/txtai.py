"""txtai: hybrid ``Embeddings``, BM25 and FAISS with weighted scores."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.bench.peer import Floats, Material
from index.tokenize import tokenize

_EXACT = 100_000  # passages up to which its vectors are searched exactly; then its own choice, IVF


class Txtai:
    """Words of our tokenizer and exact vectors; as shipped: ``hybrid=True`` and nothing else."""

    def __init__(self, *, as_shipped: bool = False) -> None:
        self._as_shipped = as_shipped
        self._vector = np.zeros(0, dtype=np.float32)

    def prepare(self, material: Material, folder: Path) -> None:
        """Nothing is needed."""

    def build(self, material: Material, folder: Path) -> Path | None:
        """Index words and vectors, and save."""
        from txtai import Embeddings  # noqa: PLC0415 - of the extra "bench"

        place = 0

        def transform(texts: Sequence[str]) -> Floats:
            nonlocal place
            place += len(texts)
            return np.asarray(material.vectors[place - len(texts) : place])

        options: dict[str, Any] = {"hybrid": True}
        if not self._as_shipped:
            scoring = {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"whitespace": True}}
            options = {"scoring": scoring}
            if material.corpus.size <= _EXACT:
                options["faiss"] = {"components": "IDMap,Flat"}
        index = Embeddings(method="external", transform=transform, content=False, **options)
        index.index((row, self._words(text), None) for row, text in enumerate(material.corpus.texts()))
        index.config["transform"] = None  # a function is nothing to save
        index.save(str(folder / "txtai"))
        return folder / "txtai"

    def open(self, material: Material, folder: Path) -> None:
        """Load what was saved."""
        from txtai import Embeddings  # noqa: PLC0415 - of the extra "bench"

        def transform(texts: Sequence[str]) -> Floats:
            return self._vector.reshape(1, -1)

        self._index = Embeddings(method="external", transform=transform)
        self._index.load(str(folder / "txtai"))
        self._index.model.transform = transform

    def search(self, question: str, vector: Floats, limit: int) -> list[int]:
        """Return the rows of the highest weighted scores."""
        self._vector = vector
        return [int(row) for row, _ in self._index.search(self._words(question), limit)]

    def _words(self, text: str) -> str:
        return text if self._as_shipped else " ".join(tokenize(text))
