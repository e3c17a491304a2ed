"""Where a passage answers a question, and whether it does, by a reader that lies in a local folder.

A reader is a BERT encoder with three outputs for each token: whether the answer begins there, whether it ends
there, and, at the first token of the row, whether the passage answers at all (Devlin et al., *BERT*, NAACL 2019,
section 4.3). As in ``index.embed``, torch and transformers are imported when a model is loaded.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.batches import batches
from index.encoder import encodable
from index.int8_linear import in_int8
from index.quiet import without_bars
from index.reading import Floats, Reading
from index.runner import Device
from index.windows import Special, Window, tokens_of, windows
from index.workers import accelerator_workers, processor_workers

if TYPE_CHECKING:
    from transformers import BertForTokenClassification

START, END, ANSWERED = 0, 1, 2
"""The outputs of a token."""

_LONGEST: Final = 256  # tokens of a window, as in training
_STRIDE: Final = 128
_TOKENS: Final = {"cpu": 1024, "cuda": 32_768}  # in a batch


class SpanReader:
    """A loaded reader. May be shared by threads, whose batches take turns."""

    def __init__(
        self, model: "BertForTokenClassification", tokenizer: Tokenizer, device: Device = "cpu"
    ) -> None:
        """Wrap a model that is already in memory; most callers want ``load``."""
        self._model = model.eval()  # type: ignore[no-untyped-call]
        self._tokenizer = tokenizer
        self._special = Special.of(tokenizer)
        self._device = device
        self._workers = processor_workers() if device == "cpu" else accelerator_workers()

    @classmethod
    def load(
        cls, folder: Path, *, dtype: str = "float32", device: Device = "cpu", int8: bool = False
    ) -> Self:
        """Load the reader in ``folder``, its numbers as torch's ``dtype``.

        With ``int8``, for a processor and float32 only, its matrices are multiplied in 8 bits (``index.int8_linear``).
        """
        import torch  # noqa: PLC0415 - takes seconds; see the module's docstring
        from torch import nn  # noqa: PLC0415 - the same
        from transformers import BertForTokenClassification  # noqa: PLC0415 - the same

        with without_bars():
            model = BertForTokenClassification.from_pretrained(
                str(folder.resolve()), dtype=getattr(torch, dtype), local_files_only=True
            )
        nn.Module.to(model, device)
        if int8:
            in_int8(model)
        return cls(model, Tokenizer.from_file(str(folder / "tokenizer.json")), device)

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """Return a reading of each of ``passages``; long ones are read in windows that overlap."""
        if not passages:
            return []
        asked, *tokens = tokens_of(self._tokenizer, [*map(encodable, [question, *passages])])
        owned = [
            (number, window)
            for number, passage in enumerate(tokens)
            for window in windows(asked, passage, self._special, _LONGEST, _STRIDE)
        ]
        logits = self._logits([window for _, window in owned])
        found: list[list[tuple[Window, Floats]]] = [[] for _ in passages]
        for (number, window), values in zip(owned, logits, strict=True):
            found[number].append((window, values))
        return [_joined(passage.offsets, seen) for passage, seen in zip(tokens, found, strict=True)]

    def _logits(self, rows: Sequence[Window]) -> list[Floats]:
        """Return the outputs of each row, shape (tokens of the row, 3)."""
        lengths = [len(row.tokens) for row in rows]
        found: dict[int, Floats] = {}
        for numbers, values in self._workers.map(self._forward, self._batches(rows, lengths)):
            for number, each in zip(numbers, values, strict=True):
                found[number] = each[: lengths[number]]
        return [found[number] for number in range(len(rows))]

    def _batches(
        self, rows: Sequence[Window], lengths: Sequence[int]
    ) -> Iterator[tuple[list[int], NDArray[np.int64]]]:
        for width, numbers in batches(lengths, _TOKENS[self._device]):
            tokens = np.full((len(numbers), width), self._special.pad, dtype=np.int64)
            for row, number in enumerate(numbers):
                tokens[row, : lengths[number]] = rows[number].tokens
            yield numbers, tokens

    def _forward(self, batch: tuple[list[int], NDArray[np.int64]]) -> tuple[list[int], Floats]:
        import torch  # noqa: PLC0415 - takes seconds; loaded with the model

        numbers, rows = batch
        tokens = torch.from_numpy(rows).to(self._device)
        with torch.inference_mode():
            output = self._model(input_ids=tokens, attention_mask=(tokens != self._special.pad).long())
        return numbers, output.logits.float().cpu().numpy()


def _joined(offsets: Sequence[tuple[int, int]], seen: Sequence[tuple[Window, Floats]]) -> Reading:
    """Put the windows of one passage together: a token counts as in the window that makes most of it.

    Training compares the tokens of one window only; how much two windows count is told by whether each answers.
    """
    starts = np.full(len(offsets), -np.inf, dtype=np.float32)
    ends = starts.copy()
    for window, values in seen:
        there = slice(window.begin, window.begin + len(window.offsets))
        own = values[window.first : window.first + len(window.offsets)]
        answers = -np.logaddexp(0, -values[0, ANSWERED])
        starts[there] = np.maximum(starts[there], _log_softmax(own[:, START]) + answers)
        ends[there] = np.maximum(ends[there], _log_softmax(own[:, END]) + answers)
    answered = max((float(values[0, ANSWERED]) for _, values in seen), default=-np.inf)
    at = np.array(offsets, dtype=np.int32).reshape(-1, 2)
    return Reading(at, _log_softmax(starts), _log_softmax(ends), answered)


def _log_softmax(logits: Floats) -> Floats:
    if not len(logits):
        return logits
    shifted = logits - logits.max()
    return np.asarray(shifted - np.log(np.exp(shifted).sum()), dtype=np.float32)
