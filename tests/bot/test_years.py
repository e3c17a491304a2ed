import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.years import (
    asked_years,
    asks_for_a_plan,
    full_years,
    label,
    names_exactly,
    span_is_asked,
    years_in,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2014年8月27日", {2014}),
        ("2013-2015年", {2013, 2014, 2015}),
        ("2013年至2015年", {2013, 2014, 2015}),
        ("from 2013 to 2015", {2013, 2014, 2015}),
        ("2013、2015年", {2013, 2015}),
        ("二〇一五年", {2015}),
        ("“十二五”期间", {2011, 2012, 2013, 2014, 2015}),
        ("今年、去年、前年", {2016, 2015, 2014}),
        ("in 2014, how much", {2014}),
        ("截至2014,荔湾区", {2014}),
        ("in 2014.", {2014}),
        ("2015.11.26", {2015}),
        ("2015-11-26", {2015}),
        ("望府〔2014〕3号", set()),
        ("《2013-2015年协议》", set()),
        ("2014万元、2014元、2014个、2014.5万元、2014,300元、2014%", set()),
        ("12014、编号2014001、2100年", set()),
    ],
)
def test_years_in(text: str, expected: set[int]) -> None:
    assert years_in(text, this_year=2016) == expected


def test_relative_years_need_the_year_of_the_document() -> None:
    assert years_in("今年划拨") == frozenset()
    assert years_in("“十二五”期间", plans=False) == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上年同期为30万元", {2015}),
        ("上一年投入30万元", {2015}),
        ("比上年增长5.4%", set()),
        ("较去年提高3个百分点", set()),
        ("今年投入30万元，比去年多5万元", {2016}),
        ("今年来访11批", {2016}),
    ],
)
def test_a_year_that_is_only_compared_with_is_not_spoken_of(text: str, expected: set[int]) -> None:
    assert years_in(text, this_year=2016) == expected


def test_what_is_asked_for_may_be_a_span_or_a_plan() -> None:
    assert span_is_asked("帮扶期限是哪几年")
    assert span_is_asked("从哪年到哪年")
    assert not span_is_asked("哪年开始")
    assert asks_for_a_plan("十四五期间投资多少")
    assert not asks_for_a_plan("多少个村纳入了十三五协作规划")
    assert not asks_for_a_plan("十四五的2023年投资多少")


def test_a_span_is_asked_for_as_a_whole() -> None:
    assert asked_years("2013-2015年") == ({2013, 2014, 2015}, True)
    assert asked_years("2013、2014年") == ({2013, 2014}, False)
    assert asked_years("《2013-2015年协议》") == (frozenset(), False)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("18年的呢", "2018年的呢"),
        ("16到18年", "2016-2018年"),
        ("荔湾18年给了多少", "荔湾2018年给了多少"),
        ("工作经费18年拨了多少", "工作经费2018年拨了多少"),
        ("2018年", "2018年"),
        *(
            (same, same)
            for same in (
                "满18年",
                "近20年来",
                "30年前",
                "有效期10年",
                "缴费15年能领吗",
                "工龄20年",
                "累计缴费15年",
            )
        ),
    ],
)
def test_two_digits_are_a_year_where_they_are_no_length_of_time(question: str, expected: str) -> None:
    assert full_years(question) == expected


def test_names_exactly() -> None:
    assert names_exactly("2014年划拨", frozenset({2014}))
    assert not names_exactly("2013-2015年划拨", frozenset({2014}))
    assert names_exactly("2013-2015年划拨", frozenset({2013, 2014, 2015}))
    assert not names_exactly("望府〔2014〕3号", frozenset({2014}))


def test_labels() -> None:
    assert label(frozenset({2013, 2014, 2015})) == "2013-2015年"
    assert label(frozenset({2018, 2020})) == "2018、2020年"
    assert label(frozenset({2013, 2014, 2018}), "en") == "2013-2014, 2018"
    assert label(frozenset()) == ""


@given(years=st.frozensets(st.integers(1900, 2099), min_size=1, max_size=5))
def test_labels_name_the_years_they_are_of(years: frozenset[int]) -> None:
    assert years_in(label(years)) == years
    assert label(years, "en").isascii()


@given(text=st.text(max_size=80))
def test_any_text_has_years_or_none(text: str) -> None:
    assert all(1900 <= year <= 2130 for year in years_in(text, this_year=2020))
    assert isinstance(full_years(text), str)
