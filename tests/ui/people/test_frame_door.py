import time
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from starlette.testclient import TestClient
from visitors import HTML, app_of, settings_of, user_file

SECRET = "another secret of thirty-two characters or more"
PAGE = "/youju/documents/liwan?version=2&start=1&end=5"


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    user_file(tmp_path)
    settings = settings_of(tmp_path, "password", "/youju", embed_secret=SECRET)
    return TestClient(app_of(settings), follow_redirects=False)


def session_of(client: TestClient) -> str:
    """Return the session that a frame gets for its host page's token."""
    claims = {"sub": "menhu", "aud": "youju", "exp": int(time.time()) + 60}
    token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
    reply = client.post(
        "/youju/embed/ask", json={"question": "多少资金？"}, headers={"Authorization": f"Bearer {token}"}
    )
    assert reply.status_code == 200
    return reply.headers["youju-session"]


def enter(client: TestClient, session: str, page: str = PAGE) -> tuple[int, str]:
    reply = client.post("/youju/embed/open", data={"session": session, "page": page})
    return reply.status_code, reply.headers.get("location", "")


def test_a_link_of_the_frame_opens_the_page(client: TestClient) -> None:
    assert client.get(PAGE, headers=HTML).status_code == 303
    assert enter(client, session_of(client)) == (303, PAGE)
    assert client.get(PAGE, headers=HTML).status_code == 200
    assert client.get("/youju/api/who").json()[0] == "menhu"


def test_the_cookie_is_for_this_browser_and_our_pages_only(client: TestClient) -> None:
    reply = client.post("/youju/embed/open", data={"session": session_of(client), "page": PAGE})
    cookie = reply.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/youju/"):
        assert part in cookie
    assert "max-age" not in cookie


@pytest.mark.parametrize("session", ["", "x", "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_session_opens_nothing(client: TestClient, session: str) -> None:
    reply = client.post("/youju/embed/open", data={"session": session, "page": PAGE})
    assert (reply.status_code, reply.json()["error"]["code"]) == (401, "sign_in_required")
    assert "set-cookie" not in reply.headers


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "/other", ""])
def test_it_leads_nowhere_else(client: TestClient, page: str) -> None:
    assert enter(client, session_of(client), page) == (303, "/youju/")


def test_another_site_cannot_put_its_reader_here(client: TestClient) -> None:
    reply = client.post(
        "/youju/embed/open",
        data={"session": session_of(client), "page": PAGE},
        headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert reply.status_code == 403


def test_signing_out_ends_it(client: TestClient) -> None:
    enter(client, session_of(client))
    assert client.get(PAGE, headers=HTML).status_code == 200
    client.post("/youju/logout")
    assert client.get(PAGE, headers=HTML).status_code == 303
