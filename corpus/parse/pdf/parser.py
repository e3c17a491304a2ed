"""PDF: from the text layer where it is sound, by OCR where there is none or it is garbage."""

import re
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import DamagedFile, EmptyFile, EncryptedFile, FileTooLarge
from corpus.parse.models import Parsed, Progress, no_progress
from corpus.parse.pdf.flow import Recognised, blocks_of
from corpus.parse.pdf.layer import Layer, judged, overlap
from corpus.parse.pdf.models import Page, PageContent
from corpus.parse.pdf.page import arranged, load_page, read_content

if TYPE_CHECKING:
    from corpus.parse.ocr import RecognisedPage

MAX_PAGES = 10_000
_RESOLUTION = 200  # dots per inch that pages are recognised at
_MAX_PIXELS = 20_000_000
_ENCRYPTED = frozenset({pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY})
_END = re.compile(rb"%%EOF|startxref\s+\d+\s*$")
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")
# (characters, share of the page that pictures cover): with fewer and more, the page is read as a picture.
_PICTURES = ((20, 0.02), (60, 0.25), (250, 0.8))
_LAYER = 20  # invisible characters over a scan that make a text layer
_OUTLINED = 200  # segments of paths on a page without text: its letters may be drawn
_LIKE = 0.6  # of its characters: OCR that finds so much of a text layer confirms it
_TRUSTED_AFTER = 2  # confirmed pages of one file


def parse_pdf(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return the paragraphs, headings and table rows of a PDF in reading order.

    Raises:
        EncryptedFile: it needs a password, or a scheme of protection that PDFium does not know.
        DamagedFile: it is cut off or cannot be opened.
        FileTooLarge: more pages, or more on one page, than any document has.
        EmptyFile: it has no pages.
    """
    _check_whole(data)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in _ENCRYPTED:
            raise EncryptedFile("文件已加密，请去除密码后再读入。") from error
        raise DamagedFile("文件不完整或已损坏，无法打开。") from error
    with closing(document):
        if not len(document):
            raise EmptyFile("PDF 中没有页面。")
        if len(document) > MAX_PAGES:
            raise FileTooLarge(f"PDF 有 {len(document)} 页，超过 {MAX_PAGES} 页的上限，请拆分后再读入。")
        pages = _read_pages(document, progress)
    recognised = any(isinstance(page, Recognised) and page.content.blocks for page in pages)
    return Parsed(tuple(blocks_of(pages)), "application/pdf", recognised=recognised)


def _check_whole(data: bytes) -> None:
    """Refuse a file that is cut off: PDFium would mend it and silently leave out what is missing."""
    ends = [match.end() for match in _END.finditer(data)]
    if not ends or _OBJECT.search(data, ends[-1]):
        raise DamagedFile("文件不完整或已损坏，无法打开。")


def _read_pages(document: Any, progress: Progress) -> list[Page | Recognised]:
    total = len(document)
    pages: list[Page | Recognised] = []
    reader = _Reader()
    for index in range(total):
        try:
            page = load_page(document, index)
        except pypdfium2.PdfiumError as error:
            raise DamagedFile(f"第 {index + 1} 页已损坏，无法读取。") from error
        with closing(page):
            pages.append(reader.read(page, index + 1))
        progress(index + 1, total)
    return pages


@dataclass(slots=True)
class _Reader:
    confirmed: int = 0  # pages whose doubtful text layer turned out to be right

    def read(self, page: Any, number: int) -> Page | Recognised:
        content = read_content(page)
        if _is_picture(content):
            return Recognised(_recognise(page, number))
        layer = judged(content.glyphs)
        if layer is Layer.SOUND or (layer is Layer.DOUBTFUL and self.confirmed >= _TRUSTED_AFTER):
            return arranged(content, number)
        seen = _recognise(page, number)
        text, read = "".join(g.text for g in content.glyphs), "".join(block.text for block in seen.blocks)
        if layer is Layer.DOUBTFUL and overlap(text, read) >= _LIKE:
            self.confirmed += 1
            return arranged(content, number)
        return Recognised(seen)


def _is_picture(content: PageContent) -> bool:
    """Tell a page whose text is in pictures, or drawn, rather than set."""
    characters = sum(1 for g in content.glyphs if not g.text.isspace())
    if sum(1 for g in content.glyphs if g.style.hidden) >= _LAYER:
        return False  # it was recognised before; whether well, judged() tells
    if not characters and content.drawn >= _OUTLINED:
        return True
    return any(characters < few and content.image_share >= share for few, share in _PICTURES)


def _recognise(page: Any, number: int) -> "RecognisedPage":
    from corpus.parse.ocr import recognise_page  # noqa: PLC0415 - loads OpenCV and the models

    width, height = page.get_size()
    scale = min(_RESOLUTION / 72, (_MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    with closing(page.render(scale=scale)) as bitmap:
        return recognise_page(bitmap.to_pil().convert("RGB"), number)
