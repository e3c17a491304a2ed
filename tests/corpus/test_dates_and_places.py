from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import add_months, dates_in, find_date, han_number, year_of
from corpus.places import children_of, known_places, stem

HAN_DIGITS = "〇一二三四五六七八九"


def han(number: int) -> str:
    tens, units = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else HAN_DIGITS[tens] + "十") + (
        HAN_DIGITS[units] if units else ""
    )


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_date_is_found_in_every_way_of_writing(day: date) -> None:
    year = "".join(HAN_DIGITS[int(c)] for c in str(day.year))
    for text in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month:02} 月 {day.day:02} 日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day} 09:07",
        f"{year}年{han(day.month)}月{han(day.day)}日",
        f"成文于{year.replace('〇', '○')}年{han(day.month)}月{han(day.day)}日。",
        f"{year.replace('〇', '零')}年{day.month}月{day.day}日",
    ):
        assert find_date(text) == day, text


def test_the_date_of_the_seed_and_what_is_no_date() -> None:
    assert find_date("二〇〇九年七月二十二日") == date(2009, 7, 22)
    assert find_date("2018-06-14 09:07:08") == date(2018, 6, 14)
    assert find_date("2015-02-30，改为2015-03-02") == date(2015, 3, 2)
    for text in ("", "2015年11月", "12015-11-26", "2015-11-260", "二十二日", "3.14.15", "2015年13月1日"):
        assert find_date(text) is None, text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二0一五年十一月二十六日", date(2015, 11, 26)),  # a nought for a circle
        ("二ＯＯ九年七月廿二日", date(2009, 7, 22)),
        ("２０１５年１１月２６日", date(2015, 11, 26)),
        ("2015年元月5日", date(2015, 1, 5)),
        ("一九九七年二月四日", date(1997, 2, 4)),
    ],
)
def test_dates_as_typists_write_them(text: str, day: date) -> None:
    assert list(dates_in(f"于{text} 印发")) == [(day, 1, 1 + len(text))]


def test_months_are_counted_to_the_last_day_there_is() -> None:
    assert add_months(date(2020, 2, 29), 12) == date(2021, 2, 28)
    assert add_months(date(2020, 1, 31), 1) == date(2020, 2, 29)
    assert add_months(date(2020, 11, 15), 3) == date(2021, 2, 15)


@given(st.integers(1, 99))
def test_numbers_below_a_hundred(number: int) -> None:
    assert han_number(han(number)) == number
    assert han_number(str(number)) == number


def test_years() -> None:
    assert year_of("二〇一五") == year_of("二○一五") == year_of("二零一五") == year_of("2015") == 2015


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("荔湾区", "荔湾"),
        ("忠县", "忠县"),
        ("黔南布依族苗族自治州", "黔南"),
        ("广西壮族自治区", "广西"),
        ("西藏自治区", "西藏"),
        ("香港特别行政区", "香港"),
        ("六盘水市", "六盘水"),
        ("三峡库区", "三峡"),
        ("内蒙古自治区", "内蒙古"),
        ("福泉", "福泉"),
    ],
)
def test_stems(name: str, short: str) -> None:
    assert stem(name) == short


def test_real_places_are_known_with_what_lies_in_them() -> None:
    places = known_places()
    assert {"荔湾区", "荔湾", "福泉市", "柞水县", "柞水", "梅州市", "广东省", "黔南", "百色"} <= places
    assert not places & {"和平", "通道", "公安", "我区", "", "区", "市"}
    assert {"广州", "荔湾", "梅州"} <= children_of("广东省")
    assert "福泉" in children_of("黔南")
    assert children_of("临溪区") == frozenset()
