"""Ruled tables on a picture: the cells that their lines enclose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from corpus.parse.ocr_engine import Pixels

_Mask = npt.NDArray[np.uint8]
_Box = tuple[int, int, int, int]  # left, top, right, bottom
_LINE = 40  # a rule is at least this share (1/40) of the page's short side long
_SMOOTH = 15  # pixels along a line over which noise is averaged
_BESIDE = (6, 200)  # pixels beside a line, or a share (1/200) of the short side, where paper must be seen
_CONTRAST = 18  # levels by which a line is darker than the paper
_GAP = 9  # pixels of a rule that a poor scan may have lost
_MIN_CELL = 10  # pixels: less is the space between the two lines of a double rule
_MIN_TABLE = 6  # a table is at least this share (1/6) of the page's short side wide
_SAME_EDGE = 0.4  # of the lowest cell's height: edges nearer to each other are one


@dataclass(frozen=True, slots=True)
class RuledCell:
    """A cell's place on the picture, and in the grid of its table."""

    left: int
    top: int
    right: int
    bottom: int
    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table's cells, by row and column."""

    cells: tuple[RuledCell, ...]

    @property
    def box(self) -> _Box:
        """Left, top, right and bottom of the whole table."""
        return (
            min(cell.left for cell in self.cells),
            min(cell.top for cell in self.cells),
            max(cell.right for cell in self.cells),
            max(cell.bottom for cell in self.cells),
        )


def find_tables(pixels: Pixels) -> list[RuledTable]:
    """Return the ruled tables of an upright page that have at least two rows and two columns."""
    rules = _rules(pixels)
    tables = []
    for left, top, right, bottom in _regions(rules, min(pixels.shape[:2]) // _MIN_TABLE):
        cells = _grid(_enclosed(rules[top:bottom, left:right].copy()), left, top)
        if len({c.row for c in cells}) > 1 and len({c.column for c in cells}) > 1:
            tables.append(RuledTable(tuple(cells)))
    return tables


def _regions(rules: _Mask, narrowest: int) -> list[_Box]:
    """Return where rules are connected; those of one table that a poor scan has parted are taken together."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(rules, connectivity=8)
    regions: list[_Box] = []
    for x, y, width, height, _ in stats[1:]:
        if width < narrowest or height < 2 * _MIN_CELL:
            continue
        box = (int(x), int(y), int(x + width), int(y + height))
        while over := [r for r in regions if _overlap(r, box)]:
            regions = [r for r in regions if r not in over]
            lefts, tops, rights, bottoms = zip(box, *over, strict=True)
            box = (min(lefts), min(tops), max(rights), max(bottoms))
        regions.append(box)
    return regions


def _overlap(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _rules(pixels: Pixels) -> _Mask:
    """Return 1 where a long straight line runs across or down."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    ink = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    length = max(25, min(pixels.shape[:2]) // _LINE)
    beside = max(_BESIDE[0], min(pixels.shape[:2]) // _BESIDE[1])
    across, down = _lines(grey, ink, length, beside), _lines(grey.T, ink.T, length, beside).T
    return np.asarray(cv2.dilate(across | down, np.ones((3, 3), np.uint8)), dtype=np.uint8)


def _lines(grey: npt.NDArray[Any], ink: npt.NDArray[Any], length: int, beside: int) -> _Mask:
    """Return 1 where a line of ink runs across, with paper above it and below it.

    The edge of a sheet or of a shaded cell is darker than one side only.
    """
    smooth = cv2.blur(grey.astype(np.int16), (_SMOOTH, 1)).astype(np.int16)
    above, below = (
        np.maximum(*(np.roll(smooth, sign * step, axis=0) for step in (beside, 2 * beside)))
        for sign in (1, -1)
    )
    thin = (np.minimum(above, below) - smooth > _CONTRAST) & (ink > 0)
    # A line that is not quite straight steps from one row of pixels to the next: thicken it first.
    thick = cv2.dilate(thin.astype(np.uint8), np.ones((3, 1), np.uint8))
    found = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, length * 2), np.uint8))
    joined = cv2.morphologyEx(found, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    return np.asarray(cv2.erode(joined, np.ones((3, 1), np.uint8)), dtype=np.uint8)


def _enclosed(rules: _Mask) -> list[_Box]:
    """Return the boxes that the lines of one table enclose.

    The outer frame is drawn in: many tables are open at their sides.
    """
    height, width = rules.shape
    cv2.rectangle(rules, (0, 0), (width - 1, height - 1), 1, 2)
    _, _, stats, _ = cv2.connectedComponentsWithStats(1 - rules, connectivity=4)
    boxes = [
        (int(x), int(y), int(x + w), int(y + h))
        for x, y, w, h, area in stats[1:]
        if w >= _MIN_CELL and h >= _MIN_CELL and area > 0.5 * w * h
    ]
    # What surrounds others is the space between a frame and its table.
    return [box for box in boxes if not any(_contains(box, other) for other in boxes if other is not box)]


def _contains(outer: _Box, inner: _Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def _grid(boxes: Sequence[_Box], left: int, top: int) -> list[RuledCell]:
    """Give boxes their rows and columns."""
    if not boxes:
        return []
    tolerance = _SAME_EDGE * min(bottom - top_ for _, top_, _, bottom in boxes) + 4
    columns = _edges([x for box in boxes for x in (box[0], box[2])], tolerance)
    rows = _edges([y for box in boxes for y in (box[1], box[3])], tolerance)
    cells = []
    for x0, y0, x1, y1 in sorted(boxes, key=lambda box: (box[1], box[0])):
        column, last_column = _nearest(columns, x0), _nearest(columns, x1)
        row, last_row = _nearest(rows, y0), _nearest(rows, y1)
        if last_column > column and last_row > row:
            place = (left + x0, top + y0, left + x1, top + y1)
            cells.append(RuledCell(*place, row, column, last_row - row, last_column - column))
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def _edges(positions: Sequence[int], tolerance: float) -> list[float]:
    """Return where the grid's lines are: positions near to each other belong to one."""
    groups: list[list[int]] = []
    for position in sorted(positions):
        if groups and position - groups[-1][-1] <= tolerance:
            groups[-1].append(position)
        else:
            groups.append([position])
    return [sum(group) / len(group) for group in groups]


def _nearest(edges: Sequence[float], position: int) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - position))
