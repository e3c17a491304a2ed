"""Which texts may be alike: those whose sketches share a band. No other two are compared."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.fingerprint import SKETCH, is_readable, mix, sketches, unpack

_ROWS = 4  # minima in one band: texts with a likeness of 0.6 meet in one of the 32 bands 99 times of 100
_BANDS = SKETCH // _ROWS
_CROWD = 64  # documents in a band before those of other figures are kept apart
_BATCH = 1 << 16  # pairs whose sketches are compared at once: 2 x 32 MiB

Pair = tuple[int, int]


def bands(prints: Iterable[bytes]) -> NDArray[np.int64]:
    """Return the bands of readable fingerprints: a row of 32 odd numbers each.

    Two fingerprints hold the same number where they share a band, and, but for a chance of 1 to 2**63, nowhere else.
    """
    halves = np.ascontiguousarray(sketches(prints)).view(np.uint64).reshape(-1, _BANDS, _ROWS // 2)
    which = np.arange(_BANDS, dtype=np.uint64)
    return (mix(mix(halves[:, :, 0] + which) + halves[:, :, 1]) | np.uint64(1)).view(np.int64)


def candidates(prints: Sequence[bytes]) -> dict[Pair, float]:
    """Return the pairs of fingerprints that share a band, with the share of shingles that they have in common.

    Args:
        prints: fingerprints; a pair names two of them by their places, the smaller first.
    """
    readable = [at for at, data in enumerate(prints) if is_readable(data)]
    buckets = _buckets(bands(prints[at] for at in readable))
    found = sorted({pair for bucket in buckets for pair in _pairs([readable[at] for at in bucket], prints)})
    return dict(zip(found, _likeness(prints, found), strict=True))


def _buckets(rows: NDArray[np.int64]) -> Iterator[list[int]]:
    """Yield the rows that share a number, two or more, in ascending order."""
    numbers = rows.ravel()
    order = np.argsort(numbers, kind="stable")
    same = numbers[order[1:]] == numbers[order[:-1]]
    edges = np.flatnonzero(np.diff(same, prepend=False, append=False))
    for begin, end in edges.reshape(-1, 2).tolist():
        yield (order[begin : end + 1] // _BANDS).tolist()


def _pairs(bucket: Sequence[int], prints: Sequence[bytes]) -> Iterable[Pair]:
    """Pair the texts of a band; in a crowd of one template only those with the same figures, as a chain."""
    if len(bucket) <= _CROWD:
        return combinations(bucket, 2)
    alike: dict[int, list[int]] = defaultdict(list)
    for at in bucket:
        alike[unpack(prints[at]).figures].append(at)
    return (pair for crowd in alike.values() for pair in pairwise(crowd))


def _likeness(prints: Sequence[bytes], pairs: Sequence[Pair]) -> Iterator[float]:
    """Yield the estimated share of shingles that the two texts of each pair have in common."""
    for begin in range(0, len(pairs), _BATCH):
        one, other = zip(*pairs[begin : begin + _BATCH], strict=True)
        alike = sketches(prints[at] for at in one) == sketches(prints[at] for at in other)
        yield from alike.mean(axis=1).tolist()
