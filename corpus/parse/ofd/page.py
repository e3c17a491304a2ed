"""A page of an OFD file with the templates beneath it: its objects, whatever blocks and units they are nested in."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from corpus.parse.ofd.package import child, children, local_name
from corpus.parse.ofd.path import rules_of
from corpus.parse.ofd.shapes import (
    IDENTITY,
    Affine,
    Picture,
    Rule,
    Run,
    apply,
    compose,
    deltas,
    direction,
    numbers,
    turned,
    width_of,
)

_MAX_NESTING = 32
_NO_TEXT = re.compile(r"[\x00-\x08\n-\x1f]")  # a line break in the XML is none of the text
_DEFAULT_SIZE = 3.5  # mm
_FAINT_ALPHA = 150  # of 255
_FAINT_COLOUR = 165  # of 255: the mean of red, green and blue
_WHITE = 250
_SAME_BASELINE = 0.3  # of the type size
_COLUMN_GAP = 2.0  # of the type size: what stands further off is no longer the same run


@dataclass(frozen=True, slots=True)
class PageObjects:
    """All that is drawn on a page. Annotations and seals are no part of it."""

    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def collect(
    root: etree._Element, units: Mapping[str, etree._Element], page: PageObjects, *, template: bool
) -> None:
    """Add the objects of a page's or template's content to ``page``; ``units`` are the composite graphics by id."""
    for element, matrix in _leaves(root, units):
        name = local_name(element)
        if name == "TextObject":
            page.runs.extend(_runs(element, matrix, template=template))
        elif name == "PathObject":
            page.rules.extend(rules_of(element, compose(matrix, object_matrix(element))))
        elif name == "ImageObject":
            page.pictures.append(_picture(element, matrix))


def object_matrix(element: etree._Element) -> Affine:
    """Return the transform of an object's coordinates to those around it: its matrix, then to its boundary."""
    boundary = numbers(element.get("Boundary"))
    x, y = boundary[:2] if len(boundary) >= 2 else (0.0, 0.0)
    matrix = numbers(element.get("CTM"))
    a, b, c, d, e, f = matrix if len(matrix) == 6 else IDENTITY
    return (a, b, c, d, e + x, f + y)


def _leaves(
    root: etree._Element, units: Mapping[str, etree._Element]
) -> Iterator[tuple[etree._Element, Affine]]:
    """Walk layers, blocks and composite objects in the order in which they are drawn."""
    todo: list[tuple[etree._Element, Affine, int]] = [
        (item, IDENTITY, 0)
        for content in children(root, "Content")
        for layer in children(content, "Layer")
        for item in layer
    ]
    todo.reverse()
    while todo:
        element, matrix, depth = todo.pop()
        name = local_name(element)
        inside: Sequence[etree._Element] = ()
        if name == "PageBlock":
            inside = list(element)
        elif name == "CompositeObject":
            unit = units.get(element.get("ResourceID", ""))
            inside = [item for content in children(unit, "Content") for item in content]
            matrix = compose(matrix, object_matrix(element))
        else:
            yield element, matrix
        if depth < _MAX_NESTING:
            todo.extend((item, matrix, depth + 1) for item in reversed(inside))


