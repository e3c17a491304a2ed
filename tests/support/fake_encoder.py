"""An encoder without a model: hashed bags of character bigrams. Equal texts, equal vectors, on every machine."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

DIMENSION = 64


class FakeEncoder:
    """Offers what ``index.embed.Embedder`` does, and counts what it was asked to encode."""

    def __init__(self, identity: str = "fake-bigrams-64") -> None:
        self._identity = identity
        self.passages: list[str] = []
        self.queries: list[str] = []

    @property
    def dimension(self) -> int:
        return DIMENSION

    @property
    def identity(self) -> str:
        return self._identity

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        self.passages.extend(texts)
        vectors = _encode(texts)
        if progress is not None:
            progress(len(texts), len(texts))
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.queries.extend(texts)
        return _encode(texts)

    def read(self, question: str, passages: Sequence[str]) -> None:
        """It has no reader."""


def _encode(texts: Sequence[str]) -> NDArray[np.float32]:
    vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
    for row, text in enumerate(texts):
        for i in range(len(text) + 1):
            bigram = f" {text} "[i : i + 2].encode("utf-8", "replace")
            digest = hashlib.blake2b(bigram, digest_size=2).digest()
            vectors[row, digest[0] % DIMENSION] += 1.0 if digest[1] % 2 else -1.0
        vectors[row, 0] += 0.5  # no text is without direction
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
