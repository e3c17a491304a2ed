"""One generation of the local engine, ready to be searched."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from corpus.models import Passage
from index.engine import CONTEXT_WEIGHT, Allowed, Floats, Frequency, State, Words
from index.engines.local.bm25 import Scored, Scorer, Share, summed
from index.engines.local.field import hash_of
from index.engines.local.generation import Generation, Part
from index.engines.local.segment import Segment
from index.engines.local.vectors import Mask, nearest
from index.engines.okapi import Statistics

_BLOCK = 64  # rows of a group, of which only the best is looked at first
_KEPT_FREQUENCIES = 100_000


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of all segments."""

    statistics: Statistics
    shares: tuple[Share, ...]
    scorers: tuple[Scorer, ...]

    @classmethod
    def of(cls, shares: Iterable[Share], statistics: Statistics) -> "_Field":
        kept = tuple(shares)
        return cls(statistics, kept, tuple(Scorer(share, statistics) for share in kept))

    def numbers(self, hashes: NDArray[np.uint64]) -> list[NDArray[np.int64]]:
        """Return the numbers of terms in each segment."""
        return [share.field.numbers(hashes) for share in self.shares]

    def frequencies(self, numbers: Sequence[NDArray[np.int64]]) -> list[int]:
        """Return in how many live rows of all segments each term stands."""
        every = [share.frequency(here) for share, here in zip(self.shares, numbers, strict=True)]
        return [int(sum(frequencies)) for frequencies in zip(*every, strict=True)]


