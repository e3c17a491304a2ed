from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from index.engines.local import vectors as module
from index.engines.local.vectors import Vectors, centre_of

ROWS, DIMENSION = 3_000, 16


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return made(DIMENSION)


def write_index(path: Path, vectors: np.ndarray) -> None:
    module.write_index(path, vectors, centre_of(vectors))


def opened(path: Path, vectors: np.ndarray) -> Vectors:
    return Vectors(path, vectors, centre_of(vectors))


def made(dimension: int) -> np.ndarray:
    random = np.random.default_rng(7)
    centres = random.normal(size=(60, dimension))
    rows = centres[random.integers(0, 60, ROWS)] + 0.5 * random.normal(size=(ROWS, dimension))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


@pytest.fixture(params=["flat", "clusters", "one list"])
def search(request, vectors: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vectors:
    if request.param != "flat":
        monkeypatch.setattr(module, "FLAT", 500)
        monkeypatch.setattr(module, "_EXACT", 50)
    if request.param == "one list":  # as earlier releases wrote where clusters helped little
        index = module._filled(vectors, centre_of(vectors), 1, np.arange(ROWS))
        module.faiss.write_index(index, str(tmp_path / "vectors.faiss"))
    else:
        write_index(tmp_path / "vectors.faiss", vectors)
    assert (tmp_path / "vectors.faiss").exists() == (request.param != "flat")
    return opened(tmp_path / "vectors.faiss", vectors)


def found_by(
    search: Vectors, query: np.ndarray, limit: int, mask: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Rows and cosines, nearest first."""
    ((rows, cosines),) = module.nearest([(search, mask)], query, limit)
    order = np.argsort(-cosines, kind="stable")[:limit]
    return rows[order], cosines[order]


def nearest(vectors: np.ndarray, query: np.ndarray, limit: int, mask: np.ndarray | None = None) -> list[int]:
    scores = vectors.astype(np.float32) @ query
    if mask is not None:
        scores[~mask] = -2.0
    return np.argsort(-scores, kind="stable")[:limit].tolist()


def test_the_nearest_rows_are_found(search: Vectors, vectors: np.ndarray) -> None:
    shared = 0
    for row in range(0, ROWS, 100):
        query = vectors[row].astype(np.float32)
        rows, scores = found_by(search, query, 20)
        assert rows[0] == row
        assert scores[0] == pytest.approx(1.0, abs=0.002)
        assert scores.tolist() == sorted(scores.tolist(), reverse=True)
        shared += len(set(rows.tolist()) & set(nearest(vectors, query, 20)))
    assert shared >= 0.95 * 20 * ROWS / 100


@pytest.mark.parametrize("step", [2, 10, 400])
def test_a_mask_closes_rows_and_opens_as_many_others(search: Vectors, vectors: np.ndarray, step: int) -> None:
    mask = np.zeros(ROWS, dtype=bool)
    mask[::step] = True
    count = min(20, int(mask.sum()))
    for row in range(1, ROWS, 500):
        query = vectors[row].astype(np.float32)
        rows, _ = found_by(search, query, 20, mask)
        assert mask[rows].all()
        assert len(rows) == count
        assert len(set(rows.tolist()) & set(nearest(vectors, query, 20, mask))) >= 0.9 * count


def test_the_nearest_of_several_segments_are_found(
    vectors: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of them quantised, one compared whole; one has all rows closed."""
    monkeypatch.setattr(module, "FLAT", 500)
    bounds = [0, 1_400, 1_700, 2_900, ROWS]
    segments = []
    for number, (start, end) in enumerate(pairwise(bounds)):
        write_index(tmp_path / f"{number}.faiss", vectors[start:end])
        closed = np.zeros(end - start, dtype=bool) if number == 3 else None
        segments.append((opened(tmp_path / f"{number}.faiss", vectors[start:end]), closed))
    shared = 0
    for row in range(0, 2_900, 100):
        query = vectors[row].astype(np.float32)
        rows, cosines = [], []
        for start, (here, exact) in zip(bounds, module.nearest(segments, query, 20), strict=False):
            np.testing.assert_allclose(exact, vectors[start + here].astype(np.float32) @ query, atol=1e-5)
            rows += (start + here).tolist()
            cosines += exact.tolist()
        best = [rows[i] for i in np.argsort(-np.array(cosines), kind="stable")[:20]]
        shared += len(set(best) & set(nearest(vectors[:2_900], query, 20)))
    assert shared >= 0.95 * 20 * 29


def test_a_narrow_cone_is_searched_by_what_its_vectors_differ_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As encoders make them; a query may point away from all of them, and is told their true cosines."""
    monkeypatch.setattr(module, "FLAT", 500)
    cone = made(DIMENSION).astype(np.float32) + 3.0
    cone = (cone / np.linalg.norm(cone, axis=1, keepdims=True)).astype(np.float16)
    write_index(tmp_path / "vectors.faiss", cone)
    search, shared = opened(tmp_path / "vectors.faiss", cone), 0
    for row in range(0, ROWS, 100):
        query = cone[row].astype(np.float32) - centre_of(cone)
        query /= np.linalg.norm(query)
        found, cosines = found_by(search, query, 20)
        assert cosines == pytest.approx(cone[found].astype(np.float32) @ query, abs=1e-5)
        shared += len(set(found.tolist()) & set(nearest(cone, query, 20)))
        _, told, exact = search.candidates(query, 20, None)
        assert not exact and told.max() == pytest.approx(cosines[0], abs=0.05)
    assert shared >= 0.95 * 20 * ROWS / 100


def test_of_vectors_without_clusters_not_all_is_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FLAT", 500)
    monkeypatch.setattr(module, "_MOST", 20)
    anywhere = np.random.default_rng(8).normal(size=(ROWS, DIMENSION)).astype(np.float32)
    anywhere = (anywhere / np.linalg.norm(anywhere, axis=1, keepdims=True)).astype(np.float16)
    write_index(tmp_path / "vectors.faiss", anywhere)
    index = module.faiss.read_index(str(tmp_path / "vectors.faiss"))
    assert (index.nlist, index.nprobe) == (128, 20)
    query = anywhere[7].astype(np.float32)
    assert found_by(opened(tmp_path / "vectors.faiss", anywhere), query, 20)[0][0] == 7


def test_vectors_that_cannot_be_halved_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two numbers share a code; a model may give an odd number of them."""
    monkeypatch.setattr(module, "FLAT", 500)
    odd = made(15)
    write_index(tmp_path / "vectors.faiss", odd)
    rows, _ = found_by(opened(tmp_path / "vectors.faiss", odd), odd[7].astype(np.float32), 20)
    assert len(set(rows.tolist()) & set(nearest(odd, odd[7].astype(np.float32), 20))) >= 19


def test_an_index_of_other_vectors_is_refused(
    vectors: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FLAT", 500)
    write_index(tmp_path / "vectors.faiss", vectors)
    with pytest.raises(RuntimeError, match="other vectors"):
        opened(tmp_path / "vectors.faiss", vectors[:2_000])
    with pytest.raises(RuntimeError):
        opened(tmp_path / "missing.faiss", vectors)


def test_making_an_index_twice_gives_the_same_file(
    vectors: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FLAT", 500)
    for name in ("one", "two"):
        write_index(tmp_path / name, vectors)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_half_precision_becomes_single_without_a_difference() -> None:
    halves = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    finite = halves[np.isfinite(halves)].reshape(2, -1)
    assert np.array_equal(module._singles(finite), finite.astype(np.float32))
