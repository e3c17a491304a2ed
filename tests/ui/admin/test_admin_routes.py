"""The administration's REST, over a small real library."""

from collections.abc import Callable

import pytest
from desktop import Desktop
from small_library import id_of
from starlette.testclient import TestClient

Poll = Callable[[Callable[[], object], str], None]
NOTICE = "停气通知\n发布机构：燃气公司\n因管网检修，桃源镇后天九点到十一点停气，请居民关好阀门。\n"
READER = {"X-Forwarded-User": "reader"}


def upload(client: TestClient, name: str = "停气通知.txt", content: str = NOTICE) -> dict[str, str]:
    response = client.post("/api/documents", files={"file": (name, content.encode(), "text/plain")})
    assert response.status_code == 202, response.text
    body: dict[str, str] = response.json()
    return body


def test_a_file_is_uploaded_followed_and_removed(desktop: Desktop, wait_until: Poll) -> None:
    job = upload(desktop.client, "../停气通知.txt")
    assert (job["state"], job["name"]) == ("waiting", "停气通知.txt")
    desktop.keeper.start()
    at = f"/api/jobs/{job['id']}"
    wait_until(lambda: desktop.client.get(at).json()["state"] == "done", "it is read")
    done = desktop.client.get(at).json()
    assert (done["outcome"], done["url"]) == ("added", f"/documents/{done['document_id']}")
    assert desktop.client.get("/api/jobs").json()["jobs"][0]["id"] == job["id"]
    assert desktop.client.get(done["url"]).status_code == 200
    assert desktop.client.delete(f"/api/documents/{done['document_id']}").json() == {
        "removed": done["document_id"]
    }
    assert desktop.client.get(done["url"]).status_code == 410
    listed = desktop.client.get("/api/documents").json()["documents"]
    assert done["document_id"] not in {row["id"] for row in listed}


def test_a_document_is_corrected_and_the_correction_taken_back(desktop: Desktop) -> None:
    at = f"/api/documents/{id_of(desktop.keeper.store, '水.txt')}"
    body = {"set": {"title": "  停水\n公告 ", "issued_on": "2024年6月1日", "site": None}, "groups": ["水务"]}
    changed = desktop.client.patch(at, json=body).json()
    assert changed["corrections"] == {"issued_on": "2024-06-01", "site": None, "title": "停水 公告"}
    assert changed["groups"] == ["水务"]
    assert desktop.client.get(at).json()["title"] == "停水 公告"
    assert desktop.client.get(at, headers=READER).status_code == 404
    undone = desktop.client.patch(at, json={"undo": ["title", "site", "issued_on"], "groups": []}).json()
    assert (undone["corrections"], undone["groups"]) == ({}, [])
    assert desktop.client.get(at, headers=READER).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"set": {"text": "x"}},
        {"set": {"title": ""}},
        {"set": {"issued_on": "昨天"}},
        {"undo": ["text"]},
        {"groups": [" "]},
        {"more": 1},
    ],
)
def test_bad_corrections_change_nothing(desktop: Desktop, body: dict[str, object]) -> None:
    water = id_of(desktop.keeper.store, "水.txt")
    assert desktop.client.patch(f"/api/documents/{water}", json=body).status_code == 422
    assert desktop.keeper.store.corrections(water) == {}


def test_what_is_no_upload_is_refused(desktop: Desktop) -> None:
    client = desktop.client
    too_large = client.post("/api/documents", files={"file": ("大.txt", b"x" * (2**20 + 70_000))})
    assert (too_large.status_code, too_large.json()["error"]["code"]) == (413, "file_too_large")
    slightly = client.post("/api/documents", files={"file": ("大.txt", b"x" * (2**20 + 1))})
    assert slightly.status_code == 413

    def unannounced() -> object:
        yield from (b"x" * 65536 for _ in range(64))

    chunked = client.post(
        "/api/documents",
        content=unannounced(),
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )
    assert chunked.status_code in (400, 413)
    for files in ({"file": ("空.txt", b"")}, {"other": ("x.txt", b"x")}, {"file": ("...", b"x")}):
        refused = client.post("/api/documents", files=files)
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "upload_rejected")
    assert client.post("/api/documents", json={}).status_code == 400
    assert desktop.keeper.jobs.recent() == []


def test_readers_may_do_none_of_it(desktop: Desktop) -> None:
    water = id_of(desktop.keeper.store, "水.txt")
    client = desktop.client
    client.headers.update(READER)
    for response in (
        client.post("/api/documents", files={"file": ("x.txt", b"x")}),
        client.delete(f"/api/documents/{water}"),
        client.patch(f"/api/documents/{water}", json={"groups": ["x"]}),
        client.get("/api/jobs"),
        client.get("/api/jobs/x"),
        client.get("/api/records/export"),
    ):
        assert (response.status_code, response.json()["error"]["code"]) == (403, "forbidden")
    for path in ("", "/aliases", "/questions", f"/documents/{water}"):
        page = client.get(f"/admin{path}", headers={"Accept": "text/html"})
        assert page.status_code == 403
        assert page.headers["content-type"].startswith("text/html")
    assert client.post(f"/admin/documents/{water}/remove").status_code == 403
    assert desktop.service.document(water)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_cannot_use_an_administrators_browser(desktop: Desktop, headers: dict[str, str]) -> None:
    water = id_of(desktop.keeper.store, "水.txt")
    client = desktop.client
    assert client.delete(f"/api/documents/{water}", headers=headers).status_code == 403
    assert client.post(f"/admin/documents/{water}/remove", headers=headers).status_code == 403
    sent = client.post("/api/documents", files={"file": ("x.txt", b"x")}, headers=headers)
    assert sent.status_code == 403
    ours = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert client.delete(f"/api/documents/{water}", headers=ours).status_code == 200


def test_it_is_in_the_openapi(desktop: Desktop) -> None:
    paths = desktop.client.get("/openapi.json").json()["paths"]
    upload = paths["/api/documents"]["post"]
    assert "multipart/form-data" in upload["requestBody"]["content"]
    assert {"get", "delete", "patch"} <= set(paths["/api/documents/{document_id}"])
    assert "/api/jobs/{job_id}" in paths
    assert "/api/feedback" in paths
    assert not any(path.startswith("/admin") for path in paths)
