"""Seals go, what they are stamped on stays."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from corpus.parse.ocr_engine import Pixels
from corpus.parse.ocr_seal import red_ink, without_seals

INK = (220, 40, 45)


def stamped(shape: str = "ellipse", size: tuple[int, int] = (200, 200), quality: int | None = None) -> Pixels:
    image = Image.new("RGB", (1000, 1400), "white")
    draw = ImageDraw.Draw(image)
    getattr(draw, shape)((400, 600, 400 + size[0], 600 + size[1]), outline=INK, width=6)
    draw.rectangle((470, 640, 500, 660), fill=INK)
    draw.rectangle((350, 690, 560, 705), fill="black")  # the signature, half under the seal
    if quality:
        stream = io.BytesIO()
        image.save(stream, "JPEG", quality=quality)
        image = Image.open(stream)
    return np.array(image)[:, :, ::-1].copy()


@pytest.mark.parametrize("quality", [None, 90, 40])
@pytest.mark.parametrize("size", [(200, 200), (240, 190)])
def test_the_seal_goes_and_the_signature_stays(size: tuple[int, int], quality: int | None) -> None:
    clean = without_seals(stamped(size=size, quality=quality))
    assert red_ink(clean).sum() == 0
    assert clean[690:706, 360:550].max() < 90
    assert clean[640:660, 470:500].min() > 235  # the star in the middle


@pytest.mark.parametrize(
    ("shape", "size"), [("rectangle", (200, 200)), ("ellipse", (800, 60)), ("ellipse", (30, 30))]
)
def test_what_is_no_round_seal_stays(shape: str, size: tuple[int, int]) -> None:
    pixels = stamped(shape, size)
    assert without_seals(pixels) is pixels
