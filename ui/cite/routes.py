"""The routes of citing: a quote read anew in every form, and files of many quotes."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import PlainTextResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from ui.cite.excerpt import LIMIT, Excerpt, Place, read_excerpt
from ui.cite.export import ExportFormat, Item, exported
from ui.cite.forms import Form, copied
from ui.desk import Desk
from ui.service import Service
from ui.settings import Language, Settings

_MOST = 200  # quotes of one file
_ID = Annotated[str, Field(min_length=1, max_length=200)]
_Offset = Annotated[int, Field(ge=0, le=10**9)]
_Version = Annotated[int, Field(ge=1, le=10**9)]
_Seen = Annotated[str | None, Field(max_length=LIMIT)]
_Sha256 = Annotated[str | None, Field(pattern=r"^[0-9a-fA-F]{64}$")]
# Under which address readers reach the server, only their browser knows.
_Origin = Annotated[
    str, Field(max_length=300, pattern=r"^(https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:\d{1,5})?)?$")
]


class QuoteRequest(BaseModel):
    """A span of a document, and what the reader sees there."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"document": "3f9a…", "version": 1, "start": 1023, "end": 1101}]},
    )

    document: _ID
    version: _Version
    start: _Offset
    end: _Offset
    text: _Seen = None
    sha256: _Sha256 = None

    def place(self) -> Place:
        """Return it as the store is asked."""
        return Place(self.document, self.version, self.start, self.end, self.text, self.sha256)


class CopyRequest(QuoteRequest):
    """A quote that is to be copied."""

    origin: _Origin = ""
    language: Language | None = None


class ExportItem(QuoteRequest):
    """A quote of an export, with what the reader has noted on it."""

    note: Annotated[str, Field(max_length=2000)] = ""
    highlights: Annotated[
        list[tuple[_Offset, _Offset]], Field(max_length=50)
    ] = []  # the figures of a spreadsheet


class ExportRequest(BaseModel):
    """Quotes that are to become a file, in their order."""

    model_config = ConfigDict(extra="forbid")

    format: ExportFormat
    items: Annotated[list[ExportItem], Field(min_length=1, max_length=_MOST)]
    origin: _Origin = ""
    language: Language | None = None


def create_router(service: Service, settings: Settings) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix=settings.root_path, tags=["引用"])

    def excerpt_of(connection: Request, place: Place, origin: str, language: Language | None) -> Excerpt:
        desk = Desk.of(service, connection.scope)
        return read_excerpt(desk, place, origin + settings.root_path, language or settings.language)

    # With a response class of its own, FastAPI would tell the wrong media type of the JSON.
    @router.get("/api/quotes", summary="引用", response_model=None)
    def quote(
        connection: Request,
        document: _ID,
        version: _Version,
        start: _Offset,
        end: _Offset,
        form: Form | None = None,
        text: Annotated[str | None, Query(max_length=LIMIT)] = None,
        sha256: Annotated[str | None, Query(pattern=r"^[0-9a-fA-F]{64}$")] = None,
        origin: _Origin = "",
        language: Language | None = None,
    ) -> dict[str, Any] | Response:
        """Return a quote, read anew, with its citation in one form as text, or in all as JSON."""
        excerpt = excerpt_of(connection, Place(document, version, start, end, text, sha256), origin, language)
        return PlainTextResponse(_sound(copied(excerpt, form))) if form else excerpt_to_json(excerpt)

    # A long text that the reader sees does not fit into an address.
    @router.post("/api/quotes", summary="引用（核对页面上的文字）")
    def quote_as_seen(connection: Request, request: CopyRequest) -> dict[str, Any]:
        """Return a quote, read anew, with its citation in every form."""
        return excerpt_to_json(excerpt_of(connection, request.place(), request.origin, request.language))

    @router.post("/api/exports", summary="导出摘录", response_class=Response)
    def export(connection: Request, request: ExportRequest) -> Response:
        """Return a file of quotes, every one read anew; where one can't be quoted, none is exported."""
        items: Sequence[Item] = [
            Item(item.place(), item.note, tuple(item.highlights)) for item in request.items
        ]
        file = exported(
            Desk.of(service, connection.scope),
            items,
            request.format,
            base=request.origin + settings.root_path,
            language=request.language or settings.language,
            today=date.today(),
        )
        return Response(
            file.content,
            media_type=file.media_type,
            headers={"Content-Disposition": file.disposition, "Cache-Control": "no-store"},
        )

    return router


def excerpt_to_json(excerpt: Excerpt) -> dict[str, Any]:
    """Return a quote with its citations, and what is copied of it in each form."""
    citation = excerpt.citation
    return {
        "text": _sound(excerpt.text),
        "start": excerpt.start,
        "end": excerpt.end,
        "document_id": excerpt.document.id,
        "version": excerpt.document.version,
        "title": excerpt.document.metadata.title,
        "state": excerpt.document.state.value,
        "citation": {
            "plain": citation.plain,
            "official": citation.official,
            "gbt7714": citation.gbt7714,
            "markdown": citation.markdown,
            "html": citation.html,
        },
        "copies": {form.value: _sound(copied(excerpt, form)) for form in Form},
        "url": excerpt.url,
    }


def _sound(text: str) -> str:
    """Return text that has a UTF-8 form: a lone surrogate of a broken file has none."""
    return text.encode("utf-8", "replace").decode("utf-8")
