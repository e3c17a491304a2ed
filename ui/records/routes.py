"""REST of the records: feedback from readers, exports for administrators."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from ui.desk import Desk
from ui.people.guards import administrator
from ui.records.export import Words, to_csv, to_jsonl
from ui.records.models import Verdict
from ui.records.records import COMMENT_LIMIT
from ui.service import Service
from ui.settings import Settings

Format = Literal["csv", "jsonl"]


class FeedbackRequest(BaseModel):
    """What a reader thinks of an answer."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"answer_id": "kX0bJ1vT2mQ9sLwa", "verdict": "right"},
                {"answer_id": "kX0bJ1vT2mQ9sLwa", "verdict": "missing", "comment": "还有2014年的数。"},
            ]
        },
    )

    answer_id: Annotated[str, Field(max_length=64)]
    verdict: Verdict
    comment: Annotated[str, Field(max_length=COMMENT_LIMIT)] = ""


def create_router(service: Service, settings: Settings) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix=settings.root_path)

    @router.post("/api/feedback", summary="评价一个回答", tags=["问答"])
    def feedback(request: FeedbackRequest, connection: Request) -> dict[str, bool]:
        """Store what the reader thinks of an answer of theirs; sent again, it takes the place of the first."""
        desk = Desk.of(service, connection.scope)
        desk.records.give_feedback(
            request.answer_id, desk.identity.name, request.verdict, request.comment.strip()
        )
        return {"stored": True}

    @router.get(
        "/api/records/export",
        summary="导出问答记录",
        tags=["管理"],
        dependencies=[Depends(administrator)],
        response_class=StreamingResponse,
        responses={200: {"content": {"text/csv": {}, "application/x-ndjson": {}}}},
    )
    def export(connection: Request, format: Format = "csv") -> StreamingResponse:
        """Return every question on record with its citations and feedback, oldest first."""
        desk = Desk.of(service, connection.scope)
        words = Words(desk.document)
        records = desk.records.all()
        lines = to_csv(records, words, settings.language) if format == "csv" else to_jsonl(records, words)
        media_type = "text/csv; charset=utf-8" if format == "csv" else "application/x-ndjson"
        disposition = {"Content-Disposition": f'attachment; filename="youju-records.{format}"'}
        return StreamingResponse(lines, media_type=media_type, headers=disposition)

    return router
