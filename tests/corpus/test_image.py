"""Picture files: pages, formats, and files that are not whole. What is read is in test_ocr.py."""

import io
from pathlib import Path

import pytest
from PIL import Image

from corpus.errors import DamagedFile, EmptyFile, FileTooLarge
from corpus.parse import image as image_module
from corpus.parse.detect import parse
from corpus.parse.image import parse_image
from corpus.read import read

GOLDEN = Path(__file__).parents[1] / "golden"
BLANK = Image.new("RGB", (300, 200), "white")


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def line() -> Image.Image:
    """One line of the golden notice: quick to read."""
    picture = Image.new("RGB", (460, 460), "white")
    picture.paste(Image.open(GOLDEN / "notice-scan.png").convert("RGB").crop((440, 340, 820, 410)), (40, 180))
    return picture


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("TIFF", "image/tiff"),
        ("BMP", "image/bmp"),
        ("GIF", "image/gif"),
        ("WEBP", "image/webp"),
    ],
)
def test_every_format_is_read(kind: str, media_type: str) -> None:
    parsed = parse(saved(line(), kind), "无后缀")
    assert [(block.text, block.page) for block in parsed.blocks] == [("青政发〔2023〕27号", 1)]
    assert parsed.media_type == media_type
    assert parsed.recognised


def test_the_pages_of_a_tiff_count_and_show_signs_of_life() -> None:
    seen: list[tuple[int, int]] = []
    tiff = saved(line(), "TIFF", save_all=True, append_images=[BLANK, line()])
    parsed = parse_image(tiff, lambda done, total: seen.append((done, total)))
    assert [block.page for block in parsed.blocks] == [1, 3]
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_an_animation_is_one_picture() -> None:
    gif = saved(line(), "GIF", save_all=True, append_images=[BLANK, line()])
    assert len(parse_image(gif).blocks) == 1


def test_a_picture_without_text_has_no_blocks() -> None:
    assert parse_image(saved(BLANK, "PNG")).blocks == ()
    with pytest.raises(EmptyFile, match="没有正文"):
        read(saved(BLANK, "PNG"), "空白.png")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_a_file_that_is_cut_off_is_damaged(kind: str) -> None:
    whole = saved(Image.effect_noise((400, 400), 60).convert("RGB"), kind)
    for share in (0.9, 0.5, 0.01):
        with pytest.raises(DamagedFile, match="损坏"):
            parse_image(whole[: int(len(whole) * share)])


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + b"\0" * 64, b"II*\0" + b"\xff" * 64, b"GIF89a", b"\xff\xd8\xff"]
)
def test_garbage_behind_a_right_beginning_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedFile):
        parse_image(data)


def test_a_picture_that_claims_too_many_pixels_is_refused_unopened() -> None:
    header = bytearray(saved(Image.new("1", (8, 8)), "BMP"))
    header[18:26] = (60_000).to_bytes(4, "little") * 2
    with pytest.raises(FileTooLarge):
        parse_image(bytes(header))


def test_no_other_format_is_tried() -> None:
    """Pillow would start Ghostscript for a PostScript file."""
    assert set(image_module._FORMATS) == {"PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"}
    with pytest.raises(DamagedFile):
        parse_image(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")
