"""A page of a PDF as a picture, drawn by PDFium; the mark from the positions of its own characters."""

from contextlib import closing

import pypdfium2
from PIL import Image

from corpus.parse.pdf.glyphs import MAX_CHARS, to_display
from corpus.parse.pdf.page import load_page
from ui.cite.pages.paint import Box, marked, scale_for
from ui.cite.pages.places import Wanted, found_at


def draw_pdf(data: bytes, number: int, wanted: Wanted | None) -> tuple[Image.Image, bool]:
    """Return a page, counted from 1, and whether the words that were wanted are marked on it.

    Raises:
        IndexError: there is no such page.
    """
    with closing(pypdfium2.PdfDocument(data)) as document:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        with closing(load_page(document, number - 1)) as page:
            matrix, width, height = to_display(page.get_bbox(), page.get_rotation())
            scale = scale_for(width, height)
            with closing(page.render(scale=scale)) as bitmap:
                picture = bitmap.to_pil().convert("RGB")
            if wanted is None:
                return picture, False
            boxes: list[Box] = []
            with closing(page.get_textpage()) as text_page:
                count = min(text_page.count_chars(), MAX_CHARS)
                characters = [_character(text_page, index) for index in range(count)]
                for index in found_at(characters, wanted):
                    left, bottom, right, top = text_page.get_charbox(index, loose=True)
                    x0, y0 = matrix.apply(left, bottom)
                    x1, y1 = matrix.apply(right, top)
                    boxes.append(
                        (min(x0, x1) * scale, min(y0, y1) * scale, max(x0, x1) * scale, max(y0, y1) * scale)
                    )
            return marked(picture, boxes), bool(boxes)


def _character(text_page: pypdfium2.PdfTextPage, index: int) -> str:
    code = int(pypdfium2.raw.FPDFText_GetUnicode(text_page.raw, index))
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000 else ""
