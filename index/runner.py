"""Runs a sentence-transformers model over many texts, a batch to a core, or on a GPU."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from index.batches import STEP, batches
from index.workers import accelerator_workers, processor_workers

if TYPE_CHECKING:
    from sentence_transformers.base.model import BaseModel

Device = Literal["cpu", "cuda"]
Features = dict[
    str, Any
]  # what the model's own tokenizer makes of texts: tensors of shape (n, width), and more

_SLICE: Final = 512  # texts that are made tokens at once
_TOKENS: Final = {"cpu": 3072, "cuda": 32_768}  # in a batch; a question may have to wait for one
_STEADY: Final = 384  # tokens, from which on a row's last bits don't hang on how many rows there are
_MASK: Final = "attention_mask"


class Runner:
    """A model on its device. May be shared by threads, whose batches take turns."""

    def __init__(self, model: "BaseModel", output: str, device: Device = "cpu") -> None:
        """Run ``model``, which lies on ``device``; ``output`` names what is wanted of it."""
        self._model = model.eval()
        self._output = output
        self._device = device
        self._workers = processor_workers() if device == "cpu" else accelerator_workers()
        # padding may not go beyond the longest text that the model takes
        whole_steps = (model.max_seq_length or STEP) % STEP == 0
        self._options = {"text": {"pad_to_multiple_of": STEP if whole_steps else None}}
        self._tokenizing = threading.Lock()  # a tokenizer keeps state between calls

    def run(
        self,
        inputs: Sequence[Any],
        *,
        prompt: str | None = None,
        steady: bool = True,
        progress: Callable[[int, int], None] | None = None,
    ) -> NDArray[np.float32]:
        """Return what the model gives for each of ``inputs``, shape (n, ...); at least one is needed.

        Args:
            inputs: texts, or pairs of texts.
            prompt: is put before each of them.
            steady: give a text the same numbers, bit for bit, whatever it is read with, as far as the processor
                does; costs a little where there are only a few short texts.
            progress: called after each batch with (inputs done, inputs in all).
        """
        least = _STEADY if steady and self._device == "cpu" else 0
        found: NDArray[np.float32] | None = None
        done = 0
        for numbers, values in self._workers.map(self._forward, self._batches(inputs, prompt, least)):
            if found is None:
                found = np.empty((len(inputs), *values.shape[1:]), np.float32)
            found[numbers] = values[: len(numbers)]
            done += len(numbers)
            if progress is not None:
                progress(done, len(inputs))
        assert found is not None, "nothing to run"
        return found

    def _batches(
        self, inputs: Sequence[Any], prompt: str | None, least: int
    ) -> Iterator[tuple[list[int], Features]]:
        """Yield batches: the numbers of their inputs, and their features, which may have more rows."""
        # longest first: a batch too large for the memory then fails at once, not near the end
        order = sorted(range(len(inputs)), key=lambda number: (-_characters(inputs[number]), number))
        for start in range(0, len(order), _SLICE):
            numbers = order[start : start + _SLICE]
            with self._tokenizing:
                features = self._model.preprocess(
                    [inputs[number] for number in numbers], prompt=prompt, processing_kwargs=self._options
                )
            if _MASK not in features:  # a model that doesn't pad
                yield numbers, features
                continue
            lengths = features[_MASK].sum(dim=1).tolist()
            for width, rows in batches(lengths, _TOKENS[self._device], least=least):
                chosen = list(dict.fromkeys(rows))
                yield [numbers[row] for row in chosen], self._cut(features, rows, width)

    def _cut(self, features: Mapping[str, Any], rows: Sequence[int], width: int) -> Features:
        """Return the features of some rows, without the columns in which all of them are padding."""
        shape = features[_MASK].shape
        from_left = getattr(self._model.tokenizer, "padding_side", "right") == "left"
        columns = slice(max(shape[1] - width, 0), None) if from_left else slice(width)
        found = dict(features)
        for name, value in features.items():
            if getattr(value, "shape", None) == shape:
                found[name] = value[list(rows), columns]
        return found

    def _forward(self, batch: tuple[list[int], Features]) -> tuple[list[int], NDArray[np.float32]]:
        import torch  # noqa: PLC0415 - takes seconds; loaded with the model

        numbers, features = batch
        placed = {
            name: value.to(self._device) if isinstance(value, torch.Tensor) else value
            for name, value in features.items()
        }
        with torch.inference_mode():
            output = self._model(placed)[self._output]
        return numbers, output.float().cpu().numpy()


def _characters(one: Any) -> int:
    return len(one) if isinstance(one, str) else sum(map(len, one))
