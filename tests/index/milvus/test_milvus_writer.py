"""Generations in Milvus: what the contract of all engines does not speak of."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from engine_rows import (
    DIMENSION,
    MODEL,
    QUESTIONS,
    assert_best,
    assert_holds,
    expected_scores,
    row,
    rows,
    write,
)

from index.engine import ALL
from index.engines.milvus import generations, layout, terms, writer
from index.engines.milvus.address import Address
from index.engines.milvus.engine import MilvusEngine
from index.engines.milvus.generations import Generation
from index.engines.milvus.server import Server
from index.errors import IndexDamaged, IndexOutdated

pytestmark = pytest.mark.slow


@pytest.fixture
def address(lite: str) -> Address:
    return Address(lite, f"t{uuid.uuid4().hex[:12]}")


@pytest.fixture
def engine(address: Address) -> Iterator[MilvusEngine]:
    engine = MilvusEngine(address)
    yield engine
    engine.drop()
    engine.close()


@pytest.fixture
def server(address: Address) -> Iterator[Server]:
    server = Server(address)
    yield server
    server.close()


def current(server: Server, address: Address) -> Generation:
    found = generations.current(server, address.library)
    assert found is not None
    return generations.read(server, *found)


def builds(server: Server, address: Address) -> set[str]:
    found = {layout.build_of(name, address.library) for name in server.collections()}
    return {name for name in found if name}


def test_small_changes_stay_in_the_build_and_scores_are_exact(
    engine: MilvusEngine, server: Server, address: Address
) -> None:
    write(engine, rows(range(1, 101)), revision=1)
    assert current(server, address).drift == 0.0
    write(engine, rows(range(101, 104)), [1], revision=2)
    generation = current(server, address)
    assert 0 < generation.drift < 0.05
    assert (generation.number, builds(server, address)) == (2, {generation.build.name})
    live = rows(range(2, 104))
    for words in QUESTIONS:
        exact = expected_scores(live, words)
        assert_best(engine.reader().lexical(words, ALL, 10), exact, 10, within=1e-12)


def test_weights_are_written_anew_when_the_mean_length_has_moved_far(
    engine: MilvusEngine, server: Server, address: Address
) -> None:
    every = rows(range(1, 31))
    write(engine, every, revision=1)
    first = current(server, address)
    reader = engine.reader()
    long = [row(i, "长", ["水费", "电价", "路口"] * 40, ["附则"] * 9) for i in range(40, 50)]
    write(engine, long, [1, 2], revision=2)
    second = current(server, address)
    assert second.build != first.build and second.drift == 0.0
    assert builds(server, address) == {first.build.name, second.build.name}
    assert_holds(engine.reader(), every[2:] + long, 2)
    assert list(engine.faults()) == []
    assert_holds(reader, every, 1)  # the old build is still there
    write(engine, rows([60]), revision=3)
    assert_holds(engine.reader(), every[2:] + long + rows([60]), 3)
    assert first.build.name in builds(server, address)
    write(engine, [], [60], revision=4)
    assert builds(server, address) == {second.build.name}


def test_a_rewriting_that_is_interrupted_changes_nothing(
    engine: MilvusEngine, server: Server, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = rows(range(1, 31))
    long = [row(i, "长", ["水费", "电价", "路口"] * 40, ["附则"] * 9) for i in range(40, 50)]
    ask = Server._ask
    finished = []
    for step in range(1, 60, 7):
        write(engine, every, revision=1, anew=True)
        with engine.writer(MODEL, DIMENSION) as next_one:
            next_one.add(long)
            next_one.commit(2)
            before = current(server, address).build
            with monkeypatch.context() as patched:
                patched.setattr(Server, "_ask", _interrupted(ask, step))
                with suppress(KeyboardInterrupt):
                    next_one.tidy()
        finished.append(current(server, address).build != before)
        assert_holds(MilvusEngine(address).reader(), every + long, 2)
        assert len(builds(server, address)) <= 3
        if finished[-1]:
            break
    assert finished[-1] and finished.count(False) > 2
    assert list(engine.faults()) == []


def _interrupted(ask: Callable[..., object], step: int) -> Callable[..., object]:
    """Return what asks as ``ask`` does, but for the request number ``step``."""
    count = itertools.count(1)

    def asked(*arguments: object) -> object:
        if next(count) == step:
            raise KeyboardInterrupt
        return ask(*arguments)

    return asked


def test_what_is_sent_before_the_commit_is_counted_once(
    engine: MilvusEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_TOGETHER", 8)
    for anew in (True, False):
        with engine.writer(MODEL, DIMENSION, anew=anew) as next_one:
            next_one.add(rows(range(1, 31)))
            next_one.add(rows(range(11, 31), seed=1))
            next_one.remove([1, 2, 30, 999])
            next_one.add(rows([2], seed=2))
            next_one.add(rows(range(31, 41)))
            next_one.commit(5)
        held = rows([2], seed=2) + rows(range(3, 11)) + rows(range(11, 30), seed=1) + rows(range(31, 41))
        assert_holds(engine.reader(), held, 5)
        assert list(engine.faults()) == []


def test_a_state_of_many_pages_counts_when_all_are_there(
    engine: MilvusEngine, server: Server, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "PAGE_BYTES", 50)
    write(engine, rows(range(1, 31)), revision=1)
    generation = current(server, address)
    pages = server.query(generation.build.states, "number == 1", ("page",))
    assert len(pages) > 3
    assert_holds(MilvusEngine(address).reader(), rows(range(1, 31)), 1)
    server.delete(generation.build.states, "number == 1 and page == 2")
    again = MilvusEngine(address)
    with pytest.raises(IndexDamaged):
        again.reader()
    assert len(list(again.faults())) == 1
    with pytest.raises(IndexDamaged):
        write(again, rows([31]), revision=2)
    write(again, rows([31]), revision=2, anew=True)
    assert_holds(again.reader(), rows([31]), 2)


def test_what_another_release_wrote_is_told_and_made_anew(
    engine: MilvusEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(engine, rows(range(1, 4)), revision=1)
    monkeypatch.setattr(generations, "_LAYOUT", 99)
    with pytest.raises(IndexOutdated):
        engine.state()
    write(engine, rows(range(1, 3)), revision=2, anew=True)
    assert_holds(engine.reader(), rows(range(1, 3)), 2)


def test_libraries_in_one_milvus_do_not_see_each_other(engine: MilvusEngine, lite: str) -> None:
    beside = MilvusEngine(Address(lite, f"u{uuid.uuid4().hex[:12]}"))
    write(engine, rows(range(1, 11)), revision=1)
    write(beside, rows(range(5, 31), seed=3), revision=9)
    write(engine, [], [1], revision=2)
    beside.drop()
    assert_holds(engine.reader(), rows(range(2, 11)), 2)


def test_the_vocabulary_comes_in_blocks(engine: MilvusEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "_BLOCK", 10)
    write(engine, rows(range(1, 101)), revision=1)
    before = dict(engine.reader().vocabulary())
    assert len(before) > 2
    assert all(len(block) == 10 for block in list(before.values())[:-1])
    write(engine, [row(200, "文件", ["新词", "又一新词", "水费"])], revision=2)
    after = dict(engine.reader().vocabulary())
    assert before.keys() - after.keys() <= {list(before)[-1]}
    assert all(after[name] == before[name] for name in before.keys() & after.keys())
    assert [term for block in after.values() for term in block][-2:] == ["新词", "又一新词"]


def test_what_is_broken_is_told(engine: MilvusEngine, server: Server, address: Address) -> None:
    write(engine, rows(range(1, 31)), revision=1)
    build = current(server, address).build

    def told() -> str:
        return "".join(engine.faults())

    assert told() == ""
    (record,) = server.query(build.terms, 'term == "水费"', terms.FIELDS)
    server.upsert(build.terms, [layout.placed(record | {"body": int(record["body"]) + 1})])
    assert "统计" in told()
    server.upsert(build.terms, [layout.placed(record)])
    assert told() == ""
    (passage,) = server.query(build.passages, "id == 7", layout.PASSAGE_FIELDS)
    server.upsert(build.passages, [passage | {"dense": [3.0] * DIMENSION}])
    assert "向量" in told()
    server.delete(build.passages, "id == 7")
    assert "应有 30 个段落，现有 29 个" in told()
