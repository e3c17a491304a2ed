from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from index.engines.local.arrays import map_arrays, save_arrays
from index.engines.local.bm25 import Scorer, Share, statistics, summed
from index.engines.local.field import Field, FieldBuilder, hash_of, merged
from index.tokenize import tokenize

TERMS = st.sampled_from(["资金", "划拨", "y2013", "645", "区", "a", "б", "𠮷", "50%", "ζ-1"])
DOCUMENTS = st.lists(st.lists(TERMS, max_size=12), min_size=1, max_size=12)
NONE = np.zeros(0, dtype=np.int64)


def inverted(documents: Sequence[Sequence[str]], batch: int = 5) -> Field:
    builder = FieldBuilder()
    for start in range(0, len(documents), batch):
        builder.add(documents[start : start + batch])
    return builder.field()


def share(field: Field, dead: Sequence[int] = ()) -> Share:
    rows = np.array(sorted(dead), dtype=np.int64)
    return Share(field, rows, *field.lost(rows))


def scores(shares: Sequence[Share], query: Sequence[str]) -> np.ndarray:
    """Return the scores of the live rows of all segments, in their order."""
    known = statistics(shares)
    totals = [np.zeros(len(each.field.lengths)) for each in shares]
    for term in query:
        numbers = [each.field.numbers(np.array([hash_of(term)], dtype=np.uint64)) for each in shares]
        frequency = sum(int(each.frequency(n)[0]) for each, n in zip(shares, numbers, strict=True))
        for each, total, number in zip(shares, totals, numbers, strict=True):
            if number[0] >= 0 and frequency:
                scored = Scorer(each, known).lists([(int(number[0]), known.idf(frequency))])
                total += summed([scored], len(total))
    return np.concatenate([np.delete(total, each.dead) for each, total in zip(shares, totals, strict=True)])


def first_number(of: Share, hashed: np.uint64) -> np.ndarray:
    return of.field.numbers(np.array([hashed], dtype=np.uint64))


def expected(documents: Sequence[Sequence[str]], query: Sequence[str]) -> np.ndarray:
    return BM25Okapi(documents).get_scores(query) if any(documents) else np.zeros(len(documents))


@given(DOCUMENTS, st.lists(TERMS | st.just("不在其中"), max_size=8))
@example([["资金"]], ["资金", "资金"])
@example([[], ["资金", "资金"], []], ["资金"])
@example([["资金"], ["资金"], ["资金", "划拨"]], ["资金", "划拨", "划拨", "划拨"])
def test_scores_are_those_of_rank_bm25(documents: list[list[str]], query: list[str]) -> None:
    found = scores([share(inverted(documents))], query)
    assert found.shape == (len(documents),)
    assert np.allclose(found, expected(documents, query), rtol=1e-9, atol=0)


@given(DOCUMENTS, DOCUMENTS, st.sets(st.integers(0, 11)), st.lists(TERMS, max_size=6))
def test_segments_and_removed_rows_change_no_score(
    first: list[list[str]], second: list[list[str]], removed: set[int], query: list[str]
) -> None:
    dead = [row for row in removed if row < len(first)]
    live = [tokens for row, tokens in enumerate(first) if row not in dead] + second
    shares = [share(inverted(first), dead), share(inverted(second))]
    assert np.allclose(scores(shares, query), expected(live, query), rtol=1e-9, atol=0)
    for term in query:
        hashed = np.uint64(hash_of(term))
        number = first_number(shares[0], hashed)
        assert shares[0].frequency_of(hashed) == int(shares[0].frequency(number)[0])


@given(DOCUMENTS, DOCUMENTS, st.sets(st.integers(0, 11)), st.lists(TERMS, max_size=6), st.randoms())
def test_merging_changes_no_score_whatever_the_order(
    first: list[list[str]], second: list[list[str]], removed: set[int], query: list[str], random
) -> None:
    rows = [(0, row) for row in range(len(first)) if row not in removed] + [
        (1, r) for r in range(len(second))
    ]
    random.shuffle(rows)
    kept = [np.full(len(first), -1, dtype=np.int64), np.full(len(second), -1, dtype=np.int64)]
    for place, (segment, row) in enumerate(rows):
        kept[segment][row] = place
    field = merged([inverted(first), inverted(second)], kept)
    documents = [(first, second)[segment][row] for segment, row in rows]
    assert field.lengths.tolist() == [len(tokens) for tokens in documents]
    assert np.allclose(scores([share(field)], query), expected(documents, query), rtol=1e-9, atol=0)
    assert sorted(field.vocabulary()) == sorted({term for tokens in documents for term in tokens})


def test_scores_of_real_sentences_are_those_of_rank_bm25() -> None:
    samples = Path(__file__).parents[2] / "corpus" / "samples"
    documents = [
        tokenize(line)
        for path in sorted(samples.glob("*.md"))
        for line in path.read_text("utf-8").splitlines()
    ]
    half = len(documents) // 2
    shares, bm25 = (
        [share(inverted(documents[:half])), share(inverted(documents[half:]))],
        BM25Okapi(documents),
    )
    for question in (
        "望川县2022年安排了多少衔接资金？",
        "校车每年补助多少？",
        "衔接资金 衔接资金 拨付率",
        "xyz",
    ):
        query = tokenize(question)
        assert np.allclose(scores(shares, query), bm25.get_scores(query), rtol=1e-9, atol=0)


@given(DOCUMENTS, st.lists(TERMS, max_size=5))
def test_what_is_saved_comes_back_the_same(
    tmp_path: Path, documents: list[list[str]], query: list[str]
) -> None:
    field = inverted(documents)
    save_arrays(tmp_path / "field", field.arrays("body"))
    again = Field.of("body", map_arrays(tmp_path / "field"))
    assert np.array_equal(scores([share(again)], query), scores([share(field)], query))
    assert again.vocabulary() == field.vocabulary()


def test_an_empty_corpus_scores_nothing_and_is_saved_too(tmp_path: Path) -> None:
    for documents in ([], [[]], [[], []]):
        field = inverted(documents)
        save_arrays(tmp_path / "field", field.arrays("body"))
        again = Field.of("body", map_arrays(tmp_path / "field"))
        assert scores([share(again)], ["资金"]).tolist() == [0.0] * len(documents)


def test_a_file_that_is_cut_anywhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "field"
    save_arrays(path, inverted([["资金", "划拨"], ["资金", "资金"]]).arrays("body"))
    content = path.read_bytes()
    for length in (0, 4, 8, 40, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:length])
        with pytest.raises(ValueError, match=r"cut off|Expecting|Unterminated|mmap"):
            map_arrays(path)


def test_mapped_arrays_cannot_be_written_to(tmp_path: Path) -> None:
    save_arrays(tmp_path / "field", {"a": np.arange(3)})
    array = map_arrays(tmp_path / "field")["a"]
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1
