"""What every engine must do, asked of each of them in the same words."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from engine_places import Place, place
from engine_rows import (
    DIMENSION,
    MODEL,
    QUESTIONS,
    assert_best,
    assert_holds,
    assert_nearest,
    expected_scores,
    permitted,
    query_vector,
    row,
    rows,
    write,
)

from index.engine import ALL, FORMAT, Allowed, Engine, Frequency, State
from index.errors import IndexMissing

KINDS = [
    "local",
    pytest.param("milvus-lite", marks=pytest.mark.slow),
    pytest.param("milvus-lite server", marks=pytest.mark.slow),
]


@pytest.fixture(params=KINDS)
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where the library of a test lies."""
    names = {"milvus-lite": "lite", "milvus-lite server": "server"}
    uri = request.getfixturevalue(names[request.param]) if request.param in names else None
    its = place(request.param, tmp_path, uri)
    yield its
    its.open().drop()


@pytest.fixture
def engine(there: Place) -> Engine:
    return there.open()


def test_there_is_nothing_before_the_first_commit(engine: Engine) -> None:
    assert engine.generation() is None
    assert not engine.has_leftovers()
    for ask in (engine.reader, engine.state):
        with pytest.raises(IndexMissing):
            ask()


def test_an_empty_generation_finds_nothing(engine: Engine) -> None:
    write(engine, [], revision=3)
    reader = engine.reader()
    assert reader.state == State(FORMAT, 3, MODEL, DIMENSION, 0) == engine.state()
    assert reader.lexical(QUESTIONS[0], ALL, 10) == {} == reader.dense(query_vector(), ALL, 10)
    assert (reader.passages([1]), reader.versions(["文件1"])) == ({}, {})
    assert (reader.frequency("水费"), list(engine.rows())) == (Frequency(0, 0), [])
    assert [term for _, block in reader.vocabulary() for term in block] == []
    assert list(engine.faults()) == []
    write(engine, rows(range(1, 20)), revision=4)
    assert_holds(engine.reader(), rows(range(1, 20)), 4)


def test_what_is_committed_is_found(engine: Engine) -> None:
    every = rows(range(1, 61))
    write(engine, every, revision=7)
    assert_holds(engine.reader(), every, 7)
    assert list(engine.rows()) == [(each.passage, each.key) for each in every]
    assert engine.reader().passages([0, 61, 3]) == {3: every[2].passage}
    assert list(engine.faults()) == []


def test_what_is_not_committed_is_not_there(engine: Engine) -> None:
    first, more = rows(range(1, 31)), rows(range(31, 61))
    with engine.writer(MODEL, DIMENSION) as writer:
        writer.add(first)
        assert engine.generation() is None
    assert engine.generation() is None
    write(engine, first, revision=1)
    before = engine.generation()
    with engine.writer(MODEL, DIMENSION) as writer:
        writer.add(more)
        writer.remove([each.passage.id for each in first])
        assert_holds(engine.reader(), first, 1)
    assert engine.generation() == before
    assert_holds(engine.reader(), first, 1)
    write(engine, more, revision=2)
    assert_holds(engine.reader(), first + more, 2)
    assert list(engine.faults()) == []


def test_a_reader_goes_on_as_it_was_while_the_next_generation_is_made(engine: Engine) -> None:
    first = rows(range(1, 41))
    write(engine, first, revision=1)
    reader = engine.reader()
    with engine.writer(MODEL, DIMENSION) as writer:
        writer.remove(range(1, 11))
        writer.add(rows(range(5, 9), seed=2) + rows(range(41, 81)))
        assert_holds(reader, first, 1)
        writer.commit(2)
    assert_holds(reader, first, 1)
    assert_holds(engine.reader(), rows(range(5, 9), seed=2) + rows(range(11, 81)), 2)


def test_scores_stay_those_of_rank_bm25_as_the_library_changes(engine: Engine) -> None:
    held = {each.passage.id: each for each in rows(range(1, 51))}
    write(engine, list(held.values()), revision=1)
    for revision in range(2, 7):
        removed = [each for each in held if each % 7 == revision]
        added = rows(range(100 * revision, 100 * revision + 8 * revision), seed=revision)
        replaced = rows(
            [each for each in held if each % 11 == revision and each not in removed], seed=revision
        )
        write(engine, added + replaced, removed, revision=revision)
        for each in removed:
            del held[each]
        held |= {each.passage.id: each for each in added + replaced}
        assert_holds(engine.reader(), held.values(), revision)
    assert list(engine.faults()) == []
    assert list(engine.rows()) == [(held[each].passage, held[each].key) for each in sorted(held)]


