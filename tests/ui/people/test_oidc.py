import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from joserfc.jwk import OctKey, RSAKey
from oidc_provider import CLIENT, CLIENT_SECRET, Provider, running
from starlette.testclient import TestClient
from visitors import HTML, app_of, settings_of, visitor

from ui.people.identity import Role
from ui.people.oidc import COOKIE, identity_of_claims
from ui.people.sessions import COOKIE as SESSION
from ui.people.settings import OidcSettings


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def app(provider: Provider, tmp_path: Path) -> FastAPI:
    oidc = OidcSettings(provider.issuer, CLIENT, CLIENT_SECRET)
    return app_of(settings_of(tmp_path, "oidc", oidc=oidc))


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return visitor(app)


def start(client: TestClient, wanted: str = "/documents/liwan") -> str:
    """Return the address at the provider that a person is sent to."""
    answer = client.get("/login/start", params={"next": wanted})
    assert answer.status_code == 303
    return answer.headers["location"]


def test_a_person_signs_in_and_out(client: TestClient, provider: Provider) -> None:
    led = client.get("/documents/liwan", headers=HTML)
    form = client.get(led.headers["location"])
    assert "用单位账号登录" in form.text and "password" not in form.text
    back = provider.authorize(start(client))
    assert back.startswith("http://youju.test/login/back?")
    done = client.get(back)
    assert (done.status_code, done.headers["location"]) == (303, "/documents/liwan")
    assert client.get("/api/who").json() == ["wang", "reader", ["财政"]]
    assert COOKIE not in client.cookies, "good for one attempt"
    client.post("/logout")
    assert client.get("/api/who").status_code == 401


def test_an_administrator_by_a_claim(client: TestClient, provider: Provider) -> None:
    provider.claims = {"roles": ["staff", "youju-administrator"]}
    client.get(provider.authorize(start(client)))
    assert client.get("/manage").json() == "wang"


def test_the_address_is_that_of_the_browser(app: FastAPI, provider: Provider) -> None:
    behind = visitor(app, "127.0.0.1", "http://ask.example.gov.cn")
    answer = behind.get("/login/start", headers={"x-forwarded-proto": "https"})
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["redirect_uri"] == ["https://ask.example.gov.cn/login/back"]
    cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("secure", "httponly", "samesite=lax", "path=/login"))


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"aud": ["another-client", CLIENT], "azp": "another-client"},
        {"exp": 1_000_000_000},
        {"iat": 4_000_000_000},
        {"preferred_username": "a\nb"},
    ],
)
def test_a_claim_that_does_not_fit(client: TestClient, provider: Provider, claims: dict[str, object]) -> None:
    provider.claims = claims
    refused(client, client.get(provider.authorize(start(client))))


@pytest.mark.parametrize("name", ["nonce", "aud", "iss", "exp", "iat", "sub"])
def test_a_claim_that_is_missing(client: TestClient, provider: Provider, name: str) -> None:
    provider.dropped = (name,)
    refused(client, client.get(provider.authorize(start(client))))


def test_a_signature_by_another_key(client: TestClient, provider: Provider) -> None:
    provider.sign_with = RSAKey.generate_key(2048, {"kid": "1"})
    refused(client, client.get(provider.authorize(start(client))))


def test_the_public_key_is_no_shared_secret(client: TestClient, provider: Provider) -> None:
    """What is public must not sign, whatever the provider's metadata allow."""
    provider.algorithm = "HS256"
    provider.sign_with = OctKey.import_key(str(provider.key.as_dict(private=False)["n"]))
    refused(client, client.get(provider.authorize(start(client))))


def test_new_keys_are_fetched_once(client: TestClient, provider: Provider) -> None:
    client.get(provider.authorize(start(client)))
    provider.key = RSAKey.generate_key(2048, {"kid": "2"})
    client.post("/logout")
    client.get(provider.authorize(start(client)))
    assert client.get("/api/who").status_code == 200
    assert provider.asked.count("/realm/keys") == 2
    assert provider.asked.count("/realm/.well-known/openid-configuration") == 1


def test_a_state_that_was_not_sent(client: TestClient, provider: Provider) -> None:
    back = provider.authorize(start(client))
    refused(client, client.get(back.replace("state=", "state=x")))
    assert provider.codes, "the code was not even shown to the provider"


def test_an_answer_to_another_browser(app: FastAPI, client: TestClient, provider: Provider) -> None:
    back = provider.authorize(start(client))
    victim = visitor(app)
    refused(victim, victim.get(back))
    start(victim)
    refused(victim, victim.get(back))


def test_an_answer_is_good_once(client: TestClient, provider: Provider) -> None:
    back = provider.authorize(start(client))
    kept = client.cookies[COOKIE]
    client.get(back)
    client.post("/logout")
    client.cookies.set(COOKIE, kept)
    refused(client, client.get(back))


def test_too_long_at_the_provider(
    client: TestClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = provider.authorize(start(client))
    late = time.time() + 601
    monkeypatch.setattr("time.time", lambda: late)
    refused(client, client.get(back))


@pytest.mark.parametrize("query", ["", "?error=access_denied&state=x", "?code=x", "?state=x&code=x"])
def test_an_answer_to_nothing(client: TestClient, query: str) -> None:
    refused(client, client.get(f"/login/back{query}"))


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_it_leads_nowhere_else(client: TestClient, provider: Provider, wanted: str) -> None:
    assert client.get(provider.authorize(start(client, wanted))).headers["location"] == "/"


def test_a_provider_that_cannot_be_asked(tmp_path: Path) -> None:
    oidc = OidcSettings("http://127.0.0.1:9/realm", CLIENT, CLIENT_SECRET)
    answer = visitor(app_of(settings_of(tmp_path, "oidc", oidc=oidc))).get("/login/start")
    assert answer.status_code == 503
    assert "暂时连不上" in answer.text and "用单位账号登录" in answer.text


def test_a_provider_that_speaks_for_another(client: TestClient, provider: Provider) -> None:
    provider.metadata = {"issuer": "https://evil.example"}
    answer = client.get("/login/start")
    assert answer.status_code == 503 and "与设置不符" in answer.text


def test_claims_may_lie_deeper() -> None:
    settings = OidcSettings(
        role_claim="realm_access.roles", groups_claim="https://x.cn/groups", administrator="boss"
    )
    claims = {"sub": "42", "realm_access": {"roles": ["boss"]}, "https://x.cn/groups": "财政"}
    found = identity_of_claims(claims, settings)
    assert (found.name, found.role, found.groups) == ("42", Role.ADMINISTRATOR, frozenset({"财政"}))
    for odd in ({"realm_access": "boss"}, {"realm_access": {"roles": {"boss": 1}}}, {}):
        assert identity_of_claims({"sub": "42", **odd}, settings).role is Role.READER


def refused(client: TestClient, answer: object) -> None:
    assert answer.status_code == 401  # type: ignore[attr-defined]
    assert "请" in answer.text and 'role="alert"' in answer.text  # type: ignore[attr-defined]
    assert SESSION not in client.cookies
    assert client.get("/api/who").status_code == 401
