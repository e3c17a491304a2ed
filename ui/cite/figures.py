"""The figures of an excerpt: as quoted, and as number and unit where they can be read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.cell import is_figure, is_label, is_serial, measure
from bot.models import Kind
from bot.number import read_number
from bot.values import spans
from corpus.models import Cell, Document, Row
from index.caption import caption, tables_over
from ui.cite.excerpt import Excerpt

_KINDS = (Kind.AMOUNT, Kind.PERCENT, Kind.COUNT)
_BEHIND = 4  # characters that may say that a figure is none to the digit: 左右, 以上

Mark = tuple[int, int]  # offsets of the document


@dataclass(frozen=True, slots=True)
class QuotedFigure:
    """A figure: ``text`` is a slice of the document. ``number`` is ``None`` where it can't be read as one."""

    text: str
    number: Decimal | None = None
    unit: str = ""
    is_exact: bool = True


def quoted_figures(excerpt: Excerpt, marks: Sequence[Mark] = ()) -> list[QuotedFigure]:
    """Return the figures at ``marks``; without marks, all figures of the excerpt."""
    document = excerpt.document
    return [_figure(document, start, end) for start, end in marks or _all(excerpt)]


def _all(excerpt: Excerpt) -> Iterator[Mark]:
    document = excerpt.document
    row = document.row_at(excerpt.start)
    if row is None:
        for start, end in spans(Kind.COUNT, excerpt.text):  # amounts and percentages among them
            yield excerpt.start + start, excerpt.start + end
        return
    for number, cell in enumerate(row.cells):
        words = document.text[cell.start : cell.end]
        named = is_label(words, cell.heading, first=number == 0)
        within = excerpt.start <= cell.start < cell.end <= excerpt.end
        if within and not named and not is_serial(words, cell.heading, first=number == 0):
            yield cell.start, cell.end


def _figure(document: Document, start: int, end: int) -> QuotedFigure:
    words = document.text[start:end]
    row = document.row_at(start)
    cell = next((c for c in row.cells if c.start <= start and end <= c.end), None) if row else None
    if row and cell and is_figure(words):
        return _in_cell(document, row, cell, words)
    kind = next((kind for kind in _KINDS if (0, len(words)) in spans(kind, words)), None)
    read = read_number(words, document.text[end : end + _BEHIND], kind) if kind else None
    # 2万 of 2万余人 counts no money: a unit that the words do not name is not guessed.
    if read is None or (read[1].family == "元" and not re.search("元|块", words)):
        return QuotedFigure(words)
    return QuotedFigure(words, read[0], read[1].name, read[2])


def _in_cell(document: Document, row: Row, cell: Cell, words: str) -> QuotedFigure:
    """Return a bare figure; its unit stands over it, beside it or over the table."""
    table = next(tables_over(document, row.start, row.end), None)
    texts = [document.text[c.start : c.end] for c in row.cells if c is not cell]
    beside = [text for text in texts if not is_figure(text)] + ([row.beside] if row.beside else [])
    over = caption(document, table) if table else ""
    measured = measure(words, cell.heading, beside, over)
    unit = measured.unit if measured else ""
    if measured and not unit:  # the heading says what is counted, 单位：亿元 over the table in what
        stated = measure(words, "", (), over)
        unit = stated.unit if stated and stated.kind is measured.kind else ""
    # Without a unit the figure still is a number; the sign stands for a unit that is not said.
    read = read_number(
        f"{words.strip().rstrip('*＊ ')}{unit or '〓'}", "", measured.kind if measured else Kind.COUNT
    )
    return QuotedFigure(words, read[0], unit, read[2]) if read else QuotedFigure(words)
