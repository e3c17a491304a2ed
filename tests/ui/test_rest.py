import json
from collections.abc import Iterator
from datetime import date

import pytest
from fakes import FUND, FUNDS, REPORT, FakeService, plain_app
from starlette.testclient import TestClient

from corpus.models import State
from ui.settings import Settings

CONTRACT = ["question", "standalone_question", "status", "reason", "quotes", "elapsed_ms"]
CONTRACT_QUOTE = [
    "text",
    "start",
    "end",
    "document_id",
    "version",
    "source",
    "title",
    "issuer",
    "number",
    "issued_on",
    "heading_path",
    "page",
    "state",
    "score",
    "highlights",
    "citation",
    "url",
]


def test_ask_answers_as_the_contract_says(client: TestClient) -> None:
    body = client.post("/api/ask", json={"question": "多少资金?"}).json()
    assert list(body)[: len(CONTRACT)] == CONTRACT
    quote = body["quotes"][0]
    assert set(CONTRACT_QUOTE) <= set(quote)
    assert body["status"] == "answered"
    assert body["reason"] is None
    assert quote["text"] == REPORT.text[quote["start"] : quote["end"]]
    mark = quote["highlights"][0]
    assert mark == {"text": "645万元", "start": mark["start"], "end": mark["end"], "kind": "amount"}
    assert REPORT.text[mark["start"] : mark["end"]] == "645万元"
    assert quote["issued_on"] == "2015-11-26"
    assert quote["url"] == FUNDS.url
    assert set(quote["citation"]) >= {"plain", "gbt7714"}
    assert quote["conditions"][0] == {"label": "荔湾区", "met": True, "reason": None}


