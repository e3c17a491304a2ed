import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fuse import LEXICAL_WEIGHT, fuse

SCORES = st.dictionaries(st.integers(0, 20), st.floats(0, 50), max_size=12)
COSINES = st.dictionaries(st.integers(0, 20), st.floats(-1, 1), max_size=12)


@given(SCORES, COSINES, st.floats(0, 1))
def test_every_candidate_comes_once_best_first_within_bounds(
    lexical: dict[int, float], dense: dict[int, float], weight: float
) -> None:
    fused = fuse(lexical, dense, lexical_weight=weight)
    assert sorted(i for i, _ in fused) == sorted(lexical.keys() | dense.keys())
    assert all(-1e-12 <= score <= 1 + 1e-12 for _, score in fused)
    assert fused == sorted(fused, key=lambda pair: (-pair[1], pair[0]))


@given(SCORES, COSINES)
def test_the_order_of_the_input_does_not_matter(lexical: dict[int, float], dense: dict[int, float]) -> None:
    turned = fuse(dict(reversed(lexical.items())), dict(reversed(dense.items())))
    assert turned == fuse(lexical, dense)


def test_ties_go_to_the_lower_id() -> None:
    assert [i for i, _ in fuse({9: 1.0, 3: 1.0, 5: 1.0}, {})] == [3, 5, 9]
    assert [i for i, _ in fuse({}, {9: 0.8, 3: 0.8})] == [3, 9]


def test_both_arms_count_by_their_weight() -> None:
    assert fuse({1: 10.0, 2: 0.0}, {1: 0.5, 2: 0.9}) == [
        (1, pytest.approx(LEXICAL_WEIGHT)),
        (2, pytest.approx(1 - LEXICAL_WEIGHT)),
    ]
    assert fuse({1: 10.0, 2: 5.0, 3: 0.0}, {1: 0.9, 2: 0.8, 3: 0.7})[0] == (1, pytest.approx(1.0))


def test_what_one_arm_did_not_find_has_its_least_there() -> None:
    fused = dict(fuse({1: 4.0}, {2: 0.9, 3: 0.8}))
    assert fused[1] == pytest.approx(LEXICAL_WEIGHT)
    assert fused[2] == pytest.approx(1 - LEXICAL_WEIGHT)
    assert fused[3] == pytest.approx(0.0)


def test_nothing_found_is_nothing_fused() -> None:
    assert fuse({}, {}) == []