def test_very_long_and_very_short_passages_move_the_mean_length(engine: Engine) -> None:
    short = [row(i, "短", ["水费"] * (i % 3), ["总则"]) for i in range(1, 21)]
    long = [row(i, "长", ["水费", "电价"] * 150 + ["路口"] * (i % 4), ["附则"] * 30) for i in range(21, 31)]
    write(engine, short, revision=1)
    write(engine, long, revision=2)
    assert_holds(engine.reader(), short + long, 2)
    write(engine, [], [each.passage.id for each in short], revision=3)
    assert_holds(engine.reader(), long, 3)
    assert list(engine.faults()) == []


@pytest.mark.parametrize("count", [1, 2, 3])
def test_terms_that_stand_almost_everywhere_weigh_what_rank_bm25_says(engine: Engine, count: int) -> None:
    few = [row(i, "文件", ["水费", "资金"][: 1 + i % 2], ["总则"]) for i in range(1, count + 1)]
    write(engine, few, revision=1)
    for words in ([(["水费"], 1.0)], [(["水费", "资金", "总则"], 1.0)]):
        assert_best(engine.reader().lexical(words, ALL, 10), expected_scores(few, words), 10)


def test_the_weight_of_the_context_is_the_callers(engine: Engine) -> None:
    every = rows(range(1, 41))
    write(engine, every, revision=1)
    for share in (0.0, 0.2, 3.0):
        found = engine.reader().lexical(QUESTIONS[3], ALL, 10, context_weight=share)
        assert_best(found, expected_scores(every, QUESTIONS[3], share), 10)


def test_only_what_is_allowed_is_found(engine: Engine) -> None:
    every = rows(range(1, 81))
    write(engine, every, revision=1)
    reader = engine.reader()
    many = frozenset(f"别的文件{i}" for i in range(10_000))
    for allowed in (
        Allowed(only=frozenset({"文件1", "文件3"})),
        Allowed(never=frozenset({"文件1", "文件3"})),
        Allowed(only=frozenset({"文件1", "文件3"}), never=frozenset({"文件3", "文件4"})),
        Allowed(only=frozenset()),
        Allowed(only=frozenset({"没有的文件"})),
        Allowed(only=many | {"文件2"}),
        Allowed(never=many | {"文件2"}),
    ):
        some = permitted(every, allowed)
        for words in QUESTIONS[:2]:
            scores = {
                i: s for i, s in expected_scores(every, words).items() if i in {r.passage.id for r in some}
            }
            assert_best(reader.lexical(words, allowed, 10), scores, 10)
        assert_nearest(reader.dense(query_vector(), allowed, 10), some, query_vector(), 10)


def test_as_many_are_found_as_are_asked_for(engine: Engine) -> None:
    every = rows(range(1, 41))
    write(engine, every, revision=1)
    for limit in (1, 25, 40, 500):
        assert_nearest(engine.reader().dense(query_vector(), ALL, limit), every, query_vector(), limit)
        scores = expected_scores(every, QUESTIONS[4])
        assert_best(engine.reader().lexical(QUESTIONS[4], ALL, limit), scores, limit)


def test_frequencies_and_vocabulary_are_those_of_the_passages(engine: Engine) -> None:
    every = rows(range(1, 41))
    write(engine, every, revision=1)
    write(engine, rows(range(41, 51)), range(1, 11), revision=2)
    live = rows(range(11, 51))
    reader = engine.reader()
    reader.lexical(QUESTIONS[0], ALL, 10)  # may keep what it looked up
    for term in ("水费", "资金", "总则", "it's", '"引号"', "a\\b", "不在其中"):
        expected = Frequency(sum(term in r.body for r in live), sum(term in r.context for r in live))
        assert reader.frequency(term) == expected, term
    terms = {term for _, block in reader.vocabulary() for term in block}
    assert terms >= {term for each in live for term in (*each.body, *each.context)}
    assert terms <= {term for each in every + live for term in (*each.body, *each.context)}


def test_a_block_of_the_vocabulary_never_changes(engine: Engine) -> None:
    write(engine, rows(range(1, 21)), revision=1)
    before = {name: list(block) for name, block in engine.reader().vocabulary()}
    write(engine, rows(range(21, 61)), range(1, 6), revision=2)
    after = {name: list(block) for name, block in engine.reader().vocabulary()}
    assert all(after[name] == before[name] for name in before.keys() & after.keys())


