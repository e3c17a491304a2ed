"""One field of a segment, inverted: which rows a term stands in, and how often.

Terms are found by a hash of 64 bits. A list of rows begins with those in which the term stands once, whose
count need not be kept; nine of ten do. Lists hold counts, not weights: what BM25 makes of them depends on
the whole library, which changes without this segment (see ``bm25``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from index.engines.local.arrays import Array

MAX_ROWS = 1 << 24  # of one field
_ROW_BITS, _COUNT_BITS = 24, 14
_MAX_COUNT = 1 << _COUNT_BITS
_TERM_SHIFT = np.uint64(_ROW_BITS + _COUNT_BITS)
_NAMES = ("hashes", "starts", "repeated", "rows", "counts", "lengths", "terms", "ends")


@lru_cache(maxsize=1 << 16)
def hash_of(term: str) -> int:
    """Return 64 bits that stand for a term."""
    return int.from_bytes(blake2b(term.encode("utf-8"), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of several terms of a field, as they lie in it."""

    once: list[NDArray[np.uint32]]  # of each term the rows in which it stands once
    more: list[NDArray[np.uint32]]  # those in which it stands several times
    counts: list[NDArray[np.uint16]]  # how often; shapes as of ``more``

    def __len__(self) -> int:
        """How many entries there are in all."""
        return sum(map(len, self.once)) + sum(map(len, self.more))


