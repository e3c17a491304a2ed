"""The administration's pages of documents: uploads, failures, the list, and one document."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from corpus.models import Metadata
from corpus.records import CORRECTABLE
from ui.admin.jobs import Job
from ui.admin.keeper import Keeper
from ui.admin.view import View, page_route
from ui.corrections import parse_corrections
from ui.messages import has
from ui.people.guards import administrator
from ui.service import DocumentRow, Service
from ui.settings import Settings

_ON_A_PAGE = 50
_MAX_GROUP = 60  # characters


@dataclass(frozen=True, slots=True)
class FailureRow:
    """A file that could not be read, with what to do about it."""

    job: Job
    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a document's metadata in the form."""

    name: str
    label: str
    value: str
    correction: str  # what is said of it where a person has corrected it; empty: nobody has


def create_router(service: Service, keeper: Keeper, settings: Settings) -> APIRouter:
    """Return the routes."""
    router = APIRouter(
        prefix=f"{settings.root_path}/admin",
        route_class=page_route(settings),
        dependencies=[Depends(administrator)],
        include_in_schema=False,
    )

    @router.get("")
    def files(request: Request, q: str = "", page: int = 1) -> Response:
        view = View(request, settings)
        rows = service.documents()
        found = [row for row in rows if _matches(row, q)]
        pages = max(1, -(-len(found) // _ON_A_PAGE))
        page = min(max(page, 1), pages)
        return view.page(
            "admin_files.html",
            section="files",
            is_demo=settings.library is None,
            limit=settings.max_file_mb,
            failures=[_failure_row(job, view) for job in keeper.jobs.failed()],
            rows=found[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE],
            total=len(rows),
            found=len(found),
            q=q,
            page=page,
            pages=pages,
        )

    @router.get("/documents/{document_id}")
    def document(request: Request, document_id: str) -> Response:
        view = View(request, settings)
        found = keeper.store.document(document_id)
        return view.page(
            "admin_document.html",
            section="files",
            document=found,
            fields=_fields(found.metadata, keeper, document_id, view),
            versions=sorted(keeper.store.versions(document_id), reverse=True),
            files=[file.path for file in keeper.store.files.of(document_id)],
        )

    @router.post("/documents/{document_id}")
    def correct(
        request: Request, document_id: str, given: Annotated[dict[str, str], Depends(_sent)]
    ) -> Response:
        view = View(request, settings)
        current = keeper.store.document(document_id).metadata
        changed = {name: value for name, value in given.items() if _one_line(value) != _shown(current, name)}
        if not changed:
            return view.back_to("admin", "documents", document_id, said="unchanged")
        keeper.correct(document_id, parse_corrections([f"{name}={value}" for name, value in changed.items()]))
        return view.back_to("admin", "documents", document_id, said="saved")

    @router.post("/documents/{document_id}/undo")
    def undo(request: Request, document_id: str, field: Annotated[str, Form()]) -> Response:
        undone = [name for name in CORRECTABLE if name == field]
        keeper.correct(document_id, {}, undone)
        return View(request, settings).back_to("admin", "documents", document_id, said="undone")

    @router.post("/documents/{document_id}/groups")
    def assign(request: Request, document_id: str, groups: Annotated[str, Form()] = "") -> Response:
        names = [name.strip()[:_MAX_GROUP] for name in re.split(r"[,，、;；\n]", groups)]
        keeper.assign_groups(document_id, [name for name in names if name])
        return View(request, settings).back_to("admin", "documents", document_id, said="saved")

    @router.post("/documents/{document_id}/remove")
    def remove(request: Request, document_id: str) -> Response:
        keeper.remove(document_id)
        return View(request, settings).back_to("admin", said="removed")

    @router.post("/jobs/{job_id}/retry")
    def retry(request: Request, job_id: str) -> Response:
        keeper.retry(job_id)
        return View(request, settings).back_to("admin", said="retrying")

    @router.post("/jobs/{job_id}/dismiss")
    def dismiss(request: Request, job_id: str) -> Response:
        keeper.dismiss(job_id)
        return View(request, settings).back_to("admin", said="deleted")

    return router


async def _sent(request: Request) -> dict[str, str]:
    """Return the values that a form holds, the empty ones too: FastAPI would take them for missing."""
    form = await request.form()
    return {name: str(form[name]) for name in CORRECTABLE if name in form}


def _matches(row: DocumentRow, q: str) -> bool:
    words = q.casefold().split()
    metadata = row.metadata
    text = "\n".join(
        (metadata.title, metadata.issuer or "", metadata.number or "", row.source, row.id, *row.groups)
    ).casefold()
    return all(word in text for word in words)


def _failure_row(job: Job, view: View) -> FailureRow:
    code = job.code if has(f"admin_cure_{job.code}") else "other"
    # The sentence that was noted is in Chinese, and says more than its code does.
    reason = job.reason if job.reason and view.language == "zh" else view.t(f"admin_reason_{code}")
    return FailureRow(job, reason, view.t(f"admin_cure_{code}"))


def _fields(metadata: Metadata, keeper: Keeper, document_id: str, view: View) -> Sequence[Field]:
    corrected = keeper.store.corrections(document_id)
    as_found = keeper.store.found_metadata(document_id)
    return [
        Field(
            name,
            view.t(name),
            _shown(metadata, name),
            view.t("admin_corrected", found=_shown(as_found, name) or view.t("admin_nothing"))
            if name in corrected
            else "",
        )
        for name in CORRECTABLE
    ]


def _shown(metadata: Metadata, name: str) -> str:
    value = getattr(metadata, name)
    return "" if value is None else str(value)


def _one_line(value: str) -> str:
    return re.sub(r"\s+", " ", value).strip()
