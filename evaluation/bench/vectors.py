"""The vectors of the bench's passages, made once by our encoder and given to every peer alike.

Vectors of real passages are encoded; those of copies lie between the vectors of the two passages that they were
joined from, with noise. What was encoded is kept block by block, so that an interruption costs one block.
"""

import hashlib
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.bench.corpora import Corpus
from index.encoder import Encoder

Floats = NDArray[np.float32]
BLOCK = 500  # passages that an interruption may cost
_NOISE = 0.25  # length of the noise added to a vector of length 1
_SEED = 6


def encode(corpus: Corpus, folder: Path, embedder: Encoder, say: Callable[[str], None]) -> Path:
    """Encode the real passages of ``corpus`` that were not yet, and return the folder that holds the blocks."""
    with corpus.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:8]  # other passages, other vectors
    kept = folder / f"vectors-{embedder.identity}-{digest}"
    kept.mkdir(parents=True, exist_ok=True)
    texts = corpus.texts()
    number = 0
    while block := list(islice(texts, BLOCK)):
        path = kept / f"{number:06d}.npy"
        if not path.exists():
            begun = path.with_suffix(".begun")
            with begun.open("wb") as file:
                np.save(file, embedder.encode_passages(block), allow_pickle=False)
            begun.rename(path)
            say(f"{number * BLOCK + len(block)}/{corpus.size}")
        number += 1
    return kept


def assemble(corpus: Corpus, encoded: Path, to: Path) -> tuple[Floats, int]:
    """Return the vectors of all passages, shape (size, dimension), mapped from a file, and how many are encoded.

    Args:
        corpus: whose passages; those of its real ones that were not encoded get vectors as copies do.
        encoded: the folder that ``encode`` gave.
        to: the file that is written.
    """
    blocks = [np.load(path, allow_pickle=False) for path in _unbroken(encoded)]
    real = np.concatenate(blocks)[: corpus.size]
    chance = np.random.default_rng(_SEED)
    shape = (corpus.size, real.shape[1])
    vectors = np.lib.format.open_memmap(to, mode="w+", dtype=np.float32, shape=shape)
    vectors[: len(real)] = real
    kin = islice(corpus.kin(), len(real), None)
    for start in range(len(real), corpus.size, BLOCK):
        block = islice(kin, min(BLOCK, corpus.size - start))
        pairs = np.array([pair or chance.integers(len(real), size=2) for pair in block]) % len(real)
        vectors[start : start + BLOCK] = _between(real, pairs, chance)
    vectors.flush()
    return np.load(to, mmap_mode="r", allow_pickle=False), len(real)


def _unbroken(folder: Path) -> list[Path]:
    """Return the blocks from the first one on that follow each other."""
    paths = sorted(folder.glob("*.npy"))
    return [path for number, path in enumerate(paths) if path.stem == f"{number:06d}"]


def _between(real: Floats, pairs: NDArray[np.int64], chance: np.random.Generator) -> Floats:
    """Return unit vectors between those of ``pairs``, shape (n, 2), with noise."""
    mixed = real[pairs[:, 0]] + real[pairs[:, 1]]
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    noise = chance.standard_normal(mixed.shape, dtype=np.float32)
    mixed += _NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    return np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True), dtype=np.float32)
