"""Pictures of pages: png, jpg, bmp, gif, webp, and tiff with several pages."""

import io
import warnings

from PIL import Image

from corpus.errors import DamagedFile, FileTooLarge
from corpus.parse.models import Parsed, Progress, no_progress
from corpus.parse.ocr import join_pages, recognise_page
from corpus.parse.ocr_picture import BROKEN, DAMAGED, MAX_PIXELS, TOO_LARGE

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
_PAGED = frozenset({"TIFF"})  # the frames of other formats are one picture that moves


def parse_image(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return what the pages of a picture file say.

    Raises:
        FileTooLarge: a page has more pixels than are read.
        DamagedFile: cut off, or no picture.
    """
    pages = []
    tables = 0
    image = _opened(data)
    count = getattr(image, "n_frames", 1) if image.format in _PAGED else 1
    for number in range(count):
        progress(number, count)
        page = recognise_page(_page(image, number), number + 1, tables)
        tables = max((b.row.table + 1 for b in page.blocks if b.row is not None), default=tables)
        pages.append(page)
    progress(count, count)
    return Parsed(tuple(join_pages(pages)), Image.MIME[image.format or "PNG"], recognised=True)


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, and of a size that we refuse ourselves
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise FileTooLarge(TOO_LARGE) from error
    except BROKEN as error:
        raise DamagedFile(DAMAGED) from error
    if image.width * image.height > MAX_PIXELS:
        raise FileTooLarge(TOO_LARGE)
    return image


def _page(image: Image.Image, number: int) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata
            image.seek(number)
            image.load()
    except BROKEN as error:
        raise DamagedFile(DAMAGED) from error
    return image
