from collections.abc import Sequence

import numpy as np
import pytest

from index.reading import Reading
from index.recent import Floats, RecentReadings, RecentVectors


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


def reading(passage: str) -> Reading:
    size = len(passage)
    offsets = np.array([(n, n + 1) for n in range(size)], np.int32).reshape(-1, 2)
    return Reading(offsets, np.zeros(size, np.float32), np.zeros(size, np.float32), float(size))


def test_a_passage_is_read_once_for_a_question() -> None:
    asked: list[tuple[str, list[str]]] = []

    def read(question: str, passages: Sequence[str]) -> list[Reading]:
        asked.append((question, list(passages)))
        return [reading(passage) for passage in passages]

    recent = RecentReadings(read, 3)
    recent("多久", ["三天。", "五天内。"])
    again = recent("多久", ["五天内。", "一年以后。", "三天。"])
    assert again is not None and [each.answered for each in again] == [4, 5, 3]
    assert recent("几天", ["三天。"]) is not None
    assert asked == [("多久", ["三天。", "五天内。"]), ("多久", ["一年以后。"]), ("几天", ["三天。"])]
    recent("多久", ["五天内。"])  # the one that was not asked for the longest
    assert asked[-1] == ("多久", ["五天内。"])


def test_without_a_reader_nothing_is_remembered() -> None:
    recent = RecentReadings(lambda *_: None, 3)
    assert recent("多久", ["三天。"]) is None
    assert recent("多久", []) is None
    assert RecentReadings(lambda *_: [], 3)("多久", []) == []
