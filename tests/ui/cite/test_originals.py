from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from fakes import FakeService, plain_app
from original_files import SPENT, as_document, kept, pdf_file
from starlette.testclient import TestClient

from ui import desk
from ui.cite.access import Originals
from ui.cite.attachment import disposition
from ui.people.identity import Identity
from ui.settings import Settings, SettingsError

PAGED = as_document(pdf_file(), "帮扶/报告.pdf")
READER = Identity("甲")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[FakeService]:
    service = FakeService()
    service.store[("paged", 1)] = PAGED
    service.originals[("paged", 1)] = kept(tmp_path, "kept", pdf_file())
    yield service


def client(service: FakeService, originals: Originals = Originals.ADMINISTRATORS) -> TestClient:
    return TestClient(plain_app(service, Settings(originals=originals)))


def as_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "identity_of", lambda scope: READER)


def test_the_file_is_saved_never_shown(service: FakeService) -> None:
    answer = client(service).get("/documents/paged/original?version=1")
    assert answer.status_code == 200
    assert answer.content == pdf_file()
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert "%E6%8A%A5%E5%91%8A.pdf" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("originals", "for_owner", "for_reader", "picture"),
    [
        (Originals.ALLOW, 200, 200, 200),
        (Originals.ADMINISTRATORS, 200, 403, 200),
        (Originals.DENY, 403, 403, 403),
    ],
)
def test_who_may_have_it(
    service: FakeService,
    monkeypatch: pytest.MonkeyPatch,
    originals: Originals,
    for_owner: int,
    for_reader: int,
    picture: int,
) -> None:
    with client(service, originals) as web:
        assert web.get("/documents/paged/original").status_code == for_owner
        shown = "下载原始文件" in web.get("/documents/paged").text
        assert shown == (for_owner == 200)
        as_reader(monkeypatch)
        assert web.get("/documents/paged/original").status_code == for_reader
        assert ("下载原始文件" in web.get("/documents/paged").text) == (for_reader == 200)
        assert web.get("/documents/paged/pages/1.png").status_code == picture
        assert ("data-view" in web.get("/documents/paged").text) == (picture == 200)


def test_what_is_not_open_to_a_reader_is_not_there(
    service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.store[("paged", 1)] = replace(PAGED, groups=("财政",))
    as_reader(monkeypatch)
    with client(service, Originals.ALLOW) as web:
        for path in ("original", "pages/1.png"):
            answer = web.get(f"/documents/paged/{path}")
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "document_not_found")


def test_a_page_says_whether_it_bears_the_mark(service: FakeService) -> None:
    start = PAGED.text.index(SPENT)
    with client(service) as web:
        marked = web.get(f"/documents/paged/pages/1.png?version=1&start={start}&end={start + len(SPENT)}")
        bare = web.get("/documents/paged/pages/2.png")
    assert (marked.headers["x-youju-mark"], bare.headers["x-youju-mark"]) == ("found", "none")
    assert marked.headers["content-type"] == "image/png"
    assert marked.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("none/original", 404, "document_not_found"),
        ("gone/original", 410, "document_removed"),
        ("liwan/original", 404, "original_missing"),
        ("gone/pages/1.png", 410, "document_removed"),
        ("liwan/pages/1.png", 404, "original_missing"),
        ("paged/original?version=9", 404, "document_not_found"),
        ("paged/pages/3.png", 422, "page_undrawable"),
        ("paged/pages/0.png", 422, "invalid_request"),
        ("paged/pages/x.png", 422, "invalid_request"),
        ("paged/pages/1.png?start=1&end=999999", 400, "bad_span"),
    ],
)
def test_what_is_not_there(service: FakeService, path: str, status: int, code: str) -> None:
    answer = client(service).get(f"/documents/{path}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("报告.pdf", "报告.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\\b\\..\\c.exe", "c.exe"),
        ('a"; filename="b.html', "a_; filename=_b.html"),
        ("a\r\nSet-Cookie: x=1", "a_Set-Cookie_ x=1"),
        ("\u202efdp.exe", "_fdp.exe"),
        ("..", "youju"),
        ("", "youju"),
        ("长" * 300 + ".docx", "长" * 115 + ".docx"),
    ],
)
def test_hostile_names(name: str, saved: str) -> None:
    header = disposition(name)
    assert "\n" not in header and "\r" not in header
    header.encode("latin-1")
    first, _, second = header.partition("; filename*=UTF-8''")
    assert unquote(second) == saved
    assert first.count('"') == 2


def test_the_setting() -> None:
    assert Settings.from_env({}).originals is Originals.ADMINISTRATORS
    assert Settings.from_env({"YOUJU_ORIGINALS": "Deny"}).originals is Originals.DENY
    with pytest.raises(SettingsError, match="YOUJU_ORIGINALS"):
        Settings.from_env({"YOUJU_ORIGINALS": "yes"})


def test_how_often_a_document_was_the_answer(service: FakeService) -> None:
    with client(service) as web:
        assert "0 次" in web.get("/documents/liwan").text
        for _ in range(2):
            assert web.post("/api/ask", json={"question": "荔湾区给黔南州划拨了多少资金"}).status_code == 200
        assert "2 次" in web.get("/documents/liwan").text
