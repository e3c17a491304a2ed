"""Feedback and export over HTTP, and what asking leaves on record."""

import json

import pytest
from fakes import FUNDS, FakeService, plain_app
from starlette.testclient import TestClient

from ui.people.settings import PeopleSettings
from ui.records.models import Outcome, Way
from ui.settings import Settings

AS_LI = {"X-Forwarded-User": "li"}
AS_ZHAO = {"X-Forwarded-User": "zhao"}
AS_ADMIN = {"X-Forwarded-User": "admin"}
PEOPLE = PeopleSettings(way="proxy", administrators=("admin",), secret="s" * 40)


@pytest.fixture
def signed_in(service: FakeService) -> TestClient:
    app = plain_app(service, Settings(people=PEOPLE))
    return TestClient(app, client=("127.0.0.1", 50000), headers=AS_LI, raise_server_exceptions=False)


def ask(client: TestClient, question: str = "多少资金?") -> str:
    answer_id = client.post("/api/ask", json={"question": question}).json()["answer_id"]
    assert isinstance(answer_id, str)
    return answer_id


def test_asking_is_recorded_with_who_and_how(signed_in: TestClient, service: FakeService) -> None:
    ask(signed_in)
    ask(signed_in, "2018年多少资金?")
    assert signed_in.post("/api/ask", json={"question": "崩溃"}).status_code == 500
    signed_in.post("/api/ask", json={"question": "  "})
    found = list(service.records.all())
    assert [(r.person, r.way, r.outcome) for r in found] == [
        ("li", Way.REST, Outcome.ANSWERED),
        ("li", Way.REST, Outcome.NO_EVIDENCE),
        ("li", Way.REST, Outcome.FAILED),
    ]
    assert found[2].reason == "internal_error"
    assert found[0].quotes[0].citation == FUNDS.citation.plain


def test_feedback_is_stored_once(signed_in: TestClient, service: FakeService) -> None:
    answer_id = ask(signed_in)
    for verdict in ("right", "right", "wrong_passage"):
        response = signed_in.post("/api/feedback", json={"answer_id": answer_id, "verdict": verdict})
        assert (response.status_code, response.json()) == (200, {"stored": True})
    (given,) = service.records.find(answer_id).feedback
    assert (given.person, given.verdict) == ("li", "wrong_passage")


def test_feedback_of_others_and_on_nothing_is_not_found(signed_in: TestClient) -> None:
    answer_id = ask(signed_in)
    for one, who in ((answer_id, AS_ZHAO), (answer_id, AS_ADMIN), ("none", AS_LI)):
        body = {"answer_id": one, "verdict": "right"}
        response = signed_in.post("/api/feedback", json=body, headers=who)
        assert (response.status_code, response.json()["error"]["code"]) == (404, "answer_not_found")


@pytest.mark.parametrize(
    "body",
    [
        {"verdict": "right"},
        {"answer_id": "x", "verdict": "fine"},
        {"answer_id": "x", "verdict": "right", "comment": "字" * 1001},
        {"answer_id": "x", "verdict": "right", "more": 1},
    ],
)
def test_bad_feedback_is_refused(signed_in: TestClient, body: dict[str, object]) -> None:
    assert signed_in.post("/api/feedback", json=body).status_code == 422


def test_a_comment_may_hold_anything(signed_in: TestClient, service: FakeService) -> None:
    answer_id = ask(signed_in)
    comment = "<script>alert(1)</script>\u202e\U00020bb7" + "字" * 900
    body = {"answer_id": answer_id, "verdict": "missing", "comment": f"  {comment}  "}
    assert signed_in.post("/api/feedback", json=body).status_code == 200
    assert service.records.find(answer_id).feedback[0].comment == comment


def test_only_administrators_export(signed_in: TestClient) -> None:
    ask(signed_in)
    assert signed_in.get("/api/records/export").status_code == 403
    table = signed_in.get("/api/records/export", headers=AS_ADMIN)
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in table.headers["content-disposition"]
    assert "多少资金?" in table.text
    lines = signed_in.get("/api/records/export?format=jsonl", headers=AS_ADMIN).text.splitlines()
    assert [json.loads(line)["person"] for line in lines] == ["li"]
    assert signed_in.get("/api/records/export?format=xml", headers=AS_ADMIN).status_code == 422
