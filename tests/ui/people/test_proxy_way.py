import ipaddress
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.requests import HTTPConnection
from visitors import HTML, app_of, settings_of, visitor

from ui.errors import Forbidden
from ui.people.settings import PeopleSettings
from ui.people.ways import ByProxy


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return app_of(
        settings_of(
            tmp_path,
            "proxy",
            proxy_groups_header="x-forwarded-groups",
            administrators=("李处长",),
            trusted_proxies=(ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("::1")),
        )
    )


def raw(text: str) -> bytes:
    return text.encode("utf-8")


def test_our_proxy_names_people(app: FastAPI) -> None:
    proxy = visitor(app, "10.1.2.3")
    assert proxy.get("/api/who", headers={"X-Forwarded-User": "wang"}).json() == ["wang", "reader", []]
    headers = {b"x-forwarded-user": raw("李处长"), b"x-forwarded-groups": raw("财政, 民政,,")}
    assert proxy.get("/api/who", headers=headers).json() == ["李处长", "administrator", ["民政", "财政"]]
    assert visitor(app, "::1").get("/api/who", headers={"x-forwarded-user": "wang"}).status_code == 200
    mapped = visitor(app, "::ffff:10.1.2.3")
    assert mapped.get("/api/who", headers={"x-forwarded-user": "wang"}).status_code == 200


@pytest.mark.parametrize("address", ["10.2.0.1", "127.0.0.1", "192.168.1.1", "::2", "testclient"])
def test_nobody_else_is_believed(app: FastAPI, address: str) -> None:
    forged = {"x-forwarded-user": "wang", "x-forwarded-for": "10.1.2.3", "x-real-ip": "10.1.2.3"}
    client = visitor(app, address)
    for path in ("/api/who", "/api/documents", "/manage"):
        answer = client.get(path, headers=forged)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
    page = client.get("/", headers={**forged, **HTML})
    assert page.status_code == 403
    assert "请从单位的入口访问" in page.text


def test_without_a_name_nobody_is_there(app: FastAPI) -> None:
    proxy = visitor(app, "10.1.2.3")
    assert proxy.get("/api/who").status_code == 401
    assert proxy.get("/api/who", headers={"x-forwarded-user": " "}).status_code == 401
    page = proxy.get("/", headers=HTML)
    assert page.status_code == 401, "there is no form of ours to lead to"
    assert "<form" not in page.text
    assert proxy.get("/login", headers=HTML).status_code == 303


def test_two_names_are_none(app: FastAPI) -> None:
    proxy = visitor(app, "10.1.2.3")
    twice = [("x-forwarded-user", "wang"), ("x-forwarded-user", "李处长".encode())]
    assert proxy.get("/api/who", headers=twice).status_code == 403  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [b"\xff\xfe", raw("a\u202eb"), b"a\x00b"])
def test_a_name_that_cannot_be_read_is_refused(name: bytes) -> None:
    scope = {"type": "http", "client": ("127.0.0.1", 1), "headers": [(b"x-forwarded-user", name)]}
    with pytest.raises(Forbidden):
        ByProxy(PeopleSettings(way="proxy")).identity(HTTPConnection(scope))


def test_groups_come_by_the_header_that_is_set_only(tmp_path: Path) -> None:
    app = app_of(settings_of(tmp_path, "proxy"))
    headers = {"x-forwarded-user": "wang", "x-forwarded-groups": "财政".encode()}
    assert visitor(app, "127.0.0.1").get("/api/who", headers=headers).json()[2] == []  # type: ignore[arg-type]


def test_another_site_cannot_use_it(app: FastAPI) -> None:
    proxy = visitor(app, "10.1.2.3")
    named = {b"x-forwarded-user": raw("李处长"), b"origin": b"https://evil.example"}
    assert proxy.post("/manage", headers=named).status_code == 403
    assert proxy.get("/api/who", headers=named).json() == ["李处长", "reader", []]
