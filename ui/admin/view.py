"""What every page of the administration has: its language, its links, its frame, and errors as pages."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute

from bot.errors import BotError
from corpus.errors import CorpusError
from index.errors import IndexFault
from ui.errors import SignInRequired, UiError, problem_of
from ui.messages import has, other, text
from ui.people.identity import identity_of
from ui.people.person import person_html
from ui.settings import Language, Settings
from ui.templates import render

_NO_STORE = {"Cache-Control": "no-store"}


class View:
    """Pages for one request."""

    def __init__(self, request: Request, settings: Settings) -> None:
        asked = request.query_params.get("lang")
        self.language: Language = "en" if asked == "en" else "zh" if asked == "zh" else settings.language
        self._request = request
        self._settings = settings

    def t(self, key: str, **values: object) -> str:
        """Return a sentence in the reader's language."""
        return text(key, self.language, **values)

    def link(self, *path: str, **query: object) -> str:
        """Return the address of a page of ours; its parts are escaped."""
        given = {name: value for name, value in query.items() if value not in (None, "")}
        if self.language != self._settings.language:
            given["lang"] = self.language
        parts = path or ("",)  # the page to ask on
        address = self._settings.root_path + "".join(f"/{quote(part, safe='')}" for part in parts)
        return f"{address}?{urlencode(given)}" if given else address

    def page(self, name: str, status: int = 200, **values: object) -> HTMLResponse:
        """Return a page made of a template."""
        said = f"admin_said_{self._request.query_params.get('said', '')}"
        switch = {**self._request.query_params, "lang": other(self.language)}
        switch.pop("said", None)
        html = render(
            name,
            self.language,
            root=self._settings.root_path,
            link=self.link,
            person=person_html(identity_of(self._request.scope), self.language, self._settings),
            switch=f"?{urlencode(switch)}",
            switch_language=other(self.language),
            said=self.t(said) if has(said) else "",
            **values,
        )
        return HTMLResponse(html, status, _NO_STORE)

    def back_to(self, *path: str, said: str) -> RedirectResponse:
        """Lead on to a page after a change, so that reloading does not repeat it."""
        return RedirectResponse(self.link(*path, said=said), 303)


def page_route(settings: Settings) -> type[APIRoute]:
    """Return a kind of route whose foreseen errors are told on a page, not in JSON."""

    class PageRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def told(request: Request) -> Response:
                try:
                    return await handle(request)
                except SignInRequired:
                    raise  # leads to the page for it
                except (CorpusError, IndexFault, BotError, UiError) as error:
                    problem = problem_of(error)
                    return View(request, settings).page(
                        "admin_error.html", problem.status, sentence=problem.message, section=""
                    )

            return told

    return PageRoute
