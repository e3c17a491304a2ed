"""Spans that may answer: mixed, summed up over a window, and the one of which most is to be expected."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.likely_spans import LikelySpans


def spans(*given: tuple[int, int, float]) -> LikelySpans:
    begins, ends, chances = zip(*given, strict=True)
    return LikelySpans.of(np.array(begins), np.array(ends), np.log(np.array(chances)))


NONE = LikelySpans.of(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))


def test_a_window_holds_what_lies_in_it_whole() -> None:
    likely = spans((0, 4, 0.5), (2, 8, 0.3), (9, 12, 0.2))
    assert likely.held(0, 8) == pytest.approx(0.8)
    assert likely.held(1, 12) == pytest.approx(0.5)
    assert likely.held(5, 7) == 0


def test_the_best_span_is_the_one_in_the_middle_of_many() -> None:
    likely = spans((50, 60, 0.3), (0, 10, 0.24), (0, 11, 0.22), (0, 12, 0.24))
    assert likely.best(0, 60) == (0, 11)
    assert likely.best(0, 11) in {(0, 10), (0, 11)}
    assert likely.best(12, 60) == (50, 60)
    assert likely.best(12, 49) is None


def test_two_sources_share_the_chances() -> None:
    one, other = spans((0, 4, 1.0)), spans((2, 6, 0.5), (9, 12, 0.5))
    both = one.beside(other, 0.8)
    assert both.held(0, 4) == pytest.approx(0.2)
    assert both.held(2, 6) == pytest.approx(0.4)
    assert one.beside(NONE, 0.8) is one
    assert NONE.beside(one, 0.8) is one
    assert NONE.best(0, 9) is None


def test_a_temperature_makes_less_sure() -> None:
    begins, ends, logits = np.array([0, 5]), np.array([4, 9]), np.array([2.0, 0.0])
    sure, less = (LikelySpans.of(begins, ends, logits, temperature).chances for temperature in (1.0, 4.0))
    assert sure[0] > less[0] > 0.5


def test_spans_end_where_they_are_cut() -> None:
    likely = spans((0, 4, 0.5), (2, 30, 0.3), (12, 25, 0.2))
    cut = likely.cut([10, 20])
    assert list(zip(cut.begins.tolist(), cut.ends.tolist(), strict=True)) == [(0, 4), (2, 10), (12, 20)]
    assert cut.chances.sum() == pytest.approx(1)
    assert likely.cut([]) is likely
    assert len(NONE.cut([5])) == 0


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20), st.floats(0.01, 1.0)), min_size=1, max_size=12)
)
def test_the_best_span_is_one_of_them_and_inside(drawn: list[tuple[int, int, float]]) -> None:
    likely = spans(*((start, start + length, chance) for start, length, chance in drawn))
    assert likely.chances.sum() == pytest.approx(1)
    assert likely.held(0, 60) == pytest.approx(1)
    best = likely.best(5, 45)
    inside = {(a, a + n) for a, n, _ in drawn if a >= 5 and a + n <= 45}
    assert best in inside if inside else best is None
