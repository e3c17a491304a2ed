"""The users of ``scripts/load.py`` notice what is wrong: they ask a server that tells the truth, or lies."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cli_runner import REPOSITORY

TEXT = "白塔镇今晚八点到十点停电。请提前做好准备。"
QUOTE = {
    "document_id": "d1",
    "version": 1,
    "start": 0,
    "end": 13,
    "text": TEXT[:13],
    "highlights": [{"start": 5, "end": 7, "text": TEXT[5:7]}],
    "url": "/documents/d1?version=1&start=0&end=13",
}
CARD = (
    '<article data-phase="done"><blockquote class="yj-quote" lang="zh-CN">{text}</blockquote>'
    '<a class="yj-open" href="/documents/d1?version=1&amp;start=0&amp;end=13">打开</a></article>'
)
# locust takes over sockets and threads when it is imported, so it is imported in a process of its own
PROGRAM = """
import json, sys
sys.path.insert(0, "scripts")
import load_users
from locust.env import Environment
address, way, removed = sys.argv[1:4]
load_users.QUESTIONS.append("停电到几点?")
load_users.SEEN.removed.update(removed.split())
load_users.Asker.host = address
environment = Environment(user_classes=[load_users.Asker])
environment.create_local_runner()  # it is what counts errors
user = load_users.Asker(environment)
user.on_start()
getattr(user, way)()
errors = [str(error.error) for error in environment.stats.errors.values()]
print(json.dumps({"faults": load_users.SEEN.faults, "errors": errors, "checked": load_users.SEEN.checked}))
"""


class Told(ThreadingHTTPServer):
    """Serves whatever the test says."""

    answer: dict[str, Any]
    card: str
    status = 200


class Handler(BaseHTTPRequestHandler):
    server: Told

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._send(json.dumps(self.server.answer if self.path == "/api/ask" else {"event_id": "e"}))

    def do_GET(self) -> None:
        if self.path.startswith("/api/documents/d1"):
            self._send(json.dumps({"text": TEXT}))
        else:
            output = {"data": [None, None, None, None, self.server.card]}
            self._send(f"data: {json.dumps({'msg': 'process_completed', 'output': output})}\n\n")

    def _send(self, body: str) -> None:
        content = body.encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Be quiet."""


@pytest.fixture
def server() -> Iterator[Told]:
    with Told(("127.0.0.1", 0), Handler) as told:
        told.answer = {"status": "answered", "quotes": [QUOTE]}
        told.card = CARD.format(text=f"\n{TEXT[:5]}<mark>{TEXT[5:7]}</mark>{TEXT[7:13]}")
        thread = threading.Thread(target=told.serve_forever)
        thread.start()
        yield told
        told.shutdown()
        thread.join()


def seen(server: Told, way: str, removed: str = "") -> dict[str, Any]:
    address = f"http://127.0.0.1:{server.server_port}"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, address, way, removed],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("way", ["ask_rest", "ask_page"])
def test_a_true_quote_is_no_fault(server: Told, way: str) -> None:
    found = seen(server, way)
    assert (found["faults"], found["errors"]) == ([], [])
    assert found["checked"] >= 1


@pytest.mark.slow
@pytest.mark.parametrize("way", ["ask_rest", "ask_page"])
def test_a_quote_of_a_removed_document_is_a_fault(server: Told, way: str) -> None:
    assert any("was removed and is quoted" in fault for fault in seen(server, way, "d1")["faults"])


@pytest.mark.slow
@pytest.mark.parametrize("way", ["ask_rest", "ask_page"])
def test_a_quote_that_differs_by_one_character_is_a_fault(server: Told, way: str) -> None:
    changed = TEXT[:13].replace("八", "九")
    server.answer = {"status": "answered", "quotes": [QUOTE | {"text": changed}]}
    server.card = CARD.format(text=changed)
    assert any("does not say what is quoted" in fault for fault in seen(server, way)["faults"])


@pytest.mark.slow
def test_a_mark_in_the_wrong_place_is_a_fault(server: Told) -> None:
    mark = {"start": 6, "end": 8, "text": TEXT[5:7]}
    server.answer = {"status": "answered", "quotes": [QUOTE | {"highlights": [mark]}]}
    assert any("does not say what is quoted" in fault for fault in seen(server, "ask_rest")["faults"])


@pytest.mark.slow
@pytest.mark.parametrize("way", ["ask_rest", "ask_page"])
def test_a_server_that_fails_is_an_error(server: Told, way: str) -> None:
    server.status = 500
    assert seen(server, way)["errors"]


@pytest.mark.slow
def test_a_page_that_shows_a_failure_is_an_error(server: Told) -> None:
    server.card = '<article data-phase="failed">服务器出错</article>'
    assert any("服务器出错" in error for error in seen(server, "ask_page")["errors"])
