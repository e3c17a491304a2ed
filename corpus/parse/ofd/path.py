"""The rules in a drawn path of an OFD file: lines along an axis, thin bars, and the sides of boxes."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from corpus.parse.ofd.package import child_text
from corpus.parse.ofd.shapes import Affine, Rule, apply

_STEP = re.compile(r"[MSLQBAC]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_POINTS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7}  # numbers after each operator
_THIN = 1.2  # mm: a filled bar up to this is a rule
_SHORTEST = 1.5  # mm
_STRAIGHT = 0.3  # mm that the ends of a rule may differ
_MAX_STEPS = 20_000  # of one path; more is a drawing

Point = tuple[float, float]


def rules_of(element: etree._Element, matrix: Affine) -> Iterator[Rule]:
    """Return the rules that a path object draws; curves and slanted lines draw none."""
    lines = _lines(child_text(element, "AbbreviatedData"), matrix)
    if lines is None:
        return
    filled = element.get("Fill", "false").lower() == "true"
    stroked = element.get("Stroke", "true").lower() != "false"
    for points in lines:
        xs = [x for x, _ in points]
        ys = [y for _, y in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        if filled and min(box[2] - box[0], box[3] - box[1]) <= _THIN:
            yield from _bar(*box)
        elif stroked:
            for (x0, y0), (x1, y1) in pairwise(points):
                if min(abs(x1 - x0), abs(y1 - y0)) <= _STRAIGHT:
                    yield from _bar(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _bar(x0: float, y0: float, x1: float, y1: float) -> Iterator[Rule]:
    """Return the middle of a thin bar, if it is long enough for a rule."""
    if max(x1 - x0, y1 - y0) < _SHORTEST:
        return
    if x1 - x0 >= y1 - y0:
        yield Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
    else:
        yield Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)


def _lines(data: str, matrix: Affine) -> list[list[Point]] | None:
    """Return the straight pieces of a path, each a list of points, or ``None`` if it has curves."""
    steps = _STEP.findall(data)
    if len(steps) > _MAX_STEPS:
        return None
    pieces: list[list[Point]] = []
    at = 0
    while at < len(steps):
        operator = steps[at]
        count = _POINTS.get(operator, 0)
        values = steps[at + 1 : at + 1 + count]
        if operator in "QBA" or len(values) < count or any(value in "MSLQBAC" for value in values):
            return None
        at += 1 + count
        if operator == "C" and pieces:
            pieces[-1].append(pieces[-1][0])
        elif count:
            point = apply(matrix, float(values[0]), float(values[1]))
            if not all(map(math.isfinite, point)):
                return None
            if operator in "MS" or not pieces:
                pieces.append([point])
            else:
                pieces[-1].append(point)
    return pieces
