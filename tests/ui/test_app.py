"""The whole application, Gradio included."""

import re
from collections.abc import Iterator

import pytest
from fakes import FakeService
from fastapi import FastAPI
from starlette.testclient import TestClient

from ui.app import create_app
from ui.settings import Settings


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(FakeService(), Settings())


@pytest.fixture(scope="module")
def whole(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def prefixed() -> Iterator[TestClient]:
    with TestClient(create_app(FakeService(), Settings(root_path="/x")), follow_redirects=False) as client:
        yield client


def test_the_chat_page_has_our_head(whole: TestClient) -> None:
    html = whole.get("/").text
    assert 'lang="zh-CN"' in html
    assert "<title>有据 · 公文问答</title>" in html
    assert "/static/chat.css" in html
    head = html[: html.index("</head>")]
    assert not re.findall(r'(?:src|href|content)="https?://[^"]*"', head)
    assert "og:" not in head
    assert "Click to try" not in html


def test_the_language_switch(whole: TestClient) -> None:
    response = whole.get("/?lang=en")
    assert (response.status_code, response.headers["location"]) == (307, "/en/")
    assert 'lang="en"' in whole.get("/en/").text
    assert whole.get("/en/?lang=zh").headers["location"] == "/"
    assert whole.get("/?lang=zh").status_code == 200
    assert whole.get("/?lang=xx").status_code == 200
    assert whole.get("/en").headers["location"] == "/en/"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/login/x",
        "/monitoring",
        "/gradio_api/file=x",
        "/gradio_api/runs",
        "/api/x",
        "/zh/",
        "/en/x",
    ],
)
def test_only_what_the_page_needs_is_open(whole: TestClient, path: str) -> None:
    response = whole.get(path)
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


def test_uploads_are_closed(whole: TestClient) -> None:
    assert whole.post("/gradio_api/upload", files={"files": b"x"}).status_code == 404


@pytest.mark.parametrize("path", ["/api/ask", "/gradio_api/queue/join", "/en/gradio_api/queue/join"])
def test_large_bodies_are_refused(whole: TestClient, path: str) -> None:
    response = whole.post(path, content=b"{" + b" " * 1_100_000)
    assert (response.status_code, response.json()["error"]["code"]) == (413, "body_too_large")


def test_a_wrong_method_is_ours_to_refuse(whole: TestClient) -> None:
    response = whole.get("/api/ask")
    assert (response.status_code, response.json()["error"]["code"]) == (405, "method_not_allowed")
    assert whole.post("/documents/liwan").status_code == 405


def test_static_files(whole: TestClient) -> None:
    for name in ("youju.css", "chat.css", "reader.css", "youju-page.js", "youju.svg"):
        assert whole.get(f"/static/{name}").status_code == 200
    assert whole.get("/static/js/iframeResizer.contentWindow.min.js").status_code == 200
    assert whole.get("/static/../app.py").status_code == 404
    assert whole.get("/static/none.css").json()["error"]["code"] == "not_found"


def test_headers_stand_on_every_answer(whole: TestClient) -> None:
    for path in ("/", "/healthz", "/nothing", "/static/youju.css", "/documents/liwan"):
        headers = whole.get(path).headers
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_the_public_path_holds_everything(prefixed: TestClient) -> None:
    assert prefixed.get("/x").headers["location"] == "/x/"
    page = prefixed.get("/x/")
    assert page.status_code == 200
    for path in re.findall(r'(?:src|href)="(/[^"]*)"', page.text):
        assert path.startswith("/x/")
    for path in ("/x/en/", "/x/static/youju.css", "/x/openapi.json", "/x/theme.css", "/x/documents/liwan"):
        assert prefixed.get(path).status_code == 200
    assert prefixed.get("/x/?lang=en").headers["location"] == "/x/en/"
    for path in ("/", "/healthz", "/static/youju.css", "/config", "/xen/"):
        assert prefixed.get(path).status_code == 404


def test_no_page_of_the_fastapi_docs_fetches_from_elsewhere(whole: TestClient) -> None:
    assert whole.get("/docs").status_code == 404
    assert whole.get("/redoc").status_code == 404
