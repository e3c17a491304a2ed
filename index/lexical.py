"""BM25 of rank-bm25, as a sparse matrix of term weights: the same scores without its loop over documents.

``rank_bm25.BM25Okapi`` counts the corpus and gives idf (with its floor for frequent terms), document
lengths and parameters; what ``get_scores`` would compute for a term is computed once and kept. The
score of a query is then a sum of sparse columns. Trotman et al., *Improvements to BM25 and Language
Models Examined*, ADCS 2014.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi
from scipy.sparse import csc_matrix

Floats = NDArray[np.float64]


class Lexical:
    """BM25 scores of one field over all passages."""

    def __init__(self, weights: csc_matrix, vocabulary: Sequence[str]) -> None:
        self._weights = weights
        self._columns = {term: i for i, term in enumerate(vocabulary)}
        self._vocabulary = tuple(vocabulary)

    @classmethod
    def fit(cls, documents: Sequence[Sequence[str]]) -> "Lexical":
        """Weigh the terms of tokenised ``documents``; empty documents are allowed, an empty corpus too."""
        if not any(documents):
            return cls(csc_matrix((len(documents), 0)), ())
        bm25 = BM25Okapi(documents)
        columns = {term: i for i, term in enumerate(sorted(bm25.idf))}
        lengths = np.asarray(bm25.doc_len, dtype=np.float64)
        norms = bm25.k1 * (1 - bm25.b + bm25.b * lengths / bm25.avgdl)
        rows = np.repeat(np.arange(len(documents)), [len(f) for f in bm25.doc_freqs])
        cols = np.fromiter((columns[t] for f in bm25.doc_freqs for t in f), np.int64, len(rows))
        counts = np.fromiter((n for f in bm25.doc_freqs for n in f.values()), np.float64, len(rows))
        idf = np.array([bm25.idf[term] for term in columns])
        weights = idf[cols] * (counts * (bm25.k1 + 1) / (counts + norms[rows]))
        return cls(csc_matrix((weights, (rows, cols)), shape=(len(documents), len(columns))), tuple(columns))

    def scores(self, query: Sequence[str]) -> Floats:
        """Return the BM25 score of every document, shape (documents,); repeated terms count again."""
        total = np.zeros(self._weights.shape[0])
        indptr, indices, data = self._weights.indptr, self._weights.indices, self._weights.data
        for term in query:
            column = self._columns.get(term)
            if column is not None:
                span = slice(indptr[column], indptr[column + 1])
                total[indices[span]] += data[span]  # a column names each row once
        return total

    @property
    def vocabulary(self) -> Sequence[str]:
        """Every term, sorted."""
        return self._vocabulary

    def document_frequency(self, term: str) -> int:
        """Return in how many documents ``term`` stands."""
        column = self._columns.get(term)
        if column is None:
            return 0
        return int(self._weights.indptr[column + 1] - self._weights.indptr[column])

    def save(self, folder: Path, name: str) -> None:
        """Write the field as plain arrays and a list of terms; nothing is pickled."""
        np.savez(
            folder / f"{name}.npz",
            data=self._weights.data,
            indices=self._weights.indices,
            indptr=self._weights.indptr,
            shape=np.array(self._weights.shape),
        )
        (folder / f"{name}.terms.txt").write_text("\n".join(self._vocabulary), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, name: str) -> "Lexical":
        """Read what ``save`` wrote."""
        # Opened here: np.load leaves a file open that turns out to be cut.
        with (folder / f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            weights = csc_matrix(
                (arrays["data"], arrays["indices"], arrays["indptr"]), shape=tuple(arrays["shape"])
            )
        text = (folder / f"{name}.terms.txt").read_text(encoding="utf-8")
        return cls(weights, tuple(text.split("\n")) if text else ())
