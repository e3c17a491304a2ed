"""What wraps every request: a limit on bodies, security headers, and the last net for our faults."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui import policy
from ui.errors import problem_of, problem_of_status, problem_of_validation
from ui.json_body import is_sound

MAX_BODY = 1024 * 1024


class BodyLimit:
    """Refuse bodies over 1 MiB under ``prefixes`` by what arrives, whatever the header claims, and unsound JSON."""

    def __init__(
        self, app: ASGIApp, prefixes: tuple[str, ...], limit: int = MAX_BODY, uploads: str = ""
    ) -> None:
        self.app = app
        self.prefixes = prefixes
        self.limit = limit
        self.uploads = uploads  # files are sent here; the route counts what it takes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body up to the limit, then hand it on in one piece."""
        counted = scope["type"] == "http" and scope["path"].startswith(self.prefixes)
        if not counted or scope["path"] == self.uploads:
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
        is_json = "json" in Headers(scope=scope).get("content-type", "").lower()
        if body and is_json and not is_sound(bytes(body)):
            await problem_of_validation([{"type": "json_invalid"}]).response()(scope, receive, send)
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

    Starlette's own net lies outside our middleware: its answers would lack the headers. A page that needs
    another policy than our strict one sets it itself.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: tuple[str, ...], root_path: str = "") -> None:
        self.app = app
        # Other sites may frame the bare page only: on all others a click could do something.
        self.embed_path = f"{root_path}/embed"
        self.embed = _headers(frame_ancestors)
        self.own = _headers(policy.own_ancestors(frame_ancestors))
        # The script that other sites load; all else is for our own pages.
        self.shared_path = f"{root_path}/static/youju.js"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        ours = self.embed if path == self.embed_path else self.own
        resource = "cross-origin" if path == self.shared_path else "same-origin"
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in ours.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cross-Origin-Resource-Policy", resource)
            await send(message)

        try:
            await self.app(scope, receive, with_headers)
        except Exception as error:
            problem = problem_of(error)  # also logs it
            if started:
                raise  # half an answer is out: only breaking the connection tells the reader
            await problem.response()(scope, receive, with_headers)


def _headers(ancestors: tuple[str, ...]) -> dict[str, str]:
    headers = {
        "Content-Security-Policy": policy.strict(ancestors),
        "Permissions-Policy": policy.OFF,
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    frame_options = policy.frame_options(ancestors)
    return headers if frame_options is None else headers | {"X-Frame-Options": frame_options}
