"""What is timed: one interface for Youju and for those it is held against."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from evaluation.bench.corpora import Corpus

Floats = NDArray[np.float32]
DEPTH = 100  # candidates that each arm of a hybrid gives, where that can be chosen; Youju's own


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What every peer is given."""

    corpus: Corpus
    vectors: Floats  # of the passages, shape (passages, dimension), of unit length
    model: str  # that made them: ``Encoder.identity``


class Peer(Protocol):
    """One way to search. Passages are named by their rows in the corpus, counted from 0."""

    def prepare(self, material: Material, folder: Path) -> None:
        """Lay out what is there before an index is built; not timed."""
        ...

    def build(self, material: Material, folder: Path) -> Path | None:
        """Index the passages, and return the file or folder in which the index was kept; None: it can't be.

        Args:
            material: the passages, read anew whenever they are iterated over, and their vectors.
            folder: for whatever it writes.
        """
        ...

    def open(self, material: Material, folder: Path) -> None:
        """Make ready to search what another process has built; only called where ``build`` kept the index."""
        ...

    def search(self, question: str, vector: Floats, limit: int) -> list[int]:
        """Return the rows that fit best, best first.

        Args:
            question: the words.
            vector: of the question, shape (dimension,).
            limit: how many at the most.
        """
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A peer by name, and what one must know of how it was set up."""

    name: str
    needs: tuple[str, ...]  # distributions; where one is missing, it is named as not installed
    imports: tuple[str, ...]  # modules that a process loads before anything is timed
    how: str  # its configuration, in the reader's language
    how_english: str
    make: Callable[[], Peer]
    hybrid: bool = True  # words and vectors; else words alone
    as_shipped: bool = False  # without what makes it fit for Chinese
    reads: str | None = None  # the kind whose index it searches, where it builds none itself
