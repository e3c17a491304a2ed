"""Vectors that were computed lately: what many ask about is encoded once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class RecentVectors:
    """Encodes texts, and remembers the vectors of the last ones. May be called from many threads.

    It holds no text: a removed document leaves nothing to be read here.
    """

    def __init__(self, encode: Callable[[Sequence[str]], Floats], limit: int) -> None:
        """Remember ``limit`` vectors of what ``encode`` returns, shape (n, dimension)."""
        self._encode = encode
        self._limit = limit
        self._kept: OrderedDict[bytes, Floats] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of one text or more, shape (n, dimension)."""
        keys = [_key(text) for text in texts]
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if new:
            found.update(zip(new, self._encode(list(new.values())), strict=True))
        with self._lock:
            for key in keys:
                self._keep(key, found[key].copy() if key in new else found[key])  # no view: all would stay
        return np.stack([found[key] for key in keys])

    def known(self, text: str) -> Floats | None:
        """Return the vector of a text that is remembered, shape (dimension,)."""
        with self._lock:
            return self._kept.get(_key(text))

    def remember(self, text: str, vector: Floats) -> None:
        """Take the vector of a text, shape (dimension,), that was computed elsewhere."""
        with self._lock:
            self._keep(_key(text), vector.copy())

    def _keep(self, key: bytes, vector: Floats) -> None:
        self._kept[key] = vector
        self._kept.move_to_end(key)
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
