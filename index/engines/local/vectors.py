"""The dense vectors of a segment in FAISS, by its size: all compared, or only the nearest of many clusters.

Up to ``FLAT`` rows every vector is compared. Above, an inverted file (IVF) holds two bits a number of each: product
quantisation (Jégou et al., 2011) in the layout of André et al. (2015), which a processor reads a register at a time.
It holds them less their mean: vectors of one encoder lie in a narrow cone, where clusters are hard to tell apart
(Mu & Viswanath, *All-but-the-Top*, ICLR 2018), and that shifts the products with a query by one number. It finds four
times as many as are wanted, and these are compared as they lie in the segment. How many clusters are looked through
is measured when the index is made: as many as find 99 of 100 of those hundred nearest that all clusters together
find, of rows that it was not trained on, and 128 at the most. Questions need so many: they lie further off than rows
from each other, and with clusters that found 95 of 100 of ten nearest of rows, one question in twenty lost its best
passage (docs/performance.md).
"""

import math
import os
from collections.abc import Sequence
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
_WANTED = 100  # rows of a search as it is measured
_CANDIDATES = 4  # times as many as are wanted are compared exactly
_RECALL = 0.99
_MOST = 128  # clusters that are looked through: of more, half a millisecond would become two
_SEED = 20_14


def centre_of(vectors: Halves) -> Floats:
    """Return the mean of vectors, shape (dimension,)."""
    return np.asarray(
        vectors.mean(axis=0, dtype=np.float64) if len(vectors) else vectors.sum(axis=0), np.float32
    )


def write_index(path: Path, vectors: Halves, centre: Floats) -> None:
    """Make the search index of many vectors; few need none.

    Args:
        path: the file.
        vectors: shape (rows, dimension).
        centre: what they are held less, shape (dimension,).
    """
    rows = len(vectors)
    if rows <= FLAT:
        return
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    try:
        shuffled = np.random.default_rng(_SEED).permutation(rows)
        clusters = 2 ** round(math.log2(2 * math.sqrt(rows)))
        trained = np.sort(shuffled[: clusters * _TRAINING])
        index = _filled(vectors, centre, clusters, trained)
        index.nprobe = _probes(index, vectors, np.sort(shuffled[-_SAMPLE:]))
    finally:
        faiss.omp_set_num_threads(1)
    faiss.write_index(index, str(path))
    sync(path)


def _filled(vectors: Halves, centre: Floats, clusters: int, trained: NDArray[np.int64]) -> Any:
    """Return an index of all vectors, trained on some of its rows."""
    rows, dimension = vectors.shape
    codes = f"PQ{dimension // 2}x4fs" if dimension % 2 == 0 else "SQfp16"
    index: Any = faiss.index_factory(dimension, f"IVF{clusters},{codes}", faiss.METRIC_INNER_PRODUCT)
    index.cp.seed = _SEED
    index.train(vectors[trained] - centre)
    for start in range(0, rows, FLAT):
        index.add(vectors[start : start + FLAT] - centre)
    return index


def _probes(index: Any, vectors: Halves, sample: NDArray[np.int64]) -> int:
    """Return how many clusters are to be looked through."""
    queries = vectors[sample].astype(np.float32)
    truth = _nearest(vectors, queries, _WANTED)

    def hits(probes: int) -> int:
        index.nprobe = probes
        _, found = index.search(queries, _WANTED * _CANDIDATES)
        return sum(len(np.intersect1d(a, b)) for a, b in zip(truth, found, strict=True))

    enough = _RECALL * hits(index.nlist)  # what two bits a number miss is missed in every cluster
    probes, most = 8, min(int(index.nlist), _MOST)
    while probes < most and hits(probes) < enough:
        probes += probes // 2
    return min(probes, most)


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

    def __init__(self, path: Path, vectors: Halves, centre: Floats) -> None:
        """Open what ``write_index`` wrote to ``path`` with the same vectors and centre.

        Raises:
            RuntimeError: FAISS can't read it, or it is of other vectors.
        """
        self._vectors = vectors
        self._centre = centre
        if len(vectors) > FLAT:
            self._index: Any = faiss.read_index(str(path))
        else:
            self._index = faiss.IndexFlatIP(vectors.shape[1])
            self._index.add(vectors.astype(np.float32))
        if (self._index.ntotal, self._index.d) != vectors.shape:
            raise RuntimeError("the index is of other vectors")

    def candidates(
        self, query: Floats, limit: int, mask: Mask | None
    ) -> tuple[NDArray[np.int64], Floats, bool]:
        """Return rows that can be among the nearest, their cosines, and whether these are exact.

        Args:
            query: shape (dimension,).
            limit: how many of the nearest are wanted; where cosines are not exact, there are more rows.
            mask: shape (rows,); where there is one, only of those it lets pass.
        """
        open_rows = self._index.ntotal if mask is None else int(np.count_nonzero(mask))
        if mask is not None and open_rows <= _EXACT:
            rows = np.flatnonzero(mask)
            return rows, self.cosines(query, rows), True
        exact = isinstance(self._index, faiss.IndexFlatIP)
        wanted = min(limit if exact else limit * _CANDIDATES, open_rows)
        scores, found = self._index.search(
            query.reshape(1, -1), wanted, params=self._parameters(mask, open_rows)
        )
        there = found[0] >= 0
        shift = np.float32(0.0) if exact else self._centre @ query
        return found[0][there], scores[0][there] + shift, exact

    def cosines(self, query: Floats, rows: NDArray[np.int64]) -> Floats:
        """Return the exact cosines of some rows, shape as ``rows``; quickest where they are ascending."""
        return np.asarray(_singles(self._vectors.take(rows, axis=0)) @ query, dtype=np.float32)

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


def nearest(
    searched: Sequence[tuple[Vectors, Mask | None]], query: Floats, limit: int
) -> list[tuple[NDArray[np.int64], Floats]]:
    """Return for each of several segments rows and exact cosines, among them the ``limit`` nearest of all.

    Only the best candidates of all segments together are compared exactly, as many as of one.
    """
    found = [vectors.candidates(query, limit, mask) for vectors, mask in searched]
    scores = np.concatenate([np.zeros(0, np.float32), *(scores for _, scores, _ in found)])
    most = limit * _CANDIDATES
    least = np.partition(scores, len(scores) - most)[len(scores) - most] if len(scores) > most else -np.inf
    kept = []
    for (vectors, _), (rows, cosines, exact) in zip(searched, found, strict=True):
        if not exact:
            rows = np.sort(rows[cosines >= least])  # in the order of the file
            cosines = vectors.cosines(query, rows)
        kept.append((rows, cosines))
    return kept


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
