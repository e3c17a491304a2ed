"""A page of an OFD file as a picture: its characters, lines and images drawn where the package says they stand.

It is a drawing of ours, not a print: colours, curves and seals are left out.
"""

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from corpus.errors import UnreadableFile
from corpus.parse.ofd.document import Document
from corpus.parse.ofd.package import Package, child_text, children
from corpus.parse.ofd.page import PageObjects
from corpus.parse.ofd.shapes import Run, width_of
from ui.cite.pages.paint import Box, marked, scale_for
from ui.cite.pages.places import Wanted, found_at

# Where systems keep a font with Chinese characters, for packages that bring none along.
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "C:/Windows/Fonts")
_FONT_NAMES = (
    "NotoSerifCJK-Regular.ttc",
    "SourceHanSerifSC-Regular.otf",
    "NotoSansCJK-Regular.ttc",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "uming.ttc",
    "simsun.ttc",
    "Songti.ttc",
    "PingFang.ttc",
)
_FAINT = (200, 200, 200)
_INK = (20, 20, 20)


class NoFont(Exception):
    """Neither the package nor the system has a font for Chinese."""


def draw_ofd(data: bytes, number: int, wanted: Wanted | None) -> tuple[Image.Image, bool]:
    """Return a page, counted from 1 over all documents of the package, and whether the words are marked.

    Raises:
        IndexError: there is no such page.
        NoFont: there is nothing to write with.
        UnreadableFile: the package is broken.
    """
    document, page = _page(Package(data), number)
    scale = scale_for(page.width, page.height)
    picture = Image.new("RGB", (max(int(page.width * scale), 1), max(int(page.height * scale), 1)), "white")
    _images(document, page, picture, scale)
    draw = ImageDraw.Draw(picture)
    for rule in page.rules:
        draw.line([value * scale for value in (rule.x0, rule.y0, rule.x1, rule.y1)], fill=_INK, width=2)
    for run in page.runs:
        _write(draw, document, run, scale)
    upright = [run for run in page.runs if run.turn == 0]
    owners = [(run, index) for run in upright for index in range(len(run.text))]
    found = found_at([run.text[index] for run, index in owners], wanted) if wanted else []
    return marked(picture, [_box(*owners[index], scale) for index in found]), bool(found)


def _page(package: Package, number: int) -> tuple[Document, PageObjects]:
    entry = package.find("/", "OFD.xml")
    if entry is None:
        raise IndexError(number)
    before = 0
    for body in children(package.xml(entry), "DocBody"):
        part = package.find(entry, child_text(body, "DocRoot"))
        if part is None:
            continue
        document = Document(package, part, package.xml(part))
        for at, page in enumerate(document.pages(lambda _: None), before + 1):
            if at == number:
                return document, page
        before += len(document.page_elements)
    raise IndexError(number)


def _images(document: Document, page: PageObjects, picture: Image.Image, scale: float) -> None:
    for shown in page.pictures:
        part = document.images.get(shown.resource)
        size = (int((shown.x1 - shown.x0) * scale), int((shown.y1 - shown.y0) * scale))
        fits = 0 < size[0] <= 2 * picture.width and 0 < size[1] <= 2 * picture.height
        if part is None or not fits:
            continue
        try:
            with Image.open(io.BytesIO(document.package.read(part))) as image:
                small = image.convert("RGBA").resize(size)
        except (OSError, ValueError, UnreadableFile):
            continue  # a picture that can't be drawn leaves its place empty
        picture.paste(small, (int(shown.x0 * scale), int(shown.y0 * scale)), small)


def _write(draw: ImageDraw.ImageDraw, document: Document, run: Run, scale: float) -> None:
    if run.turn != 0:
        return  # what stands on its side or askew is a stamp or a watermark
    size = max(int(run.size * scale), 4)
    fill = _FAINT if run.faint else _INK
    for character, x in zip(run.text, run.starts, strict=True):
        if not character.isspace():
            font = _font(_own(document, run.font), size, character)
            draw.text((x * scale, run.y * scale), character, font=font, fill=fill, anchor="ls")


def _box(run: Run, index: int, scale: float) -> Box:
    left = run.starts[index]
    after = run.starts[index + 1] if index + 1 < len(run.starts) else run.x1
    right = min(after, left + max(width_of(run.text[index]) * run.size, 0.3 * run.size))
    return left * scale, run.top * scale, right * scale, run.bottom * scale


def _own(document: Document, font: str) -> bytes | None:
    try:
        return document.font_data(font)
    except UnreadableFile:
        return None


def _font(own: bytes | None, size: int, character: str) -> ImageFont.FreeTypeFont:
    """Return the package's own font where it has the character: it may bring only those that it needs."""
    if own is not None:
        face = _face(own, size)
        if face is not None and face.getmask(character).getbbox() is not None:
            return face
    return _system_font(size)


@cache
def _face(data: bytes, size: int) -> ImageFont.FreeTypeFont | None:
    try:
        return ImageFont.truetype(io.BytesIO(data), size)
    except (OSError, ValueError):
        return None


@cache
def _system_font(size: int) -> ImageFont.FreeTypeFont:
    for path in _system_fonts():
        return ImageFont.truetype(str(path), size)
    raise NoFont


def _system_fonts() -> Iterator[Path]:
    for name in _FONT_NAMES:
        for folder in map(Path, _FONT_FOLDERS):
            if folder.is_dir():
                yield from folder.rglob(name)
