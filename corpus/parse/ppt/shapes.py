"""The shapes of a slide of a PowerPoint 97 file: texts, tables and pictures, each where it stands."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.parse.ppt.records import Record
from corpus.parse.ppt.text import Text, box_text
from corpus.parse.table import GridCell

_DRAWING, _ART, _GROUP, _SHAPE = 0x040C, 0xF002, 0xF003, 0xF004
_GROUP_BOX, _PROPERTIES, _TABLE_PROPERTIES = 0xF009, 0xF00B, 0xF122
_TEXT_BOX, _CHILD_ANCHOR, _ANCHOR, _CLIENT_DATA, _PLACEHOLDER = 0xF00D, 0xF00F, 0xF010, 0xF011, 0x0BC3
_PICTURE, _IS_TABLE = 0x0104, 0x039F  # properties
_FURNITURE = frozenset({7, 8, 9, 10})  # placeholders: date, page number, footer, header
_MAX_DEPTH = 20  # of groups in groups
_NEAR = 12  # units of 1/576 inch: edges of a table that nearly meet are one

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Shape:
    """A text, a table or a picture, and the box that it fills on the slide."""

    box: Box
    text: Text | None = None
    rows: tuple[tuple[GridCell, ...], ...] = ()
    picture: int = 0

    @property
    def area(self) -> float:
        """Of its box."""
        return (self.box[2] - self.box[0]) * (self.box[3] - self.box[1])


@dataclass(frozen=True, slots=True)
class _Map:
    """How the coordinates inside a group become those of the slide."""

    scale: tuple[float, float] = (1.0, 1.0)
    shift: tuple[float, float] = (0.0, 0.0)

    def place(self, box: Box) -> Box:
        (a, b), (x, y) = self.scale, self.shift
        return box[0] * a + x, box[1] * b + y, box[2] * a + x, box[3] * b + y


def shapes(slide: Record, outline: list[Text]) -> list[Shape]:
    """Return what a slide shows, from top to bottom, side by side from left to right."""
    drawing = slide.child(_DRAWING)
    art = drawing.child(_ART) if drawing else None
    group = art.child(_GROUP) if art else None
    return _in_reading_order(_group_shapes(group, outline, _Map(), 0)) if group else []


def _group_shapes(group: Record, outline: list[Text], around: _Map, depth: int) -> Iterator[Shape]:
    members = list(group.children())[1:]  # the first is the group itself
    for record in members:
        if record.kind == _SHAPE:
            shape = _shape(record, outline, around)
            if shape is not None:
                yield shape
        elif record.kind == _GROUP and depth < _MAX_DEPTH:
            own = record.child(_SHAPE)
            if own is None:
                continue
            box = around.place(_box(own))
            inside = _map(own, box)
            found = list(_group_shapes(record, outline, inside, depth + 1))
            if _IS_TABLE in _properties(own, _TABLE_PROPERTIES):
                yield Shape(box, rows=_rows([shape for shape in found if shape.text is not None]))
            else:
                yield from found


def _shape(record: Record, outline: list[Text], around: _Map) -> Shape | None:
    client = record.child(_CLIENT_DATA)
    placeholder = client.child(_PLACEHOLDER) if client else None
    if placeholder is not None and len(placeholder.data) > 4 and placeholder.data[4] in _FURNITURE:
        return None
    box = around.place(_box(record))
    text_box = record.child(_TEXT_BOX)
    text = box_text(text_box, outline) if text_box else None
    if text is not None:
        return Shape(box, text=text)
    picture = _properties(record, _PROPERTIES).get(_PICTURE, 0)
    return Shape(box, picture=picture) if picture else None


def _box(shape: Record) -> Box:
    for record in shape.children():
        if record.kind == _CHILD_ANCHOR and len(record.data) >= 16:
            left, top, right, bottom = struct.unpack_from("<4i", record.data)
            return left, top, right, bottom
        if record.kind == _ANCHOR and len(record.data) >= 8:
            form = "<4i" if len(record.data) >= 16 else "<4h"
            top, left, right, bottom = struct.unpack_from(form, record.data)
            return left, top, right, bottom
    return 0, 0, 0, 0


def _map(group: Record, box: Box) -> _Map:
    inner = group.child(_GROUP_BOX)
    if inner is None or len(inner.data) < 16:
        return _Map()
    left, top, right, bottom = struct.unpack_from("<4i", inner.data)
    scale = (
        (box[2] - box[0]) / (right - left) if right != left else 1.0,
        (box[3] - box[1]) / (bottom - top) if bottom != top else 1.0,
    )
    return _Map(scale, (box[0] - left * scale[0], box[1] - top * scale[1]))


def _properties(shape: Record, kind: int) -> dict[int, int]:
    """Return the properties of a shape; the instance of their record says how many there are."""
    record = shape.child(kind)
    if record is None:
        return {}
    count = min(record.instance, len(record.data) // 6)
    pairs = (struct.unpack_from("<HI", record.data, 6 * i) for i in range(count))
    return {code & 0x3FFF: value for code, value in pairs}


def _rows(cells: Sequence[Shape]) -> tuple[tuple[GridCell, ...], ...]:
    """Return the cells of a table by the rows that they begin in; a gap in a row is an empty cell."""
    columns = _edges(edge for cell in cells for edge in (cell.box[0], cell.box[2]))
    lines = _edges(edge for cell in cells for edge in (cell.box[1], cell.box[3]))
    taken: set[tuple[int, int]] = set()
    rows: list[list[GridCell]] = [[] for _ in range(max(lines.values(), default=0))]
    for cell in sorted(cells, key=lambda cell: (lines[cell.box[1]], columns[cell.box[0]])):
        top, left = lines[cell.box[1]], columns[cell.box[0]]
        height, width = lines[cell.box[3]] - top, columns[cell.box[2]] - left
        spots = {(top + y, left + x) for y in range(height) for x in range(width)}
        if not spots or spots & taken:
            continue  # without room, or under another cell
        gap = next((x for x in range(left, -1, -1) if x == 0 or (top, x - 1) in taken), 0)
        if gap < left:
            rows[top].append(GridCell("", left - gap))
        taken |= spots
        text = "\n".join(cell.text.lines()) if cell.text else ""
        rows[top].append(GridCell(text, width, height))
    return tuple(tuple(row) for row in rows)


def _edges(places: Iterable[float]) -> dict[float, int]:
    """Return the number of each edge, those that nearly meet as one."""
    numbers: dict[float, int] = {}
    begun: float | None = None
    for place in sorted(set(places)):
        if begun is None:
            begun, number = place, 0
        elif place - begun > _NEAR:
            begun, number = place, number + 1
        numbers[place] = number
    return numbers


def _in_reading_order(found: Iterable[Shape]) -> list[Shape]:
    rows: list[list[Shape]] = []
    for shape in sorted(found, key=lambda shape: (shape.box[1], shape.box[0])):
        first = rows[-1][0].box if rows else shape.box
        height = min(first[3] - first[1], shape.box[3] - shape.box[1])
        if rows and shape.box[1] < first[1] + height / 2:
            rows[-1].append(shape)
        else:
            rows.append([shape])
    return [shape for row in rows for shape in sorted(row, key=lambda shape: shape.box[0])]
