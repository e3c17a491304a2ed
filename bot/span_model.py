"""How likely each span is to be the answer: a small network over ``bot.span_features``.

One hidden layer (tanh), an output for each span, and a softmax over the spans of a stretch. Fitted by
``scripts/fit_spans.py`` for the expected overlap with the answer (ROUGE-L), the mean of some networks from
different seeds in one; the weights lie in ``data/span_model.npz``.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.span_features import Matrix

_FILE = Path(__file__).with_name("data") / "span_model.npz"
LIMIT = 6.0  # standard deviations; what lies beyond was not seen in fitting


@dataclass(frozen=True, slots=True)
class SpanModel:
    """Weights; features are centred on ``mean`` and divided by ``deviation`` first."""

    mean: Matrix  # (features,)
    deviation: Matrix  # (features,)
    hidden: Matrix  # (features, units)
    hidden_bias: Matrix  # (units,)
    output: Matrix  # (units,)

    def logits(self, features: Matrix) -> NDArray[np.float32]:
        """Return a logit for each row of ``features``, shape (n,), up to a constant."""
        scaled = np.clip((features - self.mean) / self.deviation, -LIMIT, LIMIT)
        return np.asarray(np.tanh(scaled @ self.hidden + self.hidden_bias) @ self.output, dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the weights as plain arrays."""
        np.savez_compressed(path, **{name: getattr(self, name) for name in _NAMES})


_NAMES = ("mean", "deviation", "hidden", "hidden_bias", "output")


@cache
def span_model() -> SpanModel:
    """Return the model that is shipped."""
    with _FILE.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return SpanModel(*(np.asarray(arrays[name], dtype=np.float32) for name in _NAMES))