class LocalReader:
    """A generation, mapped. Safe to use from many threads."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self.state: State = generation.state
        self._parts: tuple[Part, ...] = tuple(part for part in generation.parts if len(part))
        self._body = _Field.of((part.body for part in self._parts), generation.manifest.body)
        self._context = _Field.of((part.context for part in self._parts), generation.manifest.context)
        self._masks: WeakKeyDictionary[Allowed, tuple[Mask | None, ...]] = WeakKeyDictionary()
        self._live = tuple(_live(part) for part in self._parts)
        self._frequencies: dict[str, Frequency] = {}
        for part in self._parts:
            _ = part.segment.search  # opened now, not with the first question

    def lexical(
        self, words: Words, allowed: Allowed, limit: int, *, context_weight: float = CONTEXT_WEIGHT
    ) -> Mapping[int, float]:
        """Return passage id -> score of the ``limit`` best above 0."""
        weights: dict[str, float] = defaultdict(float)
        for tokens, weight in words:
            for token in tokens:
                weights[token] += weight
        if not weights or not self._parts:
            return {}
        hashes = np.array([hash_of(term) for term in weights], dtype=np.uint64)
        fields = [(self._body, 1.0)] + ([(self._context, context_weight)] if context_weight else [])
        counted: list[list[Scored]] = [[] for _ in self._parts]
        told: list[list[int]] = []
        for field, share in fields:
            numbers = field.numbers(hashes)
            frequencies = field.frequencies(numbers)
            told.append(frequencies)
            factors = [
                share * weight * field.statistics.idf(frequency) if frequency else 0.0
                for weight, frequency in zip(weights.values(), frequencies, strict=True)
            ]
            for found, scorer, here in zip(counted, field.scorers, numbers, strict=True):
                terms = [
                    (n, factor) for n, factor in zip(here.tolist(), factors, strict=True) if n >= 0 and factor
                ]
                if terms:
                    found.append(scorer.lists(terms))
        if len(told) == 2:  # whoever asks how telling these terms are need not look them up again
            self._remember(dict(zip(weights, map(Frequency, *told), strict=True)))
        ids, best = np.zeros(0, dtype=np.int64), np.zeros(0)
        for part, found, mask in zip(self._parts, counted, self._masks_of(allowed), strict=True):
            if not found:
                continue
            total = summed(found, len(part.segment))
            if mask is not None:
                total *= mask
            if len(best) < limit:
                rows = _best(total, limit)
            else:  # what other segments have is a bound
                rows = np.flatnonzero(total >= np.partition(best, len(best) - limit)[len(best) - limit])
            ids, best = np.concatenate((ids, part.segment.ids[rows])), np.concatenate((best, total[rows]))
        return _first(ids, best, limit)

    def dense(self, query: Floats, allowed: Allowed, limit: int) -> Mapping[int, float]:
        """Return passage id -> cosine of the ``limit`` nearest, nearest first."""
        ids, cosines = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
        vector = np.ascontiguousarray(query, dtype=np.float32)
        searched = [
            (part.segment.search, mask)
            for part, mask in zip(self._parts, self._masks_of(allowed), strict=True)
        ]
        for part, (rows, scores) in zip(self._parts, nearest(searched, vector, limit), strict=True):
            ids.append(part.segment.ids[rows])
            cosines.append(scores.astype(np.float64))
        return _first(np.concatenate(ids), np.concatenate(cosines), limit)

    def passages(self, ids: Iterable[int]) -> Mapping[int, Passage]:
        """Return those of the passages that the generation holds, by id."""
        wanted = np.fromiter(ids, np.int64)
        found = {}
        for part in self._parts:
            for row in _alive(part, part.segment.rows_at(wanted)[0]).tolist():
                found[int(part.segment.ids[row])] = part.segment.passage(row)
        return found

    def versions(self, document_ids: Iterable[str]) -> Mapping[str, int]:
        """Return which version of each document the generation holds."""
        wanted = list(document_ids)
        found = {}
        for part in self._parts:
            segment = part.segment
            for row in _alive(part, segment.rows_of(wanted)).tolist():
                found[segment.documents[int(segment.document[row])]] = int(segment.version[row])
        return found

    def frequency(self, term: str) -> Frequency:
        """Return in how many passages a token stands."""
        known = self._frequencies.get(term)
        if known is None:
            hashed = np.uint64(hash_of(term))
            body, context = (
                sum(share.frequency_of(hashed) for share in field.shares)
                for field in (self._body, self._context)
            )
            known = Frequency(body, context)
            self._remember({term: known})
        return known

    def _remember(self, known: Mapping[str, Frequency]) -> None:
        if len(self._frequencies) >= _KEPT_FREQUENCIES:
            self._frequencies.clear()
        self._frequencies.update(known)

    def vocabulary(self) -> Iterator[tuple[str, Iterable[str]]]:
        """Yield all tokens, a block a segment."""
        for part in self._parts:
            yield part.segment.name, _terms(part.segment)

    def _masks_of(self, allowed: Allowed) -> tuple[Mask | None, ...]:
        """Return for each segment which rows may be found, None: all."""
        if allowed.only is None and not allowed.never:
            return self._live
        kept = self._masks.get(allowed)
        if kept is None:
            kept = tuple(
                _mask(part, live, allowed) for part, live in zip(self._parts, self._live, strict=True)
            )
            self._masks[allowed] = kept
        return kept


def _terms(segment: Segment) -> Iterator[str]:
    """Yield the tokens of a segment, each once."""
    yield from segment.body.vocabulary()
    only_above = np.setdiff1d(segment.context.hashes, segment.body.hashes, assume_unique=True)
    if len(only_above):
        above = segment.context.vocabulary()
        yield from (above[number] for number in segment.context.numbers(only_above).tolist())


def _live(part: Part) -> Mask | None:
    if not len(part.dead):
        return None
    mask = np.ones(len(part.segment), dtype=bool)
    mask[part.dead] = False
    return mask


def _mask(part: Part, live: Mask | None, allowed: Allowed) -> Mask:
    numbers = part.segment.number_of
    is_open = np.full(len(part.segment.documents), allowed.only is None)
    if allowed.only is not None:
        is_open[[numbers[each] for each in allowed.only if each in numbers]] = True
    is_open[[numbers[each] for each in allowed.never if each in numbers]] = False
    mask: Mask = is_open[part.segment.document]
    return mask if live is None else mask & live


def _alive(part: Part, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return rows[~np.isin(rows, part.dead)] if len(part.dead) else rows


def _best(scores: NDArray[np.float64], limit: int) -> NDArray[np.int64]:
    """Return the rows that can be among the ``limit`` best above 0; some more where scores are equal.

    The best of so many groups of rows, each of another row, are a bound that no sorting of all rows is needed for.
    """
    blocks = len(scores) // _BLOCK
    if blocks <= limit:
        return np.flatnonzero(scores > 0.0)
    grouped = scores[: blocks * _BLOCK].reshape(_BLOCK, blocks)
    tops = grouped.max(axis=0)
    least = float(np.partition(tops, blocks - limit)[blocks - limit])
    if least <= 0.0:
        return np.flatnonzero(scores > 0.0)
    groups = np.flatnonzero(tops >= least)
    at, group = np.nonzero(grouped[:, groups] >= least)
    beyond = np.flatnonzero(scores[blocks * _BLOCK :] >= least) + blocks * _BLOCK
    return np.concatenate((at * blocks + groups[group], beyond))


def _first(ids: NDArray[np.int64], scores: NDArray[np.float64], limit: int) -> dict[int, float]:
    """Return the ``limit`` best, best first; of equal ones those with the lower id."""
    order = np.lexsort((ids, -scores))[:limit]
    return dict(zip(ids[order].tolist(), scores[order].tolist(), strict=True))
