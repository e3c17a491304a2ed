"""Documents whose text is only in pictures: scans pasted into Word."""

import io
import warnings
from collections.abc import Iterable, Mapping

from PIL import Image

from corpus.parse.models import Block, Progress

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
_LITTLE_TEXT = 60  # characters; a document with more has a text of its own beside its pictures
_SMALL = 100  # pixels of the shorter side; smaller is an emblem or a line
_MAX_PIXELS = 100_000_000


def says_little(blocks: Iterable[Block]) -> bool:
    """Return whether a document has hardly any text of its own."""
    return sum(len("".join(block.text.split())) for block in blocks) < _LITTLE_TEXT


def read_pictures(pictures: Mapping[str, bytes], progress: Progress) -> dict[str, list[Block]]:
    """Return the text that pictures show, by their names; what is no picture of a page is left out."""
    opened = {name: _open(data) for name, data in pictures.items()}
    shown = {name: image for name, image in opened.items() if image is not None}
    if not shown:
        return {}
    from corpus.parse.ocr import recognise  # noqa: PLC0415 - loads the models

    blocks: dict[str, list[Block]] = {}
    for number, (name, image) in enumerate(shown.items()):
        progress(number, len(shown))
        try:
            image.load()
        except (OSError, ValueError, SyntaxError):
            continue  # cut off; the others may be whole
        blocks[name] = recognise(image)
    return blocks


def _open(data: bytes) -> Image.Image | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    if min(image.size) < _SMALL or image.width * image.height > _MAX_PIXELS:
        return None
    return image
