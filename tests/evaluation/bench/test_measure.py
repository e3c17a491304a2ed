"""Peers in processes of their own, asked in turns: what is measured, and what is said of those that fail."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from bench_data import write_bench_data
from fake_encoder import FakeEncoder

from evaluation.bench import corpora, vectors
from evaluation.bench.corpora import Corpus
from evaluation.bench.kinds import KINDS, kind, missing
from evaluation.bench.measure import Patience, Result, measure
from evaluation.bench.peer import Floats, Kind, Material
from evaluation.bench.worker import Task
from evaluation.suite import Item

SIZE = 40
MEMORY = 4096  # MiB
ENCODER = FakeEncoder()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    real = corpora.prepare(write_bench_data(folder / "data"), folder / "kept")
    kept = vectors.encode(Corpus(real, SIZE, 3), folder, ENCODER, lambda _: None)
    copies = vectors.encode_copies(Corpus(real, SIZE, 3), kept, ENCODER)
    vectors.assemble(Corpus(real, SIZE, 3), kept, copies, folder / "matrix.npy")
    return folder


@pytest.fixture(scope="module")
def corpus(place: Path) -> Corpus:
    return Corpus(place / "kept" / f"real-{corpora.REAL}.jsonl", SIZE, 3)


@pytest.fixture
def items(place: Path) -> list[Item]:
    return corpora.questions(place / "data", place / "policy")


@pytest.fixture
def task(place: Path, corpus: Corpus, tmp_path: Path) -> Callable[[Kind], Task]:
    return lambda of: Task(
        of.name, corpus, place / "matrix.npy", ENCODER.identity, tmp_path / (of.reads or of.name), MEMORY
    )


def encode(question: str) -> tuple[Floats, float]:
    return ENCODER.encode_queries([question])[0], 0.5


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of others' code
@pytest.mark.parametrize("of", [of for of in KINDS if not missing(of)], ids=lambda of: of.name)
def test_every_peer_finds_the_passage_of_its_own_words(
    of: Kind, place: Path, corpus: Corpus, tmp_path: Path
) -> None:
    made = np.load(place / "matrix.npy", allow_pickle=False)
    material = Material(corpus, made, ENCODER.identity)
    builder = kind(of.reads or of.name).make()
    builder.prepare(material, tmp_path)
    peer = builder if (kept := builder.build(material, tmp_path)) is None else of.make()
    if kept is not None:
        peer.open(material, tmp_path)
    texts = list(corpus.texts())
    found = [peer.search(texts[row], made[row], 3) for row in (0, 7, 20)]
    right = [texts[row] in [texts[i] for i in rows] for row, rows in zip((0, 7, 20), found, strict=True)]
    # as shipped, some can't tell Chinese words from each other: they need not find anything
    assert all(right) or (of.as_shipped and all(len(rows) <= 3 for rows in found))


@pytest.mark.slow
def test_peers_are_measured_side_by_side(
    task: Callable[[Kind], Task], items: list[Item], corpus: Corpus
) -> None:
    kinds = [kind("youju"), kind("youju-words"), kind("rank-bm25")]
    results = measure(task, kinds, items, corpus.names(), encode, lambda _: None)
    ours, words, okapi = results
    assert [each.failure for each in results] == [None, None, None]
    assert [each.asked for each in results] == [3, 3, 3]
    assert [each.hit_1 for each in results] == [1.0, 1.0, 1.0]
    assert ours.disk_mib is not None and ours.open_s is not None  # opened by a process that did not build it
    assert okapi.disk_mib is None and okapi.open_s is None
    assert words.build_s is None  # it reads the other's index
    for each in results:
        assert each.median_ms is not None and 0 < each.median_ms <= (each.p95_ms or 0)
        assert each.base_mib is not None and 20 < each.base_mib <= (each.memory_mib or 0)
    assert ours.with_encoding_median_ms == pytest.approx(500 + (ours.median_ms or 0), abs=5)
    assert okapi.with_encoding_median_ms == okapi.median_ms  # words alone are not encoded


@pytest.mark.slow
def test_those_that_fail_are_named_with_the_reason(
    task: Callable[[Kind], Task], items: list[Item], corpus: Corpus
) -> None:
    def told(of: Kind) -> Task:
        given = task(of)
        if of.name == "bm25s":  # starts as another peer, which takes more memory than it may
            return replace(given, kind="rank-bm25", most_memory=1)
        return given

    kinds = [
        replace(kind("txtai"), needs=("no-such-distribution",)),
        replace(kind("bm25s"), needs=()),
        kind("youju-words"),
        kind("rank-bm25"),
    ]
    results = {
        each.peer: each for each in measure(told, kinds, items, corpus.names(), encode, lambda _: None)
    }
    assert results["txtai"] == Result("txtai", SIZE, failure="not installed: no-such-distribution")
    assert "needs more than 0 GiB to build" in str(results["bm25s"].failure)
    assert results["youju-words"].failure == "there is no youju"
    assert results["rank-bm25"].asked == 3


@pytest.mark.slow
def test_whoever_is_too_slow_is_asked_less(
    task: Callable[[Kind], Task], items: list[Item], corpus: Corpus
) -> None:
    impatient = Patience(ask=1e-9)
    (result,) = measure(
        task, [kind("rank-bm25")], items * 5, corpus.names(), encode, lambda _: None, impatient
    )
    assert (result.asked, result.failure) == (1, None)
