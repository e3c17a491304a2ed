"""OFD (GB/T 33190) to blocks: the fixed layout of official documents, read back into paragraphs and tables."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from corpus.errors import DamagedFile, EncryptedFile, FileTooLarge
from corpus.parse.models import Block, Parsed, Progress, no_progress
from corpus.parse.ofd.aside import asides
from corpus.parse.ofd.document import Document
from corpus.parse.ofd.flow import flow
from corpus.parse.ofd.glyphs import read_private_codes
from corpus.parse.ofd.layout import Laid, lay_out, repeated_askew
from corpus.parse.ofd.lines import Line
from corpus.parse.ofd.package import Package, child_text, children
from corpus.parse.ofd.page import PageObjects
from corpus.parse.pictures import read_pictures

_ENCRYPTION_PARTS = ("encryptions.xml", "encryptinfo.xml", "decryptseed.dat")
_MAX_PAGES = 20_000
_FEW_CHARACTERS = 10  # of a page; fewer beside a large picture: the page is a scan
_LARGE = 0.25  # of the page's area
_WORTH_READING = 0.02  # of the page's area: smaller pictures are seals and emblems


def parse_ofd(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return the blocks of an OFD file: of all documents in its package, their pages counted on.

    What is written over the pages stands after the text, once; a page that is a picture is read by OCR.
    """
    package = Package(data)
    if any(package.has(name) for name in _ENCRYPTION_PARTS):
        raise EncryptedFile("文件已加密，请去除密码后再读入。")
    title, documents = _documents(package)
    total = sum(len(document.page_elements) for document in documents)
    if not total:
        raise DamagedFile("文件不完整或已损坏，无法打开。")
    if total > _MAX_PAGES:
        raise FileTooLarge(f"页数过多（{total} 页），未读取。")
    blocks: list[Block] = []
    recognised = False
    pages = 0  # of the documents before
    for document in documents:
        tables = 1 + max((block.row.table for block in blocks if block.row is not None), default=-1)
        own, pictured = _read(document, pages, tables, partial(_counted_on, progress, pages, total))
        blocks.extend(own)
        recognised |= pictured
        pages += len(document.page_elements)
    return Parsed(tuple(blocks), "application/ofd", {"page_title": title} if title else {}, recognised)


def _documents(package: Package) -> tuple[str, list[Document]]:
    """Return the title of the file and its documents."""
    entry = package.find("/", "OFD.xml")
    if entry is None:
        raise DamagedFile("文件不完整或已损坏，无法打开。")
    bodies = list(children(package.xml(entry), "DocBody"))
    located = [package.find(entry, child_text(body, "DocRoot")) for body in bodies]
    title = child_text(bodies[0], "DocInfo", "Title") if bodies else ""
    return title, [Document(package, part, package.xml(part)) for part in located if part is not None]


def _counted_on(progress: Progress, before: int, total: int, done: int) -> None:
    progress(before + done, total)


def _read(
    document: Document, before: int, tables: int, done: Callable[[int], None]
) -> tuple[list[Block], bool]:
    """Return the blocks of a document in the order of its pages, and whether OCR read any of it.

    Args:
        document: one of the package.
        before: pages of the documents before it.
        tables: tables of the documents before it.
        done: called with the number of pages that are read, as a sign of life.
    """
    pages = list(document.pages(done))
    recognised = read_private_codes(pages, document.font_data, partial(done, len(pages)))
    watermarks = repeated_askew(pages)
    laid: list[Laid] = []
    pictured: list[Block] = []
    for number, page in enumerate(pages, 1):
        here = lay_out(page, watermarks)
        said = _on_pictures(document, page) if _is_scan(page, here) else []
        if said:
            here = Laid(page.width, page.height, [])
            pictured.extend(replace(block, page=before + number) for block in said)
            recognised = True
        laid.append(here)
        done(number)
    blocks = [*flow(laid, before + 1, tables), *pictured]
    body = sorted(blocks, key=lambda block: block.page or 0)
    return body + asides(document, pages, watermarks), recognised


def _is_scan(page: PageObjects, laid: Laid) -> bool:
    """Tell a page that is a picture, with hardly any text of its own."""
    texts = [item.text for item in laid.items if isinstance(item, Line)]
    if len(texts) < len(laid.items) or sum(map(len, texts)) >= _FEW_CHARACTERS:
        return False
    return sum(picture.area for picture in page.pictures) >= _LARGE * page.width * page.height


def _on_pictures(document: Document, page: PageObjects) -> list[Block]:
    """Return what the larger pictures of a page say, from top to bottom."""
    shown = [p for p in page.pictures if p.area >= _WORTH_READING * page.width * page.height]
    parts = [document.images.get(p.resource) for p in sorted(shown, key=lambda p: (p.y0, p.x0))]
    read = {part: document.package.read(part) for part in parts if part is not None}
    return [block for blocks in read_pictures(read, no_progress).values() for block in blocks]
