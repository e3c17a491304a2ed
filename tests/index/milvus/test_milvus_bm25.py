import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from index.engines.milvus import bm25

DOCUMENTS = st.lists(st.lists(st.sampled_from("水电路桥站"), max_size=9), min_size=1, max_size=9).filter(any)


@given(DOCUMENTS, st.lists(st.sampled_from("水电路桥站"), max_size=4))
def test_weights_times_idf_are_the_scores_of_rank_bm25(documents: list[list[str]], query: list[str]) -> None:
    frequency = {term: sum(term in document for document in documents) for term in "水电路桥站"}
    frequencies: dict[int, int] = {}
    for count in filter(None, frequency.values()):
        frequencies[count] = frequencies.get(count, 0) + 1
    field = bm25.statistics(len(documents), sum(map(len, documents)), frequencies)
    scores = [
        sum(
            field.idf(frequency[term]) * bm25.weight(document.count(term), len(document), bm25.mean(field))
            for term in query
            if term in document
        )
        for document in documents
    ]
    assert np.allclose(scores, BM25Okapi(documents).get_scores(query), rtol=1e-9, atol=1e-12)


@given(st.integers(1, 1000), st.integers(0, 100_000), st.floats(0.5, 5000))
def test_the_count_is_had_back_from_the_weight(count: int, more: int, mean: float) -> None:
    stored = float(np.float32(bm25.weight(count, count + more, mean)))
    assert bm25.count_of(stored, count + more, mean) == count


def test_a_field_without_tokens_weighs_nothing() -> None:
    field = bm25.statistics(3, 0, {})
    assert (bm25.mean(field), field.average_idf) == (1.0, 0.0)
