"""Examples of reading, their windows, and what counts as right."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from index.windows import Special, tokens_of, windows
from training.measure import auroc, f1
from training.reading import Example, likeliest, parts, read_examples
from training.vocabulary import chosen, count_pieces
from training.windows import Row, answer_in, training_rows

PASSAGE = "甲县2014年拨付120万元。乙县2015年拨付80万元,用于修桥。"


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """One that makes a token of each character."""
    names = ["<s>", "<pad>", "</s>", "<unk>", *sorted(set(PASSAGE + "乙县拨付多少"))]
    made = Tokenizer(models.WordLevel({name: n for n, name in enumerate(names)}, "<unk>"))
    made.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    return made


def example(source: str = "cmrc_trial", passage: str = PASSAGE) -> Example:
    at = passage.find("80万元")
    return Example(source, "乙县拨付多少", passage, ((at, at + 4),), ("80万元",))


def test_of_several_places_the_one_beside_the_words_of_the_question() -> None:
    passage = "甲县拨付5万元。后来甲县又退回了许多。乙县拨付5万元。"
    assert likeliest(passage, "5万元", "乙县拨付多少") == (passage.rfind("5万元"), passage.rfind("5万元") + 3)
    assert likeliest(passage, "6万元", "乙县拨付多少") is None


def test_all_questions_of_a_passage_lie_on_one_side() -> None:
    examples = [example("cmrc_dev", f"{number}{PASSAGE}") for number in range(200) for _ in range(2)]
    trained, measured = parts(examples)
    assert not {e.passage for e in trained} & {e.passage for e in measured}
    assert 20 < len(measured) / 2 < 70


def test_windows_hold_the_answer_where_it_is(tokenizer: Tokenizer) -> None:
    one = example()
    (question,), (passage,) = tokens_of(tokenizer, [one.question]), tokens_of(tokenizer, [one.passage])
    found = list(windows(question, passage, Special.of(tokenizer), 26, 8))
    assert all(len(window.tokens) <= 26 for window in found)
    assert {tokenizer.id_to_token(t) for window in found for t in window.tokens[window.first : -1]} == set(
        PASSAGE
    )
    answers = [(window, answer_in(window, one.spans)) for window in found]
    answered = [(window, answer) for window, answer in answers if answer]
    assert answered and len(answered) < len(found)
    for window, answer in answered:
        first, last = (at - window.first for at in answer)
        assert PASSAGE[window.offsets[first][0] : window.offsets[last][1]] == "80万元"


def test_the_same_seed_gives_the_same_rows(tokenizer: Tokenizer) -> None:
    def rows(seed: int) -> list[Row]:
        return list(training_rows([example()] * 20, tokenizer, 26, random.Random(seed)))

    assert rows(1) == rows(1)
    assert rows(1) != rows(2)


def test_f1_is_of_characters_without_punctuation() -> None:
    assert f1("80万元。", "80万元") == 1.0
    assert f1("拨付80万元", "80万元") == pytest.approx(2 * 4 / 10)
    assert f1("无", "80万元") == 0.0


def test_auroc_counts_pairs() -> None:
    assert auroc([2.0, 1.0], [0.0]) == 1.0
    assert auroc([1.0], [1.0]) == 0.5
    assert np.isnan(auroc([1.0], []))


def test_special_pieces_and_characters_stay(tokenizer: Tokenizer) -> None:
    counts = count_pieces(tokenizer, [PASSAGE] * 2)
    pieces = [tokenizer.id_to_token(n) for n in range(tokenizer.get_vocab_size())]
    kept = chosen(pieces, counts, {0, 1, 2, 3}, 5)
    assert set(range(4)) <= set(kept)
    assert {pieces[n] for n in kept} >= set("甲县年拨付")
    assert "少" not in {pieces[n] for n in kept}


@pytest.mark.data
def test_the_real_files_hold_their_answers(data: Path) -> None:
    examples = read_examples(data / "reading")
    assert len(examples) > 20_000
    for one in examples:
        assert all(one.passage[start:end] in one.answers for start, end in one.spans)
        assert bool(one.spans) == bool(one.answers)
    assert json.dumps(examples[0].question)
