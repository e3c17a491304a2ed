"""Dense vectors of passages in FAISS: exact inner product, addressed by passage id.

FAISS accepts an id twice without a word; ``Vectors.build`` refuses that.
"""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class Vectors:
    """A FAISS index over passage vectors of unit length."""

    def __init__(self, index: faiss.IndexIDMap2) -> None:
        self._index = index

    @classmethod
    def build(cls, ids: Ints, vectors: Floats) -> "Vectors":
        """Index ``vectors`` (shape (n, dimension), float32, L2-normalised) under ``ids`` (shape (n,))."""
        if len(np.unique(ids)) != len(ids):
            raise ValueError("passage ids must be unique")
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        if len(ids):
            index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids.astype(np.int64))
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def ids(self) -> Ints:
        """Return the passage ids in the order of their vectors, shape (n,)."""
        return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def all(self) -> Floats:
        """Return all vectors in the order of ``ids``, shape (n, dimension)."""
        if len(self) == 0:
            return np.zeros((0, self.dimension), dtype=np.float32)
        inner = faiss.downcast_index(self._index.index)
        return np.asarray(inner.reconstruct_n(0, len(self)), dtype=np.float32)

    def search(self, query: Floats, limit: int) -> tuple[Ints, Floats]:
        """Return ids and cosines of the ``limit`` nearest passages of one query (shape (dimension,))."""
        limit = min(limit, len(self))
        if limit == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        scores, ids = self._index.search(query.reshape(1, -1).astype(np.float32), limit)
        return ids[0], scores[0]

    def save(self, path: Path) -> None:
        """Write the index; the caller makes it durable and visible."""
        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def load(cls, path: Path) -> "Vectors":
        """Read what ``save`` wrote.

        Raises:
            RuntimeError: FAISS can't read it.
        """
        data = np.frombuffer(path.read_bytes(), dtype=np.uint8)
        index = faiss.deserialize_index(data)
        if not isinstance(index, faiss.IndexIDMap2):
            raise RuntimeError("not an index over passage ids")
        return cls(index)
