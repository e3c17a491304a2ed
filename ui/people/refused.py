"""The page that says, in one sentence, why somebody may not go on."""

from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse
from starlette.types import Scope

from ui.errors import UiError, headers_of, problem_of
from ui.messages import text
from ui.sentence import sentence
from ui.settings import Language, Settings
from ui.templates import render


def refusal(error: UiError, scope: Scope, settings: Settings) -> HTMLResponse:
    """Return the page for ``error``."""
    problem = problem_of(error)
    language = language_of(scope, settings)
    page = render(
        "login.html",
        language,
        root=settings.root_path,
        title=text("people_refused", language),
        sentence=problem.message if language == "zh" else sentence(problem, language),
        error="",
        form=None,
        start=None,
        switch=None,
        switch_language=None,
        home=problem.status == 403,
    )
    return HTMLResponse(page, problem.status, headers_of(error))


def language_of(scope: Scope, settings: Settings) -> Language:
    """Return the language that the address asks for, or of the page under whose address it lies."""
    asked = QueryParams(scope["query_string"]).get("lang")
    if asked in ("zh", "en"):
        return "en" if asked == "en" else "zh"
    inner = scope["path"].removeprefix(settings.root_path)
    return "zh" if inner.startswith("/zh/") else "en" if inner.startswith("/en/") else settings.language
