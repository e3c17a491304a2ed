"""Who sends a request: the middleware that lets nobody past unknown, and notes an identity on each request."""

import re
import time
from secrets import compare_digest

from fastapi import FastAPI, Request
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.errors import Forbidden, SignInRequired, UiError, headers_of, problem_of
from ui.people import frame_door, login, origin
from ui.people.entry import Entry
from ui.people.frame_door import identity_in_tab
from ui.people.gate import Gate, note_gate
from ui.people.identity import MONITOR, Identity, note
from ui.people.next_page import asked_page
from ui.people.refused import refusal
from ui.people.token import identity_from_token
from ui.records.database import UsageDatabase
from ui.settings import Settings

# What carries nothing of the library: checks of the server, signing in, scripts and style sheets, and the
# bare page, whose questions bring their token.
_OPEN = re.compile(
    r"/(healthz|readyz|login(/start|/back)?|logout|embed(/accent\.css|/open)?|favicon\.ico)"
    r"|/((zh|en)/)?(theme\.css|(static|assets|svelte)/.+)"
)
_PROGRAMS = re.compile(r"/((zh|en)/)?(api|gradio_api|embed)/.*|/openapi\.json")
SESSION_HEADER = "Youju-Session"


class SignIn:
    """Note who sends each request; answer those of nobody ourselves."""

    def __init__(self, app: ASGIApp, entry: Entry, gate: Gate) -> None:
        self.app = app
        self.entry = entry
        self.settings = entry.settings
        self.gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        note_gate(scope, self.gate)
        by_host: Identity | None = None
        try:
            if self._is_open(scope):
                origin.refuse_foreign(scope)
                await self.app(scope, receive, send)
                return
            if self._is_watcher(scope):
                note(scope, MONITOR)
                await self.app(scope, receive, send)
                return
            token = self._token(scope)
            session = self.entry.frames.read(token) if token else None
            if session is not None:
                note(scope, session.identity)
            elif token:
                by_host = identity_from_token(token, self.settings.people, time.time())
                note(scope, by_host)
            else:
                note(scope, self._by_browser(scope))
        except UiError as error:
            await self._refuse(error, scope, receive, send)
            return
        await self.app(scope, receive, self._closing(send, by_host))

    def _is_open(self, scope: Scope) -> bool:
        inner = self._inner(scope)
        return scope["type"] == "http" and ".." not in inner.split("/") and bool(_OPEN.fullmatch(inner))

    def _is_watcher(self, scope: Scope) -> bool:
        """Tell whether the metrics are asked for with their token, which opens nothing else."""
        wanted = self.settings.operation.metrics_token
        if not wanted or self._inner(scope) != "/metrics":
            return False
        return compare_digest(_bearer(scope).encode(), wanted.encode())

    def _inner(self, scope: Scope) -> str:
        root = self.settings.root_path
        path: str = scope["path"]
        return path.removeprefix(root) if path.startswith(f"{root}/") else ""

    def _by_browser(self, scope: Scope) -> Identity:
        """Return whom the browser, or the proxy before us, vouches for.

        Raises:
            SignInRequired, Forbidden
        """
        connection = HTTPConnection(scope)
        identity = self.entry.way.identity(connection) or identity_in_tab(connection, self.entry)
        if identity is None:
            raise SignInRequired("请先登录。")
        return origin.as_from(scope, identity, self.settings.frame_ancestors)

    def _token(self, scope: Scope) -> str:
        """Return the token of a host page, or of a frame that has shown one; where it is brought, it alone counts."""
        people = self.settings.people
        if people.way == "none" or not people.embed_secret:
            return ""
        if token := _bearer(scope):
            return token
        if self._inner(scope).startswith("/embed/"):
            return QueryParams(scope["query_string"]).get("token", "")
        return ""

    def _closing(self, send: Send, by_host: Identity | None) -> Send:
        """Keep what somebody has seen out of every cache, and give a frame its longer session."""
        if self.settings.people.way == "none":
            return send

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-store"
                if by_host is not None:
                    headers[SESSION_HEADER] = self.entry.frames.begin(by_host)
            await send(message)

        return with_headers

    async def _refuse(self, error: UiError, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        await self._refusal(error, scope)(scope, receive, send)

    def _refusal(self, error: UiError, scope: Scope) -> Response:
        if not self._is_for_reading(scope):
            problem = problem_of(error)
            body = {"error": {"code": problem.code, "message": problem.message}}
            # Gradio's page shows a notice only for words that stand where it looks for them.
            detail = {"detail": problem.message} if "/gradio_api/" in scope["path"] else {}
            return JSONResponse(body | detail, problem.status, headers_of(error))
        if isinstance(error, SignInRequired) and self.entry.has_page:
            return RedirectResponse(login.address(asked_page(scope), scope, self.settings), 303)
        return refusal(error, scope, self.settings)

    def _is_for_reading(self, scope: Scope) -> bool:
        """Tell whether a person will look at the answer, not a program."""
        return (
            scope["method"] in ("GET", "HEAD")
            and "text/html" in Headers(scope=scope).get("accept", "")
            and not _PROGRAMS.fullmatch(self._inner(scope))
        )


def _bearer(scope: Scope) -> str:
    """Return the token that a program brings; empty: none."""
    scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def install(
    app: FastAPI, settings: Settings, gate: Gate | None = None, database: UsageDatabase | None = None
) -> None:
    """Let nobody into ``app`` unknown; add the pages of signing in.

    ``gate`` is passed by every question; ``database`` is where other processes look who has signed out.
    """
    entry = Entry.of(settings, database)
    app.include_router(login.create_router(entry))
    app.include_router(frame_door.create_router(entry))
    app.add_middleware(SignIn, entry=entry, gate=gate or Gate(settings.people))

    def forbidden(request: Request, error: Exception) -> Response:
        assert isinstance(error, Forbidden)
        if "text/html" in request.headers.get("accept", ""):
            return refusal(error, request.scope, settings)
        return problem_of(error).response()

    app.add_exception_handler(Forbidden, forbidden)
