from collections.abc import Sequence

import numpy as np
import pytest

from index.recent import Floats, RecentVectors


class Counting:
    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, texts: Sequence[str]) -> Floats:
        self.asked.append(list(texts))
        return np.array([[len(text), ord(text[0])] for text in texts], dtype=np.float32)


def test_a_text_is_encoded_once() -> None:
    encode = Counting()
    recent = RecentVectors(encode, 10)
    first = recent(["停水", "停电通知"])
    second = recent(["停电通知", "停水", "放假", "放假"])
    assert encode.asked == [["停水", "停电通知"], ["放假"]]
    assert first.tolist() == second[[1, 0]].tolist()
    assert second.shape == (4, 2) and second[2].tolist() == second[3].tolist()


def test_what_was_not_asked_for_lately_is_forgotten() -> None:
    encode = Counting()
    recent = RecentVectors(encode, 2)
    for texts in (["甲"], ["乙"], ["甲"], ["丙"], ["甲"], ["乙"]):
        recent(texts)
    assert encode.asked == [["甲"], ["乙"], ["丙"], ["乙"]]


def test_more_texts_than_are_kept_have_their_vectors_too() -> None:
    recent = RecentVectors(Counting(), 1)
    assert recent(["甲", "乙乙", "丙丙丙"])[:, 0].tolist() == [1, 2, 3]


def test_the_caller_may_write_into_what_it_got() -> None:
    recent = RecentVectors(Counting(), 5)
    recent(["甲"])[0] = 7
    assert recent(["甲"])[0, 0] == 1


def test_a_failure_is_not_kept() -> None:
    def fail(_: Sequence[str]) -> Floats:
        raise RuntimeError("no memory")

    recent = RecentVectors(fail, 5)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="no memory"):
            recent(["甲"])


def test_a_vector_that_was_computed_elsewhere_is_not_computed_again() -> None:
    encode = Counting()
    recent = RecentVectors(encode, 2)
    assert recent.known("甲") is None
    vector = np.array([7, 8], dtype=np.float32)
    recent.remember("甲", vector)
    vector[0] = 0
    assert recent(["甲", "乙"])[:, 0].tolist() == [7, 1]
    assert encode.asked == [["乙"]]
    kept = recent.known("甲")
    assert kept is not None and kept.tolist() == [7, 8]
    recent.remember("丙", vector)
    assert recent.known("甲") is None  # the one that was not asked for the longest
