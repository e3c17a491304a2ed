"""The margins that the text of a page keeps to, and how far its lines are apart."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from corpus.parse.pdf.models import Line, Region

_TOLERANCE = 0.6  # em by which line ends at one margin differ
_RAGGED = 3.0  # em that full lines of unjustified text end short of the margin, at most
_UNEVEN = 0.15  # of the page's width by which its margins may differ
_FEW = 6  # lines: fewer do not show the margins of a page


def measured(regions: Sequence[Region], page_width: float, usual: Region | None = None) -> list[Region]:
    """Return the regions of a page with their margins.

    Args:
        regions: as they follow each other; those that are no columns share the margins of the page.
        page_width: in points.
        usual: a region with the margins of the page before, for a page with too few lines to show its own.
    """
    lines = [i for region in regions if not region.is_column for i in region.items if isinstance(i, Line)]
    page = _measure(Region(()), lines, page_width)
    if (
        usual is not None
        and len(lines) < _FEW
        and usual.left <= page.left + 1
        and page.right <= usual.right + 1
    ):
        page = usual
    return [
        _measure(region, [i for i in region.items if isinstance(i, Line)], None)
        if region.is_column
        else replace(
            region, left=page.left, right=page.right, leading=page.leading, is_justified=page.is_justified
        )
        for region in regions
    ]


def _measure(region: Region, lines: Sequence[Line], page_width: float | None) -> Region:
    if not lines:
        return replace(region, left=0.0, right=page_width or 0.0)
    size = median(line.style.size for line in lines)
    left = _margin([line.x0 for line in lines], size)
    right = -_margin([-line.x1 for line in lines], size)
    if page_width is not None and right < page_width - left - _UNEVEN * page_width:
        right = page_width - left  # a page of short lines does not show its margin; most are symmetrical
    rooms = [(right - line.x1) / size for line in lines]
    long = sum(1 for room in rooms if room <= _RAGGED)
    at_margin = sum(1 for room in rooms if room <= _TOLERANCE)
    return replace(
        region,
        left=left,
        right=right,
        leading=_leading(lines),
        is_justified=at_margin >= max(3, 0.8 * long),
    )


def _margin(ends: Sequence[float], size: float) -> float:
    """Return the outermost place that several lines begin at."""
    needed = max(2, round(0.08 * len(ends))) if len(ends) > 2 else 1
    ordered = sorted(ends)
    for i, end in enumerate(ordered):
        if bisect_right(ordered, end + _TOLERANCE * size) - i >= needed:
            return end
    return ordered[0]


def _leading(lines: Sequence[Line]) -> float:
    """Return the usual distance of baselines: the one that most neighbours have, the smaller of equals."""
    steps = sorted(
        b.y - a.y for a, b in pairwise(lines) if 0.8 * a.style.size < b.y - a.y < 3.5 * a.style.size
    )
    if not steps:
        return 0.0
    return max(steps, key=lambda step: (bisect_right(steps, step + 1.0) - bisect_left(steps, step), -step))
