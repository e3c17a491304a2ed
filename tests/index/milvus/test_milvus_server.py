"""A Milvus that is not there, goes away and comes back: an error of its own kind, then answers again."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from engine_places import free_port, start_server
from engine_rows import QUESTIONS, assert_holds, query_vector, rows, write

from index.engine import ALL
from index.engines.milvus.address import Address, parse
from index.engines.milvus.engine import MilvusEngine
from index.engines.milvus.server import Server, batches
from index.errors import EngineUnavailable
from ui.errors import headers_of, problem_of

SOON = 12.0  # seconds that a reader may wait for the news


def eventually(ask: Callable[[], object]) -> None:
    """Ask until there is an answer, for as long as a reader may be told to wait."""
    until = time.monotonic() + SOON
    while True:
        try:
            ask()
            return
        except EngineUnavailable:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@pytest.mark.slow
def test_a_server_that_goes_away_is_told_and_found_again(tmp_path: Path) -> None:
    port = free_port()
    engine = MilvusEngine(Address(f"http://127.0.0.1:{port}", "youju"))
    server = start_server(tmp_path, port)
    try:
        every = rows(range(1, 31))
        write(engine, every, revision=1)
        reader = engine.reader()
        assert_holds(reader, every, 1)
        server.kill()
        server.wait()
        asked = (
            lambda: reader.lexical([(["村表", "镇线", *QUESTIONS[0][0][0]], 1.0)], ALL, 10),
            lambda: reader.dense(query_vector(), ALL, 10),
            lambda: reader.versions(["文件1"]),
            lambda: MilvusEngine(Address(f"http://127.0.0.1:{port}", "youju")).generation(),
        )
        for ask in asked:
            began = time.monotonic()
            with pytest.raises(EngineUnavailable, match="暂时无法使用"):
                ask()
            assert time.monotonic() - began < SOON
        server = start_server(tmp_path, port)
        eventually(lambda: reader.versions(["文件1"]))  # nobody tries again within a second of a failure
        assert_holds(reader, every, 1)
        write(engine, rows(range(31, 41)), revision=2)
        assert_holds(engine.reader(), rows(range(1, 41)), 2)
    finally:
        server.kill()
        server.wait()


def test_nobody_listening_is_told_soon(tmp_path: Path) -> None:
    engine = MilvusEngine(parse(f"milvus://root:geheim@127.0.0.1:{free_port()}/x"))
    began = time.monotonic()
    with pytest.raises(EngineUnavailable) as told:
        engine.generation()
    assert time.monotonic() - began < SOON
    assert "geheim" not in str(told.value)


@pytest.mark.slow
def test_many_who_ask_at_once_do_not_wait_for_each_other() -> None:
    # An address that never answers: a listener whose line is full.
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        engine = MilvusEngine(Address(f"http://127.0.0.1:{deaf.getsockname()[1]}", "x"))

        def ask(_: int) -> float:
            began = time.monotonic()
            with pytest.raises(EngineUnavailable):
                engine.generation()
            return time.monotonic() - began

        with ThreadPoolExecutor(20) as pool:
            assert max(pool.map(ask, range(20))) < SOON


def test_an_engine_that_is_away_is_a_fault_that_passes() -> None:
    problem = problem_of(EngineUnavailable("检索服务器暂时无法使用，请稍后再试。"))
    assert (problem.status, problem.code) == (503, "engine_unavailable")
    assert headers_of(EngineUnavailable("")) == {"Retry-After": "5"}


def test_a_database_that_another_process_holds_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(EngineUnavailable):
        Server(Address(str(tmp_path / "file" / "milvus.db"), "x")).collections()


def test_milvus_takes_values_beside_the_condition_and_milvus_lite_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[dict[str, object]] = []
    client = SimpleNamespace(query=lambda *_, **given: asked.append(given) or [])
    server = Server(Address("http://127.0.0.1:1", "x"))
    for lite in (False, True):
        monkeypatch.setattr(server, "_client", client)
        monkeypatch.setattr(server, "_lite", lite)
        server.query(
            "c", "id in {ids} and term in {terms}", ("id",), {"ids": (1, 2), "terms": ['水"费', "a\\b"]}
        )
    assert asked[0]["filter"] == "id in {ids} and term in {terms}"
    assert asked[0]["filter_params"] == {"ids": [1, 2], "terms": ['水"费', "a\\b"]}
    assert asked[1]["filter"] == r'id in [1,2] and term in ["水\"费","a\\b"]'
    assert "filter_params" not in asked[1]


def test_batches_lose_nothing() -> None:
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batches([], 2)) == []
