"""Which other sites may show Youju in a frame and call its REST interface: one setting says both."""

import re
from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

NOBODY = "(?!)"  # matches nothing


def origin_pattern(sources: Sequence[str]) -> str:
    """Return the pattern of the origins that ``sources`` name, as a CSP names them.

    ``'self'`` and ``'none'`` name no other site. A name without a scheme stands for http and https,
    ``*.example.cn`` for the sites under it, ``:*`` for every port.
    """
    return "|".join(_pattern(source) for source in sources if not source.startswith("'")) or NOBODY


class Cors:
    """Let the scripts of the named sites call what lies under ``prefix``, with a token but without cookies."""

    def __init__(self, app: ASGIApp, sources: Sequence[str], prefix: str) -> None:
        self.app = app
        self.prefix = prefix
        everyone = "*" in sources
        self.shared = CORSMiddleware(
            app,
            allow_origins=("*",) if everyone else (),
            allow_origin_regex=None if everyone else origin_pattern(sources),
            allow_methods=("GET", "POST"),
            allow_headers=("Authorization", "Content-Type"),
            allow_credentials=False,
            expose_headers=("Retry-After", "Youju-Session"),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_shared = scope["type"] == "http" and scope["path"].startswith(self.prefix)
        await (self.shared if is_shared else self.app)(scope, receive, send)


def _pattern(source: str) -> str:
    """Return the pattern of one source of the setting, which has checked its form."""
    scheme, _, place = source.rpartition("://")
    # As browsers read it: who names http, or no scheme at all, also means https.
    prefix = "https://" if "https" in (scheme, source.rstrip(":")) else "https?://"
    if source.endswith(":"):
        return f"{prefix}.+"
    host, _, port = place.partition(":")
    name = re.escape(host.removeprefix("*.").lower())
    under = r"[^/:]+\." if host.startswith("*.") else ""
    # An origin does not tell the port that its scheme has anyway.
    ports = {"": "", "*": r"(:\d+)?", "80": "(:80)?", "443": "(:443)?"}.get(port, f":{port}")
    return f"{prefix}{under}{name}{ports}"
