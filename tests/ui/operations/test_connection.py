"""Connections that are held open for nothing, against a real server: they end, and others are served meanwhile."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx2
import pytest
from fakes import FakeService, plain_app
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from ui.operations.connection import Patience
from ui.settings import Settings

pytestmark = pytest.mark.slow

QUICK = Patience(connections=256, head=1.5, body=1.5, rate=4096, reader=1.0, look=0.1)
MANY = 200
SOON = 10.0  # seconds: far above what QUICK allows, far below for ever
Listen = Callable[..., int]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def connected(port: int, stack: ExitStack, begun: bytes = b"") -> socket.socket:
    opened = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=SOON))
    opened.sendall(begun)
    return opened


def ended(opened: socket.socket) -> bytes:
    """Return what came before the server closed; fails by a timeout where it does not."""
    came = b""
    try:
        while part := opened.recv(65536):
            came += part
    except ConnectionResetError:
        pass
    return came


def drips_on(opened: socket.socket) -> bool:
    """Send a letter and wait a moment; tell whether the server still takes it."""
    try:
        opened.sendall(b"x")
        opened.recv(100)
    except TimeoutError:
        return True
    except OSError:
        pass
    return False


def ask(port: int) -> httpx2.Response:
    return httpx2.post(
        f"http://127.0.0.1:{port}/api/ask", json={"question": "荔湾给黔南多少？"}, timeout=SOON
    )


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"G",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ",
        b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{",
        b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    ],
    ids=["nothing", "letter", "head", "body", "chunk"],
)
def test_two_hundred_who_stall_are_let_go_and_hold_up_nobody(
    listen: Listen, stack: ExitStack, begun: bytes
) -> None:
    port = listen(plain_app(FakeService(), Settings()), QUICK)
    stalled = [connected(port, stack, begun) for _ in range(MANY)]
    assert ask(port).json()["status"] == "answered"
    for opened in stalled:
        came = ended(opened)
        assert came.startswith(b"HTTP/1.1 408 ") and came.count(b"HTTP/1.1") == 1
    assert ask(port).json()["status"] == "answered"


def test_who_drips_is_let_go(listen: Listen, stack: ExitStack) -> None:
    port = listen(plain_app(FakeService(), Settings()), QUICK)
    head = connected(port, stack, b"GET / HTTP/1.1\r\nHost: localhost\r\n")
    body = connected(port, stack, b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n")
    for opened in (head, body):
        opened.settimeout(0.05)
    until = time.monotonic() + SOON
    dripping = {head, body}
    while dripping and time.monotonic() < until:
        dripping = {opened for opened in dripping if drips_on(opened)}
    assert not dripping


def test_a_second_request_is_awaited_no_longer_than_the_first(listen: Listen, stack: ExitStack) -> None:
    port = listen(plain_app(FakeService(), Settings()), QUICK)
    opened = connected(port, stack, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert opened.recv(65536).startswith(b"HTTP/1.1 200")
    opened.sendall(b"GET /healthz HT")
    assert b"HTTP/1.1 408 " in ended(opened)


def test_a_body_that_comes_along_is_waited_for(listen: Listen, stack: ExitStack) -> None:
    """Slower than the patience of a stalled one, as over a thin line, but it comes."""
    port = listen(plain_app(FakeService(), Settings()), Patience(body=0.5, rate=4096, look=0.1))
    body = b'{"question": "' + "荔湾给黔南多少？".encode() + b'"}' + b" " * 30_000
    head = f"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    opened = connected(port, stack, head.encode() + b"\r\nConnection: close\r\n\r\n")
    begun = time.monotonic()
    sent = 0
    while sent < len(body):
        opened.sendall(body[sent : sent + 1500])
        sent += 1500
        time.sleep(0.1)
    assert time.monotonic() - begun > 1.5
    assert ended(opened).startswith(b"HTTP/1.1 200")


def test_who_does_not_read_is_let_go(listen: Listen, stack: ExitStack) -> None:
    over = threading.Event()

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while not over.is_set():
            await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
            await asyncio.sleep(0)

    port = listen(endless, QUICK)
    opened = connected(port, stack, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    stack.callback(over.set)
    until = time.monotonic() + SOON
    cut = False
    while not cut and time.monotonic() < until:
        try:
            opened.sendall(b"\r\n")
        except OSError:
            cut = True
        time.sleep(0.05)
    assert cut


def test_where_all_places_are_taken_the_idlest_makes_room(listen: Listen, stack: ExitStack) -> None:
    patience = Patience(connections=20, head=60.0, body=60.0)
    port = listen(plain_app(FakeService(), Settings()), patience)
    stalled = [connected(port, stack, b"GET / HT") for _ in range(40)]
    for _ in range(5):
        assert ask(port).json()["status"] == "answered"
    turned_away = [opened for opened in stalled[:20] if ended(opened).startswith(b"HTTP/1.1 503 ")]
    assert len(turned_away) == 20


def test_who_is_being_answered_keeps_the_place(listen: Listen, stack: ExitStack) -> None:
    service = FakeService()
    port = listen(plain_app(service, Settings()), Patience(connections=2))
    body = '{"question": "慢"}'.encode()
    head = b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
    begun = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    asking = [connected(port, stack, begun) for _ in range(2)]
    until = time.monotonic() + SOON
    while len(service.asked) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    assert ended(connected(port, stack)).startswith(b"HTTP/1.1 503 ")
    service.hold.set()
    for opened in asking:
        assert ended(opened).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 400_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 400_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: b\r\n" * 50_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"\x16\x03\x01\x02\x00" + b"\x00" * 50,
    ],
    ids=["header", "target", "headers", "two lengths", "tls"],
)
def test_a_head_that_no_browser_sends_is_refused(listen: Listen, stack: ExitStack, head: bytes) -> None:
    port = listen(PlainTextResponse("served"), QUICK)
    came = ended(connected(port, stack, head))
    assert came.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 408 ")), came[:80]
    assert b"served" not in came
    if came.startswith(b"HTTP/1.1 400 "):
        assert b'{"error":{"code":"bad_request"' in came
