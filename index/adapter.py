"""A linear map of question vectors, fitted for one encoder: what laymen ask comes nearer to what documents say.

x' = normalise(x + x W + b). Passages stay as they are, so an index needs no rebuilding. Fitted by
``scripts/fit_adapter.py``, a file in ``data/adapters`` for each encoder; another encoder's questions are left alone.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_FOLDER = Path(__file__).with_name("data") / "adapters"
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class QueryAdapter:
    """The map and the encoder that it was fitted for (its identity without the precision)."""

    encoder: str
    matrix: Floats  # (dimension, dimension)
    bias: Floats  # (dimension,)

    def __call__(self, vectors: Floats) -> Floats:
        """Return the vectors of questions, shape (n, dimension), mapped and of unit length."""
        mapped = vectors + vectors @ self.matrix + self.bias
        lengths = np.linalg.norm(mapped, axis=1, keepdims=True)
        return np.asarray(mapped / np.maximum(lengths, 1e-9), dtype=np.float32)

    def save(self) -> None:
        """Write the map in half precision."""
        half = {"matrix": self.matrix.astype(np.float16), "bias": self.bias.astype(np.float16)}
        np.savez_compressed(_file(self.encoder), encoder=np.array(self.encoder), **half)  # type: ignore[arg-type]


@cache
def adapter_for(identity: str) -> QueryAdapter | None:
    """Return the map for an encoder of this identity (``Encoder.identity``), or None where there is none."""
    path = _file(encoder_of(identity))
    if not path.is_file():
        return None
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return QueryAdapter(
            str(arrays["encoder"]),
            np.asarray(arrays["matrix"], dtype=np.float32),
            np.asarray(arrays["bias"], dtype=np.float32),
        )


def encoder_of(identity: str) -> str:
    """Return an encoder's identity without the precision that it runs in."""
    return identity.rpartition("-")[0]


def _file(encoder: str) -> Path:
    return _FOLDER / f"{encoder}.npz"
