"""The reading view: a document as clean pages, with the quoted span marked."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Annotated
from urllib.parse import quote as url_quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from corpus.errors import DocumentNotFound, DocumentRemoved
from corpus.models import Document, State
from ui.cite.original_view import OriginalView, original_view
from ui.desk import Desk
from ui.errors import BadSpan, problem_of
from ui.messages import other, text
from ui.people.identity import OWNER, Identity
from ui.people.person import person_html
from ui.service import Service
from ui.settings import Language, Settings
from ui.spans import Line, line_of, line_starts
from ui.tables import TableView, document_blocks
from ui.templates import render
from ui.validity import expiry

_LONG_OUTLINE = 300  # beyond this, only the upper three levels are listed
_CHUNK = 200  # lines that the browser lays out together; the others wait until they are near

Text = Annotated[str | None, Query()]


def create_router(service: Service, settings: Settings, today: Callable[[], date] = date.today) -> APIRouter:
    """Return the route of the reading view; ``today`` tells which documents have expired."""
    router = APIRouter(prefix=settings.root_path)

    # The parameters are strings: what is wrong with them is told on a page, not in JSON.
    @router.get("/documents/{document_id}", response_class=HTMLResponse, summary="阅读页", tags=["文件"])
    def read(
        connection: Request,
        document_id: str,
        version: Text = None,
        start: Text = None,
        end: Text = None,
        lang: Text = None,
    ) -> HTMLResponse:
        """Show a document; ``text[start:end]`` is marked."""
        language: Language = "en" if lang == "en" else "zh" if lang == "zh" else settings.language
        desk = Desk.of(service, connection.scope)
        try:
            number = None if version is None else _whole(version)
            document = desk.document(document_id, number)
            span = _span(start, end, len(document.text))
            versions = desk.versions(document_id)
            also = list(_near_duplicates(desk, document, language, settings))
            original = original_view(desk, document, span[0], settings)
        except Exception as error:
            return _error_page(error, language, settings)
        page = reader_page(
            document,
            versions,
            span,
            language,
            settings,
            today=today(),
            also=also,
            original=original,
            reader=desk.identity,
        )
        return HTMLResponse(page)

    return router


def reader_page(
    document: Document,
    versions: Sequence[int],
    span: tuple[int, int],
    language: Language,
    settings: Settings,
    *,
    today: date | None = None,
    also: Sequence[tuple[str, str]] = (),
    original: OriginalView | None = None,
    reader: Identity = OWNER,
) -> str:
    """Return the page. The marks' text content, joined, is ``document.text[start:end]``.

    Args:
        document: that is shown.
        versions: of it that are kept.
        span: that is marked; empty: none is.
        language: of everything but the text.
        settings: of the server.
        today: what documents have expired by; ``None``: the server's day.
        also: title and link of each near-duplicate.
        original: what the reader may have of the original file; ``None``: nothing.
        reader: who reads; named at the top.
    """
    return render(
        "reader.html",
        language,
        root=settings.root_path,
        suffix=_language_suffix(language, settings),
        person=person_html(reader, language, settings),
        switch=f"lang={other(language)}",
        document=document,
        metadata=document.metadata,
        span=span,
        chunks=list(_chunks(document_blocks(document, *span))),
        outline=_outline(document),
        versions=sorted(versions, reverse=True),
        notices=_notices(document, versions, today or date.today(), language, settings),
        also=also,
        original=original or OriginalView(),
        state=text(f"state_{document.state.value}", language),
    )


def _chunks(blocks: Iterator[Line | TableView]) -> Iterator[list[Line | TableView]]:
    chunk: list[Line | TableView] = []
    lines = 0
    for block in blocks:
        chunk.append(block)
        lines += block.size if isinstance(block, TableView) else 1
        if lines >= _CHUNK:
            yield chunk
            chunk, lines = [], 0
    if chunk:
        yield chunk


def _near_duplicates(
    desk: Desk, document: Document, language: Language, settings: Settings
) -> Iterator[tuple[str, str]]:
    """Yield title and link of each near-duplicate that is still there."""
    for document_id in document.also:
        try:
            other = desk.document(document_id)
        except DocumentNotFound:
            continue
        yield other.metadata.title, _link(document_id, language, settings)


def _whole(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise BadSpan("链接中的位置不是数字。")
    return int(value)


def _span(start: str | None, end: str | None, length: int) -> tuple[int, int]:
    if start is None and end is None:
        return (0, 0)
    if start is None or end is None:
        raise BadSpan("链接中的位置不完整。")
    first, last = _whole(start), _whole(end)
    if first >= last or last > length:
        raise BadSpan("链接中的位置超出了文件。")
    return (first, last)


def _outline(document: Document) -> list[tuple[int, str, int]]:
    starts = line_starts(document.text)
    deepest = 9 if len(document.sections) <= _LONG_OUTLINE else 3
    return [
        (min(s.level, 5), document.text[s.start : s.heading_end].strip(), line_of(starts, s.start))
        for s in document.sections
        if s.level <= deepest and document.text[s.start : s.heading_end].strip()
    ]


def _notices(
    document: Document,
    versions: Sequence[int],
    today: date,
    language: Language,
    settings: Settings,
) -> list[tuple[str, str, str]]:
    """Return (sentence, link, its words) for each thing that the reader must know first."""
    notices = []
    if document.state is not State.CURRENT:
        link = _link(document.successor_id, language, settings) if document.successor_id else ""
        words = document.state_reason or text(f"{document.state.value}_notice", language)
        notices.append((words, link, text("successor", language)))
    if versions and document.version < max(versions):
        link = _link(document.id, language, settings)
        notices.append(
            (text("old_version", language, number=document.version), link, text("newest", language))
        )
    expired = expiry(document.metadata.expires_on, today, language)
    if expired:
        notices.append((text("expired_notice", language, expired=expired), "", ""))
    if document.recognised:
        notices.append((text("recognised_notice", language), "", ""))
    return notices


def _link(document_id: str, language: Language, settings: Settings) -> str:
    suffix = _language_suffix(language, settings)
    return f"{settings.root_path}/documents/{url_quote(document_id, safe='')}{suffix}"


def _language_suffix(language: Language, settings: Settings) -> str:
    return "" if language == settings.language else f"?lang={language}"


def _error_page(error: Exception, language: Language, settings: Settings) -> HTMLResponse:
    problem = problem_of(error)
    if isinstance(error, DocumentRemoved):
        key = "reader_removed"
    elif isinstance(error, DocumentNotFound):
        key = "reader_not_found"
    elif isinstance(error, BadSpan):
        key = "reader_bad_span"
    elif problem.status == 503:
        key = "not_ready"
    else:
        key = "reader_fault"
    page = render(
        "reader_error.html",
        language,
        root=settings.root_path,
        suffix=_language_suffix(language, settings),
        sentence=text(key, language),
    )
    return HTMLResponse(page, problem.status)
