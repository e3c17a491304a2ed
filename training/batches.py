"""Rows of tokens to batches of about one length, in an order that a seed fixes."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from training.windows import Row

_MIXED = 64  # batches whose rows are sorted by length together; more would put like with like
_STEP = 8  # widths are multiples of it


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows side by side; all tensors have a row each."""

    tokens: Tensor  # (windows, tokens)
    mask: Tensor  # the same shape
    in_passage: Tensor  # the same shape
    first: Tensor  # (windows,), of the answer; 0 where there is none
    last: Tensor
    located: Tensor  # 1.0 where there is one
    answered: Tensor  # 1.0 where the window answers, with a span or as a whole


def shuffled(rows: Sequence[Row], tokens: int, seed: int) -> Iterator[list[Row]]:
    """Yield batches of at most ``tokens`` tokens, padding included."""
    rng = random.Random(seed)
    order = list(rows)
    rng.shuffle(order)
    group = _MIXED * max(tokens // 256, 1)
    found: list[list[Row]] = []
    for start in range(0, len(order), group):
        found += packed(sorted(order[start : start + group], key=lambda row: len(row.window.tokens)), tokens)
    rng.shuffle(found)
    yield from found


def packed(rows: Sequence[Row], tokens: int) -> Iterator[list[Row]]:
    """Yield rows that are sorted by length in batches of at most ``tokens`` tokens."""
    batch: list[Row] = []
    for row in rows:
        if batch and _width(row) * (len(batch) + 1) > tokens:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def batch_of(rows: Sequence[Row], pad: int, device: str = "cpu") -> Batch:
    """Return windows as tensors on ``device``."""
    width = max(map(_width, rows))
    tokens = torch.full((len(rows), width), pad, dtype=torch.long)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    in_passage = torch.zeros((len(rows), width), dtype=torch.bool)
    for n, row in enumerate(rows):
        tokens[n, : len(row.window.tokens)] = torch.tensor(row.window.tokens)
        mask[n, : len(row.window.tokens)] = 1
        in_passage[n, row.window.first : row.window.first + len(row.window.offsets)] = True
    spans = [row.answer or (row.window.first, row.window.first) for row in rows]
    first, last = torch.tensor(spans).unbind(-1)
    located = torch.tensor([float(row.answer is not None) for row in rows])
    answered = torch.tensor([float(row.answer is not None or row.answers) for row in rows])
    return Batch(*(each.to(device) for each in (tokens, mask, in_passage, first, last, located, answered)))


def _width(row: Row) -> int:
    return -(-len(row.window.tokens) // _STEP) * _STEP
