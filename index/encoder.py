"""What turns texts into vectors, wherever it runs: in this process (``embed``) or in one of its own."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.reading import Reading


class Encoder(Protocol):
    """Gives vectors of one model. May be shared by threads."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    @property
    def identity(self) -> str:
        """Names the model and precision; stored vectors may be reused only while it stays the same."""
        ...

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return the vectors of texts to be searched: ``(len(texts), dimension)``, L2-normalised.

        ``progress`` is called, in this thread, after each batch with (texts done, texts in all). A question of
        another thread waits for a batch at the most.
        """
        ...

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of questions: ``(len(texts), dimension)``, L2-normalised."""
        ...

    def read(self, question: str, passages: Sequence[str]) -> list[Reading] | None:
        """Return where each passage answers a question, and whether it does; None: the model has no reader."""
        ...


def encodable(text: str) -> str:
    """Replace lone surrogates, which JSON can smuggle in and no tokenizer accepts, by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
