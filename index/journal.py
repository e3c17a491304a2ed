"""Vectors that were computed and are in no generation yet: an interrupted build goes on from here.

A file of batches: length, CRC-32, keys, vectors. A batch that was cut off, or is not what was written,
ends the reading; it is computed again.
"""

import os
import struct
import zlib
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_HEAD = struct.Struct("<II")  # items in the batch, CRC-32 of its keys and vectors
_KEY = 16  # bytes


class Journal:
    """The vectors of one model that are on their way into ``folder``, the library's ``index/``."""

    def __init__(self, folder: Path, model: str, dimension: int) -> None:
        self._path = folder / f"pending-{sha256(model.encode()).hexdigest()[:16]}-{dimension}.vectors"
        self._dimension = dimension

    def read(self) -> dict[bytes, NDArray[np.float32]]:
        """Return the vectors by key, each of shape (dimension,)."""
        found: dict[bytes, NDArray[np.float32]] = {}
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return found
        at = 0
        while at + _HEAD.size <= len(data):
            count, checksum = _HEAD.unpack_from(data, at)
            start = at + _HEAD.size
            at = start + count * (_KEY + 4 * self._dimension)
            body = data[start:at]
            if at > len(data) or zlib.crc32(body) != checksum:
                break
            vectors = np.frombuffer(body, dtype="<f4", offset=count * _KEY).reshape(count, self._dimension)
            found.update((body[i * _KEY : (i + 1) * _KEY], vectors[i]) for i in range(count))
        return found

    def append(self, keys: list[bytes], vectors: NDArray[np.float32]) -> None:
        """Write a batch durably; ``vectors`` has shape (len(keys), dimension)."""
        body = b"".join(keys) + vectors.astype("<f4").tobytes()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(_HEAD.pack(len(keys), zlib.crc32(body)) + body)
            file.flush()
            os.fsync(file.fileno())

    def clear(self) -> None:
        """Forget all, of every model: they are in a generation now."""
        for path in self._path.parent.glob("pending-*.vectors"):
            path.unlink(missing_ok=True)
