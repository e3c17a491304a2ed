"""What keeps and searches the passages of a library: one interface, and an engine for each size of office.

A ``Writer`` gathers changes and makes them one generation; a ``Reader`` is one generation and never changes, so
that a search sees all of an update or nothing of it. Documents lie in the store (``corpus.store``), which is
always right: an engine can be made anew from it.

Every engine scores as rank-bm25 does (BM25Okapi, k1 1.5, b 0.75, epsilon 0.25) over the passages that it holds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.models import Passage

Floats = NDArray[np.float32]
Words = Sequence[tuple[Sequence[str], float]]  # tokens, and what each of them weighs

FORMAT = 3  # raised when tokens or entries change: the next build makes the index anew, keeping vectors
CONTEXT_WEIGHT = 0.2  # of the title, issuer and headings against the passage's own words


@dataclass(frozen=True, slots=True)
class Row:
    """A passage as an engine keeps it."""

    passage: Passage
    key: bytes  # 16 bytes that stand for the vector: the same text under the same model
    body: Sequence[str]  # tokens, as often as they stand
    context: Sequence[str]
    vector: Floats  # (dimension,), of unit length


@dataclass(frozen=True, slots=True)
class State:
    """What a generation says of itself."""

    format: int
    revision: int  # of the store that it was made from
    model: str  # ``Encoder.identity``
    dimension: int
    passages: int


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Allowed:
    """Whose passages may be found. Engines may keep what they derive from one, by its identity."""

    only: frozenset[str] | None = None  # ids of documents; None: all
    never: frozenset[str] = frozenset()  # removed or read anew since the generation was made


ALL = Allowed()


@dataclass(frozen=True, slots=True)
class Frequency:
    """In how many passages a term stands."""

    body: int
    context: int


class Reader(Protocol):
    """One generation. Safe to use from many threads."""

    @property
    def state(self) -> State:
        """What it says of itself."""
        ...

    def lexical(
        self, words: Words, allowed: Allowed, limit: int, *, context_weight: float = CONTEXT_WEIGHT
    ) -> Mapping[int, float]:
        """Return passage id -> score of the ``limit`` best above 0.

        The score is the weighted sum over the tokens of BM25 in the body, and ``context_weight`` times BM25 in
        the context.
        """
        ...

    def dense(self, query: Floats, allowed: Allowed, limit: int) -> Mapping[int, float]:
        """Return passage id -> cosine of the ``limit`` nearest to ``query``, shape (dimension,), nearest first."""
        ...

    def passages(self, ids: Iterable[int]) -> Mapping[int, Passage]:
        """Return those of the passages that the generation holds, by id."""
        ...

    def versions(self, document_ids: Iterable[str]) -> Mapping[str, int]:
        """Return which version of each document the generation holds."""
        ...

    def frequency(self, term: str) -> Frequency:
        """Return in how many passages a token stands."""
        ...

    def vocabulary(self) -> Iterable[tuple[str, Iterable[str]]]:
        """Yield all tokens in blocks with a name each; the block of a name never changes. Tokens may repeat.

        A block costs nothing until it is iterated, once.
        """
        ...


class Writer(Protocol):
    """Changes on their way into the next generation. Nothing of them is seen before ``commit``.

    The caller holds the store's write lock.
    """

    def keys(self, document_ids: Iterable[str]) -> Mapping[str, Mapping[int, bytes]]:
        """Return document -> passage id -> key of what the generation before holds of these documents."""
        ...

    def vectors(self, ids: Sequence[int]) -> Floats:
        """Return the vectors kept of passages that the generation before holds, shape (len(ids), dimension)."""
        ...

    def remove(self, ids: Iterable[int]) -> None:
        """Leave passages out of the next generation; unknown ones are none."""
        ...

    def add(self, rows: Sequence[Row]) -> None:
        """Put passages into the next generation; one that is there under the same id is replaced."""
        ...

    def commit(self, revision: int) -> None:
        """Make the next generation the current one, durably."""
        ...

    def tidy(self) -> None:
        """Bring what was committed into the shape that is fastest to search. It may take long."""
        ...


class Engine(Protocol):
    """Keeps the index of one library. Safe to use from many threads; writers come one at a time."""

    def generation(self) -> str | None:
        """Return the name of the current generation, or None where there is none; cheap."""
        ...

    def state(self) -> State:
        """Return what the current generation says of itself, after a look at whether it can be trusted.

        Raises:
            IndexMissing, IndexOutdated, IndexDamaged, EngineUnavailable
        """
        ...

    def reader(self) -> Reader:
        """Open the current generation.

        Raises:
            IndexMissing: there is none.
            IndexOutdated: another release wrote it.
            IndexDamaged: it is not what was written.
            EngineUnavailable: the server can't be reached.
        """
        ...

    def writer(self, model: str, dimension: int, *, anew: bool = False) -> AbstractContextManager[Writer]:
        """Begin a next generation, from the current one or ``anew`` from nothing; left without commit, it is lost.

        Args:
            model: identity of the encoder.
            dimension: length of its vectors.
            anew: begin with an empty generation. ``keys`` and ``vectors`` still tell of the one before if its
                dimension is the same.

        Raises:
            EngineUnavailable: the server can't be reached.
        """
        ...

    def drop(self) -> None:
        """Forget every generation. The caller holds the store's write lock."""
        ...

    def has_leftovers(self) -> bool:
        """Tell whether there is no current generation though there was one."""
        ...

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the current generation in itself, a sentence each."""
        ...

    def rows(self) -> Iterator[tuple[Passage, bytes]]:
        """Yield every passage of the current generation with its key, by id: what ``youju check`` compares."""
        ...
