from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from visitors import HTML, app_of, settings_of, visitor


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return app_of(settings_of(tmp_path, "none"))


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:7860", "http://localhost:7860", "http://[::1]:7860", "http://LOCALHOST"]
)
def test_whoever_sits_there_owns_it(app: FastAPI, base: str) -> None:
    assert here(app, base).get("/api/who").json() == ["", "administrator", []]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.evil.example:7860", ""]
)
def test_a_name_that_was_bent_to_this_machine_is_refused(app: FastAPI, host: str) -> None:
    client = here(app, "http://127.0.0.1:7860")
    answer = client.get("/api/who", headers={"host": host})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
    assert "localhost" in client.get("/", headers={"host": host, **HTML}).text


def test_nobody_comes_in_over_the_network(app: FastAPI) -> None:
    assert visitor(app, "10.9.8.7").get("/api/who").status_code == 403
    assert visitor(app, "10.9.8.7").get("/healthz").status_code == 200


def test_a_page_in_the_same_browser_cannot_use_the_owner(app: FastAPI) -> None:
    client = here(app, "http://127.0.0.1:7860")
    for headers in ({"origin": "https://evil.example"}, {"origin": "http://127.0.0.1:9000"}):
        assert client.post("/manage", headers=headers).status_code == 403
        assert client.get("/api/who", headers=headers).json() == ["", "reader", []]


def test_a_site_that_may_show_us_reads_what_is_open_to_everyone(tmp_path: Path) -> None:
    from dataclasses import replace

    settings = replace(settings_of(tmp_path, "none"), frame_ancestors=("'self'", "https://portal.example"))
    client = here(app_of(settings), "http://127.0.0.1:7860")
    portal = {"origin": "https://portal.example"}
    assert client.post("/api/ask", json={"question": "黔南州？"}, headers=portal).status_code == 200
    assert client.post("/manage", headers=portal).status_code == 403
    assert client.post("/logout", headers=portal).status_code == 403


def test_there_is_no_form_and_no_file(app: FastAPI, tmp_path: Path) -> None:
    client = here(app, "http://127.0.0.1:7860")
    assert client.get("/login").headers["location"] == "/"
    assert client.post("/login", data={"name": "x", "password": "y"}).headers["location"] == "/"
    assert list(tmp_path.iterdir()) == []


def here(app: FastAPI, base: str) -> TestClient:
    """Return a client on this machine; the server's address is what uvicorn tells: a number."""

    async def on_loopback(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        if scope["type"] == "http":
            scope = {**scope, "server": ("127.0.0.1", 7860)}
        await app(scope, receive, send)

    return TestClient(on_loopback, base_url=base, client=("127.0.0.1", 50000), follow_redirects=False)
