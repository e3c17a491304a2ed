"""What a server writes on standard error, as a program of its own: whole JSON lines, and no words of questions."""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cli_runner import REPOSITORY, environment
from fakes import FakeService, plain_app
from starlette.testclient import TestClient

from ui.operations import request_id
from ui.operations.logs import JsonFormatter, TextFormatter, fields
from ui.settings import Settings

SERVER = Path(__file__).with_name("logging_server.py")
PLACES = (REPOSITORY, REPOSITORY / "tests" / "ui", REPOSITORY / "tests" / "support")
QUESTION = "荔湾给黔南多少？"
Poll = Callable[[Callable[[], object], str], None]


@contextmanager
def logging_server(folder: Path, wait_until: Poll, **more: str) -> Iterator[tuple[str, Path]]:
    """Run ``logging_server.py``; yield its address and the file that its standard error goes to."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    log = folder / "log"
    with log.open("wb") as file:
        program = subprocess.Popen(
            [sys.executable, str(SERVER), str(port)],
            env=environment(folder / "cache", more) | {"PYTHONPATH": os.pathsep.join(map(str, PLACES))},
            stdout=file,
            stderr=file,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            wait_until(lambda: _answers(address), "the server listens")
            yield address, log
        finally:
            program.send_signal(signal.SIGINT)
            program.wait(30)


def _answers(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/healthz").status_code == 200
    except httpx2.TransportError:
        return False


def events(log: Path, name: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["event"] == name]


@pytest.mark.slow
def test_every_line_is_json_and_none_holds_a_question(tmp_path: Path, wait_until: Poll) -> None:
    with logging_server(tmp_path, wait_until, YOUJU_LOG="json") as (address, log):
        asked = httpx2.post(f"{address}/api/ask?token=hidden", json={"question": QUESTION})
        failed = httpx2.post(
            f"{address}/api/ask", json={"question": "崩溃"}, headers={"X-Request-ID": "from-nginx.7"}
        )
        httpx2.get(f"{address}/printing")
        httpx2.get(f'{address}/nothing%0A{{"event": "forged"}}')
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as raw:
            raw.sendall(b"no http at all\r\n\r\n")
            raw.recv(1000)
    text = log.read_text(encoding="utf-8")
    assert "荔湾" not in text and "hidden" not in text
    requests = {row["request_id"]: row for row in events(log, "request")}
    one = requests[asked.headers["x-request-id"]]
    assert (one["method"], one["route"], one["status"], one["role"]) == (
        "POST",
        "/api/ask",
        200,
        "administrator",
    )
    assert one["duration_ms"] > 0 and one["client"] == "127.0.0.1" and one["level"] == "info"
    assert failed.headers["x-request-id"] == "from-nginx.7"
    assert requests["from-nginx.7"]["status"] == 500
    fault = next(row for row in events(log, "unexpected RuntimeError"))
    assert fault["request_id"] == "from-nginx.7"
    assert "Traceback" in fault["exception"] and "secret path" in fault["exception"]
    assert [row["outcome"] for row in events(log, "question")] == ["answered", "internal_error"]
    assert all("question" not in row for row in events(log, "question"))
    assert {row["text"] for row in events(log, "printed")} == {"a library prints", "and prints an error"}
    assert events(log, "Invalid HTTP request received.")
    assert events(log, "a thread ended")[0]["thread"] == "unlucky"
    assert not events(log, "forged")


@pytest.mark.slow
def test_the_words_of_questions_are_logged_where_the_operator_asks_for_them(
    tmp_path: Path, wait_until: Poll
) -> None:
    with logging_server(tmp_path, wait_until, YOUJU_LOG="json", YOUJU_LOG_QUESTIONS="1") as (address, log):
        httpx2.post(f"{address}/api/ask", json={"question": QUESTION})
    assert [row["question"] for row in events(log, "question")] == [QUESTION]


@pytest.mark.slow
def test_a_person_is_told_what_is_wrong_and_nothing_else(tmp_path: Path, wait_until: Poll) -> None:
    with logging_server(tmp_path, wait_until) as (address, log):
        httpx2.post(f"{address}/api/ask", json={"question": QUESTION})
        httpx2.post(f"{address}/api/ask", json={"question": "崩溃"}, headers={"X-Request-ID": "r1"})
        httpx2.get(f"{address}/quiet")
    lines = log.read_text(encoding="utf-8").splitlines()
    assert [line.split(" ", 2)[2] for line in lines if line.startswith("20")] == [
        "ERROR unexpected RuntimeError request_id=r1"
    ]


def record(message: str, values: dict[str, object], error: BaseException | None = None) -> logging.LogRecord:
    made = logging.LogRecord("ui.x", logging.WARNING, __file__, 1, message, (), None)
    made.exc_info = None if error is None else (type(error), error, error.__traceback__)
    for name, value in fields(**values).items():
        setattr(made, name, value)
    return made


def test_a_line_stays_a_line() -> None:
    line = TextFormatter().format(
        record("two\nlines", {"path": "/a b\nc=1", "n": 3, "empty": "", "quote": 'a"b'})
    )
    assert line.split(" ", 2)[2] == r'WARNING two\nlines path="/a b\nc=1" n=3 empty="" quote="a\"b"'
    odd = json.loads(JsonFormatter().format(record("x", {"path": "\ud800\u2028\x00", "kind": {1}})))
    assert odd["path"] == "\ud800\u2028\x00"
    assert JsonFormatter(ascii_only=True).format(record("汉", {})).isascii()


@pytest.mark.parametrize("given", ["", "a b", "a\nb", "é", "x" * 65, "<script>", '"'])
def test_an_id_that_could_disturb_the_log_is_not_taken(given: str) -> None:
    made = request_id.request_id(given)
    assert made != given and len(made) == 16
    assert request_id.request_id(made) == made


def test_every_answer_bears_its_id() -> None:
    client = TestClient(plain_app(FakeService(), Settings()))
    for path in ("/healthz", "/nothing", "/documents/liwan"):
        assert client.get(path, headers={"X-Request-ID": "abc"}).headers["x-request-id"] == "abc"
    ids = {client.get("/healthz").headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
