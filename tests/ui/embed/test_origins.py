import re

import pytest
from fakes import FakeService, plain_app
from starlette.testclient import TestClient

from ui.embed.origins import origin_pattern
from ui.settings import Settings

HOST = "https://portal.example.cn"
ASK = {"question": "多少资金？"}


def allows(sources: str, origin: str) -> bool:
    return re.fullmatch(origin_pattern(sources.split()), origin) is not None


@pytest.mark.parametrize(
    ("sources", "origin", "allowed"),
    [
        ("'self'", HOST, False),
        ("'none'", HOST, False),
        (HOST, HOST, True),
        (HOST, "http://portal.example.cn", False),
        (HOST, "https://portal.example.cn.evil.com", False),
        (HOST, "https://portalXexample.cn", False),
        (HOST, "https://evil.com/https://portal.example.cn", False),
        (HOST, "https://portal.example.cn:8443", False),
        (HOST, "null", False),
        ("'self' https://a.cn " + HOST, HOST, True),
        ("http://portal.example.cn", HOST, True),  # as browsers read it
        ("portal.example.cn", "http://portal.example.cn", True),
        ("https://*.example.cn", HOST, True),
        ("https://*.example.cn", "https://a.b.example.cn", True),
        ("https://*.example.cn", "https://example.cn", False),
        ("https://*.example.cn", "https://evil.cn:80.example.cn", False),
        ("http://10.0.0.5:8080", "http://10.0.0.5:8080", True),
        ("http://10.0.0.5:8080", "http://10.0.0.5:8081", False),
        ("http://10.0.0.5:*", "http://10.0.0.5:8081", True),
        ("http://10.0.0.5:*", "http://10.0.0.5", True),
        ("https://portal.example.cn:443", HOST, True),
        ("https:", HOST, True),
        ("https:", "http://portal.example.cn", False),
    ],
)
def test_the_setting_is_read_as_browsers_read_it(sources: str, origin: str, allowed: bool) -> None:
    assert allows(sources, origin) is allowed


def client(*sources: str) -> TestClient:
    return TestClient(plain_app(FakeService(), Settings(frame_ancestors=sources or ("'self'",))))


def preflight(client: TestClient, origin: str, path: str = "/api/ask") -> dict[str, str]:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    response = client.options(path, headers=asked)
    return {"status": str(response.status_code), **response.headers}


def test_a_named_site_may_call() -> None:
    with client(HOST) as api:
        allowed = preflight(api, HOST)
        assert allowed["status"] == "200"
        assert allowed["access-control-allow-origin"] == HOST
        assert "access-control-allow-credentials" not in allowed
        assert "Origin" in allowed["vary"]
        response = api.post("/api/ask", json=ASK, headers={"Origin": HOST})
        assert response.headers["access-control-allow-origin"] == HOST
        assert "Origin" in response.headers["vary"]


@pytest.mark.parametrize("sources", [(), ("'none'",), ("https://other.example.cn",)])
def test_others_may_not(sources: tuple[str, ...]) -> None:
    with client(*sources) as api:
        refused = preflight(api, HOST)
        assert refused["status"] == "400"
        assert "access-control-allow-origin" not in refused
        response = api.post("/api/ask", json=ASK, headers={"Origin": HOST})
        assert "access-control-allow-origin" not in response.headers


def test_everyone_may_call_but_never_with_cookies() -> None:
    with client("*") as api:
        response = api.post("/api/ask", json=ASK, headers={"Origin": HOST})
        assert response.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in response.headers


def test_errors_can_be_read_by_a_named_site() -> None:
    app = plain_app(FakeService(), Settings(frame_ancestors=(HOST,)))
    with TestClient(app, raise_server_exceptions=False) as api:
        for question, status in (("崩溃", 500), (" ", 400)):
            response = api.post("/api/ask", json={"question": question}, headers={"Origin": HOST})
            assert (response.status_code, response.headers["access-control-allow-origin"]) == (status, HOST)


def test_only_the_rest_interface_is_shared() -> None:
    with client(HOST) as api:
        for path in ("/documents/liwan", "/embed", "/healthz"):
            assert "access-control-allow-origin" not in api.get(path, headers={"Origin": HOST}).headers
        assert preflight(api, HOST, "/embed/ask")["status"] == "405"
