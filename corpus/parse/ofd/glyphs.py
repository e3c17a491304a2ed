"""Characters that an OFD file names by private codes: read from the glyphs of the font that it brings along.

Producers that take a page apart glyph by glyph lose what some of them mean. The fonts still show it: each
run is drawn large and read by OCR, and a code takes the character that is read for it most often.
"""

import io
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from corpus.parse.ofd.page import PageObjects
from corpus.parse.ofd.shapes import Run

_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_SIZE = 40  # pixels that a character is drawn high
_BORDER = 12
_MAX_LENGTH = 40  # characters of a run that is drawn; longer ones are cut
_MAX_RUNS = 600  # of one document
_SURE = 0.8  # of the model, from 0 to 1


def read_private_codes(
    pages: Sequence[PageObjects], font_data: Callable[[str], bytes | None], alive: Callable[[], None]
) -> bool:
    """Replace private codes in the runs of ``pages`` where their glyphs can be read; return whether any was.

    Args:
        pages: changed in place.
        font_data: gives the file of a font by its id, or ``None`` where the package has none.
        alive: called as a sign of life.
    """
    wanted = dict.fromkeys(
        (run.font, run.text[at : at + _MAX_LENGTH])
        for page in pages
        for run in page.runs
        if _PRIVATE.search(run.text)
        for at in range(0, len(run.text), _MAX_LENGTH)
        if _PRIVATE.search(run.text[at : at + _MAX_LENGTH])
    )
    fonts = {font: _font(font_data(font)) for font, _ in wanted}
    drawn = [(font, text, face) for font, text in wanted if (face := fonts[font]) is not None][:_MAX_RUNS]
    if not drawn:
        return False
    meanings = _meanings(drawn, alive)
    for page in pages:
        page.runs[:] = [_translated(run, meanings) for run in page.runs]
    return bool(meanings)


def _translated(run: Run, meanings: Mapping[tuple[str, str], str]) -> Run:
    if not _PRIVATE.search(run.text):
        return run
    return replace(
        run, text="".join(meanings.get((run.font, character), character) for character in run.text)
    )


def _meanings(
    drawn: Sequence[tuple[str, str, ImageFont.FreeTypeFont]], alive: Callable[[], None]
) -> dict[tuple[str, str], str]:
    """Return what each private code of a font means, as most of the runs that it stands in show it."""
    from corpus.parse.ocr_engine import read_lines  # noqa: PLC0415 - loads its models

    votes: dict[tuple[str, str], Counter[str]] = {}
    for font, text, face in drawn:
        alive()
        for said, sure in read_lines([_picture(text, face)]):
            written, read = text.replace(" ", ""), said.replace(" ", "")
            if sure < _SURE or len(written) != len(read):
                continue
            for code, character in zip(written, read, strict=True):
                if _PRIVATE.match(code):
                    votes.setdefault((font, code), Counter())[character] += 1
    return {code: counted.most_common(1)[0][0] for code, counted in votes.items()}


def _picture(text: str, face: ImageFont.FreeTypeFont) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    left, top, right, bottom = face.getbbox(text)
    size = (int(right - left) + 2 * _BORDER, int(bottom - top) + 2 * _BORDER)
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).text((_BORDER - left, _BORDER - top), text, font=face, fill="black")
    return np.asarray(image)


def _font(data: bytes | None) -> ImageFont.FreeTypeFont | None:
    """Return a font, or ``None`` where FreeType cannot read it."""
    try:
        return None if data is None else ImageFont.truetype(io.BytesIO(data), _SIZE)
    except (OSError, ValueError):
        return None
