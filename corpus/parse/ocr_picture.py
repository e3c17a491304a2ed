"""Pictures of any mode and size to the pixels that the OCR models see: 8-bit colour on white, bounded."""

import struct
import warnings
from typing import cast

import numpy as np
from PIL import Image, ImageOps

from corpus.errors import DamagedFile, FileTooLarge
from corpus.parse.ocr_engine import Pixels

# What Pillow raises for files that are not whole: it checks little before it reads on.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError, struct.error)
MAX_PIXELS = 100_000_000  # a picture that claims more is not opened
TOO_LARGE = "图片超过一亿像素，请缩小后再读入。"
DAMAGED = "图片不完整或已损坏，无法打开。"
_SHORT_SIDE = 2_400  # pixels: an A4 page at 290 dots an inch; more does not read better
_MIN_SIDE = 12  # pixels: smaller pictures hold no characters
_FRAME = 24  # white pixels around the picture: characters at its very edge are overlooked


def to_pixels(image: Image.Image) -> Pixels | None:
    """Return a picture as the models see it, or None where it is too small for any text.

    Raises:
        FileTooLarge: it has more than ``MAX_PIXELS``.
        DamagedFile: it is cut off or can't be decoded.
    """
    if image.width * image.height > MAX_PIXELS:
        raise FileTooLarge(TOO_LARGE)
    if min(image.size) < _MIN_SIDE:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata
            picture = _on_white(_bounded(ImageOps.exif_transpose(image)))
    except BROKEN as error:
        raise DamagedFile(DAMAGED) from error
    framed = ImageOps.expand(picture, _FRAME, "white")
    return cast(Pixels, np.ascontiguousarray(np.asarray(framed)[:, :, ::-1]))


def _bounded(image: Image.Image) -> Image.Image:
    factor = _SHORT_SIDE / min(image.size)
    if factor >= 1:
        return image
    if image.mode in {"1", "P"}:  # modes that can only be thinned out, which breaks thin strokes
        image = image.convert("L" if image.mode == "1" else "RGBA")
    size = (round(image.width * factor), round(image.height * factor))
    return image.resize(size, Image.Resampling.BOX if image.mode[0] in "IF" else Image.Resampling.LANCZOS)


def _on_white(image: Image.Image) -> Image.Image:
    """Return a picture of any mode as RGB; what is transparent shows the white of the paper."""
    if image.mode[0] in "IF":  # 16 or 32 bits a pixel
        levels = np.asarray(image, dtype=np.float64)
        low, high = float(levels.min()), float(levels.max())
        scaled = (levels - low) * (255 / (high - low)) if high > low else np.full_like(levels, 255)
        return Image.fromarray(scaled.astype(np.uint8)).convert("RGB")
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        picture = image.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(paper, picture).convert("RGB")
    return image.convert("RGB")
