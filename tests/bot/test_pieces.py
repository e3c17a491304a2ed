from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pieces import pieces
from index.tokenize import fold

TEXT = st.text(alphabet="甲乙丙12.，,。；：:!？…”“（）()\n \t、a", max_size=80)


def words(text: str) -> list[str]:
    return [text[p.start : p.words_end] for p in pieces(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("停水三天，请储水。检修水管。", ["停水三天", "请储水", "检修水管"]),
        ("包括：水费；电费。", ["包括", "水费", "电费"]),
        ("增长3.5个百分点。", ["增长3.5个百分点"]),
        ("比例为1.5, 较低", ["比例为1.5", "较低"]),
        ("停水通知\n检修水管", ["停水通知", "检修水管"]),
        ("城关镇（东街，西街）停水，白塔镇不停。", ["城关镇（东街，西街）停水", "白塔镇不停"]),
        ("他说：“停水。”大家散去。", ["他说", "“停水", "大家散去"]),
        ("停水……检修", ["停水", "检修"]),
        ("，，。\n \n", []),
        ("", []),
    ],
)
def test_what_stands_between_two_marks(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_brackets_that_stay_open_divide_nothing_for_long() -> None:
    text = f"（{'水' * 45}，电费另计。"
    assert words(text) == [f"（{'水' * 45}", "电费另计"]


def test_the_marks_that_close_pieces() -> None:
    text = "甲，乙；丙：丁。“戊！”己"
    assert [(p.folded, p.mark) for p in pieces(text, 0, len(text))] == [
        ("甲", ","), ("乙", ";"), ("丙", ":"), ("丁", "."), (fold("“戊"), "."), ("己", "."),
    ]  # fmt: skip


def test_sentences_are_numbered() -> None:
    text = "甲，乙。\n\n丙。丁，戊"
    found = pieces(text, 0, len(text))
    assert [p.sentence for p in found] == [0, 0, 1, 2, 2]
    assert [p.ends_sentence for p in found] == [False, True, True, False, True]


def test_a_closing_quotation_mark_belongs_to_its_sentence() -> None:
    text = "他说“停水。”大家散去。"
    found = pieces(text, 0, len(text))
    assert text[found[0].start : found[0].end] == "他说“停水。”"


@given(TEXT, st.integers(0, 20), st.integers(0, 20))
def test_pieces_are_ordered_spans_of_the_stretch(text: str, skip: int, less: int) -> None:
    start = min(skip, len(text))
    end = max(start, len(text) - less)
    found = pieces(text, start, end)
    at = start
    for piece in found:
        assert at <= piece.start < piece.words_end <= piece.end <= end
        assert piece.folded == fold(text[piece.start : piece.words_end])
        at = piece.end
    assert [p.sentence for p in found] == sorted(p.sentence for p in found)
    held = {i for p in found for i in range(p.start, p.words_end)}
    assert all(i in held for i in range(start, end) if text[i] in "甲乙丙12a")


@given(TEXT)
def test_sentence_numbers_change_just_where_a_sentence_ends(text: str) -> None:
    for one, following in pairwise(pieces(text, 0, len(text))):
        between = text[one.words_end : following.start]
        assert (one.sentence != following.sentence) == any(mark in between for mark in "。！？!?…\n")
        assert one.sentence != following.sentence or not one.ends_sentence
