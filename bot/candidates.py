"""Hits to candidates: the sentences, clauses and lists that could be quoted, as spans of their documents."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.formalities import is_address, is_formula, is_own_line
from bot.models import Kind
from corpus.models import Document, Row, Table
from corpus.sentences import Span, clauses, sentences, trim
from index.caption import tables_over
from index.models import Hit

_LONG_SENTENCE = 90  # characters; a longer one is offered clause by clause too
_WINDOW = 600  # characters around a passage in which its sentences begin and end
_LIST_LIMIT = 600  # characters of a section that is offered whole as a list
_OWN_LINES_OF = 3  # documents, the first that hits are of
_LONG_CELL = 60  # characters; the sentences of a longer one are offered too
_ITEM = re.compile(r"^[（(]?(?:[一二三四五六七八九十]+|\d{1,2})[)）.、．]|^[①-⑳•·]", re.M)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that could be quoted, and where it stands. All spans are of ``document.text``."""

    document: Document
    start: int
    end: int
    sentence: tuple[int, int]
    paragraph: tuple[int, int]
    hit_score: float
    is_heading: bool = False
    is_own_line: bool = False  # a line that says something of the document itself
    is_formula: bool = False  # whom a document is sent to, or the words that issue it or answer a letter
    is_list: bool = False
    row: Row | None = None  # the table row that the span is, whole
    table: Table | None = None  # that it stands in

    @property
    def text(self) -> str:
        """The words of the span."""
        return self.document.text[self.start : self.end]


def find_candidates(
    hits: Sequence[Hit], document: Callable[[str, int], Document], kind: Kind
) -> list[Candidate]:
    """Return the sentences that the hits touch, and the clauses of the long ones, each once.

    For a question that wants a list, short sections with items are candidates as a whole.
    """
    found: dict[tuple[str, int, int], Candidate] = {}
    for hit in hits:
        passage = hit.passage
        of = document(passage.document_id, passage.version)
        for candidate in _in_passage(of, passage.start, passage.end, hit.score):
            found.setdefault((of.id, candidate.start, candidate.end), candidate)
        if kind is Kind.LIST:
            for candidate in _lists(of, passage.start, passage.end, hit.score):
                found.setdefault((of.id, candidate.start, candidate.end), candidate)
    for of in list({each.document.id: each.document for each in found.values()}.values())[:_OWN_LINES_OF]:
        for candidate in _own_lines(of, kind):
            found.setdefault((of.id, candidate.start, candidate.end), candidate)
    return list(found.values())


def _in_passage(document: Document, start: int, end: int, score: float) -> Iterator[Candidate]:
    text = document.text
    first = max(text.rfind("\n", 0, start) + 1, start - _WINDOW)
    last = text.find("\n", end)
    last = min(last if last >= 0 else len(text), end + _WINDOW)
    headings = {(s.start, s.heading_end) for s in document.sections if first <= s.start <= last}
    rows = [pair for pair in _rows(document, first, last) if not is_own_line(_words(text, pair[1]), document)]
    for table, row in rows:
        span = row.start, row.end
        if row.start < end and start < row.end and not row.is_header:
            yield Candidate(document, *span, span, span, score, row=row, table=table)
    for raw in _prose(text, first, last, [row for _, row in rows]):
        sentence = trim(text, *raw)
        if sentence[0] >= end or sentence[1] <= start or sentence[0] == sentence[1]:
            continue
        paragraph = _paragraph(text, *sentence)
        over_table = document.row_at(sentence[1] + 1) is not None and document.row_at(sentence[0]) is None
        for span in _spans(text, sentence):
            words = text[span[0] : span[1]]
            yield Candidate(
                document,
                *span,
                sentence,
                paragraph,
                score,
                is_heading=span in headings or words in document.metadata.title or over_table,
                is_own_line=is_own_line(words, document),
                is_formula=is_formula(words) or is_address(words),
            )


def _own_lines(document: Document, kind: Kind) -> Iterator[Candidate]:
    """Yield the line that a document's 文号 or date was found in, which no passage of the answer need hold."""
    field = {Kind.NUMBER: "number", Kind.DATE: "issued_on"}.get(kind)
    for ground in document.metadata.grounds:
        if ground.field == field and ground.start is not None:
            first = document.text.rfind("\n", 0, ground.start) + 1
            last = document.text.find("\n", ground.start)
            span = trim(document.text, first, last if last >= 0 else len(document.text))
            if document.row_at(span[0]) is None and is_own_line(document.text[slice(*span)], document):
                yield Candidate(document, *span, span, span, 0.0, is_own_line=True)


def _rows(document: Document, start: int, end: int) -> Iterator[tuple[Table, Row]]:
    """Yield the table rows that the stretch touches."""
    for table in tables_over(document, start, end):
        at = max(bisect_right(table.rows, start, key=lambda row: row.start) - 1, 0)
        for row in table.rows[at:]:
            if row.start >= end:
                break
            if row.end > start:
                yield table, row


def _prose(text: str, start: int, end: int, rows: Sequence[Row]) -> Iterator[Span]:
    """Yield the sentences outside table rows, and those of long cells."""
    for row in rows:
        yield from sentences(text, start, max(start, row.start))
        for cell in row.cells:
            if cell.end - cell.start > _LONG_CELL and not row.is_header:
                yield from sentences(text, cell.start, cell.end)
        start = row.end
    yield from sentences(text, start, max(start, end))


def _words(text: str, row: Row) -> str:
    return text[row.start : row.end]


def _lists(document: Document, start: int, end: int, score: float) -> Iterator[Candidate]:
    for section in document.sections:
        if section.end <= start or section.start >= end or section.end - section.start > _LIST_LIMIT:
            continue
        span = trim(document.text, section.start, section.end)
        if len(_ITEM.findall(document.text[section.heading_end : span[1]])) >= 2:
            yield Candidate(document, *span, span, span, score, is_list=True)


def _spans(text: str, sentence: tuple[int, int]) -> Iterator[tuple[int, int]]:
    if sentence[1] - sentence[0] <= _LONG_SENTENCE:
        yield sentence
        return
    parts = [trim(text, *part) for part in clauses(text, *sentence)]
    if len(parts) == 1:
        yield sentence
    else:
        yield from (part for part in parts if part[0] < part[1])


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the paragraph around a sentence; of a very long one, a part that its neighbours share."""
    first = max(text.rfind("\n", 0, start) + 1, (start - _WINDOW) // _WINDOW * _WINDOW)
    last = text.find("\n", end)
    return first, min(last if last >= 0 else len(text), (end + 2 * _WINDOW) // _WINDOW * _WINDOW)
