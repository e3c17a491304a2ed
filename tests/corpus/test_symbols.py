"""What a word processor shows for characters that it does not store as such."""

import pytest

from corpus.parse.symbols import joined, lowered, raised, shown_instruction, symbol


@pytest.mark.parametrize(
    ("font", "code", "shown"),
    [
        ("Wingdings", 0xF0FE, "☑"),
        ("Wingdings", 0xFE, "☑"),
        ("wingdings", 0x20, ""),
        ("Symbol", 0xF047, "Γ"),
        ("Symbol", 0x31, "1"),
        ("Unknown", 0xF0FE, ""),
        ("宋体", 0x3007, "〇"),
        ("宋体", 0xD800, ""),
    ],
)
def test_symbol_fonts_show_signs_not_letters(font: str, code: int, shown: str) -> None:
    assert symbol(font, code) == shown


def test_raised_and_lowered_figures_stay_apart_from_the_line() -> None:
    assert (raised("4"), raised("注"), lowered("2")) == ("⁴", "注", "₂")


@pytest.mark.parametrize(
    ("instruction", "shown"),
    [(r" EQ \o\ac(○,3) ", "③"), (r"eq \f(1,2)", "1/2"), (" PAGE ", ""), (r"EQ \o(" + "(" * 5_000, "")],
)
def test_a_field_without_a_result_shows_what_its_instruction_says(instruction: str, shown: str) -> None:
    assert shown_instruction(instruction) == shown


def test_surrogates_are_joined() -> None:
    assert joined("a\ud83d\ude00b") == "a😀b"
    assert joined("a\ud83db") == "a\ufffdb"
