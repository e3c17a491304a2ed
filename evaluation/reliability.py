"""Whether confidences come true: the reliability diagram (DeGroot and Fienberg, 1983) and what it misses by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SIDE, _EDGE = 320, 40  # of the drawing, in pixels


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose confidence lies in one tenth of [0, 1]."""

    low: float
    count: int
    confidence: float  # their mean
    came_true: float  # the share of them that have an answer


def reliability(confidences: NDArray[np.float64], labels: NDArray[np.float64], bins: int = 10) -> list[Bin]:
    """Return the bins that hold anything, lowest first.

    Args:
        confidences: in [0, 1], shape (n,).
        labels: 1 where there is an answer, shape (n,).
        bins: of equal width.
    """
    number = np.minimum((confidences * bins).astype(int), bins - 1)
    return [
        Bin(i / bins, int(here.sum()), float(confidences[here].mean()), float(labels[here].mean()))
        for i in range(bins)
        for here in [number == i]
        if here.any()
    ]


def calibration_error(found: Sequence[Bin]) -> float:
    """Return the expected calibration error in [0, 1]: by how much bins miss, weighted by their questions.

    Naeini, Cooper and Hauskrecht, *Obtaining well calibrated probabilities using Bayesian binning*, 2015.
    """
    total = sum(each.count for each in found)
    return sum(each.count * abs(each.confidence - each.came_true) for each in found) / total if total else 0.0


def drawing(found: Sequence[Bin]) -> str:
    """Return the diagram as SVG: the diagonal is what should be, a dot a bin, its area the share of questions."""
    total = sum(each.count for each in found) or 1

    def x(value: float) -> float:
        return round(_EDGE + value * _SIDE, 1)

    def y(value: float) -> float:
        return round(_EDGE / 2 + (1 - value) * _SIDE, 1)

    size = _SIDE + 2 * _EDGE
    dots = "".join(
        f'<circle cx="{x(b.confidence)}" cy="{y(b.came_true)}" r="{round(3 + 22 * (b.count / total) ** 0.5, 1)}"'
        f' fill="#1f5fa8" fill-opacity="0.55"><title>{b.count}</title></circle>'
        for b in found
    )
    ticks = "".join(
        f'<text x="{x(t)}" y="{y(0) + 18}" text-anchor="middle">{t:g}</text>'
        f'<text x="{x(0) - 8}" y="{y(t) + 4}" text-anchor="end">{t:g}</text>'
        for t in (0, 0.2, 0.4, 0.6, 0.8, 1)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif"'
        f' font-size="12" fill="#444"><rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path d="M{x(0)} {y(1)}V{y(0)}H{x(1)}" fill="none" stroke="#888"/>'
        f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#bbb" stroke-dasharray="4 4"/>{ticks}{dots}'
        f'<text x="{x(0.5)}" y="{size - 18}" text-anchor="middle">把握 confidence</text>'
        f'<text x="{x(0) + 6}" y="{y(1) + 4}">库中确有答案的比例 share with an answer</text></svg>\n'
    )
