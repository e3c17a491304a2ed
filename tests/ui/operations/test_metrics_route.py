"""What a server tells of itself, read as Prometheus reads it."""

from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from fakes import FakeService, plain_app
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from ui.operations.metrics import Metrics
from ui.operations.settings import OperationSettings
from ui.people.settings import PeopleSettings
from ui.service import Figures
from ui.settings import Settings

TOKEN = "t" * 40
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def parsed(text: str) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples[name, frozenset(labels.items())]


@pytest.mark.slow
def test_a_server_counts_what_it_was_asked(listen: Callable[..., int]) -> None:
    port = listen(plain_app(FakeService(), Settings()))
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:
        for question in ("荔湾给黔南多少？", "2018年呢？", "崩溃", " "):
            client.post("/api/ask", json={"question": question})
        for path in (
            "/api/documents/liwan",
            "/api/documents/evil",
            "/api/documents/none",
            "/a/b/c",
            "/a/b/d",
        ):
            client.get(path)
        client.request("BREW", "/a")
        answer = client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    samples = parsed(answer.text)

    def requests(method: str, route: str, status: str) -> float:
        return value(samples, "youju_request_seconds_count", method=method, route=route, status=status)

    assert requests("POST", "/api/ask", "200") == 2
    assert requests("POST", "/api/ask", "500") == 1
    assert requests("POST", "/api/ask", "400") == 1
    assert requests("GET", "/api/documents/{document_id}", "200") == 2
    assert requests("GET", "/api/documents/{document_id}", "404") == 1
    assert requests("GET", "other", "404") == 2
    assert requests("other", "other", "404") == 1
    for outcome in ("answered", "no_evidence", "internal_error"):
        assert value(samples, "youju_answers_total", way="rest", outcome=outcome) == 1
    assert value(samples, "youju_answer_seconds_count", part="total") == 2
    assert value(samples, "youju_requests_in_progress") == 1  # this one
    assert value(samples, "youju_ready") == 1
    assert value(samples, "youju_documents") == 4
    assert value(samples, "youju_passages") == 40
    assert value(samples, "youju_library_revision") == 7
    assert value(samples, "youju_index_revision") == 6
    assert value(samples, "process_resident_memory_bytes") > 0
    assert value(samples, "process_cpu_seconds_total") > 0
    assert any(name == "youju_build_info" for name, _ in samples)
    assert "荔湾" not in answer.text and "liwan" not in answer.text and "崩溃" not in answer.text


def test_the_public_path_is_no_part_of_a_route() -> None:
    client = TestClient(plain_app(FakeService(), Settings(root_path="/x")))
    client.get("/x/api/documents/liwan")
    samples = parsed(client.get("/x/metrics").text)
    route = {"method": "GET", "route": "/api/documents/{document_id}", "status": "200"}
    assert value(samples, "youju_request_seconds_count", **route) == 1


def test_who_may_read_them(tmp_path: Path) -> None:
    people = PeopleSettings(way="proxy", administrators=("guanli",), secret="s" * 40, embed_secret="e" * 40)
    settings = Settings(people=people, cache_dir=tmp_path, operation=OperationSettings(metrics_token=TOKEN))
    app = plain_app(FakeService(), settings)
    ours = TestClient(app, client=("127.0.0.1", 5000))
    anyone = TestClient(app, client=("10.1.2.3", 5000))
    token = {"Authorization": f"Bearer {TOKEN}"}
    assert ours.get("/metrics", headers={"X-Forwarded-User": "guanli"}).status_code == 200
    assert ours.get("/metrics", headers={"X-Forwarded-User": "duzhe"}).status_code == 403
    assert ours.get("/metrics").status_code == 401
    assert anyone.get("/metrics", headers=token).status_code == 200
    assert anyone.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"}).status_code == 401
    assert anyone.get("/metrics", headers={"Authorization": b"Bearer \xff"}).status_code == 401
    assert anyone.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403
    for path in ("/api/documents", "/api/documents/liwan", "/metrics/", "/openapi.json"):
        assert anyone.get(path, headers=token, follow_redirects=False).status_code == 401, path


def test_without_a_token_none_opens_them(tmp_path: Path) -> None:
    people = PeopleSettings(way="proxy", secret="s" * 40)
    client = TestClient(plain_app(FakeService(), Settings(people=people, cache_dir=tmp_path)))
    for given in ("Bearer ", "Bearer", "Bearer x", "Basic eDp5"):
        assert client.get("/metrics", headers={"Authorization": given}).status_code in (401, 403)


def test_a_library_that_cannot_be_read_does_not_end_the_metrics() -> None:
    def broken() -> Figures:
        raise OSError("disk on fire")

    metrics = Metrics()
    metrics.watch(broken)
    metrics.watch_uploads(lambda: {"waiting": 2, "failed": 1})
    samples = parsed(metrics.text().decode())
    assert value(samples, "youju_uploads", state="waiting") == 2
    assert not any(name == "youju_documents" for name, _ in samples)


def test_applications_share_no_figure() -> None:
    one, two = Metrics(), Metrics()
    one.request("GET", "/", 200, 0.1)
    assert "youju_request_seconds_count{" in one.text().decode()
    assert "youju_request_seconds_count{" not in two.text().decode()
