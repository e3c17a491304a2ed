"""A mark over a picture of a page, and the bounds that every picture keeps."""

import io
import math
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw

Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels

WIDTH = 1_400  # pixels that a page is drawn wide
MAX_PIXELS = 8_000_000
_MARK = (255, 228, 138)
_LINE = (201, 143, 0)  # under the mark: it survives greyscale print


def scale_for(width: float, height: float) -> float:
    """Return how many pixels a unit of the page becomes."""
    return min(WIDTH / max(width, 1.0), math.sqrt(MAX_PIXELS / max(width * height, 1.0)))


def marked(picture: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """Return the picture with ``boxes`` marked as by a highlighter: what is printed stays to be read."""
    if not boxes:
        return picture
    layer = Image.new("RGB", picture.size, "white")
    draw = ImageDraw.Draw(layer)
    for left, top, right, bottom in _lines(boxes):
        draw.rectangle((left - 1, top - 1, right + 1, bottom + 1), fill=_MARK)
        draw.rectangle((left - 1, bottom, right + 1, bottom + 2), fill=_LINE)
    return ImageChops.multiply(picture, layer)


def png(picture: Image.Image) -> bytes:
    """Return the file."""
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=False, compress_level=4)
    return out.getvalue()


def _lines(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes of characters joined to one a line."""
    lines: list[Box] = []
    for box in boxes:
        if box[2] <= box[0] or box[3] <= box[1]:
            continue
        last = lines[-1] if lines else None
        height = box[3] - box[1]
        beside = last and box[1] < last[3] - height / 3 and last[1] < box[3] - height / 3
        if last and beside and -height / 2 <= box[0] - last[2] <= 1.5 * height:
            lines[-1] = (last[0], min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            lines.append(box)
    return lines
