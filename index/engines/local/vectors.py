"""The dense vectors of a segment in FAISS, by its size: all compared, or only the nearest of many clusters.

Up to ``FLAT`` rows every vector is compared. Above, an inverted file (IVF) holds two bits a number of each: product
quantisation (Jégou et al., 2011) in the layout of André et al. (2015), which a processor reads a register at a time.
It finds four times as many as are wanted, and these are compared as they lie in the segment. How many clusters are
looked through is measured when the index is made: as many as find 98 of 100 of the true neighbours of rows that it
was not trained on. Where that is most of them, one list of all rows is quicker.
"""

import math
import os
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.engines.local.durable import sync

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Mask = NDArray[np.bool_]

FLAT = 20_000  # rows; 2.6 ms for vectors of 384 numbers
_EXACT = 4_096  # rows that are compared one by one where others are closed
_TRAINING = 40  # rows for each cluster
_SAMPLE = 200  # rows whose neighbours are known when the number of clusters is chosen
_NEIGHBOURS = 100
_CANDIDATES = 4  # times as many as are wanted are compared exactly
_RECALL = 0.98
_WORTHWHILE = 0.5  # of the clusters; looking through more takes longer than one list of all rows
_SEED = 20_14


def write_index(path: Path, vectors: Halves) -> None:
    """Make the search index of many vectors, shape (rows, dimension); few need none."""
    rows = len(vectors)
    if rows <= FLAT:
        return
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    try:
        shuffled = np.random.default_rng(_SEED).permutation(rows)
        clusters = 2 ** round(math.log2(2 * math.sqrt(rows)))
        trained = np.sort(shuffled[: clusters * _TRAINING])
        index = _filled(vectors, clusters, trained)
        index.nprobe = _probes(index, vectors, np.sort(shuffled[-_SAMPLE:]))
        if index.nprobe > clusters * _WORTHWHILE:
            index = _filled(vectors, 1, trained)
    finally:
        faiss.omp_set_num_threads(1)
    faiss.write_index(index, str(path))
    sync(path)


def _filled(vectors: Halves, clusters: int, trained: NDArray[np.int64]) -> Any:
    """Return an index of all vectors, trained on some of its rows."""
    rows, dimension = vectors.shape
    codes = f"PQ{dimension // 2}x4fs" if dimension % 2 == 0 else "SQfp16"
    index: Any = faiss.index_factory(dimension, f"IVF{clusters},{codes}", faiss.METRIC_INNER_PRODUCT)
    index.cp.seed = _SEED
    index.train(vectors[trained].astype(np.float32))
    for start in range(0, rows, FLAT):
        index.add(vectors[start : start + FLAT].astype(np.float32))
    return index


def _probes(index: Any, vectors: Halves, sample: NDArray[np.int64]) -> int:
    """Return how many clusters are to be looked through."""
    queries = vectors[sample].astype(np.float32)
    truth = _nearest(vectors, queries, _NEIGHBOURS)
    probes = 8
    while probes < index.nlist:
        index.nprobe = probes
        _, found = index.search(queries, _NEIGHBOURS * _CANDIDATES)
        hits = sum(len(np.intersect1d(a, b)) for a, b in zip(truth, found, strict=True))
        if hits >= _RECALL * truth.size:
            break
        probes += probes // 2
    return min(probes, int(index.nlist))


def _nearest(vectors: Halves, queries: Floats, count: int) -> NDArray[np.int64]:
    """Return the rows of the true neighbours of each query, shape (queries, count)."""
    heap = faiss.ResultHeap(len(queries), count, keep_max=True)
    for start in range(0, len(vectors), FLAT):
        some = vectors[start : start + FLAT].astype(np.float32)
        scores, rows = faiss.knn(queries, some, min(count, len(some)), metric=faiss.METRIC_INNER_PRODUCT)
        heap.add_result(scores, rows + start)
    heap.finalize()
    return np.asarray(heap.I)


class Vectors:
    """Searches the vectors of one segment. Safe to use from many threads."""

    def __init__(self, path: Path, vectors: Halves) -> None:
        """Open what ``write_index`` wrote to ``path``.

        Raises:
            RuntimeError: FAISS can't read it, or it is of other vectors.
        """
        self._vectors = vectors
        if len(vectors) > FLAT:
            self._index: Any = faiss.read_index(str(path))
        else:
            self._index = faiss.IndexFlatIP(vectors.shape[1])
            self._index.add(vectors.astype(np.float32))
        if (self._index.ntotal, self._index.d) != vectors.shape:
            raise RuntimeError("the index is of other vectors")

    def search(self, query: Floats, limit: int, mask: Mask | None) -> tuple[NDArray[np.int64], Floats]:
        """Return rows and cosines of the nearest, nearest first; where there is a mask only of those it lets pass.

        Args:
            query: shape (dimension,).
            limit: how many at the most.
            mask: shape (rows,).
        """
        open_rows = self._index.ntotal if mask is None else int(np.count_nonzero(mask))
        if mask is not None and open_rows <= _EXACT:
            return self._exactly(query, limit, np.flatnonzero(mask))
        exact = isinstance(self._index, faiss.IndexFlatIP)
        wanted = min(limit if exact else limit * _CANDIDATES, open_rows)
        scores, rows = self._index.search(
            query.reshape(1, -1), wanted, params=self._parameters(mask, open_rows)
        )
        found = rows[0] >= 0
        if exact:
            return rows[0][found], scores[0][found]
        return self._exactly(query, limit, np.sort(rows[0][found]))  # in the order of the file

    def _parameters(self, mask: Mask | None, open_rows: int) -> Any:
        if mask is None:
            return None
        library: Any = faiss  # its annotations know nothing of the wrappers of its own classes
        selector = library.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        if isinstance(self._index, faiss.IndexFlatIP):
            return library.SearchParameters(sel=selector)
        # where few rows of a cluster are open, more clusters have to be looked through
        probes = math.ceil(self._index.nprobe * self._index.ntotal / open_rows)
        return library.SearchParametersIVF(sel=selector, nprobe=min(probes, self._index.nlist))

    def _exactly(
        self, query: Floats, limit: int, rows: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], Floats]:
        scores = _singles(self._vectors.take(rows, axis=0)) @ query
        order = np.argsort(-scores, kind="stable")[:limit]
        return rows[order], scores[order]


def _singles(halves: Halves) -> Floats:
    """Return half precision as single, three times as fast as ``astype``; of finite numbers.

    Sign, exponent and fraction move to their places, and the exponent's bias (15, not 127) is made up for.
    """
    bits = halves.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= np.int32(-0x70002000)  # 0x8fffe000: the sign, and what was behind it
    singles = bits.view(np.float32)
    singles *= np.float32(2.0**112)
    return singles
