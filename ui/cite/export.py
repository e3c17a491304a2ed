"""Quotes as a file: Word with footnotes, Markdown, or a spreadsheet of figures. All of them, or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.errors import DocumentNotFound, DocumentRemoved
from ui.cite.attachment import disposition
from ui.cite.entry import Entry
from ui.cite.excerpt import Place, read_excerpt
from ui.cite.markdown import markdown
from ui.cite.sheet import sheet
from ui.cite.word import word
from ui.desk import Desk
from ui.errors import BadSpan, ExportRefused, QuoteStale
from ui.messages import text
from ui.settings import Language

_TOLD = 5  # items that can't be quoted; more are counted


class ExportFormat(StrEnum):
    """The kinds of files."""

    DOCX = "docx"
    MD = "md"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Item:
    """A quote that is to be exported, and a remark of the reader's."""

    place: Place
    note: str = ""
    marks: tuple[tuple[int, int], ...] = ()  # what of it answered; offsets of the document


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """What the browser saves."""

    content: bytes
    media_type: str
    disposition: str


Writer = Callable[[Sequence[Entry], Language, date], bytes]

_WRITERS: dict[ExportFormat, tuple[Writer, str]] = {
    ExportFormat.DOCX: (word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ExportFormat.MD: (markdown, "text/markdown; charset=utf-8"),
    ExportFormat.XLSX: (sheet, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def exported(
    desk: Desk, items: Sequence[Item], format: ExportFormat, *, base: str, language: Language, today: date
) -> ExportedFile:
    """Return a file of ``items``, every one read anew through ``desk``.

    Raises:
        ExportRefused: one or more can't be quoted; says which, and why.
    """
    entries: list[Entry] = []
    refused: list[str] = []
    for number, item in enumerate(items, 1):
        try:
            excerpt = read_excerpt(desk, item.place, base, language, today)
            inside = (mark for mark in item.marks if excerpt.start <= mark[0] < mark[1] <= excerpt.end)
            entries.append(Entry(excerpt, item.note, tuple(inside)))
        except (DocumentNotFound, BadSpan, QuoteStale) as error:
            refused.append(
                text("cite_item_refused", language, number=number, reason=_reason(error, language))
            )
    if refused:
        more = len(refused) - _TOLD
        told = "".join(refused[:_TOLD]) + (
            text("cite_more_refused", language, count=more) if more > 0 else ""
        )
        raise ExportRefused(text("cite_export_refused", language, told=told))
    write, media_type = _WRITERS[format]
    name = f"{text('cite_file_name', language)}-{today.isoformat()}.{format.value}"
    return ExportedFile(write(entries, language, today), media_type, disposition(name))


def _reason(error: Exception, language: Language) -> str:
    if isinstance(error, DocumentRemoved):
        return text("cite_removed", language)
    if isinstance(error, DocumentNotFound):
        return text("cite_not_found", language)
    return text("cite_stale", language)
