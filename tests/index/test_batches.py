import pytest

from index.batches import STEP, batches


def test_rows_of_one_width_are_together_widest_first() -> None:
    assert batches([5, 33, 16, 17, 48], 1000) == [(48, [1, 4]), (32, [3]), (16, [0, 2])]


def test_a_batch_has_so_many_tokens_and_the_last_is_no_crumb() -> None:
    found = batches([STEP] * 9, 4 * STEP)
    assert [len(rows) for _, rows in found] == [3, 3, 3]
    assert sorted(row for _, rows in found for row in rows) == list(range(9))


def test_a_row_that_is_longer_than_a_batch_is_one() -> None:
    assert batches([512, 512], 100) == [(512, [0]), (512, [1])]


def test_small_batches_repeat_their_last_row() -> None:
    assert batches([10, 12], 1000, least=80) == [(16, [0, 1, 1, 1, 1])]
    assert batches([10] * 6, 1000, least=80) == [(16, [0, 1, 2, 3, 4, 5])]


@pytest.mark.parametrize("lengths", [[], [0], [0, 1]])
def test_nothing_and_empty_texts(lengths: list[int]) -> None:
    assert [rows for _, rows in batches(lengths, 100)] == ([list(range(len(lengths)))] if lengths else [])
