"""The shapes of a slide where they stand, those in groups too, in reading order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pptx.shapes.base import BaseShape
from pptx.shapes.group import GroupShape

_MAX_DEPTH = 20  # of groups in groups


@dataclass(frozen=True, slots=True)
class Placed:
    """A shape and the box that it fills on the slide, in the format's own units."""

    shape: BaseShape
    left: float
    top: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """Of its box."""
        return self.width * self.height


def placed_shapes(
    shapes: Iterable[BaseShape],
    scale: tuple[float, float] = (1.0, 1.0),
    shift: tuple[float, float] = (0.0, 0.0),
    depth: int = 0,
) -> Iterator[Placed]:
    """Return the shapes with those of groups in the slide's coordinates, which each group maps to its own."""
    for shape in shapes:
        placed = Placed(
            shape,
            (shape.left or 0) * scale[0] + shift[0],
            (shape.top or 0) * scale[1] + shift[1],
            (shape.width or 0) * scale[0],
            (shape.height or 0) * scale[1],
        )
        if not isinstance(shape, GroupShape):
            yield placed
        elif depth < _MAX_DEPTH:
            x, y, width, height = _inner_box(shape)
            inner = (placed.width / width if width else 1.0, placed.height / height if height else 1.0)
            offset = (placed.left - x * inner[0], placed.top - y * inner[1])
            yield from placed_shapes(shape.shapes, inner, offset, depth + 1)


def in_reading_order(shapes: Iterable[Placed]) -> list[Placed]:
    """Return shapes from top to bottom, those side by side from left to right."""
    rows: list[list[Placed]] = []
    for placed in sorted(shapes, key=lambda placed: (placed.top, placed.left)):
        if rows and placed.top < rows[-1][0].top + min(rows[-1][0].height, placed.height) / 2:
            rows[-1].append(placed)
        else:
            rows.append([placed])
    return [placed for row in rows for placed in sorted(row, key=lambda placed: placed.left)]


def _inner_box(group: GroupShape) -> tuple[float, float, float, float]:
    """Return the box of a group in the coordinates of what it holds."""
    offset = group.element.find("{*}grpSpPr/{*}xfrm/{*}chOff")
    extent = group.element.find("{*}grpSpPr/{*}xfrm/{*}chExt")
    if offset is None or extent is None:
        return (group.left or 0, group.top or 0, group.width or 0, group.height or 0)
    return (float(offset.get("x")), float(offset.get("y")), float(extent.get("cx")), float(extent.get("cy")))
