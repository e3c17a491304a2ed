"""A picture of a page to blocks: the one entry that every format uses for what is not text.

Seals are taken out and the page is set upright; ruled tables are found, lines read, put in reading order
and joined to paragraphs: ``ocr_picture``, ``ocr_seal``, ``ocr_engine``, ``ocr_upright``, ``ocr_ruling``,
``ocr_cells``, ``ocr_text``, ``ocr_order``, ``ocr_paragraphs``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PIL import Image

from corpus.parse.models import Block
from corpus.parse.ocr_cells import add_overlooked, cut_at_cells, table_rows, within
from corpus.parse.ocr_engine import Pixels, Quads, cut_out, find_text, read_lines
from corpus.parse.ocr_order import Column, Piece, columns
from corpus.parse.ocr_paragraphs import Paragraph, paragraphs
from corpus.parse.ocr_picture import to_pixels
from corpus.parse.ocr_ruling import RuledTable, find_tables
from corpus.parse.ocr_seal import red_ink, without_seals
from corpus.parse.ocr_text import join, tidy
from corpus.parse.ocr_upright import upright
from corpus.parse.table import table_blocks

_LEGIBLE = 0.5  # how sure the model must be of a line
_MOSTLY_RED = 0.6  # share of a line's ink
_EDGE = 0.15  # of the page's height: where its bare number stands, at the foot or the head
_DASH = r"[-—–－一_·.•～~\s]"
_MARKED_NUMBER = re.compile(rf"{_DASH}+\d{{1,4}}{_DASH}+|第\d{{1,4}}页(?:[，,/]?共\d{{1,4}}页)?")
_BARE_NUMBER = re.compile(rf"{_DASH}*\d{{1,4}}{_DASH}*|\d{{1,4}}/\d{{1,4}}")


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """A page's blocks, and whether its first and its last may be parts of a paragraph that runs over pages."""

    blocks: tuple[Block, ...]
    begins_mid: bool = False
    ends_mid: bool = False


def recognise(image: Image.Image, page: int | None = None) -> list[Block]:
    """Return the text of a page's picture as blocks in reading order; none where it shows no text."""
    return list(recognise_page(image, page).blocks)


def recognise_page(image: Image.Image, page: int | None = None, first_table: int = 0) -> RecognisedPage:
    """Return what a page's picture says.

    Args:
        image: of any mode, any way up.
        page: its number in the file, counted from 1.
        first_table: the number of the page's first table in the file, counted from 0.

    Raises:
        FileTooLarge: it has too many pixels.
        DamagedFile: it can't be decoded.
    """
    pixels = to_pixels(image)
    if pixels is None:
        return RecognisedPage(())
    pixels = without_seals(pixels)
    quads = find_text(pixels)
    if not len(quads):
        return RecognisedPage(())
    pixels, quads = upright(pixels, quads)
    tables = find_tables(pixels)
    pieces = _read(pixels, add_overlooked(cut_at_cells(quads, tables), tables, pixels))
    return _laid_out(pieces, tables, pixels.shape[:2], page, first_table)


def join_pages(pages: Sequence[RecognisedPage]) -> list[Block]:
    """Return the blocks of consecutive pages; a paragraph that runs over a page's end is one block."""
    blocks: list[Block] = []
    runs_on = False
    for page in pages:
        rest = page.blocks
        if runs_on and page.begins_mid and blocks and rest:
            begun = blocks.pop()
            text = join(begun.text, rest[0].text)
            start = len(text) - len(rest[0].text)
            blocks.append(replace(begun, text=text, breaks=(*begun.breaks, start)))
            rest = rest[1:]
        blocks.extend(rest)
        runs_on = page.ends_mid
    return blocks


def _read(pixels: Pixels, quads: Quads) -> list[Piece]:
    red = red_ink(pixels)
    pieces = []
    lines = read_lines([cut_out(pixels, quad) for quad in quads])
    for quad, (text, score) in zip(quads, lines, strict=True):
        text = tidy(text)
        if text and score >= _LEGIBLE:
            left, top, right, bottom = (float(v) for v in (*quad.min(axis=0), *quad.max(axis=0)))
            place = slice(max(0, int(top)), int(bottom) + 1), slice(max(0, int(left)), int(right) + 1)
            pieces.append(Piece(text, left, top, right, bottom, _is_red(pixels[place], red[place])))
    return pieces


def _is_red(pixels: Pixels, red: npt.NDArray[np.uint8]) -> bool:
    green = pixels[:, :, 1]
    ink = green < (int(green.min()) + int(green.max())) / 2
    return bool(ink.any()) and float(red[ink].mean()) > _MOSTLY_RED


def _laid_out(
    pieces: Sequence[Piece],
    tables: Sequence[RuledTable],
    size: tuple[int, int],
    page: int | None,
    first_table: int,
) -> RecognisedPage:
    inside = [[piece for piece in pieces if within(piece, table)] for table in tables]
    free = [piece for piece in pieces if not any(piece in group for group in inside)]
    flow = columns(_without_page_number(free, size[0]))
    placed = [_column_of(table, flow) for table in tables]
    parts: list[Paragraph | list[Block]] = []
    number = first_table
    for at in range(max(len(flow), 1)):
        below = paragraphs(flow[at], size[1]) if flow else []
        for i in sorted((i for i in range(len(tables)) if placed[i] == at), key=lambda i: tables[i].box[1]):
            above = sum(paragraph.top < tables[i].box[1] for paragraph in below)
            rows = table_rows(tables[i], inside[i])
            parts += [*below[:above], table_blocks(rows, number, [page] * len(rows))]
            below = below[above:]
            number += 1
        parts += below
    blocks: list[Block] = []
    for part in parts:
        blocks += [Block(part.text, page=page)] if isinstance(part, Paragraph) else part
    ends = parts[:1] + parts[-1:]
    return RecognisedPage(
        tuple(blocks),
        bool(ends) and isinstance(ends[0], Paragraph) and ends[0].begins_mid,
        bool(ends) and isinstance(ends[-1], Paragraph) and ends[-1].ends_mid,
    )


def _column_of(table: RuledTable, flow: Sequence[Column]) -> int:
    """Return the column of text that a table stands in: the last that begins above it and shares its width."""
    left, top, right, _ = table.box
    fitting = [
        i
        for i, column in enumerate(flow)
        if column.top <= top and min(right, column.right) - max(left, column.left) > 0.3 * (right - left)
    ]
    return fitting[-1] if fitting else 0


def _without_page_number(pieces: list[Piece], height: int) -> list[Piece]:
    """Drop the page's number: alone on the lowest line or on the highest."""

    def is_number(piece: Piece, is_edge: bool) -> bool:
        overlaps = (min(p.bottom, piece.bottom) - max(p.top, piece.top) for p in pieces if p is not piece)
        written = _MARKED_NUMBER.fullmatch(piece.text) or (is_edge and _BARE_NUMBER.fullmatch(piece.text))
        return bool(written) and max(overlaps, default=0) <= piece.height / 3

    if len(pieces) < 2:
        return pieces
    lowest, highest = max(pieces, key=lambda p: p.middle), min(pieces, key=lambda p: p.middle)
    at_foot = is_number(lowest, lowest.middle > (1 - _EDGE) * height)
    at_head = is_number(highest, highest.middle < _EDGE * height)
    dropped = [lowest] * at_foot + [highest] * at_head
    return [piece for piece in pieces if piece not in dropped]
