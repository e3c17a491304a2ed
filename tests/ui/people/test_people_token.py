import time
from pathlib import Path

import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import OctKey
from visitors import SECRET, app_of, settings_of, visitor

from ui.errors import TokenInvalid
from ui.people.identity import Identity, Role
from ui.people.settings import PeopleSettings
from ui.people.token import identity_from_token

HOST = "the host page's secret, of 32 characters or more"
SETTINGS = PeopleSettings(embed_secret=HOST)
NOW = 1_800_000_000


def token(secret: str = HOST, alg: str = "HS256", now: float = NOW, **changes: object) -> str:
    claims = {"sub": "zhang", "aud": "youju", "exp": int(now) + 300, "groups": ["财政"]} | changes
    claims = {name: value for name, value in claims.items() if value is not None}
    key = OctKey.import_key(secret)
    return jwt.encode({"alg": alg}, claims, key, algorithms=[alg])


def test_a_host_page_signs_for_its_reader() -> None:
    assert identity_from_token(token(), SETTINGS, NOW) == Identity("zhang", Role.READER, frozenset({"财政"}))
    assert identity_from_token(token(groups=None), SETTINGS, NOW).groups == frozenset()
    assert identity_from_token(token(aud=["other", "youju"]), SETTINGS, NOW).name == "zhang"


def test_it_never_makes_an_administrator() -> None:
    found = identity_from_token(token(role="administrator", roles=["administrator"]), SETTINGS, NOW)
    assert found.role is Role.READER


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": NOW},
        {"exp": NOW - 1},
        {"exp": NOW + 601},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": "soon"},
        {"exp": True},
        {"exp": None},
        {"aud": "other"},
        {"aud": None},
        {"aud": []},
        {"sub": None},
        {"sub": ""},
        {"sub": "  "},
        {"sub": 7},
        {"sub": "a\nb"},
        {"groups": "财政"},
        {"groups": [1]},
        {"nbf": NOW + 60},
        {"sub": "x" * 5000},
    ],
)
def test_a_claim_that_does_not_fit_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(TokenInvalid):
        identity_from_token(token(**changes), SETTINGS, NOW)


def test_what_the_host_has_not_signed_is_refused() -> None:
    good = token()
    head, body, signature = good.split(".")
    forged = [
        token("another secret of thirty-two characters"),
        token(alg="HS512", secret=HOST + HOST),
        f"{head}.{body}.",
        f"{head}.{body}",
        f"eyJhbGciOiJub25lIn0.{body}.",
        f"{head}.{body}A.{signature}",
        "",
        "a.b.c",
        "é",
    ]
    for value in forged:
        with pytest.raises(TokenInvalid):
            identity_from_token(value, SETTINGS, NOW)


def test_without_a_secret_none_is_taken() -> None:
    with pytest.raises(TokenInvalid):
        identity_from_token(token(), PeopleSettings(), NOW)


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return app_of(settings_of(tmp_path, "proxy", embed_secret=HOST))


def test_a_token_counts_for_a_stranger_of_the_proxy(app: FastAPI) -> None:
    client = visitor(app)
    headers = {"authorization": f"Bearer {token(now=time.time())}", "origin": "https://portal.example"}
    answer = client.get("/api/who", headers=headers)
    assert answer.json() == ["zhang", "reader", ["财政"]]
    # Not an ambient authority: another site's page can't send it unless it has been given it.
    assert client.post("/api/ask", json={"question": "黔南州？"}, headers=headers).status_code == 200
    assert client.get("/manage", headers=headers).status_code == 403


def test_a_frame_lives_longer_than_its_token(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    client = visitor(app)
    first = client.get("/api/who", headers={"authorization": f"Bearer {token(now=time.time())}"})
    longer = first.headers["youju-session"]
    later = time.time() + 1800
    monkeypatch.setattr("time.time", lambda: later)
    second = client.get("/api/who", headers={"authorization": f"Bearer {longer}"})
    assert second.json()[0] == "zhang"
    assert "youju-session" not in second.headers, "it is not made longer by itself"
    client.cookies.set("youju_session", longer)
    assert client.get("/api/who").status_code == 403, "it is no cookie"
    ended = later + 12 * 3600
    monkeypatch.setattr("time.time", lambda: ended)
    assert client.get("/api/who", headers={"authorization": f"Bearer {longer}"}).status_code == 401


def test_a_bad_token_is_not_made_good_by_another_way(app: FastAPI) -> None:
    client = visitor(app, "127.0.0.1")
    named = {"x-forwarded-user": "wang"}
    assert client.get("/api/who", headers=named).json()[0] == "wang"
    answer = client.get("/api/who", headers={**named, "authorization": "Bearer nonsense"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token_invalid")
    assert client.get("/api/who", headers={**named, "authorization": "Basic eDp5"}).json()[0] == "wang"


def test_a_token_in_an_address_counts_for_the_bare_page_only(app: FastAPI) -> None:
    client = visitor(app)
    query = {"token": token(now=time.time())}
    assert client.get("/api/who", params=query).status_code == 403
    asked = client.post("/embed/ask", params=query, json={"question": "黔南州？"})
    assert asked.status_code == 200


def test_nobody_needs_one_at_the_machine(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "none", embed_secret=SECRET)
    answer = visitor(app_of(settings), "127.0.0.1").get("/api/who", headers={"authorization": "Bearer x"})
    assert answer.json()[1] == "administrator"
