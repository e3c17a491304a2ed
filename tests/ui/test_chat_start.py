from dataclasses import replace

import pytest
from fakes import FakeService, plain_app
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from ui import chat_start
from ui.examples import Examples
from ui.people.identity import OWNER, Identity, Role, note
from ui.settings import Settings


class As:
    """A middleware that lets one person in, after the real one."""

    def __init__(self, app: ASGIApp, who: Identity) -> None:
        self.app = app
        self.who = who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        note(scope, self.who)
        await self.app(scope, receive, send)


def client_of(service: FakeService, who: Identity = OWNER) -> TestClient:
    app = plain_app(service, Settings())
    examples = {
        "zh": Examples(service, "zh", ("甲？",)),
        "en": Examples(service, "en", ("What?",)),
    }
    app.include_router(chat_start.create_router(service, Settings(), examples))  # type: ignore[arg-type]
    app.user_middleware.append(app.user_middleware[0].__class__(As, who=who))  # innermost
    return TestClient(app)


def test_what_the_page_begins_with(service: FakeService) -> None:
    told = client_of(service).get("/api/start").json()
    assert told["administrator"] is True
    assert told["name"] == ""
    assert told["examples"] == ["甲？"]
    assert client_of(service).get("/api/start?lang=en").json()["examples"] == ["What?"]
    assert client_of(service).get("/api/start?lang=fr").status_code == 422


def test_each_person_has_a_shelf_that_does_not_tell_the_name(service: FakeService) -> None:
    one, other = (client_of(service, Identity(name)).get("/api/start").json() for name in ("甲", "乙"))
    assert one["reader"] != other["reader"]
    assert one["reader"] == client_of(service, Identity("甲")).get("/api/start").json()["reader"]
    assert "甲" not in one["reader"]
    assert one["administrator"] is False


def test_choices_hold_only_what_the_reader_may_see(service: FakeService) -> None:
    rows = [replace(row, groups=("财政",) if row.id == "fund" else ()) for row in service.documents()]
    service.documents = lambda: rows  # type: ignore[method-assign]
    assert "望溪县财政局" in client_of(service).get("/api/choices").json()["issuers"]
    closed = client_of(service, Identity("甲", Role.READER)).get("/api/choices").json()
    assert "望溪县财政局" not in closed["issuers"]
    assert "望溪县" not in closed["regions"]
    assert "fund" not in [document_id for document_id, _ in closed["documents"]]
    assert client_of(service).get("/api/choices", params={"contains": "荔湾"}).json()["regions"] == ["荔湾区"]


@pytest.mark.parametrize("path", ["/api/start", "/api/choices"])
def test_they_are_no_part_of_the_interface_for_programs(service: FakeService, path: str) -> None:
    assert path not in client_of(service).get("/openapi.json").json()["paths"]
