from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.ranking import auroc, ndcg, recall, rejected_at


@pytest.mark.parametrize(
    ("ranked", "relevant", "depth", "expected"),
    [
        ("abc", "a", 10, 1.0),
        ("bac", "a", 10, 1 / log2(3)),
        ("xaxb", "ab", 10, (1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3))),
        ("xxa", "a", 2, 0.0),
        ("ab", "abcd", 2, 1.0),
        ("a", "ab", 10, 1 / (1 + 1 / log2(3))),
        ("", "a", 10, 0.0),
        ("a", "", 10, 0.0),
    ],
)
def test_ndcg_by_hand(ranked: str, relevant: str, depth: int, expected: float) -> None:
    assert ndcg(list(ranked), list(relevant), depth) == pytest.approx(expected)


def test_ndcg_to_four_places() -> None:
    # Gains at 1, 3 and 6 of three relevant: (1 + 0.5 + 0.35621) / (1 + 0.63093 + 0.5).
    assert round(ndcg(list("axbyyc"), set("abc")), 4) == 0.8711


@pytest.mark.parametrize(
    ("ranked", "relevant", "depth", "expected"),
    [
        ("abc", "a", 10, 1.0),
        ("abc", "cd", 10, 0.5),
        ("abc", "c", 2, 0.0),
        ("aab", "ab", 2, 0.5),
        ("a", "", 10, 0.0),
    ],
)
def test_recall(ranked: str, relevant: str, depth: int, expected: float) -> None:
    assert recall(list(ranked), list(relevant), depth) == expected


def of(values: str) -> tuple[np.ndarray, np.ndarray]:
    """Read ``0.9+ 0.5-``: scores with their labels."""
    pairs = [(float(value[:-1]), float(value[-1] == "+")) for value in values.split()]
    return np.array([score for score, _ in pairs]), np.array([label for _, label in pairs])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("0.9+ 0.8+ 0.2- 0.1-", 1.0),
        ("0.9- 0.8- 0.2+ 0.1+", 0.0),
        ("0.5+ 0.5-", 0.5),
        ("0.9+ 0.4+ 0.6- 0.1-", 0.75),
        ("0.9+ 0.6+ 0.6- 0.1-", 0.875),
        ("0.9+", 1.0),
        ("0.9-", 1.0),
    ],
)
def test_auroc(values: str, expected: float) -> None:
    assert auroc(*of(values)) == expected


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=20))
def test_auroc_counts_pairs(pairs: list[tuple[int, bool]]) -> None:
    positive = [score for score, label in pairs if label]
    negative = [score for score, label in pairs if not label]
    won = [(p > n) + 0.5 * (p == n) for p in positive for n in negative]
    scores = np.array([score for score, _ in pairs], dtype=np.float64)
    labels = np.array([label for _, label in pairs], dtype=np.float64)
    assert auroc(scores, labels) == pytest.approx(sum(won) / len(won) if won else 1.0)


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.0, 0.25),  # threshold 0.3: of the others only 0.1 is below
        (0.25, 0.5),  # 0.5
        (0.5, 0.75),  # 0.7
        (0.75, 1.0),  # 0.9
    ],
)
def test_rejected_at(share: float, expected: float) -> None:
    assert rejected_at(*of("0.9+ 0.7+ 0.5+ 0.3+ 0.1- 0.4- 0.6- 0.8-"), share) == expected


def test_nothing_to_reject() -> None:
    assert rejected_at(*of("0.9+ 0.7+"), 0.05) == 1.0
    assert rejected_at(*of("0.9- 0.7-"), 0.05) == 1.0
