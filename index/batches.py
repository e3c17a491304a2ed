"""Which texts a model reads at once: those of one width, so that a text's vector doesn't hang on its company."""

from collections.abc import Sequence

STEP = 16  # tokens; the processor's kernels are slow at widths between two steps: 105 takes longer than 112


def batches(lengths: Sequence[int], most: int, *, least: int = 0) -> list[tuple[int, list[int]]]:
    """Return (width, rows) of batches that hold each row once, widest first.

    Args:
        lengths: of each row, in tokens.
        most: tokens in a batch, unless one row alone has more.
        least: tokens in a batch; a smaller one repeats its last row. Small matrices are multiplied in another
            order, and the last bits of a vector differ by it.
    """
    rows_of: dict[int, list[int]] = {}
    for row, length in enumerate(lengths):
        rows_of.setdefault(max(-(-length // STEP), 1) * STEP, []).append(row)
    found = []
    for width in sorted(rows_of, reverse=True):
        rows = rows_of[width]
        pieces = -(-len(rows) // max(most // width, 1))
        size = -(-len(rows) // pieces)  # evenly: no small one is left over
        for start in range(0, len(rows), size):
            piece = rows[start : start + size]
            piece += piece[-1:] * (-(-least // width) - len(piece))
            found.append((width, piece))
    return found
