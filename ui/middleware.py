"""What wraps every request: a limit on bodies, security headers, and the last net for our faults."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.errors import problem_of, problem_of_status

MAX_BODY = 1024 * 1024


class BodyLimit:
    """Refuse bodies over 1 MiB under ``prefixes`` by what arrives, whatever the header claims."""

    def __init__(self, app: ASGIApp, prefixes: tuple[str, ...], limit: int = MAX_BODY) -> None:
        self.app = app
        self.prefixes = prefixes
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body up to the limit, then hand it on in one piece."""
        if scope["type"] != "http" or not scope["path"].startswith(self.prefixes):
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        body = bytearray()
        more = not (declared.isdigit() and int(declared) > self.limit)
        too_large = not more
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self.limit:
                too_large, more = True, False
        if too_large:
            await problem_of_status(413).response({"Connection": "close"})(scope, receive, send)
            return

        handed_on = False

        async def replay() -> Message:
            nonlocal handed_on
            if handed_on:
                return await receive()
            handed_on = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self.app(scope, replay, send)


class Guard:
    """Set the security headers, and turn an unforeseen error into a neutral 500.

    Starlette's own net lies outside our middleware: its answers would lack the headers.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: tuple[str, ...], strict_prefix: str) -> None:
        self.app = app
        self.strict_prefix = strict_prefix
        ancestors = f"frame-ancestors {' '.join(frame_ancestors)}"
        # The browser itself enforces that nothing is fetched from elsewhere. Gradio's page needs inline
        # scripts and compiles its templates; the reading view, which shows whole documents, needs neither.
        self.gradio = (
            "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
            "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; " + ancestors
        )
        self.strict = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            "base-uri 'none'; form-action 'self'; " + ancestors
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        policy = self.strict if scope["path"].startswith(self.strict_prefix) else self.gradio
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
            await send(message)

        try:
            await self.app(scope, receive, with_headers)
        except Exception as error:
            problem = problem_of(error)  # also logs it
            if started:
                raise  # half an answer is out: only breaking the connection tells the reader
            await problem.response()(scope, receive, with_headers)