def _picture(element: etree._Element, matrix: Affine) -> Picture:
    """Return an image: its matrix stretches the unit square."""
    whole = compose(matrix, object_matrix(element))
    if element.get("CTM") is None:
        box = [*numbers(element.get("Boundary")), 0.0, 0.0, 0.0, 0.0]
        whole = compose(matrix, (box[2], 0.0, 0.0, box[3], box[0], box[1]))
    x0, y0 = apply(whole, 0.0, 0.0)
    x1, y1 = apply(whole, 1.0, 1.0)
    return Picture(element.get("ResourceID", ""), min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


@dataclass(frozen=True, slots=True)
class _Look:
    """What the runs of a text object have in common."""

    size: float
    faint: bool
    template: bool
    font: str


def _runs(element: etree._Element, outer: Affine, *, template: bool) -> Iterator[Run]:
    """Cut a text object where its characters leave the line or stand far apart."""
    matrix = compose(outer, object_matrix(element))
    size = next(iter(numbers(element.get("Size"))), 0.0) or _DEFAULT_SIZE
    look = _Look(size, _is_faint(element), template, element.get("Font", ""))
    x = y = 0.0
    for code in children(element, "TextCode"):
        text = _NO_TEXT.sub("", "".join(code.itertext()))
        x = next(iter(numbers(code.get("X"))), x)  # missing: as in the code before
        y = next(iter(numbers(code.get("Y"))), y)
        yield from _split(_placed(text, x, y, code, size), matrix, look)


def _placed(
    text: str, x: float, y: float, code: etree._Element, size: float
) -> list[tuple[str, float, float]]:
    """Return the characters of a code with the points where they stand."""
    dx = deltas(code.get("DeltaX"), len(text))
    dy = deltas(code.get("DeltaY"), len(text))
    placed = []
    for i, character in enumerate(text):
        placed.append((character, x, y))
        if i < len(dx):
            x += dx[i]
        elif not (i < len(dy) and dy[i]):  # written downwards if only DeltaY is given
            x += width_of(character) * size
        y += dy[i] if i < len(dy) else 0.0
    return placed


def _split(characters: Sequence[tuple[str, float, float]], matrix: Affine, look: _Look) -> Iterator[Run]:
    size = look.size
    a, b, c, d, _, _ = matrix
    turn = direction(matrix)
    across = math.hypot(a, b) or math.hypot(c, d) or 1.0
    shown = size * (math.sqrt(abs(a * d - b * c)) or across)
    down = _goes_down(characters, size)
    text = ""
    starts: list[float] = []
    baseline = end = 0.0
    spaced = False  # a space was passed since the last character
    for character, x, y in [*characters, ("", 0.0, 0.0)]:
        if character.isspace():
            spaced = True
            continue
        px, py = turned(*apply(matrix, x, y), turn or 0)
        onwards = abs(py - baseline) <= _SAME_BASELINE * shown and starts and px >= starts[-1] - 0.1 * shown
        follows = onwards and px - end <= _COLUMN_GAP * shown
        if text and (not character or not (follows or down or turn is None)):
            yield Run(
                text,
                tuple(starts),
                max(end, starts[-1]),
                baseline,
                shown,
                turn,
                look.faint,
                look.template,
                look.font,
            )
            text, starts = "", []
        if not character:
            return
        if not text:
            baseline = py
        elif follows and (is_gap(text[-1], character, (px - end) / shown) or (spaced and px > end)):
            text += " "
            starts.append(end)
        text += character
        starts.append(px)
        end = px + width_of(character) * size * across
        spaced = False


def is_gap(left: str, right: str, ems: float) -> bool:
    """Tell whether the white between two characters, in shares of the type size, is a space.

    Chinese is set apart to fill a line, and from figures by a quarter of its size: neither is a space.
    Nor is the white around a point or a narrow figure, whose widths are only guessed.
    """
    letters = left.isascii() and left.isalpha() and right.isascii() and right.isalpha()
    return ems > (0.25 if letters else 0.5)


def _goes_down(characters: Sequence[tuple[str, float, float]], size: float) -> bool:
    """Tell a column of characters, each straight below the other, as in the labels of forms."""
    return len(characters) > 1 and all(
        abs(after[1] - before[1]) <= _SAME_BASELINE * size and after[2] - before[2] >= 0.5 * size
        for before, after in pairwise(characters)
    )


def _is_faint(element: etree._Element) -> bool:
    """Tell the light or see-through letters of a watermark."""
    fill = child(element, "FillColor")
    for item in (element, fill):
        alpha = numbers(item.get("Alpha")) if item is not None else []
        if alpha and 0 < alpha[0] <= _FAINT_ALPHA:
            return True
    colour = numbers(fill.get("Value")) if fill is not None else []
    if len(colour) not in {1, 3}:  # black, or a colour space that is not for screens
        return False
    return sum(colour) / len(colour) >= _FAINT_COLOUR and min(colour) < _WHITE
