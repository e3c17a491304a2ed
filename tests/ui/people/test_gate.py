import threading
import time
from pathlib import Path

import pytest
from fakes import FakeService
from fastapi import FastAPI
from starlette.testclient import TestClient
from visitors import app_of, settings_of, visitor

from ui.errors import Busy, TooManyQuestions
from ui.people.gate import Gate
from ui.people.identity import OWNER, Identity
from ui.people.settings import PeopleSettings

QUESTION = {"question": "黔南州多少资金？"}


def app(folder: Path, way: str = "proxy", service: FakeService | None = None, **more: object) -> FastAPI:
    return app_of(settings_of(folder, way, **more), service)


def ask(client: TestClient, name: str, question: str = QUESTION["question"]) -> tuple[int, str]:
    answer = client.post("/api/ask", json={"question": question}, headers={"x-forwarded-user": name})
    return answer.status_code, answer.json().get("error", {}).get("code", "")


def test_one_person_asks_so_often_and_others_are_not_held_up(tmp_path: Path) -> None:
    service = FakeService()
    client = visitor(app(tmp_path, service=service, questions_per_minute=3), "127.0.0.1")
    assert [ask(client, "wang")[0] for _ in range(4)] == [200, 200, 200, 429]
    told = client.post("/api/ask", json=QUESTION, headers={"x-forwarded-user": "wang"})
    assert told.json()["error"]["code"] == "too_many_questions"
    assert told.json()["error"]["message"].endswith("秒后再问。")
    assert 0 < int(told.headers["retry-after"]) <= 61
    assert len(service.asked) == 3, "nothing was worked out for the others"
    assert ask(client, "li") == (200, "")
    assert client.get("/api/documents", headers={"x-forwarded-user": "wang"}).status_code == 200


def test_after_a_minute_one_may_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(PeopleSettings(questions_per_minute=1))
    wang = Identity("wang")
    with gate.answering(wang):
        pass
    with pytest.raises(TooManyQuestions) as told, gate.answering(wang):
        pass
    later = time.time() + told.value.retry_after  # type: ignore[operator]
    monkeypatch.setattr("time.time", lambda: later)
    with gate.answering(wang):
        pass


@pytest.mark.parametrize(("way", "per_minute"), [("none", 1), ("proxy", 0)])
def test_where_there_is_no_limit(tmp_path: Path, way: str, per_minute: int) -> None:
    client = visitor(app(tmp_path, way, questions_per_minute=per_minute), "127.0.0.1")
    assert {ask(client, "wang")[0] for _ in range(5)} == {200}


def test_so_many_at_once_and_the_rest_in_line() -> None:
    gate = Gate(PeopleSettings(at_once=1), patience=20)
    order: list[str] = []
    inside = threading.Event()

    def second() -> None:
        inside.set()
        with gate.answering(OWNER):
            order.append("second")

    with gate.answering(OWNER):
        thread = threading.Thread(target=second)
        thread.start()
        inside.wait(20)
        order.append("first")
    thread.join(20)
    assert order == ["first", "second"]


def test_a_line_that_is_too_long_is_busy() -> None:
    gate = Gate(PeopleSettings(at_once=1), patience=0.01)
    with gate.answering(OWNER), pytest.raises(Busy), gate.answering(OWNER):
        pass
    with pytest.raises(ZeroDivisionError), gate.answering(OWNER):
        raise ZeroDivisionError
    with gate.answering(OWNER):
        pass


def test_busy_is_told_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gate.__init__, "__defaults__", (0.01,))
    service = FakeService()
    client = visitor(app(tmp_path, service=service, at_once=1), "127.0.0.1")
    thread = threading.Thread(target=ask, args=(client, "wang", "慢慢查"))
    thread.start()
    while not service.asked:
        thread.join(0.01)
    answer = client.post("/api/ask", json=QUESTION, headers={"x-forwarded-user": "li"})
    service.hold.set()
    thread.join(20)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "busy")
    assert answer.json()["error"]["message"] == "正在提问的人太多，请过一会儿再问。"
    assert answer.headers["retry-after"] == "5"
