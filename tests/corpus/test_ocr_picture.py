"""Pictures of every mode come out as the same pixels: dark characters on white paper."""

import io

import numpy as np
import pytest
from PIL import Image

from corpus.errors import DamagedFile, FileTooLarge
from corpus.parse.ocr_picture import to_pixels


def bar(mode: str) -> Image.Image:
    """A dark bar on light paper, in any mode."""
    levels = np.full((60, 100), 235, np.uint8)
    levels[20:40, 10:90] = 20
    grey = Image.fromarray(levels)
    if mode == "I;16":
        return Image.fromarray(levels.astype(np.uint16) * 257)
    if mode in {"I", "F"}:
        return Image.fromarray(levels.astype(np.int32 if mode == "I" else np.float32) * 100)
    if mode in {"RGBA", "LA"}:
        clear = grey.convert(mode)
        clear.putalpha(Image.fromarray(255 - levels))
        return clear
    return grey.convert("RGB").convert(mode)


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F", "I;16"]
)
def test_the_bar_is_dark_and_the_paper_light(mode: str) -> None:
    pixels = to_pixels(bar(mode))
    assert pixels is not None
    assert pixels.dtype == np.uint8
    assert pixels.shape == (60 + 48, 100 + 48, 3)  # with its white frame
    assert pixels[24 + 30, 24 + 50].max() < 60
    assert pixels[24 + 5, 24 + 5].min() > 200


def test_a_palette_with_a_transparent_colour_shows_white() -> None:
    picture = bar("L").quantize(2)
    light = picture.getpixel((0, 0))
    stream = io.BytesIO()
    picture.save(stream, "PNG", transparency=light)
    pixels = to_pixels(Image.open(stream))
    assert pixels is not None
    assert pixels[24 + 5, 24 + 5].min() == 255
    assert pixels[24 + 30, 24 + 50].max() < 60


def test_colours_come_blue_first() -> None:
    pixels = to_pixels(Image.new("RGB", (40, 40), (200, 30, 20)))
    assert pixels is not None
    assert pixels[40, 40].tolist() == [20, 30, 200]


def test_a_photograph_is_turned_as_its_camera_says() -> None:
    picture = Image.new("RGB", (80, 40), "white")
    picture.paste("black", (0, 0, 20, 40))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise to see it upright
    stream = io.BytesIO()
    picture.save(stream, "JPEG", exif=exif)
    pixels = to_pixels(Image.open(stream))
    assert pixels is not None
    assert pixels.shape[:2] == (80 + 48, 40 + 48)
    assert pixels[24 + 5, 24 + 20].max() < 60  # what was at the left is at the top


@pytest.mark.parametrize("mode", ["1", "P", "L", "RGB", "I;16"])
def test_large_pictures_are_scaled_down(mode: str) -> None:
    pixels = to_pixels(bar(mode).resize((7000, 4200)))
    assert pixels is not None
    assert pixels.shape[:2] == (2400 + 48, 4000 + 48)
    assert pixels[24 + 1200, 24 + 2000].max() < 60


def test_more_than_a_hundred_megapixels_are_refused() -> None:
    class Claims:
        width, height = 20_000, 5_001

    with pytest.raises(FileTooLarge, match="一亿像素"):
        to_pixels(Claims())  # type: ignore[arg-type]


def test_specks_hold_no_text() -> None:
    assert to_pixels(Image.new("RGB", (800, 11))) is None


def test_a_picture_that_is_cut_off_is_damaged() -> None:
    stream = io.BytesIO()
    Image.effect_noise((300, 300), 80).save(stream, "PNG")
    cut = Image.open(io.BytesIO(stream.getvalue()[:9000]))
    with pytest.raises(DamagedFile):
        to_pixels(cut)
