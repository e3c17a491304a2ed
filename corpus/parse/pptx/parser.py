"""Slides (pptx) to blocks: the title of each slide a heading, its shapes in the order in which they are read."""

import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from zipfile import BadZipFile

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.picture import Picture
from pptx.slide import Slide
from pptx.table import Table

from corpus.errors import DamagedFile
from corpus.parse.flow import TITLE, paragraph_blocks, with_title
from corpus.parse.models import Block, Parsed, Progress, no_progress
from corpus.parse.pictures import read_pictures, says_little
from corpus.parse.pptx.shapes import Placed, in_reading_order, placed_shapes
from corpus.parse.pptx.text import frame_lines
from corpus.parse.safe_zip import open_zip
from corpus.parse.table import GridCell, table_blocks
from corpus.parse.xml import parse_xml

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_LARGE = 0.03  # of the slide: a picture that may hold text, and no emblem
# What python-pptx, which trusts its package, raises where a part is missing, cut off or not what it should be.
_STUMBLES = (
    PythonPptxError,
    etree.LxmlError,
    BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    OSError,
    AttributeError,
    NotImplementedError,
    TypeError,
)
_FURNITURE = {
    PP_PLACEHOLDER.DATE,
    PP_PLACEHOLDER.FOOTER,
    PP_PLACEHOLDER.HEADER,
    PP_PLACEHOLDER.SLIDE_NUMBER,
}
_TITLES = {PP_PLACEHOLDER.CENTER_TITLE: TITLE, PP_PLACEHOLDER.TITLE: TITLE + 1}
_UNSHOWN_POINTS = {"pres", "parTrans", "sibTrans", "doc"}  # of a diagram


def parse_pptx(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return the blocks of the slides that are shown. Speaker notes are not: nobody has published them.

    Raises:
        DamagedFile, EncryptedFile, FileTooLarge
    """
    open_zip(data).close()  # checks its size before anything is unpacked
    blocks: list[Block] = []
    recognised = False
    tables = 0
    try:
        deck = Presentation(io.BytesIO(data))
        area = float((deck.slide_width or 1) * (deck.slide_height or 1))
        slides = list(deck.slides)
        for number, slide in enumerate(slides, 1):
            progress(number - 1, len(slides))
            if slide.element.get("show") in {"0", "false"}:
                continue
            shapes = list(in_reading_order(placed_shapes(slide.shapes)))
            own = list(_slide_blocks(slide, shapes, tables))
            tables += len({block.row.table for block in own if block.row is not None})
            if says_little(own):
                pictured = read_pictures(_pictures(shapes, area), no_progress)
                recognised = recognised or any(pictured.values())
                own.extend(block for said in pictured.values() for block in said)
            blocks.extend(replace(block, page=number) for block in own)
        progress(len(slides), len(slides))
    except _STUMBLES as error:
        raise DamagedFile("文件不完整或已损坏，无法打开。") from error
    return Parsed(tuple(with_title(blocks)), _MEDIA_TYPE, recognised=recognised)


def _slide_blocks(slide: Slide, shapes: Iterable[Placed], tables: int) -> Iterator[Block]:
    """Return the blocks of a slide, its title first."""
    ordered = sorted(shapes, key=lambda placed: _title_level(placed.shape) == 0)
    for placed in ordered:
        shape = placed.shape
        if _is_furniture(shape):
            continue
        if isinstance(shape, Shape):
            level = _title_level(shape)
            lines = frame_lines(shape.text_frame)
            for text in ["\n".join(lines)] if level else lines:
                yield from paragraph_blocks(text, level)
        elif isinstance(shape, GraphicFrame) and shape.has_table:
            own = table_blocks(_rows(shape.table), tables)
            tables += any(block.row is not None for block in own)
            yield from own
        elif isinstance(shape, GraphicFrame):
            yield from _diagram_blocks(slide, shape)


def _title_level(shape: BaseShape) -> int:
    return _TITLES.get(shape.placeholder_format.type, 0) if shape.is_placeholder else 0


def _is_furniture(shape: BaseShape) -> bool:
    return shape.is_placeholder and shape.placeholder_format.type in _FURNITURE


def _rows(table: Table) -> list[list[GridCell]]:
    """Return the cells that begin in each row."""
    return [
        [
            GridCell("\n".join(frame_lines(cell.text_frame)), cell.span_width, cell.span_height)
            if cell.is_merge_origin
            else GridCell("\n".join(frame_lines(cell.text_frame)))
            for cell in row.cells
            if not cell.is_spanned
        ]
        for row in table.rows
    ]


def _diagram_blocks(slide: Slide, frame: GraphicFrame) -> Iterator[Block]:
    """Return the texts of a SmartArt diagram, in the order in which they were written."""
    for reference in frame.element.iter("{*}relIds"):
        relation = next((str(v) for k, v in reference.attrib.items() if str(k).endswith("}dm")), None)
        if relation is None:
            continue
        for point in parse_xml(slide.part.related_part(relation).blob).iter("{*}pt"):
            if point.get("type") not in _UNSHOWN_POINTS:
                for paragraph in point.iterfind("{*}t/{*}p"):
                    yield from paragraph_blocks("".join(t.text or "" for t in paragraph.iter("{*}t")))


def _pictures(shapes: Iterable[Placed], area: float) -> dict[str, bytes]:
    """Return the pictures that are large enough to be pages or tables, by where they come in the order."""
    pictures = {}
    for number, placed in enumerate(shapes):
        if isinstance(placed.shape, Picture) and placed.area >= _LARGE * area:
            try:
                pictures[str(number)] = placed.shape.image.blob
            except (KeyError, ValueError):
                continue  # linked, not in the package
    return pictures
