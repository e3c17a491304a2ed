"""Spans of a document that may be the answer, each with its chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.sentences import Span

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class LikelySpans:
    """The chances sum up to 1, or there are no spans."""

    begins: Places  # (n,), characters of the document
    ends: Places  # (n,)
    chances: Floats  # (n,)

    @classmethod
    def of(cls, begins: Places, ends: Places, logits: Floats, temperature: float = 1.0) -> Self:
        """Return spans by their logits, made less sure by a temperature over 1."""
        if not len(begins):
            return cls(begins, ends, np.zeros(0))
        chances = np.exp((logits - logits.max()) / temperature)
        return cls(begins, ends, chances / chances.sum())

    def __len__(self) -> int:
        return len(self.begins)

    def beside(self, other: Self, share: float) -> Self:
        """Return the spans of two, of which ``other`` has ``share`` of the chances."""
        if not len(self) or not len(other):
            return other if len(other) else self
        return type(self)(
            np.concatenate([self.begins, other.begins]),
            np.concatenate([self.ends, other.ends]),
            np.concatenate([(1 - share) * self.chances, share * other.chances]),
        )

    def cut(self, places: Sequence[int]) -> Self:
        """Return the spans, each up to the first of ``places`` (in order) within it."""
        if not len(places):
            return self
        bounds = np.array([*places, np.iinfo(np.int64).max])
        return type(self)(
            self.begins,
            np.minimum(self.ends, bounds[np.searchsorted(bounds, self.begins, side="right")]),
            self.chances,
        )

    def held(self, start: int, end: int) -> float:
        """Return the chance that the answer lies between two places."""
        return float(self.chances[(self.begins >= start) & (self.ends <= end)].sum())

    def best(self, start: int, end: int) -> Span | None:
        """Return the span between two places that most of the answer is to be expected of (F1 of characters).

        Not the likeliest one, as in Goel and Byrne, *Minimum Bayes-risk automatic speech recognition*, 2000: of
        many that differ by a word the one in the middle is right the most. None where no span lies there.
        """
        there = (self.begins >= start) & (self.ends <= end)
        if not there.any():
            return None
        begins, ends = self.begins[there], self.ends[there]
        shared = np.minimum(ends[:, None], ends) - np.maximum(begins[:, None], begins)
        both = (ends - begins)[:, None] + (ends - begins)
        expected = (2 * np.maximum(shared, 0) / both) @ self.chances[there]
        first = int(np.argmax(expected))
        return int(begins[first]), int(ends[first])
