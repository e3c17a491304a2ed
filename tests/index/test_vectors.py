from pathlib import Path

import numpy as np
import pytest

from index.vectors import Vectors


def unit(rows: int, dimension: int = 8, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_search_is_exact() -> None:
    vectors, ids = unit(50), np.arange(100, 150)
    index = Vectors.build(ids, vectors)
    for row in range(5):
        found, scores = index.search(vectors[row], 10)
        cosines = vectors @ vectors[row]
        order = np.argsort(-cosines)[:10]
        assert found.tolist() == ids[order].tolist()
        assert np.allclose(scores, cosines[order], atol=1e-6)


def test_an_id_may_not_be_given_twice() -> None:
    with pytest.raises(ValueError, match="unique"):
        Vectors.build(np.array([1, 2, 1]), unit(3))


def test_ids_keep_the_order_of_their_vectors_when_saved(tmp_path: Path) -> None:
    ids, vectors = np.array([7, 3, 2**62, 5]), unit(4)
    Vectors.build(ids, vectors).save(tmp_path / "v")
    again = Vectors.load(tmp_path / "v")
    assert again.ids().tolist() == ids.tolist()
    assert np.array_equal(again.all(), vectors)
    assert (len(again), again.dimension) == (4, 8)


def test_more_than_there_are_is_all_there_are() -> None:
    found, scores = Vectors.build(np.array([1, 2]), unit(2)).search(unit(1)[0], 10)
    assert len(found) == len(scores) == 2
    assert -1 not in found


def test_an_empty_index_finds_nothing_and_is_saved(tmp_path: Path) -> None:
    Vectors.build(np.zeros(0, dtype=np.int64), np.zeros((0, 8), dtype=np.float32)).save(tmp_path / "v")
    again = Vectors.load(tmp_path / "v")
    assert (len(again), again.dimension, again.all().shape) == (0, 8, (0, 8))
    assert again.search(unit(1)[0], 5)[0].tolist() == []


@pytest.mark.parametrize("keep", [0, 1, 20, 60])
def test_a_cut_file_is_an_error(tmp_path: Path, keep: int) -> None:
    Vectors.build(np.array([1, 2]), unit(2)).save(tmp_path / "v")
    (tmp_path / "v").write_bytes((tmp_path / "v").read_bytes()[:keep])
    with pytest.raises(RuntimeError):
        Vectors.load(tmp_path / "v")
