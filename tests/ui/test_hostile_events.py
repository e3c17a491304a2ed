"""What no page of ours sends to Gradio: every answer is a refusal, none is a fault."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fakes import FakeService
from starlette.testclient import TestClient

from ui.app import create_app
from ui.settings import Settings

JSON = {"Content-Type": "application/json"}
GOOD: dict[str, Any] = {"fn_index": 0, "data": ["", None, ""], "session_hash": "abc", "trigger_id": 1}


@pytest.fixture(scope="module")
def whole() -> Iterator[TestClient]:
    with TestClient(create_app(FakeService(), Settings()), raise_server_exceptions=False) as client:
        yield client


def test_an_event_of_the_page_is_taken(whole: TestClient) -> None:
    assert "event_id" in whole.post("/gradio_api/queue/join", json=GOOD).json()


@pytest.mark.parametrize(
    "change",
    [
        {"fn_index": -1},
        {"fn_index": 10**30},
        {"fn_index": True},
        {"fn_index": "0"},
        {"fn_index": None},
        {"data": []},
        {"data": None},
        {"data": ["q", [], ""]},
        {"data": [{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}, None, ""]},
        {"data": ["q", {"question": "x"}, ""]},
        {"session_hash": None},
        {"session_hash": "x" * 65},
        {"session_hash": "../x"},
    ],
    ids=str,
)
@pytest.mark.parametrize("page", ["", "/en"])
def test_what_the_page_does_not_send_is_refused(whole: TestClient, page: str, change: dict[str, Any]) -> None:
    answer = whole.post(f"{page}/gradio_api/queue/join", json=GOOD | change)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize("path", ["queue/join", "cancel", "reset"])
@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{", b"NaN", b'{"a": 1e999}', b'"\\ud800"', b"[" * 100_000 + b"]" * 100_000],
    ids=lambda body: body[:12].decode(),
)
def test_a_body_that_is_none_is_refused(whole: TestClient, path: str, body: bytes) -> None:
    assert whole.post(f"/gradio_api/{path}", content=body, headers=JSON).status_code in (400, 422)


def test_half_a_character_does_not_reach_the_answer(whole: TestClient) -> None:
    body = json.dumps({"question": "荔湾\ud800"}).encode()
    for path in ("/api/ask", "/embed/ask"):
        answer = whole.post(path, content=body, headers=JSON)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/upload_progress?upload_id=x"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=http://127.0.0.1"),
        ("GET", "/gradio_api/stream/a/b/c/playlist.m3u8"),
        ("POST", "/gradio_api/run/ask"),
        ("POST", "/gradio_api/call/ask"),
        ("POST", "/gradio_api/component_server"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/monitoring"),
        ("GET", "/manifest.json"),
        ("GET", "/static/%2e%2e/%2e%2e/ui/app.py"),
        ("GET", "/assets/%2e%2e/%2e%2e/ui/app.py"),
    ],
)
def test_the_other_doors_of_gradio_are_closed(whole: TestClient, method: str, path: str) -> None:
    assert whole.request(method, path).status_code in (403, 404)
