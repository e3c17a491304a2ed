import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.tokenize import fold, tokenize, years


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2013-2015年", [2013, 2014, 2015]),
        ("2013—2015年", [2013, 2014, 2015]),
        ("2013年至2015年", [2013, 2014, 2015]),
        ("2013到2015", [2013, 2014, 2015]),
        ("2013至2015三个财政年度", [2013, 2014, 2015]),
        ("2013～2015年", [2013, 2014, 2015]),
        ("“十二五”期间", [2011, 2012, 2013, 2014, 2015]),
        ("十四五", [2021, 2022, 2023, 2024, 2025]),
        ("二〇一五年", [2015]),
        ("二○一五年", [2015]),
        ("穗协作〔2013〕23号", [2013]),
        ("２０１５年", [2015]),
        ("2015", [2015]),
        ("2015万元", []),
        ("12015年", []),
        ("0789-6310276", []),
        ("2015-2013年", [2013, 2015]),
        ("1900-2099年", [1900, 2099]),
    ],
)
def test_years_that_a_text_names_or_covers(text: str, expected: list[int]) -> None:
    assert years(fold(text)) == [f"y{year}" for year in expected]
    assert [t for t in tokenize(text) if t.startswith("y") and t[1:].isdecimal()] == [
        f"y{y}" for y in expected
    ]


def test_scripts_widths_and_cases_fold_into_one() -> None:
    assert tokenize("荔灣區劃撥資金") == tokenize("荔湾区划拨资金")
    assert tokenize("ＧＤＰ增长５０％") == tokenize("gdp增长50%")
    assert fold("㈠①㎡Ⅳ") == "(一)1m2iv"


def test_numbers_and_latin_words_are_whole_tokens() -> None:
    tokens = tokenize("共645万元,占21.5%,到位1.417亿;PM2.5和COVID-19")
    assert {"645", "21.5%", "1.417", "pm", "2.5", "covid", "19"} <= set(tokens)
    assert "6" not in tokens


def test_han_text_gives_bigrams_and_long_words() -> None:
    tokens = tokenize("黔南布依族苗族自治州")
    assert {"黔南", "南布", "布依", "依族", "自治", "治州"} <= set(tokens)
    assert any(len(t) > 2 for t in tokens)
    assert tokenize("区") == ["区"]
    assert tokenize("𠮷野家")[-2:] == ["𠮷野", "野家"]


def test_words_that_say_nothing_are_left_out_and_repeats_count() -> None:
    assert tokenize("的，了；吗？ the of") == []
    assert tokenize("资金，资金。").count("资金") == 2


def test_a_number_of_an_order_is_searchable_by_its_parts() -> None:
    assert {"临溪", "府办", "2019", "12", "y2019"} <= set(tokenize("临溪府办〔2019〕12号"))


@given(st.text())
def test_any_text_gives_tokens_fit_for_a_list_of_lines(text: str) -> None:
    for token in tokenize(text):
        assert token
        assert not any(c.isspace() for c in token)


def test_a_lone_surrogate_is_no_reason_to_fail() -> None:
    assert tokenize("荔湾\ud800区资金") == tokenize("荔湾?区资金")
