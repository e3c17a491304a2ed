"""The vectors of the bench: made once, kept, and those of copies near those they come from."""

from pathlib import Path

import numpy as np
import pytest
from bench_data import write_bench_data
from fake_encoder import DIMENSION, FakeEncoder

from evaluation.bench import corpora, vectors
from evaluation.bench.corpora import Corpus


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(vectors, "BLOCK", 10)
    return corpora.prepare(write_bench_data(tmp_path / "data"), tmp_path / "kept")


def quiet(_: str) -> None:
    pass


def test_only_what_was_not_encoded_yet_is_encoded(real: Path, tmp_path: Path) -> None:
    encoder = FakeEncoder()
    kept = vectors.encode(Corpus(real, 25, 3), tmp_path, encoder, quiet)
    assert len(encoder.passages) == 25
    (kept / "000001.npy").unlink()
    (kept / "000002.begun").write_bytes(b"cut off")
    vectors.encode(Corpus(real, 25, 3), tmp_path, encoder, quiet)
    assert encoder.passages[25:] == encoder.passages[10:20]


def test_copies_lie_off_the_middle_of_two_as_encoded_ones_do(
    real: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder, corpus = FakeEncoder(), Corpus(real, 100, 3)
    first = next(row for row, kin in enumerate(corpus.kin()) if kin is not None)
    kept = vectors.encode(Corpus(real, first, 3), tmp_path, encoder, quiet)
    monkeypatch.setattr(vectors, "_LOOKED_AT", 40)
    known = vectors.encode_copies(corpus, kept, encoder)
    copies = [text for text, kin in zip(corpus.texts(), corpus.kin(), strict=True) if kin is not None]
    assert set(encoder.passages[first:]) <= set(copies)
    assert known.middle.shape == known.off.shape == (len(encoder.passages) - first, DIMENSION)
    np.testing.assert_allclose(
        known.middle + known.off, encoder.encode_passages(encoder.passages[first:]), atol=1e-6
    )
    again = vectors.encode_copies(corpus, kept, encoder)
    assert np.array_equal(again.middle, known.middle) and np.array_equal(again.off, known.off)  # kept
    made, encoded = vectors.assemble(corpus, kept, known, tmp_path / "matrix.npy")
    assert (made.shape, encoded) == ((100, DIMENSION), first)
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(made[:first], encoder.encode_passages(list(Corpus(real, first, 3).texts())))
    for row, kin in enumerate(corpus.kin()):
        if kin is not None:
            between = made[kin[0]] + made[kin[1]]
            between /= np.linalg.norm(between)
            alike = known.off[np.argmax(known.middle @ between)]
            moved = between + np.sqrt(0.3) * alike + np.sqrt(0.7) * known.off
            moved /= np.linalg.norm(moved, axis=1, keepdims=True)
            assert np.isclose(moved @ made[row], 1.0, atol=1e-5).any()


def test_real_passages_that_were_not_encoded_get_vectors_too(real: Path, tmp_path: Path) -> None:
    kept = vectors.encode(Corpus(real, 12, 3), tmp_path, FakeEncoder(), quiet)
    (kept / "000003.npy").write_bytes((kept / "000000.npy").read_bytes())  # after a gap: does not count
    ones = np.ones((1, DIMENSION), dtype=np.float32)
    made, encoded = vectors.assemble(
        Corpus(real, 30, 3), kept, vectors.Copies(ones, ones), tmp_path / "matrix.npy"
    )
    assert encoded == 12
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1.0, atol=1e-5)
    assert len(np.unique(made[12:], axis=0)) == 18
