"""The administration's pages of questions and of aliases."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from index.alias_file import add_group, remove_name
from index.aliases import own_groups
from ui.admin.keeper import Keeper
from ui.admin.view import View, page_route
from ui.people.guards import administrator
from ui.records.export import Words
from ui.records.models import Outcome
from ui.records.statistics import Statistics
from ui.service import Service
from ui.settings import Settings


def create_router(service: Service, keeper: Keeper, settings: Settings) -> APIRouter:
    """Return the routes."""
    router = APIRouter(
        prefix=f"{settings.root_path}/admin",
        route_class=page_route(settings),
        dependencies=[Depends(administrator)],
        include_in_schema=False,
    )
    statistics = Statistics(service.records)

    @router.get("/questions")
    def questions(request: Request) -> Response:
        return View(request, settings).page(
            "admin_questions.html",
            section="questions",
            unanswered=statistics.unanswered(),
            disputed=statistics.disputed(),
            days=statistics.days(),
            most_quoted=statistics.most_quoted(),
            retention=settings.retention_days,
            lost=service.records.lost,
        )

    @router.get("/questions/{answer_id}")
    def question(request: Request, answer_id: str) -> Response:
        record = service.records.find(answer_id)
        words = Words(service.document)
        return View(request, settings).page(
            "admin_question.html",
            section="questions",
            record=record,
            quotes=[(quote, words.of(quote)) for quote in record.quotes],
            is_answer=record.outcome is Outcome.ANSWERED,
        )

    @router.get("/aliases")
    def aliases(request: Request) -> Response:
        return View(request, settings).page(
            "admin_aliases.html", section="aliases", groups=own_groups(keeper.library)
        )

    @router.post("/aliases")
    def add(request: Request, names: Annotated[str, Form()] = "") -> Response:
        add_group(keeper.library, re.split(r"[=＝]", names))
        return View(request, settings).back_to("admin", "aliases", said="added")

    @router.post("/aliases/remove")
    def remove(request: Request, name: Annotated[str, Form()]) -> Response:
        said = "deleted" if remove_name(keeper.library, name) else "unchanged"
        return View(request, settings).back_to("admin", "aliases", said=said)

    return router
