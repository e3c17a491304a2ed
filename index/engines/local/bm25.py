"""BM25 as rank-bm25 scores it, over the live rows of all segments.

rank-bm25 weighs a term by ln((N - n + 0.5) / (n + 0.5)), and by a share of the average of these where that is
negative; each occurrence by k1, b and the row's length against the average length (``BM25Okapi``; Trotman et al.,
*Improvements to BM25 and Language Models Examined*, ADCS 2014). All of that changes with each document, so the
segments keep counts, and weights are made of them when a term is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.engines.local.field import Field, Lists
from index.engines.okapi import K1, Floats, Statistics


@dataclass(frozen=True, slots=True)
class Share:
    """One segment's share of a field: its lists, and what removed rows take from them."""

    field: Field
    dead: NDArray[np.int64]  # rows
    lost: NDArray[np.int64]  # numbers of the terms that stand in dead rows, ascending
    lost_counts: NDArray[np.int64]  # in how many

    def frequency(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return in how many live rows terms stand, 0 for the number -1; shape as ``numbers``."""
        starts = self.field.starts
        every = np.where(numbers < 0, 0, starts[numbers + 1] - starts[numbers])
        if len(self.lost):
            at = np.minimum(np.searchsorted(self.lost, numbers), len(self.lost) - 1)
            every = every - np.where(self.lost[at] == numbers, self.lost_counts[at], 0)
        return every

    def frequency_of(self, term: np.uint64) -> int:
        """Return what ``frequency`` says of one term, by its hash; five times as fast for a single one."""
        hashes, starts = self.field.hashes, self.field.starts
        number = int(hashes.searchsorted(term))
        if number == len(hashes) or hashes[number] != term:
            return 0
        every = int(starts[number + 1] - starts[number])
        if len(self.lost):
            at = int(self.lost.searchsorted(number))
            if at < len(self.lost) and self.lost[at] == number:
                every -= int(self.lost_counts[at])
        return every

    def frequencies(self) -> NDArray[np.int64]:
        """Return in how many live rows each term stands, shape (terms,)."""
        every = self.field.frequencies()
        every[self.lost] -= self.lost_counts
        return every


def statistics(shares: Sequence[Share]) -> Statistics:
    """Return the statistics of a field that lies in several segments."""
    rows = sum(len(share.field.lengths) - len(share.dead) for share in shares)
    tokens = sum(_sum(s.field.lengths) - _sum(s.field.lengths[s.dead]) for s in shares)
    return Statistics(rows, tokens, _average_idf(shares, rows))


def _sum(lengths: NDArray[np.uint32]) -> int:
    return int(lengths.sum(dtype=np.int64))


def _average_idf(shares: Sequence[Share], rows: int) -> float:
    """Return the average over the terms that stand anywhere, negative ones included."""
    parts = [share.frequencies() for share in shares]
    if len(parts) == 1:
        frequencies = parts[0]
    elif parts:
        hashes = np.concatenate([share.field.hashes for share in shares])
        _, term = np.unique(hashes, return_inverse=True)
        frequencies = np.bincount(term, weights=np.concatenate(parts)).astype(np.int64)
    else:
        return 0.0
    terms = np.bincount(frequencies)[1:]  # how many terms stand in 1, 2, ... rows
    if not terms.sum():
        return 0.0
    frequency = np.arange(1, len(terms) + 1)
    idf = np.log(rows - frequency + 0.5) - np.log(frequency + 0.5)
    return float(np.dot(terms, idf) / terms.sum())


class Scorer:
    """Scores the rows of one segment's field. Safe to use from many threads."""

    def __init__(self, share: Share, statistics: Statistics) -> None:
        lengths = share.field.lengths
        longest = int(lengths.max(initial=0))
        self._field = share.field
        self._lengths = lengths.astype(np.min_scalar_type(longest))
        self._norms = statistics.norms(np.arange(longest + 1, dtype=np.uint32))
        self._once = (K1 + 1) / (1 + self._norms)

    def lists(self, terms: Sequence[tuple[int, float]]) -> "Scored":
        """Return the lists of terms with what makes scores of them.

        Args:
            terms: number and weight of each, idf included; at least one.
        """
        lists = self._field.lists([number for number, _ in terms])
        weights = np.array([weight for _, weight in terms])
        return Scored(lists, weights, self._lengths, self._once, self._norms)


@dataclass(frozen=True, slots=True)
class Scored:
    """Lists of terms, and what an occurrence counts in each row.

    That depends on the row's length alone, and tables by length stay in a processor's cache where tables by row don't.
    """

    lists: Lists
    weights: Floats  # (terms,)
    lengths: NDArray[np.unsignedinteger]  # (rows,), as narrow as they can be
    once: Floats  # (longest + 1,), what one occurrence counts in a row of each length
    norms: Floats  # (longest + 1,)

    def write(self, rows: NDArray[np.intp], scores: Floats) -> None:
        """Write an entry for each row of each list: its number, and what the term counts there.

        Args:
            rows: shape (entries,), of which there are ``len(self.lists)``.
            scores: the same shape.
        """
        once, more, counts = self.lists.once, self.lists.more, self.lists.counts
        turn = sum(map(len, once))
        np.concatenate([*once, *more], out=rows, casting="same_kind")
        lengths = self.lengths.take(rows)
        np.take(self.once, lengths[:turn], out=scores[:turn], mode="clip")  # else a copy is made
        scores[:turn] *= np.repeat(self.weights, [*map(len, once)])
        several = scores[turn:]
        np.take(self.norms, lengths[turn:], out=several, mode="clip")
        count = np.concatenate(counts, dtype=np.float64)
        several += count
        np.divide(count, several, out=several)
        several *= np.repeat(self.weights * (K1 + 1), [*map(len, more)])


def summed(scored: Sequence[Scored], rows: int) -> Floats:
    """Return the score of each of ``rows`` rows by lists of their fields."""
    sizes = [len(each.lists) for each in scored]
    numbers = np.empty(sum(sizes), dtype=np.intp)
    scores = np.empty(sum(sizes))
    begin = 0
    for each, size in zip(scored, sizes, strict=True):
        each.write(numbers[begin : begin + size], scores[begin : begin + size])
        begin += size
    return np.asarray(np.bincount(numbers, scores, rows), dtype=np.float64)
