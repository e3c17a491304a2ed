"""Records as files for other programs: CSV for a spreadsheet, JSONL for everything else."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from corpus.errors import DocumentNotFound
from corpus.models import Document
from ui.messages import text
from ui.records.models import AnswerRecord, QuoteRecord
from ui.settings import Language

BOM = "\ufeff"  # without it a spreadsheet takes UTF-8 for something else
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what a spreadsheet would run
_COLUMNS = (
    "asked_at", "person", "way", "outcome", "question", "standalone_question", "reason", "quotes", "citations",
    "verdicts", "comments", "elapsed_ms", "answer_id",
)  # fmt: skip

Documents = Callable[[str, int], Document]


class Words:
    """The words of quotes as they were shown: slices of the version that the library still keeps."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._last: tuple[tuple[str, int], str | None] | None = None

    def of(self, quote: QuoteRecord) -> str | None:
        """Return ``document.text[start:end]``; ``None``: the document has been removed since."""
        key = (quote.document_id, quote.version)
        if self._last is None or self._last[0] != key:  # quotes of one answer are often of one document
            try:
                self._last = (key, self._documents(*key).text)
            except DocumentNotFound:
                self._last = (key, None)
        whole = self._last[1]
        return None if whole is None else whole[quote.start : quote.end]


def to_jsonl(records: Iterable[AnswerRecord], words: Words) -> Iterator[str]:
    """Yield one JSON object a line, with citations and feedback."""
    for record in records:
        yield json.dumps(record_to_json(record, words), ensure_ascii=False) + "\n"


def record_to_json(record: AnswerRecord, words: Words) -> dict[str, Any]:
    """Return one record with its quotes, their words included where they are still kept."""
    return {
        "answer_id": record.id,
        "asked_at": record.asked_at.isoformat(timespec="milliseconds"),
        "person": record.person,
        "way": record.way,
        "question": record.question,
        "standalone_question": record.standalone_question,
        "status": record.outcome,
        "reason": record.reason,
        "elapsed_ms": record.elapsed_ms,
        "quotes": [
            {
                "document_id": quote.document_id,
                "version": quote.version,
                "start": quote.start,
                "end": quote.end,
                "title": quote.title,
                "citation": quote.citation,
                "text": words.of(quote),
            }
            for quote in record.quotes
        ],
        "feedback": [
            {
                "person": given.person,
                "verdict": given.verdict,
                "comment": given.comment,
                "given_at": given.given_at.isoformat(timespec="milliseconds"),
            }
            for given in record.feedback
        ],
    }


def to_csv(records: Iterable[AnswerRecord], words: Words, language: Language = "zh") -> Iterator[str]:
    """Yield a table for a spreadsheet, one question a row; several quotes stand in one cell, a line each."""
    yield BOM + _line(_COLUMNS)
    for record in records:
        yield _line(
            (
                record.asked_at.astimezone().isoformat(sep=" ", timespec="seconds"),
                record.person,
                text(f"records_way_{record.way}", language),
                text(f"records_outcome_{record.outcome}", language),
                record.question,
                record.standalone_question,
                record.reason or "",
                "\n".join(words.of(quote) or "" for quote in record.quotes),
                "\n".join(quote.citation for quote in record.quotes),
                "\n".join(text(f"records_verdict_{given.verdict}", language) for given in record.feedback),
                "\n".join(given.comment for given in record.feedback),
                f"{record.elapsed_ms:.1f}",
                record.id,
            )
        )


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_defused(cell) for cell in cells])
    return buffer.getvalue()


def _defused(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe stands before what would be one."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
