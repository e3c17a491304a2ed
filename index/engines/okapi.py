"""The parameters of rank-bm25, and what a field's weights are made of, whichever engine keeps the counts."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

Floats = NDArray[np.float64]
_OKAPI = BM25Okapi([["a"]])  # its parameters
K1, B, EPSILON = float(_OKAPI.k1), float(_OKAPI.b), float(_OKAPI.epsilon)


@dataclass(frozen=True, slots=True)
class Statistics:
    """What BM25 needs to know of one field of a whole library."""

    rows: int
    tokens: int
    average_idf: float

    def idf(self, frequency: int) -> float:
        """Return the weight of a term that stands in ``frequency`` rows."""
        idf = math.log(self.rows - frequency + 0.5) - math.log(frequency + 0.5)
        return EPSILON * self.average_idf if idf < 0 else idf

    def norms(self, lengths: NDArray[np.uint32]) -> Floats:
        """Return what the length of each row adds to a count, shape (rows,)."""
        if not self.tokens:
            return np.full(len(lengths), K1)
        return np.asarray(K1 * (1 - B + B * lengths.astype(np.float64) * self.rows / self.tokens))
