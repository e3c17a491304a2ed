"""rank-bm25 alone: the words of our tokenizer, a loop over all documents for each of them."""

from pathlib import Path

import numpy as np
from rank_bm25 import BM25Okapi

from evaluation.bench.peer import Floats, Material
from index.tokenize import tokenize


class Okapi:
    """``BM25Okapi`` as its documentation shows it. It lives in memory only."""

    def prepare(self, material: Material, folder: Path) -> None:
        """Nothing is needed."""

    def build(self, material: Material, folder: Path) -> Path | None:
        """Count the words."""
        self._index = BM25Okapi([tokenize(text) for text in material.corpus.texts()])
        return None

    def open(self, material: Material, folder: Path) -> None:
        """Not possible: it has no form on disk but a pickle."""
        raise NotImplementedError

    def search(self, question: str, vector: Floats, limit: int) -> list[int]:
        """Return the rows of the highest scores."""
        scores = self._index.get_scores(tokenize(question))
        best = np.argpartition(-scores, min(limit, len(scores) - 1))[:limit]
        return [int(row) for row in best[np.argsort(-scores[best], kind="stable")]]
