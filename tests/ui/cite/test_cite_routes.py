import hashlib
from datetime import date
from typing import Any

import pytest
from fakes import EVIL, EVIL_TEXT, FUNDS, REPORT, TEXT, FakeService, plain_app
from starlette.testclient import TestClient

from ui.cite.excerpt import LIMIT
from ui.settings import Settings

FORMS = ("plain", "official", "gbt7714", "markdown", "html", "reference")
PLACE: dict[str, Any] = {"document": "liwan", "version": 2, "start": FUNDS.start, "end": FUNDS.end}


def test_a_quote_is_read_anew_in_every_form(client: TestClient) -> None:
    found = client.get("/api/quotes", params=PLACE | {"origin": "http://files.example:8080"}).json()
    url = f"http://files.example:8080{FUNDS.url}"
    today = date.today().isoformat()
    title = "荔湾区“十二五”期间对口支援和对口帮扶情况的报告"
    assert found["text"] == FUNDS.text == TEXT[found["start"] : found["end"]]
    assert found["url"] == url
    copies = found["copies"]
    assert tuple(copies) == FORMS
    assert copies["plain"] == f"{FUNDS.text}\n{found['citation']['plain']}"
    assert copies["plain"].endswith(f"。{url}")
    assert copies["official"] == f"{FUNDS.text}\n——《{title}》（荔协作〔2015〕8号，2015年11月26日）"
    entry = f"广州市荔湾区协作办公室. {title}: 荔协作〔2015〕8号[R/OL]. (2015-11-26)[{today}]. {url}."
    assert copies["gbt7714"] == f"{FUNDS.text}\n{entry}"
    assert copies["reference"] == entry
    assert copies["markdown"].startswith(f"> {FUNDS.text}\n>\n> —— [《{title}》](<{url}>)")
    assert f'href="{url.replace("&", "&amp;")}"' in copies["html"]
    for form in FORMS:
        answer = client.get(
            "/api/quotes", params=PLACE | {"form": form, "origin": "http://files.example:8080"}
        )
        assert answer.text == copies[form]
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_what_the_page_shows_is_compared(client: TestClient) -> None:
    sha256 = hashlib.sha256(FUNDS.text.encode()).hexdigest()
    for seen in ({"text": FUNDS.text}, {"sha256": sha256}, {"sha256": sha256.upper()}, {}):
        assert client.get("/api/quotes", params=PLACE | seen).status_code == 200
        assert client.post("/api/quotes", json=PLACE | seen).status_code == 200
    for seen in ({"text": FUNDS.text.replace("645", "654")}, {"sha256": "0" * 64}, {"text": ""}):
        for answer in (
            client.get("/api/quotes", params=PLACE | seen),
            client.get("/api/quotes", params=PLACE | seen | {"form": "plain"}),
            client.post("/api/quotes", json=PLACE | seen),
        ):
            assert answer.status_code == 409
            assert answer.json()["error"]["code"] == "quote_mismatch"
            assert "645" not in answer.text


def test_an_old_version_is_quoted_as_it_was(client: TestClient) -> None:
    found = client.get("/api/quotes", params=PLACE | {"version": 1}).json()
    assert "640万元" in found["text"]
    assert "version=1&" in found["url"]
    assert client.post("/api/quotes", json=PLACE | {"version": 1, "text": FUNDS.text}).status_code == 409


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"document": "none"}, 404, "document_not_found"),
        ({"document": "gone"}, 410, "document_removed"),
        ({"version": 9}, 404, "document_not_found"),
        ({"end": len(TEXT) + 1}, 400, "bad_span"),
        ({"end": FUNDS.start}, 400, "bad_span"),
        ({"start": -1}, 422, "invalid_request"),
        ({"origin": "javascript:alert(1)"}, 422, "invalid_request"),
        ({"origin": "http://a.example/path"}, 422, "invalid_request"),
        ({"origin": "http://a.example\n"}, 422, "invalid_request"),
        ({"form": "bibtex"}, 422, "invalid_request"),
    ],
)
def test_what_cannot_be_quoted(client: TestClient, change: dict[str, Any], status: int, code: str) -> None:
    answer = client.get("/api/quotes", params=PLACE | change)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_too_much_is_not_quoted(service: FakeService, client: TestClient) -> None:
    from dataclasses import replace

    service.store[("liwan", 2)] = replace(REPORT, text="长" * (LIMIT + 1))
    assert client.get("/api/quotes", params=PLACE | {"start": 0, "end": LIMIT}).status_code == 200
    assert client.get("/api/quotes", params=PLACE | {"start": 0, "end": LIMIT + 1}).status_code == 400


def test_a_hostile_document_is_words_in_html_and_markdown(client: TestClient) -> None:
    found = client.get(
        "/api/quotes", params={"document": EVIL.id, "version": 1, "start": 0, "end": len(EVIL_TEXT)}
    ).json()
    for words in ("<script", "<img", "<b>"):
        assert words not in found["copies"]["html"]
        assert words not in found["copies"]["markdown"].replace("\\<", "‹")
    assert found["copies"]["plain"].startswith(EVIL_TEXT)


def test_permalinks_lie_under_the_public_path(service: FakeService) -> None:
    with TestClient(plain_app(service, Settings(root_path="/x"))) as client:
        found = client.post("/x/api/quotes", json=PLACE | {"origin": "https://a.example"}).json()
    assert found["url"] == f"https://a.example/x{FUNDS.url}"
    assert found["url"] in found["copies"]["gbt7714"]


def test_the_remark_on_ocr_is_in_the_readers_language(client: TestClient) -> None:
    place = {"document": "fund", "version": 1, "start": 0, "end": 5}
    assert "据扫描件文字识别" in client.get("/api/quotes", params=place).json()["citation"]["plain"]
    assert (
        "(from OCR)"
        in client.get("/api/quotes", params=place | {"language": "en"}).json()["citation"]["plain"]
    )
