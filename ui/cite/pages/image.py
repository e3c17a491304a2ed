"""A picture file as a picture that a browser shows. What is written on it was read by OCR: no place is kept."""

import io
import warnings

from PIL import Image, ImageOps

from corpus.parse.ocr_picture import MAX_PIXELS
from ui.cite.pages.paint import WIDTH

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")


def draw_image(data: bytes, number: int) -> Image.Image:
    """Return a frame, counted from 1, as it is meant to be seen.

    Raises:
        IndexError: there is no such frame.
        ValueError: it has more pixels than are drawn.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd metadata
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if not 1 <= number <= getattr(image, "n_frames", 1):
                raise IndexError(number)
            image.seek(number - 1)
            if image.width * image.height > MAX_PIXELS:
                raise ValueError("too many pixels")
            seen = ImageOps.exif_transpose(image).convert("RGBA")
            paper = Image.new("RGBA", seen.size, "white")
            picture = Image.alpha_composite(paper, seen).convert("RGB")
    picture.thumbnail((WIDTH, 4 * WIDTH))
    return picture
