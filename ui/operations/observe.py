"""The outermost layer of every request: its id, how long it took, and one line of it in the log."""

import logging
import re
import time
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.operations import request_id
from ui.operations.logs import fields
from ui.operations.metrics import Metrics
from ui.operations.questions import QuestionLog, note_questions
from ui.people.address import address_of
from ui.people.identity import role_of
from ui.setting_values import Network

logger = logging.getLogger(__name__)

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_PAGE = re.compile(r"/|/(zh|en)/?")
_GRADIO = re.compile(r"(?:/(?:zh|en))?(/gradio_api/(?:queue/(?:join|data)|heartbeat))(?:/.*)?")
_NOTHING = 499  # as nginx has it: the reader went away before there was an answer
_PATH = 200  # characters of a path that are logged


class Observe:
    """Count, measure and log each request. ``proxies`` are those whose word on the person's address counts."""

    def __init__(
        self,
        app: ASGIApp,
        metrics: Metrics,
        questions: QuestionLog,
        proxies: Sequence[Network] = (),
        root_path: str = "",
    ) -> None:
        self.app = app
        self.metrics = metrics
        self.questions = questions
        self.proxies = proxies
        self.root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id = request_id.request_id(Headers(scope=scope).get(request_id.HEADER, ""))
        token = request_id.current.set(id)
        note_questions(scope, self.questions)
        status = _NOTHING

        async def with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[request_id.HEADER] = id
            await send(message)

        begun = time.perf_counter()
        try:
            with self.metrics.requests_in_progress.track_inprogress():
                await self.app(scope, receive, with_id)
        finally:
            self._note(scope, status, time.perf_counter() - begun)
            request_id.current.reset(token)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = self._route(scope)
        self.metrics.request(method, route, status, seconds)
        logger.info(
            "request",
            extra=fields(
                method=method,
                route=route,
                path=scope["path"][:_PATH],  # never what follows "?": it may hold a token or words looked for
                status=status,
                duration_ms=round(seconds * 1000, 1),
                role=role_of(scope),
                client=address_of(scope, self.proxies),
            ),
        )

    def _route(self, scope: Scope) -> str:
        """Return the template that a request has met: one of a few, whatever is asked for."""
        path: str | None = getattr(scope.get("route"), "path", None)
        if path is not None:
            return path.removeprefix(self.root_path)
        inner = scope["path"].removeprefix(self.root_path)
        if inner.startswith("/static/"):
            return "/static"
        if _PAGE.fullmatch(inner):
            return "/"
        event = _GRADIO.fullmatch(inner)
        return event.group(1) if event else "other"
