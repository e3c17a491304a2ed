"""The passages of the bench: what comes first, what is real, and how copies differ."""

from pathlib import Path

import pytest
from bench_data import write_bench_data

from evaluation.bench import corpora
from evaluation.bench.corpora import Corpus

JUDGED = 3


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    return corpora.prepare(write_bench_data(folder / "data"), folder / "kept")


def count(path: Path) -> int:
    """Return how many passages are real."""
    return sum(kin is None for kin in Corpus(path, 500, JUDGED).kin())


def test_documents_with_answers_come_first_and_what_is_no_document_is_left_out(real: Path) -> None:
    names = list(dict.fromkeys(Corpus(real, count(real), JUDGED).names()))
    assert set(names[:JUDGED]) == {"d9", "d8", "d7"}
    assert {name[0] for name in names[JUDGED:8]} == {"d"}
    assert sorted(names[8:]) == sorted([*"012345", *(f"n{n}" for n in range(6))])


@pytest.mark.parametrize("size", [1, 7, 30, 31, 200])
def test_a_size_is_kept_to_the_passage(real: Path, size: int) -> None:
    corpus = Corpus(real, size, JUDGED)
    assert len(list(corpus.texts())) == len(corpus.names()) == len(list(corpus.kin())) == size


def test_a_smaller_corpus_is_the_beginning_of_a_larger_one(real: Path) -> None:
    larger = list(Corpus(real, 300, JUDGED).texts())
    assert list(Corpus(real, 120, JUDGED).texts()) == larger[:120]


def test_copies_are_joined_from_two_real_passages_with_other_numbers(real: Path) -> None:
    corpus = Corpus(real, 300, JUDGED)
    bodies = [c.document.text[start:end] for c in corpus.cuts() for start, end in c.spans]
    first = count(real)
    for row, kin in enumerate(corpus.kin()):
        assert (kin is None) == (row < first)
        if kin is not None:
            assert max(kin) < first
            begins = bodies[kin[0]][: len(bodies[kin[0]]) // 2]
            assert without_digits(bodies[row]).startswith(without_digits(begins).strip())
    assert len(set(bodies[first:])) > 0.5 * len(bodies[first:])


def without_digits(text: str) -> str:
    return "".join(character for character in text if not character.isdigit())


def test_documents_with_answers_are_not_copied(real: Path) -> None:
    corpus = Corpus(real, 300, JUDGED)
    answering = sum(len(cut.spans) for cut in list(corpus.cuts())[:JUDGED])
    assert all(min(kin) >= answering for kin in corpus.kin() if kin is not None)


def test_ids_of_documents_and_their_sources_are_unique(real: Path) -> None:
    documents = [cut.document for cut in Corpus(real, 300, JUDGED).cuts()]
    assert (
        len({document.id for document in documents}) == len({d.source for d in documents}) == len(documents)
    )


def test_without_data_it_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="YOUJU_DATA"):
        corpora.prepare(tmp_path, tmp_path / "kept")
    with pytest.raises(FileNotFoundError, match="YOUJU_DATA"):
        corpora.questions(tmp_path, tmp_path / "kept")
