"""How well a ranking puts first what is relevant, and how well a score tells two kinds apart."""

import math
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray


def ndcg(ranked: Sequence[str], relevant: Collection[str], depth: int = 10) -> float:
    """Return the normalised discounted cumulative gain of the first ``depth``, binary relevance, in [0, 1].

    Järvelin and Kekäläinen, *Cumulated gain-based evaluation of IR techniques*, 2002.
    """
    gain = sum(1 / math.log2(i + 2) for i, name in enumerate(ranked[:depth]) if name in relevant)
    ideal = sum(1 / math.log2(i + 2) for i in range(min(len(relevant), depth)))
    return gain / ideal if ideal else 0.0


def recall(ranked: Sequence[str], relevant: Collection[str], depth: int = 10) -> float:
    """Return the share of the relevant that is among the first ``depth``."""
    return len(set(ranked[:depth]) & set(relevant)) / len(relevant) if relevant else 0.0


def auroc(scores: NDArray[np.float64], labels: NDArray[np.float64]) -> float:
    """Return the chance that one labelled 1 scores above one labelled 0 (Mann-Whitney U, ties half)."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    if not len(positive) or not len(negative):
        return 1.0
    above = (positive[:, None] > negative[None, :]).mean()
    return float(above + 0.5 * (positive[:, None] == negative[None, :]).mean())


def rejected_at(scores: NDArray[np.float64], labels: NDArray[np.float64], false_share: float) -> float:
    """Return the share of those labelled 0 that a threshold rejects which rejects ``false_share`` of the others."""
    positive, negative = np.sort(scores[labels == 1]), scores[labels == 0]
    if not len(positive) or not len(negative):
        return 1.0
    threshold = positive[int(false_share * len(positive))]
    return float((negative < threshold).mean())
