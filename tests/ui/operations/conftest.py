"""Real servers in this process, for what only a real connection shows."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from starlette.types import ASGIApp

from ui.operations.connection import Patience
from ui.operations.server import server_of

Listen = Callable[..., int]


@pytest.fixture
def listen(wait_until: Callable[[Callable[[], object], str], None]) -> Iterator[Listen]:
    """Return a function that serves an application as ``youju serve`` does, and returns its port."""
    running: list[tuple[uvicorn.Server, threading.Thread, socket.socket]] = []

    def start(app: ASGIApp, patience: Patience | None = None) -> int:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        server = server_of(app, patience)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        wait_until(lambda: server.started, "the server listens")
        running.append((server, thread, listener))
        return int(listener.getsockname()[1])

    yield start
    for server, thread, listener in running:
        server.should_exit = True
        thread.join(30)
        listener.close()
