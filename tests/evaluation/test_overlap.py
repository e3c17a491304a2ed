import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.overlap import character_f1, normalised, rouge_l

TEXT = st.text(alphabet="甲乙丙丁１1 \n，", max_size=40)


def longest_common(a: str, b: str) -> int:
    """Return the length of the longest common subsequence by the table of the textbook."""
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + 1 if x == y else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


@given(TEXT, TEXT)
def test_rouge_l_is_that_of_the_textbook(text: str, reference: str) -> None:
    a, b = normalised(text), normalised(reference)
    common = longest_common(a, b)
    assert rouge_l(text, reference) == pytest.approx(2 * common / (len(a) + len(b)) if common else 0.0)


@given(
    st.text(alphabet="甲乙", min_size=60, max_size=200), st.text(alphabet="甲乙", min_size=60, max_size=200)
)
def test_it_holds_for_texts_longer_than_a_machine_word(text: str, reference: str) -> None:
    expected = 2 * longest_common(text, reference) / (len(text) + len(reference))
    assert rouge_l(text, reference) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "reference", "rouge", "f1"),
    [
        ("停水三天", "停水三天", 1.0, 1.0),
        ("停水 三天\n", "停水三天", 1.0, 1.0),
        ("６４５万元", "645万元", 1.0, 1.0),
        ("停水三天", "停水", 2 / 3, 2 / 3),
        ("天三水停", "停水三天", 0.25, 1.0),
        ("水水水", "水电", 0.4, 0.4),
        ("停水", "供电", 0.0, 0.0),
        ("", "供电", 0.0, 0.0),
        ("", "", 0.0, 0.0),
    ],
)
def test_values_by_hand(text: str, reference: str, rouge: float, f1: float) -> None:
    assert rouge_l(text, reference) == pytest.approx(rouge)
    assert character_f1(text, reference) == pytest.approx(f1)


@given(TEXT, TEXT)
def test_order_costs_only_rouge_l(text: str, reference: str) -> None:
    assert 0 <= rouge_l(text, reference) <= character_f1(text, reference) <= 1
    assert rouge_l(text, reference) == rouge_l(reference, text)
    assert character_f1(text, reference) == character_f1(reference, text)
