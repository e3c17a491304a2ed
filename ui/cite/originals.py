"""The original files: downloads where the administrator allows them, and their pages as pictures."""

from pathlib import PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import FileResponse, Response

from ui.cite.access import Originals
from ui.cite.attachment import disposition
from ui.cite.pages.process import page_picture
from ui.desk import Desk
from ui.errors import BadSpan, Forbidden
from ui.people.identity import Identity, Role
from ui.service import Service
from ui.settings import Settings

_PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_Version = Annotated[int | None, Query(ge=1, le=10**9)]
_Offset = Annotated[int, Query(ge=0, le=10**9)]


def may_download(identity: Identity, settings: Settings) -> bool:
    """Tell whether a person may have original files."""
    if settings.originals is Originals.ADMINISTRATORS:
        return identity.role is Role.ADMINISTRATOR
    return settings.originals is Originals.ALLOW


def may_see_pages(settings: Settings) -> bool:
    """Tell whether pages of original files are shown as pictures, to those who may read the document."""
    return settings.originals is not Originals.DENY


def create_router(service: Service, settings: Settings) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix=settings.root_path, tags=["文件"])

    @router.get("/documents/{document_id}/original", summary="原始文件", response_class=FileResponse)
    def original(connection: Request, document_id: str, version: _Version = None) -> FileResponse:
        """Return the original file of a version, to be saved, never to be shown by the browser."""
        desk = Desk.of(service, connection.scope)
        document = desk.document(document_id, version)
        if not may_download(desk.identity, settings):
            raise Forbidden("管理员没有开放原始文件的下载。")
        headers = {**_PRIVATE, "Content-Disposition": disposition(PurePosixPath(document.source).name)}
        # What it is said to be counts for nothing: a page among the originals must not run as one of ours.
        return FileResponse(
            desk.original(document_id, version), media_type="application/octet-stream", headers=headers
        )

    @router.get("/documents/{document_id}/pages/{number}.png", summary="原件页面", response_class=Response)
    def page(
        connection: Request,
        document_id: str,
        number: Annotated[int, Path(ge=1, le=100_000)],
        version: _Version = None,
        start: _Offset = 0,
        end: _Offset = 0,
    ) -> Response:
        """Return a page of the original as a picture, ``text[start:end]`` marked; the header says whether."""
        desk = Desk.of(service, connection.scope)
        document = desk.document(document_id, version)
        if not may_see_pages(settings):
            raise Forbidden("管理员没有开放原件的查看。")
        if start > end or end > len(document.text):
            raise BadSpan("链接中的位置超出了文件。")
        drawn = page_picture(document, desk.original(document_id, version), number, (start, end))
        headers = {**_PRIVATE, "X-Youju-Mark": "found" if drawn.is_marked else "none"}
        return Response(drawn.png, media_type="image/png", headers=headers)

    return router
