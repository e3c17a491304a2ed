"""Invented passages for the tests of engines, and what rank-bm25 and numpy say of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from rank_bm25 import BM25Okapi

from corpus.models import Passage
from index.engine import CONTEXT_WEIGHT, Allowed, Engine, Reader, Row

MODEL = "fake-encoder"
DIMENSION = 16
_WORDS = [a + b for a in "水电路桥站库渠塔镇村" for b in "费厂网段期口量价线表"]
_COMMON = ["通知", "单位", "资金", "y2023", "50%", "it's", '"引号"', "a\\b"]
_HEADINGS = ["总则", "附则", "第一章", "供水", "供电", "养护"]

Words = Sequence[tuple[Sequence[str], float]]


def row(
    passage_id: int,
    document: str,
    body: Iterable[str],
    context: Iterable[str] = (),
    *,
    version: int = 1,
    seed: int = 0,
) -> Row:
    """Return a passage of these tokens; its vector hangs on its id and ``seed`` alone."""
    vector = np.random.default_rng([passage_id, seed]).standard_normal(DIMENSION).astype(np.float32)
    key = b"".join(n.to_bytes(8, "big") for n in (passage_id, seed))
    passage = Passage(passage_id, document, version, 10 * passage_id, 10 * passage_id + 7)
    return Row(passage, key, tuple(body), tuple(context), vector / np.linalg.norm(vector))


def rows(ids: Iterable[int], seed: int = 0, *, documents: int = 5) -> list[Row]:
    """Return passages of random tokens, the same each time, some without any."""
    return [_random_row(each, seed, documents) for each in ids]


def _random_row(passage_id: int, seed: int, documents: int) -> Row:
    random = np.random.default_rng([seed, passage_id])
    body = (
        random.choice(_WORDS, random.integers(0, 14)).tolist()
        + random.choice(_COMMON, random.integers(0, 6)).tolist()
    )
    context = random.choice(_HEADINGS, random.integers(0, 4)).tolist()
    return row(passage_id, f"文件{passage_id % documents}", body, context, seed=seed)


QUESTIONS: Sequence[Words] = (
    [(["水费", "资金", "路口"], 1.0)],
    [(["水费", "水费", "电价", "通知"], 1.0), (["供水", "电厂"], 0.3)],
    [(["it's", '"引号"', "a\\b", "50%"], 1.0)],
    [(["总则", "第一章", "村表"], 1.0), (["总则"], 0.5)],
    [(_WORDS[:40], 1.0)],
)


def expected_scores(
    rows: Iterable[Row], words: Words, context_weight: float = CONTEXT_WEIGHT
) -> dict[int, float]:
    """Return passage id -> score above 0, as rank-bm25 has it."""
    every = sorted(rows, key=lambda each: each.passage.id)
    total: dict[int, float] = defaultdict(float)
    for field, share in (([r.body for r in every], 1.0), ([r.context for r in every], context_weight)):
        if not any(field):
            continue
        bm25 = BM25Okapi([list(tokens) for tokens in field])
        for tokens, weight in words:
            for each, score in zip(every, bm25.get_scores(list(tokens)), strict=True):
                total[each.passage.id] += share * weight * float(score)
    return {passage_id: score for passage_id, score in total.items() if score > 0}


def expected_cosines(rows: Iterable[Row], query: np.ndarray) -> dict[int, float]:
    """Return passage id -> inner product."""
    return {each.passage.id: float(each.vector @ query) for each in rows}


def assert_best(
    found: Mapping[int, float], expected: Mapping[int, float], limit: int, *, within: float = 1e-5
) -> None:
    """Assert that ``found`` are the ``limit`` best of ``expected``, whichever it took of equal ones."""
    best = sorted(expected.values(), reverse=True)[:limit]
    assert len(found) == len(best)
    assert np.allclose(sorted(found.values(), reverse=True), best, rtol=within, atol=within)
    for passage_id, score in found.items():
        assert np.isclose(score, expected[passage_id], rtol=within, atol=within), passage_id


def assert_nearest(found: Mapping[int, float], rows: Iterable[Row], query: np.ndarray, limit: int) -> None:
    """Assert that ``found`` are the ``limit`` nearest; an engine may keep vectors in half precision."""
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert_best(found, expected_cosines(rows, query), limit, within=2e-3)


def permitted(rows: Iterable[Row], allowed: Allowed) -> list[Row]:
    """Return the passages that a search may find."""
    return [
        each
        for each in rows
        if (allowed.only is None or each.passage.document_id in allowed.only)
        and each.passage.document_id not in allowed.never
    ]


def query_vector(seed: int = 1) -> np.ndarray:
    """Return what is asked for, of unit length."""
    vector = np.random.default_rng([seed, 10**6]).standard_normal(DIMENSION).astype(np.float32)
    return vector / np.linalg.norm(vector)


def write(
    engine: Engine, added: Sequence[Row], removed: Iterable[int] = (), *, revision: int, anew: bool = False
) -> None:
    """Make the next generation."""
    with engine.writer(MODEL, DIMENSION, anew=anew) as writer:
        writer.remove(removed)
        writer.add(added)
        writer.commit(revision)
        writer.tidy()


def assert_holds(reader: Reader, rows: Iterable[Row], revision: int) -> None:
    """Assert that a generation holds these passages and no others, and finds them as it should."""
    every = list(rows)
    assert (reader.state.revision, reader.state.passages) == (revision, len(every))
    assert reader.passages(each.passage.id for each in every) == {
        each.passage.id: each.passage for each in every
    }
    for words in QUESTIONS:
        assert_best(reader.lexical(words, Allowed(), 10), expected_scores(every, words), 10)
    assert_nearest(reader.dense(query_vector(), Allowed(), 10), every, query_vector(), 10)
