import pytest

from ui.embed.accent import accent, contrast, is_colour

PAPERS = ("#f6f5f1", "#16181b")


@pytest.mark.parametrize(
    "colour", ["#ff0000", "#ffff00", "#000000", "#ffffff", "#777777", "#1a73e8", "#C8102E"]
)
def test_every_colour_becomes_one_that_can_be_read(colour: str) -> None:
    made = accent(colour)
    for shown, paper, ink in zip(
        (made.light, made.dark), PAPERS, (made.light_ink, made.dark_ink), strict=True
    ):
        assert is_colour(shown)
        assert contrast(shown, paper) >= 4.5
        assert contrast(shown, ink) >= 4.5


def test_a_colour_that_can_be_read_stays() -> None:
    assert accent("#14566b").light == "#14566b"
    assert accent("#7cc4da").dark == "#7cc4da"


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#14566b", "#14566b") == 1


@pytest.mark.parametrize("value", ["", "red", "#fff", "14566b", "#14566g", "#14566b;}", "#14566b\n"])
def test_only_six_digits_are_a_colour(value: str) -> None:
    assert not is_colour(value)
