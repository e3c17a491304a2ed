"""The bare chat for a frame in another site: a light page of our own, which needs no cookies."""

from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import Field

from bot.models import Turn
from ui.card import exchange_html
from ui.conversation import Exchange, Phase, plain
from ui.desk import Desk
from ui.embed.accent import accent, is_colour
from ui.errors import NotReady, Problem, problem_of
from ui.records.models import Way
from ui.rest import AskRequest, require_ready
from ui.sentence import sentence
from ui.serialize import answer_to_json
from ui.service import QUESTION_LIMIT, Service
from ui.settings import Language, Settings
from ui.templates import render

_THEMES = ("light", "dark")
_WITHOUT_ANSWER = (Phase.SEARCHING, Phase.LOADING, Phase.STOPPED, Phase.FAILED)

Colour = Annotated[str, Query(pattern="^[0-9a-fA-F]{6}$")]


class EmbeddedRequest(AskRequest):
    """A question of the bare page."""

    number: Annotated[int, Field(ge=0)] = 0  # how many exchanges of the conversation came before


def create_router(service: Service, settings: Settings) -> APIRouter:
    """Return the routes of the bare page. They are its own: programs use the REST interface."""
    router = APIRouter(prefix=f"{settings.root_path}/embed", include_in_schema=False)

    # Nothing of the library stands on the page itself, so that a frame without cookies can show it;
    # whoever asks is known by the token that the page sends with each question.
    @router.get("")
    def page(question: str = "", theme: str = "auto", lang: str = "", accent: str = "") -> HTMLResponse:
        """Show the page. What an address asks for and cannot have is left out: the page still works."""
        html = embed_page(
            _language(lang, settings),
            settings,
            question=question[:QUESTION_LIMIT],
            theme=theme,
            colour=accent,
        )
        return HTMLResponse(html, headers={"Cache-Control": "no-cache"})

    @router.get("/accent.css")
    def colours(colour: Colour) -> Response:
        """Return the style sheet of a host page's colour."""
        headers = {"Cache-Control": "public, max-age=86400"}
        return Response(accent(f"#{colour}").css(), media_type="text/css", headers=headers)

    @router.post("/ask")
    async def ask(request: EmbeddedRequest, connection: Request) -> JSONResponse:
        """Answer with the card to show, the JSON of the contract, and the turn that a follow-up refers to."""
        language = request.language or settings.language
        question = request.question.strip()
        await run_sync(require_ready, service)  # the page waits, and asks again
        try:
            answer = await Desk.of(service, connection.scope, Way.EMBED).answer_in_thread(
                request.question,
                [Turn(message.role, message.content) for message in request.history],
                top=request.top,
                filters=request.filters.to_filters(),
                language=language,
            )
        except NotReady:
            raise
        except Exception as error:
            problem = problem_of(error)
            failed = Exchange(question, Phase.FAILED, error=sentence(problem, language))
            return _card(failed, language, settings, request.number, problem)
        done = Exchange(question, Phase.DONE, answer)
        return _card(done, language, settings, request.number)

    return router


def embed_page(
    language: Language, settings: Settings, *, question: str = "", theme: str = "auto", colour: str = ""
) -> str:
    """Return the bare page, with ``question`` in its box."""
    return render(
        "embed.html",
        language,
        root=settings.root_path,
        question=question,
        limit=QUESTION_LIMIT,
        theme=theme if theme in _THEMES else "",
        colour=colour.removeprefix("#") if is_colour(colour) else "",
        # The cards that the page fills with a question while, or because, there is no answer.
        cards={
            phase.value: exchange_html(Exchange("", phase), language, settings) for phase in _WITHOUT_ANSWER
        },
    )


def _card(
    exchange: Exchange, language: Language, settings: Settings, number: int, problem: Problem | None = None
) -> JSONResponse:
    body: dict[str, Any] = {"html": exchange_html(exchange, language, settings, number)}
    if problem is not None:
        body["error"] = {"code": problem.code, "message": problem.message}
    if exchange.answer is not None:
        body["answer"] = answer_to_json(exchange.answer, root_path=settings.root_path)
        body["turn"] = {"role": "assistant", "content": plain(exchange.answer)}
    return JSONResponse(body, problem.status if problem else 200)


def _language(wanted: str, settings: Settings) -> Language:
    return "en" if wanted == "en" else "zh" if wanted == "zh" else settings.language
