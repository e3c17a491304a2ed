import re
from dataclasses import replace

import pytest
from fakes import EVIL_TEXT, FUNDS, FakeService, plain_app
from starlette.testclient import TestClient

from ui.card import exchange_html
from ui.conversation import Exchange, Phase
from ui.records.models import Way
from ui.settings import Settings

HOST = "https://portal.example.cn"


@pytest.fixture
def framed(service: FakeService) -> TestClient:
    return TestClient(plain_app(service, Settings(frame_ancestors=("'self'", HOST))))


def ancestors(client: TestClient, path: str) -> str:
    headers = client.get(path).headers
    found = re.search(r"frame-ancestors ([^;]*)", headers["content-security-policy"])
    assert found
    return f"{found[1]} {headers.get('x-frame-options', '-')}"


def test_other_sites_may_frame_the_bare_page_only(framed: TestClient) -> None:
    assert ancestors(framed, "/embed") == f"'self' {HOST} -"
    for path in ("/documents/liwan", "/healthz", "/embed/accent.css?colour=14566b", "/nothing"):
        assert ancestors(framed, path) == "'self' SAMEORIGIN"


def test_nobody_is_nobody(service: FakeService) -> None:
    client = TestClient(plain_app(service, Settings(frame_ancestors=("'none'",))))
    assert ancestors(client, "/embed") == "'none' DENY"
    assert ancestors(client, "/documents/liwan") == "'none' DENY"


def test_the_page_holds_nothing_inline(client: TestClient) -> None:
    response = client.get("/embed?question=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    html = response.text
    assert "unsafe" not in response.headers["content-security-policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_what_the_address_asks_for(client: TestClient) -> None:
    html = client.get("/embed?theme=dark&lang=en&accent=%23C8102E").text
    assert '<html lang="en" data-theme="dark">' in html
    assert 'href="/embed/accent.css?colour=C8102E"' in html
    assert "What are you looking for?" in html


@pytest.mark.parametrize("query", ["theme=pink", "accent=red", "accent=%23fff%3B%7D", "lang=xx", "question="])
def test_what_cannot_be_had_is_left_out(client: TestClient, query: str) -> None:
    html = client.get(f"/embed?{query}").text
    assert '<html lang="zh-CN">' in html
    assert "accent.css" not in html


def test_a_colour_is_a_style_sheet(client: TestClient) -> None:
    response = client.get("/embed/accent.css?colour=14566b")
    assert response.headers["content-type"].startswith("text/css")
    assert "--yj-accent: #14566b" in response.text
    assert client.get("/embed/accent.css?colour=red;}").status_code == 422


def test_the_card_is_that_of_the_chat(client: TestClient, service: FakeService) -> None:
    body = client.post("/embed/ask", json={"question": "多少资金？", "number": 3}).json()
    answer = replace(service.answer("多少资金？"), answer_id=body["answer"]["answer_id"])
    expected = exchange_html(Exchange("多少资金？", Phase.DONE, answer), "zh", Settings(), number=3)
    assert body["html"] == expected
    assert body["turn"] == {"role": "assistant", "content": FUNDS.text}
    assert body["answer"]["quotes"][0]["text"] == FUNDS.text


def test_a_question_is_remembered_as_embedded(client: TestClient, service: FakeService) -> None:
    client.post("/embed/ask", json={"question": "多少资金？"})
    assert [record.way for record in service.records.all()] == [Way.EMBED]


def test_the_conversation_is_handed_on(client: TestClient, service: FakeService) -> None:
    history = [{"role": "user", "content": "甲"}, {"role": "assistant", "content": "乙"}]
    client.post("/embed/ask", json={"question": "那库区呢？", "history": history, "language": "en"})
    question, turns, language = service.asked[0]
    assert (question, [turn.content for turn in turns], language) == ("那库区呢？", ["甲", "乙"], "en")


def test_an_error_is_a_card_in_the_language_of_the_page(client: TestClient) -> None:
    response = client.post("/embed/ask", json={"question": " ", "language": "en"})
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "question_empty"
    assert "Please type a question first." in response.json()["html"]


def test_a_fault_tells_nothing(service: FakeService) -> None:
    client = TestClient(plain_app(service, Settings()), raise_server_exceptions=False)
    response = client.post("/embed/ask", json={"question": "崩溃"})
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "服务出错" in response.json()["html"]


def test_while_the_model_loads_the_page_is_told_to_wait() -> None:
    client = TestClient(plain_app(FakeService(ready=False), Settings()))
    response = client.post("/embed/ask", json={"question": "多少资金？"})
    assert (response.status_code, response.json()["error"]["code"]) == (503, "not_ready")


def test_markup_in_a_document_stays_text(client: TestClient) -> None:
    html = client.post("/embed/ask", json={"question": "<b>脚本</b>"}).json()["html"]
    assert EVIL_TEXT.splitlines()[0] not in html
    assert "<b>脚本" not in html
    assert not re.search(r"<(script|img)", html)


def test_everything_lies_under_the_public_path(service: FakeService) -> None:
    client = TestClient(plain_app(service, Settings(root_path="/x")))
    html = client.get("/x/embed?accent=%2314566b").text
    for path in re.findall(r'(?:src|href|data-root)="([^"]*)"', html):
        assert path.startswith("/x")
