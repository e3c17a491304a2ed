import pytest

from index.figures import figures, han_value
from index.tokenize import fold, tokenize


def tokens(text: str) -> set[str]:
    return set(figures(fold(text)))


@pytest.mark.parametrize(
    "forms",
    [
        ("645万元", "6450000元", "六百四十五万元", "6,450,000元", "645 万元"),
        ("1.2亿元", "12000万元", "一亿二千万元", "120,000,000元"),
        ("百分之二十一点五", "21.50%"),
        ("1.2万人", "一万二千人", "12,000人"),
        ("2015-11-26", "2015年11月26日", "二〇一五年十一月二十六日", "2015.11.26", "2015/11/26"),
        ("望府〔2013〕5号", "望府[2013]5号", "望府（2013）第5号", "望府〔二〇一三〕五号", "望府【2013】05号"),
        ("国务院令第707号", "国务院第707号令", "国务院令（第707号）"),
        ("一季度", "第1季度"),
    ],
)
def test_one_figure_in_any_form_is_one_token(forms: tuple[str, ...]) -> None:
    shared = set.intersection(*(set(tokenize(form)) for form in forms))
    assert tokens(forms[0]) <= shared


def test_a_part_of_a_date_or_number_meets_the_whole() -> None:
    assert tokens("2015年11月") < tokens("2015年11月26日")
    assert tokens("11月26日") < tokens("2015年11月26日")
    assert tokens("望府5号文") & tokens("望府〔2013〕5号")
    assert tokens("望府〔2014〕5号") != tokens("望府〔2013〕5号")


def test_other_figures_are_told_apart() -> None:
    assert not tokens("645万元") & tokens("645亿元")
    assert not tokens("645万元") & tokens("64.5万元")
    assert "12000元" not in tokens("1.2万人")  # people are no money
    assert {"6450000元", "6450000"} <= tokens("共645万")  # of what, the text does not say


@pytest.mark.parametrize("text", ["十二五", "三五成群", "十余万元", "13月40日", "十十月", "号", "万万"])
def test_what_is_no_figure_gives_none(text: str) -> None:
    assert tokens(text) == set()


def test_the_code_of_a_number_begins_anywhere_in_a_sentence() -> None:
    assert tokens("请查一下临府办〔2019〕12号的内容") & tokens("根据临府办〔2019〕12号")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一百零五", 105),
        ("两千三百", 2300),
        ("二十六", 26),
        ("一万亿", 10**12),
        ("二亿三千万", 230_000_000),
        ("十二五", None),
        ("百", None),
        ("千百", None),
    ],
)
def test_values_of_han_numbers(text: str, value: int | None) -> None:
    assert han_value(text) == value