@dataclass(frozen=True, slots=True)
class Field:
    """The lists of one field. Terms are numbered in the order of their hashes."""

    hashes: NDArray[np.uint64]  # (terms,), ascending
    starts: NDArray[np.int64]  # (terms + 1,): where each list begins in ``rows``
    repeated: NDArray[np.int64]  # (terms + 1,): where its counts begin in ``counts``
    rows: NDArray[np.uint32]  # of each list: those with one occurrence, then the others
    counts: NDArray[np.uint16]  # of the others
    lengths: NDArray[np.uint32]  # (rows,): tokens in each row
    terms: NDArray[np.uint8]  # UTF-8, one after the other
    ends: NDArray[np.int64]  # (terms,): where each ends

    def numbers(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the numbers of terms, -1 for those that stand nowhere; shape as ``hashes``."""
        if not len(self.hashes):
            return np.full(len(hashes), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        return np.where(self.hashes[at] == hashes, at, -1)

    def frequencies(self) -> NDArray[np.int64]:
        """Return in how many rows each term stands, removed ones included; shape (terms,)."""
        return np.diff(self.starts)

    def lists(self, numbers: Sequence[int]) -> "Lists":
        """Return the lists of terms."""
        at = np.asarray(numbers, dtype=np.intp)
        begins, ends = self.starts[at].tolist(), self.starts[at + 1].tolist()
        first, last = self.repeated[at].tolist(), self.repeated[at + 1].tolist()
        turns = [end - (b - a) for end, a, b in zip(ends, first, last, strict=True)]
        rows, counts = self.rows, self.counts
        return Lists(
            [rows[a:b] for a, b in zip(begins, turns, strict=True)],
            [rows[a:b] for a, b in zip(turns, ends, strict=True)],
            [counts[a:b] for a, b in zip(first, last, strict=True)],
        )

    def lost(self, dead: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the numbers of the terms that stand in ``dead`` rows, ascending, and in how many of them."""
        is_dead = np.zeros(len(self.lengths), dtype=bool)
        is_dead[dead] = True
        postings = np.flatnonzero(is_dead[self.rows])
        return np.unique(np.searchsorted(self.starts, postings, side="right") - 1, return_counts=True)

    def vocabulary(self) -> list[str]:
        """Return all terms by their numbers."""
        blob = self.terms.tobytes()
        ends = self.ends.tolist()
        return [blob[a:b].decode("utf-8") for a, b in zip([0, *ends], ends, strict=False)]

    def arrays(self, name: str) -> dict[str, Array]:
        """Return what is kept of the field called ``name``."""
        return {f"{name}.{part}": getattr(self, part) for part in _NAMES}

    @classmethod
    def of(cls, name: str, arrays: Mapping[str, Array]) -> "Field":
        """Return the field that ``arrays`` were made of."""
        return cls(*(arrays[f"{name}.{part}"] for part in _NAMES))


class FieldBuilder:
    """Inverts rows, given in batches; rank-bm25 counts them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._postings: list[NDArray[np.uint64]] = []
        self._lengths: list[int] = []

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Take the tokens of the next rows."""
        begin = len(self._lengths)
        self._lengths += map(len, rows)
        if not any(rows):  # which rank-bm25 can't count
            return
        counted = BM25Okapi(rows).doc_freqs
        numbers = self._numbers
        sizes = [len(counts) for counts in counted]
        terms = (numbers.setdefault(term, len(numbers)) for counts in counted for term in counts)
        each = (count for counts in counted for count in counts.values())
        self._postings.append(
            _packed(
                np.fromiter(terms, np.uint64, sum(sizes)),
                np.minimum(np.fromiter(each, np.uint64, sum(sizes)), _MAX_COUNT),
                np.repeat(np.arange(begin, len(self._lengths), dtype=np.uint64), sizes),
            )
        )

    def field(self) -> Field:
        """Return the rows inverted."""
        return _field(
            list(self._numbers),
            np.fromiter(map(hash_of, self._numbers), np.uint64, len(self._numbers)),
            np.concatenate([np.zeros(0, np.uint64), *self._postings]),
            np.array(self._lengths, dtype=np.uint32),
        )


def merged(fields: Sequence[Field], kept: Sequence[NDArray[np.int64]]) -> Field:
    """Return one field of the rows that are kept of several.

    Args:
        fields: at least one.
        kept: for each field the new number of each of its rows, or -1; shape (rows,).
    """
    hashes = np.concatenate([field.hashes for field in fields])
    _, first, inverse = np.unique(hashes, return_index=True, return_inverse=True)
    postings, begin = [], 0
    for field, new in zip(fields, kept, strict=True):
        of_term = inverse[begin : begin + len(field.hashes)].astype(np.uint64)
        begin += len(field.hashes)
        counts = np.ones(len(field.rows), dtype=np.uint64)
        many = np.diff(field.repeated)
        last = np.repeat(field.starts[1:] - np.cumsum(many), many)
        counts[last + np.arange(len(field.counts))] = field.counts
        row = new[field.rows]
        here = row >= 0
        terms = np.repeat(of_term, np.diff(field.starts))
        postings.append(_packed(terms[here], counts[here], row[here].astype(np.uint64)))
    vocabulary = [term for field in fields for term in field.vocabulary()]
    lengths = np.zeros(sum(int((new >= 0).sum()) for new in kept), dtype=np.uint32)
    for field, new in zip(fields, kept, strict=True):
        lengths[new[new >= 0]] = field.lengths[new >= 0]
    return _field([vocabulary[i] for i in first.tolist()], hashes[first], np.concatenate(postings), lengths)


def _packed(
    terms: NDArray[np.uint64], counts: NDArray[np.uint64], rows: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    """Return a number for each posting that sorts by term, then count, then row."""
    packed: NDArray[np.uint64] = (
        (terms << _TERM_SHIFT) | ((counts - np.uint64(1)) << np.uint64(_ROW_BITS)) | rows
    )
    return packed


def _field(
    terms: Sequence[str],
    hashes: NDArray[np.uint64],
    postings: NDArray[np.uint64],
    lengths: NDArray[np.uint32],
) -> Field:
    """Lay out postings whose terms are numbered as ``terms``; those without any are left out."""
    if len(lengths) > MAX_ROWS:
        raise ValueError("too many rows for one field")
    used = np.zeros(len(terms), dtype=bool)
    used[(postings >> _TERM_SHIFT).astype(np.int64)] = True
    order = np.flatnonzero(used)
    order = order[np.argsort(hashes[order], kind="stable")]
    if len(np.unique(hashes[order])) != len(order):
        raise ValueError("two terms have one hash")
    number = np.zeros(len(terms), dtype=np.uint64)
    number[order] = np.arange(len(order), dtype=np.uint64)
    low = np.uint64((1 << (_ROW_BITS + _COUNT_BITS)) - 1)
    postings = (number[(postings >> _TERM_SHIFT).astype(np.int64)] << _TERM_SHIFT) | (postings & low)
    postings.sort()
    of_term = (postings >> _TERM_SHIFT).astype(np.int64)
    counts = ((postings >> np.uint64(_ROW_BITS)) & np.uint64(_MAX_COUNT - 1)).astype(np.uint16) + np.uint16(1)
    many = counts > 1
    encoded = [terms[i].encode("utf-8") for i in order.tolist()]
    return Field(
        hashes=hashes[order],
        starts=_starts(of_term, len(order)),
        repeated=_starts(of_term[many], len(order)),
        rows=(postings & np.uint64(MAX_ROWS - 1)).astype(np.uint32),
        counts=counts[many],
        lengths=lengths,
        terms=np.frombuffer(b"".join(encoded), dtype=np.uint8),
        ends=np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), dtype=np.int64),
    )


def _starts(of_term: NDArray[np.int64], terms: int) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.bincount(of_term, minlength=terms))]).astype(np.int64)
