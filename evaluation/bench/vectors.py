"""The vectors of the bench's passages, made once by our encoder and given to every peer alike.

Vectors of real passages are encoded, and those of some copies. The others lie off the middle of the two passages that
they were joined from, partly as the encoded copy with the most similar middle does, partly as any of them: with the
first alone a hundred copies lie in one direction, and with the second alone, as with noise, neighbours lie where no
clustering finds them. The shares are those with which a hundred vectors made from each encoded copy are clustered
like 10,000 really encoded copies, or a little worse: of the hundred nearest of 300 of them, an eighth, a quarter and
half of 128 clusters hold 0.75, 0.86 and 0.95, and of the encoded ones 0.79, 0.89 and 0.96. What was encoded is kept
block by block, so that an interruption costs one block.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.bench.corpora import Corpus
from index.encoder import Encoder

Floats = NDArray[np.float32]
BLOCK = 500  # passages that an interruption may cost
_COPIES = 10_000  # that are encoded, at the most
_LOOKED_AT = 200_000  # passages behind the encoded ones, for copies of two of these
_OWN = 0.7  # of the square of how far a copy lies off that is as of any other copy
_SEED = 6


@dataclass(frozen=True, slots=True)
class Copies:
    """Some encoded copies: the middle of the two passages each was joined from, and how it lies off that."""

    middle: Floats  # (n, dimension), unit vectors
    off: Floats  # (n, dimension)


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


def encode_copies(corpus: Corpus, encoded: Path, embedder: Encoder) -> Copies:
    """Return some encoded copies of ``corpus``; where no copy is of two encoded passages, one that lies in the middle.

    Args:
        corpus: whose copies.
        encoded: the folder that ``encode`` gave; they are kept there.
        embedder: what encodes.
    """
    real = _real(encoded)
    kept = encoded / f"{_COPIES}-copies-of-{len(real)}.npy"
    if not kept.exists():
        more = Corpus(corpus.path, len(real) + _LOOKED_AT, corpus.judged)
        copies = [
            (text, pair)
            for text, pair in zip(more.texts(), more.kin(), strict=True)
            if pair is not None and max(pair) < len(real)
        ][:_COPIES]
        middle = _middle(real, np.array([pair for _, pair in copies] or [(0, 0)]))
        off = embedder.encode_passages([text for text, _ in copies]) - middle if copies else 0 * middle
        np.save(kept, np.stack([middle, off]), allow_pickle=False)
    middle, off = np.load(kept, allow_pickle=False).astype(np.float32)
    return Copies(middle, off)


def assemble(corpus: Corpus, encoded: Path, copies: Copies, to: Path) -> tuple[Floats, int]:
    """Return the vectors of all passages, shape (size, dimension), mapped from a file, and how many are encoded.

    Args:
        corpus: whose passages; those of its real ones that were not encoded get vectors as copies do.
        encoded: the folder that ``encode`` gave.
        copies: what ``encode_copies`` gave.
        to: the file that is written.
    """
    real = _real(encoded)[: corpus.size]
    chance = np.random.default_rng(_SEED)
    shape = (corpus.size, real.shape[1])
    vectors = np.lib.format.open_memmap(to, mode="w+", dtype=np.float32, shape=shape)
    vectors[: len(real)] = real
    kin = islice(corpus.kin(), len(real), None)
    for start in range(len(real), corpus.size, BLOCK):
        block = islice(kin, min(BLOCK, corpus.size - start))
        pairs = np.array([pair or chance.integers(len(real), size=2) for pair in block]) % len(real)
        vectors[start : start + BLOCK] = _beside(_middle(real, pairs), copies, chance)
    vectors.flush()
    return np.load(to, mmap_mode="r", allow_pickle=False), len(real)


def _unbroken(folder: Path) -> list[Path]:
    """Return the blocks from the first one on that follow each other."""
    paths = sorted(folder.glob("[0-9]*.npy"))
    return [path for number, path in enumerate(paths) if path.stem == f"{number:06d}"]


def _real(encoded: Path) -> Floats:
    return np.concatenate([np.load(path, allow_pickle=False) for path in _unbroken(encoded)])


def _middle(real: Floats, pairs: NDArray[np.int64]) -> Floats:
    """Return unit vectors between those of ``pairs``, shape (n, 2)."""
    mixed = real[pairs[:, 0]] + real[pairs[:, 1]]
    return np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True), dtype=np.float32)


def _beside(middle: Floats, copies: Copies, chance: np.random.Generator) -> Floats:
    """Return unit vectors off their middles, shape (n, dimension)."""
    alike = np.argmax(middle @ copies.middle.T, axis=1)
    any_other = chance.integers(len(copies.off), size=len(middle))
    moved = middle + np.sqrt(1 - _OWN) * copies.off[alike] + np.sqrt(_OWN) * copies.off[any_other]
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)
