"""What is drawn on a PDF page: ruled lines, and how much of it is covered by pictures."""

import ctypes
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from corpus.parse.pdf.glyphs import Matrix
from corpus.parse.pdf.models import Edge

MAX_OBJECTS = 50_000  # of one page; what comes after them is not looked at
_MAX_SEGMENTS = 200_000  # of all paths of one page
_MAX_DEPTH = 5  # of forms within forms
_THIN = 2.6  # points; a filled box no thicker is a ruled line
_STRAIGHT = 0.7  # points that a line may lean
_SNAP = 3.0  # points within which lines are one line
_MIN_LENGTH = 4.0
_MOVE_TO = pdfium.FPDF_SEGMENT_MOVETO
_LINE_TO = pdfium.FPDF_SEGMENT_LINETO

_Box = tuple[float, float, float, float]
_IDENTITY = Matrix(1, 0, 0, 1, 0, 0)


@dataclass(slots=True)
class Drawing:
    """What was found on a page, in the page's own space until it is shown."""

    lines: list[tuple[float, float, float, float]] = field(default_factory=list)  # x0, y0, x1, y1
    pictures: list[_Box] = field(default_factory=list)
    segments: int = 0
    objects: int = 0

    def edges(self, to_shown: Matrix) -> tuple[Edge, ...]:
        """Return the ruled lines as shown; pieces of one line are one."""
        edges = []
        for x0, y0, x1, y1 in self.lines:
            (left, top), (right, bottom) = to_shown.apply(x0, y0), to_shown.apply(x1, y1)
            if not math.isfinite(left + top + right + bottom):
                continue
            if abs(top - bottom) <= _STRAIGHT:
                edges.append(Edge((top + bottom) / 2, min(left, right), max(left, right), True))
            elif abs(left - right) <= _STRAIGHT:
                edges.append(Edge((left + right) / 2, min(top, bottom), max(top, bottom), False))
        return tuple(
            merged([e for e in edges if e.horizontal]) + merged([e for e in edges if not e.horizontal])
        )

    def image_share(self, box: _Box) -> float:
        """Return the share of the page that pictures cover; where they overlap it counts twice, up to 1."""
        left, bottom, right, top = box
        covered = 0.0
        for x0, y0, x1, y1 in self.pictures:
            covered += max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
        return min(1.0, covered / max(1.0, (right - left) * (top - bottom)))


def read_drawing(page: Any) -> Drawing:
    """Return the lines and pictures of a page; those within forms too."""
    drawing = Drawing()
    count = pdfium.FPDFPage_CountObjects(page)
    _walk((pdfium.FPDFPage_GetObject(page, i) for i in range(count)), _IDENTITY, 0, drawing)
    return drawing


def _walk(objects: Iterator[Any], space: Matrix, depth: int, drawing: Drawing) -> None:
    for item in objects:
        drawing.objects += 1
        if drawing.objects > MAX_OBJECTS or drawing.segments > _MAX_SEGMENTS:
            return
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _read_path(item, space, drawing)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            drawing.pictures.append(_picture(item, space))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            count = pdfium.FPDFFormObj_CountObjects(item)
            inner = (pdfium.FPDFFormObj_GetObject(item, i) for i in range(count))
            _walk(inner, space.after(_matrix(item)), depth + 1, drawing)


def _matrix(item: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return _IDENTITY
    return Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _picture(item: Any, space: Matrix) -> _Box:
    """Return the box of an image: the unit square under its matrix."""
    placed = space.after(_matrix(item))
    corners = [placed.apply(x, y) for x in (0, 1) for y in (0, 1)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _read_path(item: Any, space: Matrix, drawing: Drawing) -> None:
    count = pdfium.FPDFPath_CountSegments(item)
    drawing.segments += count
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    if count < 2 or drawing.segments > _MAX_SEGMENTS or not (fill.value or stroke.value):
        return
    placed = space.after(_matrix(item))
    for points, is_closed in _outlines(item, count):
        shape = [placed.apply(x, y) for x, y in points]
        if stroke.value:
            ends = shape[1:] + ([shape[0]] if is_closed else [])
            drawing.lines.extend((*a, *b) for a, b in zip(shape, ends, strict=False))
        else:
            drawing.lines.extend(_thin_box(shape))


def _outlines(item: Any, count: int) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """Return the straight-sided pieces of a path, and whether each is closed; curved pieces are left out."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    is_closed = is_curved = False
    for i in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, i)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == _MOVE_TO:
            if len(points) > 1 and not is_curved:
                yield points, is_closed
            points, is_closed, is_curved = [], False, False
        elif kind != _LINE_TO:
            is_curved = True
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((x.value, y.value))
        is_closed = is_closed or bool(pdfium.FPDFPathSegment_GetClose(segment))
    if len(points) > 1 and not is_curved:
        yield points, is_closed


def _thin_box(shape: Sequence[tuple[float, float]]) -> list[tuple[float, float, float, float]]:
    """Return the middle line of a filled box that is thin enough to be a ruled line."""
    xs, ys = [x for x, _ in shape], [y for _, y in shape]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if height <= _THIN < width:
        middle = (max(ys) + min(ys)) / 2
        return [(min(xs), middle, max(xs), middle)]
    if width <= _THIN < height:
        middle = (max(xs) + min(xs)) / 2
        return [(middle, min(ys), middle, max(ys))]
    return []


def merged(edges: Sequence[Edge]) -> list[Edge]:
    """Return parallel edges with those at one place and touching made one; short ones are dropped."""
    tracks: dict[int, list[Edge]] = defaultdict(list)
    track, last = 0, float("-inf")
    for edge in sorted(edges, key=lambda e: e.at):
        if edge.at - last > _SNAP:
            track, last = track + 1, edge.at
        tracks[track].append(edge)
    found = []
    for group in tracks.values():
        at = sum(e.at for e in group) / len(group)
        start, end = 0.0, float("-inf")
        for edge in sorted(group, key=lambda e: e.start):
            if edge.start > end + _SNAP:
                if end - start >= _MIN_LENGTH:
                    found.append(Edge(at, start, end, edge.horizontal))
                start, end = edge.start, edge.end
            end = max(end, edge.end)
        if end - start >= _MIN_LENGTH:
            found.append(Edge(at, start, end, group[0].horizontal))
    return found
