"""A file's bytes to a draft of a document: the corpus pipeline, one stage a line."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from corpus.clean import clean
from corpus.errors import EmptyFile
from corpus.metadata import find_metadata
from corpus.models import Cell, Metadata, Row, Section, Table
from corpus.outline import outline
from corpus.parse import parse
from corpus.parse.models import Block, Progress, no_progress


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that has no identity yet: what one file says."""

    source: str
    text: str
    sections: tuple[Section, ...]
    metadata: Metadata
    sha256: str
    media_type: str
    tables: tuple[Table, ...] = ()
    pages: tuple[int, ...] = ()
    recognised: bool = False


def read(data: bytes, source: str, progress: Progress = no_progress) -> Draft:
    """Turn a file's bytes into clean text with sections, tables, pages and metadata.

    Args:
        data: the whole file.
        source: its path relative to the path that is being built.
        progress: called as pages are read.

    Raises:
        UnreadableFile: the file is empty, encrypted, damaged, or of a format that this release does not read.
    """
    parsed = parse(data, source, progress)
    blocks = clean(parsed.blocks)
    if not blocks:
        raise EmptyFile("文件中没有正文。")
    text, starts = _join(blocks)
    metadata = find_metadata(blocks, starts, parsed.fields, source)
    sections = tuple(
        section
        for section in outline(blocks, starts, len(text))
        if text[section.start : section.heading_end] != metadata.title
    )
    return Draft(
        source,
        text,
        sections,
        metadata,
        hashlib.sha256(data).hexdigest(),
        parsed.media_type,
        tuple(_tables(blocks, starts)),
        tuple(_pages(blocks, starts)),
        parsed.recognised,
    )


def _join(blocks: Sequence[Block]) -> tuple[str, tuple[int, ...]]:
    """Return the text, one block a line, and the offset of each block. Offsets exist from here on."""
    starts = []
    position = 0
    for block in blocks:
        starts.append(position)
        position += len(block.text) + 1
    return "\n".join(block.text for block in blocks), tuple(starts)


def _tables(blocks: Sequence[Block], starts: Sequence[int]) -> list[Table]:
    """Return the tables of the text; the rows of one that prose interrupts are several tables."""
    placed = zip(blocks, starts, strict=True)
    tables = []
    for table, group in groupby(placed, key=lambda pair: None if pair[0].row is None else pair[0].row.table):
        if table is not None:
            rows = tuple(_row(block, start) for block, start in group)
            tables.append(Table(rows[0].start, rows[-1].end, rows))
    return tables


def _row(block: Block, start: int) -> Row:
    if block.row is None:
        raise AssertionError("not a table row")
    cells = []
    position = start
    parts = zip(block.text.split("\t"), block.row.columns, block.row.spans, block.row.headings, strict=True)
    for text, column, span, heading in parts:
        if text:
            cells.append(Cell(position, position + len(text), column, span, heading))
        position += len(text) + 1
    return Row(start, start + len(block.text), tuple(cells), block.row.is_header, block.row.beside)


def _pages(blocks: Sequence[Block], starts: Sequence[int]) -> list[int]:
    """Return where each page begins. A page without text begins where the next one does."""
    begins: dict[int, int] = {}  # page -> offset of its first character
    for block, start in zip(blocks, starts, strict=True):
        if block.page is not None:
            begins.setdefault(block.page, start)
            for number, offset in enumerate(block.breaks, block.page + 1):
                begins.setdefault(number, start + offset)
    pages: list[int] = []
    for number, following in pairwise([0, *sorted(begins)]):
        pages.extend([begins[following]] * (following - number))
    return pages
