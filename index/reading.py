"""What a reader says of a passage: where the answer begins and ends, and whether it is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_COLUMNS: Final = 5  # of readings as one array


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader says of one passage, a row for each of its tokens."""

    offsets: NDArray[np.int32]  # (n, 2), characters of the passage
    starts: Floats  # (n,), logarithm of the probability that the answer begins here, if there is one
    ends: Floats  # (n,), that it ends here
    answered: float  # logit that the passage answers; -inf where it has no tokens


def best_span(starts: Floats, ends: Floats, longest: int) -> tuple[int, int, float]:
    """Return the first and the last token of the likeliest span of at most ``longest`` tokens, and its score.

    Args:
        starts: of each token, at least one, to be added to those of ``ends``.
        ends: the same shape.
        longest: tokens.
    """
    scores = starts[:, None] + ends[None, :]
    scores[np.tril_indices(len(starts), -1)] = -np.inf
    scores[np.triu_indices(len(starts), longest)] = -np.inf
    at = int(scores.argmax())
    return at // len(starts), at % len(starts), float(scores.flat[at])


def packed(readings: Sequence[Reading]) -> Floats:
    """Return readings as one array, shape (n, 5), for ``unpacked``: of each the answer's row, then its tokens'."""
    blocks = []
    for number, reading in enumerate(readings):
        block = np.empty((len(reading.starts) + 1, _COLUMNS), dtype=np.float32)
        block[0] = number, -1, -1, reading.answered, 0
        block[1:] = np.column_stack(
            [np.full(len(reading.starts), number), reading.offsets, reading.starts, reading.ends]
        )
        blocks.append(block)
    return np.concatenate(blocks) if blocks else np.empty((0, _COLUMNS), np.float32)


def unpacked(rows: Floats) -> list[Reading]:
    """Return what ``packed`` was given."""
    begins = np.flatnonzero(rows[:, 1] == -1)
    return [
        Reading(block[1:, 1:3].astype(np.int32), block[1:, 3].copy(), block[1:, 4].copy(), float(block[0, 3]))
        for block in np.split(rows, begins[1:])
        if len(block)
    ]
