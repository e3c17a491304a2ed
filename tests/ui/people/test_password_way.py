import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from visitors import HTML, PASSWORD, app_of, settings_of, sign_in, user_file, visitor

from ui.people.passwords import PasswordFile
from ui.people.sessions import COOKIE


@pytest.fixture
def file(tmp_path: Path) -> PasswordFile:
    return user_file(tmp_path)


@pytest.fixture
def app(file: PasswordFile, tmp_path: Path) -> FastAPI:
    return app_of(settings_of(tmp_path, "password"))


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return visitor(app)


def test_a_reader_signs_in_asks_and_signs_out(client: TestClient) -> None:
    assert client.get("/api/who").status_code == 401
    sign_in(client)
    assert client.get("/api/who").json() == ["duzhe", "reader", ["财政"]]
    assert client.post("/api/ask", json={"question": "黔南州多少资金？"}).json()["status"] == "answered"
    left = client.post("/logout")
    assert (left.status_code, left.headers["location"]) == (303, "/login?out=1")
    assert client.get("/api/who").status_code == 401


def test_a_page_leads_to_the_form_and_back(client: TestClient) -> None:
    led = client.get("/documents/liwan?version=2&start=3&end=5", headers=HTML)
    assert led.status_code == 303
    form = client.get(led.headers["location"])
    wanted = re.search(r'name="next" value="([^"]*)"', form.text)[1].replace("&amp;", "&")  # type: ignore[index]
    assert wanted == "/documents/liwan?version=2&start=3&end=5"
    done = client.post("/login", data={"name": "duzhe", "password": PASSWORD, "next": wanted})
    assert done.headers["location"] == wanted
    assert client.get("/login", headers=HTML).status_code == 303, "whoever is in needs no form"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/zh/",
        "/en/",
        "/api/documents",
        "/api/documents/liwan",
        "/documents/liwan",
        "/api/ask",
        "/gradio_api/queue/join",
        "/zh/gradio_api/queue/data",
        "/en/gradio_api/heartbeat/abc",
        "/gradio_api/info",
        "/config",
        "/en/config",
        "/openapi.json",
        "/metrics",
        "/manage",
        "/nowhere",
        "/static/../api/documents",
        "/static/..%2fapi%2fdocuments",
        "/documents/..%2fhealthz",
        "//healthz",
        "/healthz/../api/documents",
        "/healthz%2f",
        "/LOGIN",
        "/login/..%2f",
        "/embed/ask",
        "/static",
    ],
)
def test_nothing_but_the_open_doors_is_open(client: TestClient, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        answer = client.request(method, path)
        assert answer.status_code == 401, method
        if method != "HEAD":
            assert answer.json()["error"]["code"] == "sign_in_required"


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/login", "/embed", "/static/youju.css", "/favicon.ico", "/theme.css"]
)
def test_the_open_doors(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (200, 404)  # there is no Gradio here, whose last two are


def test_a_socket_of_nobody_is_closed(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect("/gradio_api/queue/join"):
        pass
    assert closed.value.code == 1008


def test_the_path_prefix_is_no_way_round(file: PasswordFile, tmp_path: Path) -> None:
    client = visitor(app_of(settings_of(tmp_path, "password", "/youju")))
    for path in ("/healthz", "/youju", "/youjuhealthz", "/youju/api/documents", "/static/youju.css"):
        assert client.get(path).status_code == 401, path
    assert client.get("/youju/", headers=HTML).headers["location"] == "/youju/login?next=/youju/"
    sign_in(client, root="/youju")
    assert client.get("/youju/api/who").json()[0] == "duzhe"


def test_the_cookie_is_closed_to_scripts_and_other_sites(app: FastAPI) -> None:
    data = {"name": "duzhe", "password": PASSWORD}
    plain = visitor(app).post("/login", data=data).headers["set-cookie"].lower()
    assert "httponly" in plain and "samesite=lax" in plain and "path=/" in plain and "max-age=43200" in plain
    assert "secure" not in plain
    behind = visitor(app, "127.0.0.1").post("/login", data=data, headers={"x-forwarded-proto": "https"})
    assert "secure" in behind.headers["set-cookie"].lower()
    claimed = visitor(app).post("/login", data=data, headers={"x-forwarded-proto": "https"})
    assert "secure" not in claimed.headers["set-cookie"].lower(), "said by no proxy of ours"


def test_a_cookie_brought_along_is_never_kept(client: TestClient) -> None:
    client.cookies.set(COOKIE, "chosen-by-an-attacker")
    assert client.get("/api/who").status_code == 401
    answer = client.post("/login", data={"name": "duzhe", "password": PASSWORD})
    assert "chosen-by-an-attacker" not in answer.headers["set-cookie"]


def test_signing_out_ends_a_copied_cookie_too(client: TestClient, app: FastAPI) -> None:
    sign_in(client)
    thief = visitor(app)
    thief.cookies.set(COOKIE, client.cookies[COOKIE])
    assert thief.get("/api/who").status_code == 200
    client.post("/logout")
    assert thief.get("/api/who").status_code == 401


def test_removed_or_given_a_new_password_one_is_out_at_once(
    client: TestClient, app: FastAPI, file: PasswordFile
) -> None:
    other = visitor(app)
    sign_in(client)
    sign_in(other, "guanli")
    file.remove("duzhe")
    assert client.get("/api/who").status_code == 401
    user = file.users()["guanli"]
    file.put("guanli", "另外一个很长很长的密码", user.role, user.groups)
    assert other.get("/api/who").status_code == 401


def test_a_role_that_is_taken_away_is_gone_at_once(client: TestClient, file: PasswordFile) -> None:
    sign_in(client, "guanli")
    assert client.get("/manage").json() == "guanli"
    user = file.users()["guanli"]
    file.path.write_text(f"guanli:{user.hash}:reader:\n", "utf-8")
    assert client.get("/manage").status_code == 403


def test_a_damaged_file_lets_nobody_in(client: TestClient, file: PasswordFile) -> None:
    sign_in(client)
    file.path.write_text("duzhe:::\n", "utf-8")
    answer = client.get("/api/who")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "password_file_invalid")
    file.path.unlink()
    assert client.get("/api/who").status_code == 401


def test_a_reader_has_no_administration(client: TestClient) -> None:
    sign_in(client)
    answer = client.get("/manage")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
    page = client.get("/manage", headers=HTML)
    assert page.status_code == 403
    assert "管理员" in page.text and "<form" not in page.text


@pytest.mark.parametrize(("name", "password"), [("duzhe", "wrong password"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_look_alike(client: TestClient, name: str, password: str) -> None:
    answer = client.post("/login", data={"name": name, "password": password})
    assert answer.status_code == 401
    assert "名称或密码不对" in answer.text
    assert COOKIE not in answer.headers.get("set-cookie", "")
    english = client.post("/login?lang=en", data={"name": name, "password": password})
    assert "name or password is wrong" in english.text


def test_guessing_is_slowed_down_before_the_password_is_looked_at(client: TestClient, app: FastAPI) -> None:
    wrong = {"name": "duzhe", "password": "a wrong guess"}
    assert [client.post("/login", data=wrong).status_code for _ in range(7)] == [401] * 5 + [429] * 2
    right = client.post("/login", data={"name": "duzhe", "password": PASSWORD})
    assert right.status_code == 429
    assert int(right.headers["retry-after"]) > 0
    forged = client.post("/login", data=wrong, headers={"x-forwarded-for": "10.0.0.1"})
    assert forged.status_code == 429, "a stranger's word about its address counts for nothing"
    sign_in(visitor(app, "10.9.8.8"))


def test_people_behind_one_proxy_are_told_apart(app: FastAPI) -> None:
    proxy = visitor(app, "127.0.0.1")
    wrong = {"name": "duzhe", "password": "a wrong guess"}
    for _ in range(6):
        last = proxy.post("/login", data=wrong, headers={"x-forwarded-for": "10.0.0.1"})
    assert last.status_code == 429
    assert proxy.post("/login", data=wrong, headers={"x-forwarded-for": "10.0.0.2"}).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://youju.test.evil.example"},
        {"sec-fetch-site": "cross-site", "origin": "http://youju.test"},
        {"sec-fetch-site": "same-site", "origin": "http://other.youju.test"},
    ],
)
@pytest.mark.parametrize("path", ["/login", "/logout", "/api/ask", "/manage"])
def test_another_site_changes_nothing_here(client: TestClient, path: str, headers: dict[str, str]) -> None:
    sign_in(client, "guanli")
    answer = client.post(path, data={"name": "duzhe", "password": PASSWORD}, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
    assert client.get("/api/who").json()[0] == "guanli"


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "http://youju.test"}, {"sec-fetch-site": "same-origin", "origin": "http://x.cn"}],
)
def test_our_own_page_may(client: TestClient, headers: dict[str, str]) -> None:
    sign_in(client, "guanli")
    assert client.post("/manage", headers=headers).status_code == 200


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(client: TestClient, wanted: str) -> None:
    answer = client.post("/login", data={"name": "duzhe", "password": PASSWORD, "next": wanted})
    assert answer.headers["location"] == "/"
    shown = visitor(client.app).get("/login", params={"next": wanted})  # type: ignore[arg-type]
    assert "evil.example" not in shown.text


def test_what_was_seen_stays_in_no_cache(client: TestClient) -> None:
    sign_in(client)
    assert client.get("/api/documents/liwan").headers["cache-control"] == "no-store"
    assert client.get("/login").headers["cache-control"] == "no-store"


def test_what_is_typed_is_escaped(client: TestClient) -> None:
    typed = '"><script>alert(1)</script>'
    page = client.post("/login", data={"name": typed, "password": "x", "next": typed}).text
    assert "<script>" not in page
