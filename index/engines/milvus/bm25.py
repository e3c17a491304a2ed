"""BM25 as rank-bm25 has it, taken apart: what a term weighs in a passage, and what it weighs in a question.

The one goes into the sparse vector of the passage, the other, its idf, into that of the question; their inner
product is the score. The weight in a passage depends on the mean length of all passages, which moves as the
library grows. A build therefore keeps the mean that its vectors were made with, the *reference*; the count can
be had back from a weight, so that the scores of the candidates are computed anew where the two differ.
"""

import math
from collections.abc import Mapping

from index.engines.okapi import K1, B, Statistics


def statistics(passages: int, tokens: int, frequencies: Mapping[int, int]) -> Statistics:
    """Return what BM25 needs to know of one field.

    Args:
        passages: how many there are, with and without tokens in this field.
        tokens: of all passages together.
        frequencies: document frequency, above 0 -> how many terms have it.
    """
    terms = sum(frequencies.values())
    total = sum(
        count * (math.log(passages - frequency + 0.5) - math.log(frequency + 0.5))
        for frequency, count in frequencies.items()
    )
    return Statistics(passages, tokens, total / terms if terms else 0.0)


def mean(field: Statistics) -> float:
    """Return the mean length of a passage in tokens; 1 where no passage has any, which then weighs nothing."""
    return field.tokens / field.rows if field.tokens else 1.0


def weight(count: int, length: int, mean: float) -> float:
    """Return what a term weighs that stands ``count`` times in a passage of ``length`` tokens."""
    return count * (K1 + 1) / (count + _norm(length, mean))


def weights(counts: Mapping[int, int], length: int, mean: float) -> dict[int, float]:
    """Return what each term of a passage of ``length`` tokens weighs."""
    norm = _norm(length, mean)
    return {term: count * (K1 + 1) / (count + norm) for term, count in counts.items()}


def count_of(term_weight: float, length: int, mean: float) -> int:
    """Return the count that ``weight`` made ``term_weight`` of, in float32, for counts up to a thousand."""
    return round(term_weight * _norm(length, mean) / (K1 + 1 - term_weight))


def _norm(length: int, mean: float) -> float:
    return K1 * (1 - B + B * length / mean)
