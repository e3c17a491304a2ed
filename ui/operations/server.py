"""The HTTP server below the application: what it accepts, how long it waits, how it logs."""

import socket
import sys
from collections.abc import Sequence

import uvicorn
from starlette.types import ASGIApp

from ui.operations.connection import Patience, connection_class

_HEAD = 32 * 1024  # bytes of a request's head: single sign-on has long cookies
_FILES = 512  # that are open beside the connections: libraries, indexes, processes that read
_LAST_ANSWERS = 5  # seconds that answers may take once the server is told to stop


def server_of(app: ASGIApp, patience: Patience | None = None) -> uvicorn.Server:
    """Return a server for ``app``; its ``run(sockets=…)`` listens until it is told to stop."""
    config = uvicorn.Config(
        app,
        http=connection_class(patience or Patience()),
        ws="none",
        log_config=None,  # ``ui.operations.logs`` has configured it
        access_log=False,
        # What a proxy says about the person is read by ours alone, and from our own proxies only.
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=_HEAD,
        timeout_graceful_shutdown=_LAST_ANSWERS,
    )
    return uvicorn.Server(config)


def run(app: ASGIApp, sockets: Sequence[socket.socket], connections: int) -> None:
    """Serve until interrupted, with at most so many connections at once."""
    _allow_files(connections + _FILES)
    server_of(app, Patience(connections=connections)).run(sockets=list(sockets))


def _allow_files(wanted: int) -> None:
    """Raise the number of files that we may open, as far as the system lets us."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (not on Windows)

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