def test_keys_vectors_and_versions_are_told(engine: Engine) -> None:
    every = [*rows(range(1, 21)), row(30, "新文件", ["水费"], version=4)]
    write(engine, every, revision=1)
    assert engine.reader().versions(["文件1", "新文件", "没有的文件"]) == {"文件1": 1, "新文件": 4}
    with engine.writer(MODEL, DIMENSION) as writer:
        told = writer.keys(["文件1", "新文件", "没有的文件"])
        assert {name: dict(keys) for name, keys in told.items() if keys} == {
            "文件1": {r.passage.id: r.key for r in every if r.passage.document_id == "文件1"},
            "新文件": {30: every[-1].key},
        }
        vectors = writer.vectors([30, 3, 5, 3])
        assert vectors.dtype == np.float32
        assert np.allclose(vectors, [every[i].vector for i in (-1, 2, 4, 2)], atol=1e-3)
        assert writer.vectors([]).shape == (0, DIMENSION)


def test_a_generation_can_be_made_anew(engine: Engine) -> None:
    every = rows(range(1, 31))
    write(engine, every, revision=1)
    reader = engine.reader()
    with engine.writer("another-encoder", DIMENSION, anew=True) as writer:
        assert dict(writer.keys(["文件1"])["文件1"]) == {
            r.passage.id: r.key for r in every if r.passage.document_id == "文件1"
        }
        assert np.allclose(writer.vectors([7]), [every[6].vector], atol=1e-3)
        writer.add(every[:10])
        writer.commit(2)
        writer.tidy()
    assert_holds(reader, every, 1)
    assert_holds(engine.reader(), every[:10], 2)
    assert engine.state().model == "another-encoder"
    write(engine, every[10:], revision=3)
    assert_holds(engine.reader(), every, 3)
    assert list(engine.faults()) == []


def test_a_generation_of_another_dimension_is_made_anew(engine: Engine) -> None:
    write(engine, rows(range(1, 11)), revision=1)
    with engine.writer("wider", 8, anew=True) as writer:
        assert not any(writer.keys(["文件1"]).values())
        few = rows(range(1, 4))
        writer.add(
            [type(r)(r.passage, r.key, r.body, r.context, np.eye(8, dtype=np.float32)[0]) for r in few]
        )
        writer.commit(2)
    assert engine.state() == State(FORMAT, 2, "wider", 8, 3)
    assert set(engine.reader().dense(np.eye(8, dtype=np.float32)[0], ALL, 5)) == {1, 2, 3}


def test_a_commit_is_there_when_the_engine_is_opened_again(there: Place) -> None:
    first = there.open()
    write(first, rows(range(1, 31)), revision=5)
    again = there.open()
    assert again.generation() == first.generation()
    assert_holds(again.reader(), rows(range(1, 31)), 5)


def test_a_second_engine_sees_a_commit(
    there: Place, wait_until: Callable[[Callable[[], object], str], None]
) -> None:
    here, beside = there.open(), there.open()
    write(here, rows(range(1, 11)), revision=1)
    wait_until(lambda: beside.generation() == here.generation(), "the first commit is seen")
    assert_holds(beside.reader(), rows(range(1, 11)), 1)
    write(here, rows(range(11, 21)), range(1, 4), revision=2)
    wait_until(lambda: beside.generation() == here.generation(), "the second commit is seen")
    assert_holds(beside.reader(), rows(range(4, 21)), 2)


def test_what_is_dropped_is_gone(engine: Engine) -> None:
    write(engine, rows(range(1, 11)), revision=1)
    engine.drop()
    assert engine.generation() is None
    assert not engine.has_leftovers()
    write(engine, rows(range(5, 11)), revision=2)
    assert_holds(engine.reader(), rows(range(5, 11)), 2)


@pytest.mark.slow
def test_thousands_of_passages(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    every = rows(range(1, 3_001), documents=150)
    began = time.perf_counter()
    write(engine, every, revision=1)
    written = time.perf_counter()
    reader = engine.reader()
    found = reader.lexical(QUESTIONS[1], ALL, 10)
    nearest = reader.dense(query_vector(), ALL, 10)
    asked = time.perf_counter()
    assert_best(found, expected_scores(every, QUESTIONS[1]), 10)
    assert_nearest(nearest, every, query_vector(), 10)
    with capsys.disabled():
        print(
            f"\n{type(engine).__name__}: written in {written - began:.1f} s, asked in {asked - written:.2f} s"
        )
