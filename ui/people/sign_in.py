"""Who sends a request: the middleware that notes an identity on each, before anything else looks at it."""

from starlette.types import ASGIApp, Receive, Scope, Send

from ui.people.identity import OWNER, note


class SignIn:
    """Note who sends each request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] in ("http", "websocket"):
            note(scope, OWNER)
        await self.app(scope, receive, send)
