"""A document with a table in it, its rows made by the one function that every format's tables go through."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from corpus.models import Cell, Document, Metadata, Row, Table
from corpus.parse.models import Block
from corpus.parse.table import GridCell, table_blocks

Grid = Sequence[Sequence[str | GridCell]]


def table_document(
    before: str, grid: Grid, after: str = "", *, metadata: Metadata | None = None, **fields: object
) -> Document:
    """Return a document of lines, a table and lines. Cells of ``grid`` may span rows and columns."""
    rows = [[cell if isinstance(cell, GridCell) else GridCell(cell) for cell in row] for row in grid]
    blocks = [Block(line) for line in before.splitlines()]
    blocks += table_blocks(rows, 0)
    blocks += [Block(line) for line in after.splitlines()]
    placed = []
    position = 0
    for block in blocks:
        if block.row is not None:
            placed.append(_row(block, position))
        position += len(block.text) + 1
    text = "\n".join(block.text for block in blocks)
    digest = hashlib.sha256(repr((text, metadata, fields)).encode()).hexdigest()
    document = Document(
        digest[:12],
        1,
        "表.html",
        text,
        (),
        metadata or Metadata("关于有关工作的说明"),
        digest,
        "text/html",
        tables=(Table(placed[0].start, placed[-1].end, tuple(placed)),) if placed else (),
    )
    return replace(document, **fields)


def _row(block: Block, start: int) -> Row:
    assert block.row is not None
    cells = []
    position = start
    for words, column, span, heading in zip(
        block.text.split("\t"), block.row.columns, block.row.spans, block.row.headings, strict=True
    ):
        if words:
            cells.append(Cell(position, position + len(words), column, span, heading))
        position += len(words) + 1
    return Row(start, start + len(block.text), tuple(cells), block.row.is_header, block.row.beside)