def test_ask_hands_everything_on(client: TestClient, service: FakeService) -> None:
    response = client.post(
        "/api/ask",
        json={
            "question": "那三峡库区呢?",
            "history": [{"role": "user", "content": "甲"}, {"role": "assistant", "content": "乙"}],
            "top": 20,
            "language": "en",
            "filters": {
                "issuers": ["荔湾区"],
                "regions": ["广东"],
                "documents": ["liwan"],
                "issued_from": "2015-01-01",
                "issued_to": "2015-12-31",
                "states": ["current"],
            },
        },
    )
    assert response.status_code == 200
    assert response.json()["standalone_question"].startswith("荔湾区")
    question, history, language = service.asked[0]
    assert (question, [(t.role, t.content) for t in history]) == (
        "那三峡库区呢?",
        [("user", "甲"), ("assistant", "乙")],
    )
    assert language == "en"
    assert service.top == 20
    assert service.filters.issuers == ("荔湾区",)
    assert service.filters.regions == ("广东",)
    assert service.filters.states == (State.CURRENT,)
    assert service.filters.issued_to == date(2015, 12, 31)


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("{", "JSON"),
        ("{}", "question"),
        ('{"question": 5}', "question"),
        ('{"question": "甲", "top": 0}', "top"),
        ('{"question": "甲", "top": 21}', "top"),
        ('{"question": "甲", "filters": {"states": ["alive"]}}', "states"),
        ('{"question": "甲", "filters": {"isuers": []}}', "isuers"),
        ('{"question": "甲", "filters": {"issued_from": "去年"}}', "issued_from"),
        (
            '{"question": "甲", "filters": {"issued_from": "2016-01-02", "issued_to": "2016-01-01"}}',
            "filters",
        ),
        ('{"question": "甲", "filters": {"regions": [" "]}}', "regions"),
        ('{"question": "甲", "history": [{"role": "system", "content": ""}]}', "role"),
    ],
)
def test_bad_requests_say_what_is_wrong(client: TestClient, body: str, part: str) -> None:
    response = client.post("/api/ask", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    error = response.json()["error"]
    assert error["code"] == "invalid_request"
    assert part in error["message"]


def test_empty_question(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": " "})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "question_empty")


def test_faults_are_neutral_and_keep_the_headers(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": "崩溃"})
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal_error"
    assert "secret" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


def test_large_bodies_are_refused_by_header(client: TestClient, service: FakeService) -> None:
    response = client.post("/api/ask", json={"question": "长" * 1_000_000})
    assert (response.status_code, response.json()["error"]["code"]) == (413, "body_too_large")
    assert not service.asked


def test_large_bodies_are_refused_while_reading(client: TestClient, service: FakeService) -> None:
    sent = 0

    def chunks() -> Iterator[bytes]:  # no Content-Length is sent with these
        nonlocal sent
        yield b'{"question": "'
        for _ in range(64):
            sent += 1
            yield b"a" * 65536
        yield b'"}'

    response = client.post("/api/ask", content=chunks(), headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    assert not service.asked


def test_a_body_just_under_the_limit_passes(client: TestClient) -> None:
    body = json.dumps({"question": "甲", "history": [{"role": "user", "content": "a" * 90_000}] * 11})
    assert 900_000 < len(body) < 1024 * 1024
    response = client.post("/api/ask", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 200


def test_a_body_without_its_media_type(client: TestClient) -> None:
    response = client.post("/api/ask", content='{"question": "甲"}')
    assert response.status_code == 422
    assert "application/json" in response.json()["error"]["message"]


def test_documents(client: TestClient) -> None:
    body = client.get("/api/documents").json()
    assert body["total"] == 4
    assert body["documents"][0]["id"] == "liwan"
    assert body["documents"][0]["version"] == 2
    one = client.get("/api/documents/liwan").json()
    assert one["text"] == REPORT.text
    assert one["versions"] == [1, 2]
    heading = one["sections"][0]
    assert one["text"][heading["start"] : heading["heading_end"]] == heading["heading"]
    assert "640" in client.get("/api/documents/liwan?version=1").json()["text"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/documents/none", 404, "document_not_found"),
        ("/api/documents/liwan?version=9", 404, "document_not_found"),
        ("/api/documents/gone", 410, "document_removed"),
        ("/api/documents/broken", 500, "internal_error"),
        ("/api/documents/liwan?version=x", 422, "invalid_request"),
        ("/api/nothing", 404, "not_found"),
        ("/api/ask", 405, "method_not_allowed"),
    ],
)
def test_errors_have_one_shape(client: TestClient, path: str, status: int, code: str) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    assert list(response.json()) == ["error"]


def test_readiness(client: TestClient, service: FakeService) -> None:
    assert client.get("/readyz").json() == {"status": "ready"}
    service.loaded.clear()
    loading = client.get("/readyz")
    assert (loading.status_code, loading.json()) == (503, {"status": "loading"})
    waiting = client.post("/api/ask", json={"question": "甲"})
    assert (waiting.status_code, waiting.json()["error"]["code"]) == (503, "not_ready")
    assert waiting.headers["retry-after"] == "5"
    service.load_failure = OSError("no model")
    assert client.get("/readyz").json() == {"status": "failed"}
    assert client.post("/api/ask", json={"question": "甲"}).status_code == 503
    assert client.get("/healthz").json() == {"status": "ok"}


def test_openapi_has_examples(client: TestClient) -> None:
    body = client.get("/openapi.json").json()
    assert "/api/ask" in body["paths"]
    assert body["components"]["schemas"]["AskRequest"]["examples"]


def test_everything_lies_under_the_public_path(service: FakeService) -> None:
    client = TestClient(plain_app(service, Settings(root_path="/x")))
    assert client.get("/x/healthz").status_code == 200
    assert client.get("/healthz").status_code == 404
    quote = client.post("/x/api/ask", json={"question": "甲"}).json()["quotes"][0]
    assert quote["url"].startswith("/x/documents/liwan?")
    assert client.get(quote["url"]).status_code == 200
    response = client.post("/x/api/ask", content=b"a" * 2_000_000)
    assert response.status_code == 413


def test_security_headers(service: FakeService) -> None:
    settings = Settings(frame_ancestors=("'self'", "https://www.example.gov.cn"))
    client = TestClient(plain_app(service, settings))
    framed = client.get("/embed").headers
    assert "frame-ancestors 'self' https://www.example.gov.cn" in framed["content-security-policy"]
    headers = client.get("/healthz").headers
    assert headers["content-security-policy"].endswith(
        "frame-ancestors 'self'"
    )  # a click there could do harm
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_a_quoted_row_comes_with_its_table(client: TestClient) -> None:
    quote = client.post("/api/ask", json={"question": "子基金"}).json()["quotes"][0]
    row = quote["row"]
    assert (row["caption"], row["beside"]) == ("表1 各乡镇历年投资情况 单位：亿元", "望溪县")
    for cell in row["cells"]:
        assert FUND.text[cell["start"] : cell["end"]] == cell["text"]
    assert row["cells"][-1]["heading"] == "小城镇建设（亿元）"
    assert (quote["page"], quote["recognised"], quote["expires_on"]) == (2, True, "2023-12-31")
    plain = client.post("/api/ask", json={"question": "多少资金"}).json()["quotes"][0]
    assert (plain["row"], plain["page"], plain["recognised"], plain["expires_on"]) == (
        None,
        None,
        False,
        None,
    )


def test_a_document_tells_validity_grounds_and_ocr(client: TestClient) -> None:
    body = client.get("/api/documents/fund").json()
    assert (body["effective_on"], body["expires_on"], body["state"]) == (
        "2021-01-01",
        "2023-12-31",
        "current",
    )
    assert body["grounds"] == [
        {"field": "issuer", "rule": "signature", "start": 3, "end": 9},
        {"field": "title", "rule": "file_name", "start": None, "end": None},
    ]
    assert (body["recognised"], body["pages"], body["also"]) == (True, list(FUND.pages), ["liwan", "gone"])
    rows = {row["id"]: row for row in client.get("/api/documents").json()["documents"]}
    assert rows["fund"]["expires_on"] == "2023-12-31"
    assert rows["liwan"]["effective_on"] is None
