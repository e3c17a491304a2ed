"""What was computed lately: vectors of texts and readings of passages. What many ask about is computed once.

Nothing here holds a text: a removed document leaves nothing to be read.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.reading import Reading

Floats = NDArray[np.float32]
Read = Callable[[str, Sequence[str]], list[Reading] | None]
T = TypeVar("T")


class Recent(Generic[T]):
    """The last results by digests of what they are of. May be used from many threads."""

    def __init__(self, limit: int) -> None:
        """Keep ``limit`` results; those that were asked for longest ago go first."""
        self._limit = limit
        self._kept: OrderedDict[bytes, T] = OrderedDict()
        self._lock = threading.Lock()

    def known(self, keys: Iterable[bytes]) -> dict[bytes, T]:
        """Return what is kept of ``keys``."""
        with self._lock:
            return {key: self._kept[key] for key in keys if key in self._kept}

    def keep(self, results: Mapping[bytes, T]) -> None:
        """Keep results, as asked for just now."""
        with self._lock:
            for key, result in results.items():
                self._kept[key] = result
                self._kept.move_to_end(key)
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)


class RecentVectors:
    """Encodes texts, and remembers the vectors of the last ones. May be called from many threads."""

    def __init__(self, encode: Callable[[Sequence[str]], Floats], limit: int) -> None:
        """Remember ``limit`` vectors of what ``encode`` returns, shape (n, dimension)."""
        self._encode = encode
        self._recent = Recent[Floats](limit)

    def __call__(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of one text or more, shape (n, dimension)."""
        keys = [_key(text) for text in texts]
        found = self._recent.known(keys)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if new:
            vectors = self._encode(list(new.values()))
            # no views: one kept row would hold them all
            found.update({key: vector.copy() for key, vector in zip(new, vectors, strict=True)})
        self._recent.keep({key: found[key] for key in keys})
        return np.stack([found[key] for key in keys])

    def known(self, text: str) -> Floats | None:
        """Return the vector of a text that is remembered, shape (dimension,)."""
        key = _key(text)
        return self._recent.known([key]).get(key)

    def remember(self, text: str, vector: Floats) -> None:
        """Take the vector of a text, shape (dimension,), that was computed elsewhere."""
        self._recent.keep({_key(text): vector.copy()})


class RecentReadings:
    """Reads passages for questions, and remembers the last readings. May be called from many threads."""

    def __init__(self, read: Read, limit: int) -> None:
        """Remember ``limit`` readings of what ``read`` returns, one of a passage each."""
        self._read = read
        self._recent = Recent[Reading](limit)

    def __call__(self, question: str, passages: Sequence[str]) -> list[Reading] | None:
        """Return the readings of passages for a question; None where there is no reader."""
        keys = [_key(f"{question}\0{passage}") for passage in passages]
        found = self._recent.known(keys)
        new = {key: passage for key, passage in zip(keys, passages, strict=True) if key not in found}
        if new or not passages:
            read = self._read(question, list(new.values()))
            if read is None:
                return None
            found.update(zip(new, read, strict=True))
        self._recent.keep({key: found[key] for key in keys})
        return [found[key] for key in keys]


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
