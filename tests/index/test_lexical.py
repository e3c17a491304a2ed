from pathlib import Path

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from index.lexical import Lexical
from index.tokenize import tokenize

TERMS = st.sampled_from(["资金", "划拨", "y2013", "645", "区", "a", "б", "𠮷", "50%", "ζ-1"])
DOCUMENTS = st.lists(st.lists(TERMS, max_size=12), min_size=1, max_size=12)


@given(DOCUMENTS, st.lists(TERMS | st.just("不在其中"), max_size=8))
@example([["资金"]], ["资金", "资金"])
@example([[], ["资金", "资金"], []], ["资金"])
@example([["资金"], ["资金"], ["资金", "划拨"]], ["资金", "划拨", "划拨", "划拨"])
def test_scores_are_those_of_rank_bm25(documents: list[list[str]], query: list[str]) -> None:
    scores = Lexical.fit(documents).scores(query)
    assert scores.shape == (len(documents),)
    if any(documents):
        expected = BM25Okapi(documents).get_scores(query)
        assert np.allclose(scores, expected, rtol=1e-9, atol=0)
    else:
        assert not scores.any()


def test_scores_of_real_sentences_are_those_of_rank_bm25() -> None:
    samples = Path(__file__).parents[2] / "corpus" / "samples"
    documents = [
        tokenize(line)
        for path in sorted(samples.glob("*.md"))
        for line in path.read_text("utf-8").splitlines()
    ]
    lexical, bm25 = Lexical.fit(documents), BM25Okapi(documents)
    for question in (
        "望川县2022年安排了多少衔接资金？",
        "校车每年补助多少？",
        "衔接资金 衔接资金 拨付率",
        "xyz",
    ):
        query = tokenize(question)
        assert np.allclose(lexical.scores(query), bm25.get_scores(query), rtol=1e-9, atol=0)


@given(DOCUMENTS, st.lists(TERMS, max_size=5))
def test_what_is_saved_comes_back_the_same(
    tmp_path: Path, documents: list[list[str]], query: list[str]
) -> None:
    lexical = Lexical.fit(documents)
    lexical.save(tmp_path, "body")
    again = Lexical.load(tmp_path, "body")
    assert np.array_equal(again.scores(query), lexical.scores(query))
    assert [again.document_frequency(t) for t in query] == [sum(t in d for d in documents) for t in query]


def test_an_empty_corpus_scores_nothing_and_is_saved_too(tmp_path: Path) -> None:
    for documents in ([], [[]], [[], []]):
        lexical = Lexical.fit(documents)
        lexical.save(tmp_path, "body")
        again = Lexical.load(tmp_path, "body")
        assert again.scores(["资金"]).tolist() == [0.0] * len(documents)
        assert again.document_frequency("资金") == 0


def test_nothing_is_pickled(tmp_path: Path) -> None:
    Lexical.fit([["资金", "划拨"]]).save(tmp_path, "body")
    with np.load(tmp_path / "body.npz", allow_pickle=False) as arrays:
        assert set(arrays) == {"data", "indices", "indptr", "shape"}
        for name in arrays:
            assert arrays[name].dtype != object
    assert sorted(p.name for p in tmp_path.iterdir()) == ["body.npz", "body.terms.txt"]
