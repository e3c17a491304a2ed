"""The REST interface: questions in, the contract's JSON out."""

from datetime import date
from functools import partial
from typing import Annotated, Any, Literal

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.models import Turn
from corpus.models import State
from index.models import Filters
from ui.answer_body import AnswerBody
from ui.desk import Desk
from ui.errors import NotReady
from ui.records.models import Way
from ui.serialize import answer_to_json, document_to_json, row_to_json
from ui.service import Service
from ui.settings import Language, Settings

_QUESTION = "荔湾区2013-2015年给黔南州划拨了多少资金?"


class Message(BaseModel):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: Annotated[str, Field(max_length=100_000)]


class AskFilters(BaseModel):
    """What the search is limited to; an empty list limits nothing."""

    model_config = ConfigDict(extra="forbid")

    issuers: list[str] = []
    regions: list[Annotated[str, Field(max_length=50, pattern=r"\S")]] = []
    documents: list[str] = []
    issued_from: date | None = None
    issued_to: date | None = None
    states: list[State] = []

    @model_validator(mode="after")
    def _span(self) -> "AskFilters":
        if self.issued_from and self.issued_to and self.issued_from > self.issued_to:
            raise ValueError("issued_from is later than issued_to")
        return self

    def to_filters(self) -> Filters:
        """Return them as the index knows them."""
        return Filters(
            issuers=tuple(self.issuers),
            regions=tuple(self.regions),
            documents=tuple(self.documents),
            states=tuple(self.states),
            issued_from=self.issued_from,
            issued_to=self.issued_to,
        )


class AskRequest(BaseModel):
    """A question, with the conversation that it may refer to."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": _QUESTION},
                {
                    "question": "那三峡库区呢?",
                    "history": [
                        {"role": "user", "content": _QUESTION},
                        {"role": "assistant", "content": "合计划拨财政援助资金645万元。"},
                    ],
                    "top": 3,
                    "filters": {"issued_from": "2015-01-01", "states": ["current"]},
                },
            ]
        }
    )

    question: str
    history: Annotated[list[Message], Field(max_length=200)] = []
    top: Annotated[int, Field(ge=1, le=20)] = 5
    filters: AskFilters = AskFilters()
    language: Language | None = None  # of the reason; None: the server's


def create_router(service: Service, settings: Settings) -> APIRouter:
    """Return the routes of the REST interface."""
    router = APIRouter(prefix=settings.root_path)
    root_path = settings.root_path

    # Plain functions block, and FastAPI runs them in its threads; questions have others (``Desk.answer_in_thread``),
    # and that the process lives is told without any.
    looking = CapacityLimiter(2)

    @router.post(
        "/api/ask",
        summary="提问",
        tags=["问答"],
        responses={200: {"model": AnswerBody, "description": "回答,或没有证据的说明"}},
    )
    async def ask(request: AskRequest, connection: Request) -> dict[str, Any]:
        """Answer by exact quotes, or refuse and say why."""
        await run_sync(require_ready, service)
        answer = await Desk.of(service, connection.scope, Way.REST).answer_in_thread(
            request.question,
            [Turn(message.role, message.content) for message in request.history],
            top=request.top,
            filters=request.filters.to_filters(),
            language=request.language or settings.language,
        )
        return await run_sync(partial(answer_to_json, answer, root_path=root_path))

    @router.get("/api/documents", summary="文件列表", tags=["文件"])
    def documents(connection: Request) -> dict[str, Any]:
        """List the documents, newest version each."""
        rows = [
            row_to_json(row, root_path=root_path) for row in Desk.of(service, connection.scope).documents()
        ]
        return {"total": len(rows), "documents": rows}

    @router.get("/api/documents/{document_id}", summary="一份文件", tags=["文件"])
    def document(
        connection: Request, document_id: str, version: Annotated[int | None, Query(ge=1)] = None
    ) -> dict[str, Any]:
        """Return one document with its text; offsets of quotes count its code points."""
        desk = Desk.of(service, connection.scope)
        found = desk.document(document_id, version)
        return document_to_json(found, desk.versions(document_id), root_path=root_path)

    @router.get("/healthz", summary="进程是否在服务", tags=["运维"])
    async def healthz() -> dict[str, str]:
        """Say that the process serves."""
        return {"status": "ok"}

    @router.get(
        "/readyz", summary="是否可以回答", tags=["运维"], responses={503: {"description": "尚未就绪"}}
    )
    async def readyz() -> JSONResponse:
        """Say whether the model and the index are loaded."""
        ready = await run_sync(service.ready, limiter=looking)
        state = "ready" if ready else "failed" if service.failure() else "loading"
        return JSONResponse({"status": state}, 200 if state == "ready" else 503)

    return router


def require_ready(service: Service) -> None:
    """Raise ``NotReady`` while the service cannot answer."""
    if service.ready():
        return
    if service.failure() is not None:
        raise NotReady("服务未能启动，请管理员查看日志。")
    raise NotReady("正在准备模型，请稍后再试。")
