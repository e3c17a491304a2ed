"""REST of the administration: upload, remove, correct, and how far uploads are."""

import asyncio
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from corpus.records import CORRECTABLE
from ui.admin.jobs import Job
from ui.admin.keeper import Keeper
from ui.admin.upload import FIELD, uploaded_file
from ui.corrections import parse_corrections
from ui.people.guards import administrator
from ui.people.identity import Identity
from ui.settings import Settings

Administrator = Annotated[Identity, Depends(administrator)]
GroupName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]

_UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {FIELD: {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


class ChangeRequest(BaseModel):
    """What is to change of a document; what is left out stays."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"set": {"number": "荔协作〔2015〕8号", "issued_on": "2015-11-26"}},
                {"set": {"expires_on": None}, "undo": ["title"]},
                {"groups": ["协作办"]},
            ]
        },
    )

    set: Annotated[
        dict[str, str | date | None],
        Field(description=f"null: the document has none. Fields: {', '.join(CORRECTABLE)}"),
    ] = {}
    undo: list[str] = []
    groups: Annotated[list[GroupName], Field(max_length=50)] | None = None


def create_router(keeper: Keeper, settings: Settings) -> APIRouter:
    """Return the routes; all are for administrators."""
    router = APIRouter(
        prefix=settings.root_path,
        tags=["管理"],
        dependencies=[Depends(administrator)],
    )

    @router.post("/api/documents", summary="上传文件", status_code=202, openapi_extra=_UPLOAD)
    async def upload(request: Request, identity: Administrator) -> dict[str, Any]:
        """Store one file, to be read at once; a file of a known name becomes a new version of its document."""
        file = await uploaded_file(request, keeper.limit)
        try:
            # Writing and flushing to the disk would hold up everybody else's requests.
            job = await asyncio.to_thread(
                keeper.add, file.filename or "", file.size or 0, file.file, identity.name
            )
        finally:
            await file.close()
        return job_to_json(job, keeper, settings.root_path)

    @router.get("/api/jobs", summary="上传任务列表")
    def jobs() -> dict[str, Any]:
        """List the uploads of late, newest first."""
        return {"jobs": [job_to_json(job, keeper, settings.root_path) for job in keeper.jobs.recent()]}

    @router.get("/api/jobs/{job_id}", summary="一个上传任务")
    def job(job_id: str) -> dict[str, Any]:
        """Say how far one upload is."""
        return job_to_json(keeper.jobs.find(job_id), keeper, settings.root_path)

    @router.delete("/api/documents/{document_id}", summary="移除文件")
    def remove(document_id: str) -> dict[str, str]:
        """Remove a document from the library and every search at once."""
        keeper.remove(document_id)
        return {"removed": document_id}

    @router.patch("/api/documents/{document_id}", summary="改正文件信息、指定可见范围")
    def change(document_id: str, request: ChangeRequest) -> dict[str, Any]:
        """Correct metadata, take corrections back, say which groups may see the document."""
        values = parse_corrections([f"{name}={value or ''}" for name, value in request.set.items()])
        undo = list(parse_corrections([f"{name}=2000-01-01" for name in request.undo]))  # only known fields
        if values or undo:
            keeper.correct(document_id, values, undo)
        if request.groups is not None:
            keeper.assign_groups(document_id, request.groups)
        found = keeper.store.document(document_id)
        return {
            "id": document_id,
            "corrections": keeper.store.corrections(document_id),
            "groups": list(found.groups),
        }

    return router


def job_to_json(job: Job, keeper: Keeper, root_path: str) -> dict[str, Any]:
    """Return how far a job is; ``progress`` is told of what is being read now."""
    progress = keeper.progress
    shown = None
    state = str(job.state)
    if job.state == "reading" and progress is not None:
        state = progress.stage
        reads = progress.job_id == job.id
        shown = {"done": progress.done, "total": progress.total, "pages": progress.pages if reads else ""}
    return {
        "id": job.id,
        "name": job.name,
        "size": job.size,
        "created_at": job.created_at,
        "state": state,  # waiting, reading, indexing, done, failed
        "progress": shown,
        "outcome": job.outcome,
        "document_id": job.document_id,
        "url": f"{root_path}/documents/{job.document_id}" if job.document_id else None,
        "code": job.code,
        "reason": job.reason,
    }
