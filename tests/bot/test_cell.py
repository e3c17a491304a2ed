import pytest

from bot.cell import Measure, bare, closed, counts_in, is_figure, is_label, is_serial, is_unit, measure
from bot.models import Kind

AMOUNT, PERCENT, COUNT = Kind.AMOUNT, Kind.PERCENT, Kind.COUNT


@pytest.mark.parametrize(
    ("figure", "heading", "labels", "caption", "expected"),
    [
        ("645", "资金(万元)", (), "", Measure(AMOUNT, "万元")),
        ("645", "资金 万元", (), "单位:人", Measure(AMOUNT, "万元")),
        ("645", "资金/万元", (), "", Measure(AMOUNT, "万元")),
        ("645", "2014年", ("黔南州",), "资金划拨情况 单位:万元", Measure(AMOUNT, "万元")),
        ("645", "2014年", ("黔南州",), "情况表(单位:万元)", Measure(AMOUNT, "万元")),
        ("645", "2014 年", ("黔南州",), "历年资金划拨情况", Measure(AMOUNT)),
        ("645", "人数", ("黔南州",), "单位:万元", Measure(COUNT)),
        ("645", "贫困户补助资金", (), "", Measure(AMOUNT)),
        ("645", "受益 户数", (), "", Measure(COUNT)),
        ("5.8", "增速(%)", (), "单位:万元", Measure(PERCENT, "%")),
        ("5.8", "占比", (), "", Measure(PERCENT)),
        ("286", "2023年", ("地区生产总值(亿元)",), "", Measure(AMOUNT, "亿元")),
        ("286", "2023年", ("地区生产总值", "亿元"), "单位:人", Measure(AMOUNT, "亿元")),
        ("61", "2023年", ("常住人口", "万人"), "", Measure(COUNT, "万人")),
        ("61", "2023年", ("财政收入",), "", Measure(AMOUNT)),
        ("61", "本年", ("费县",), "单位:人", Measure(COUNT, "人")),
        ("¥61.00", "本年", (), "", Measure(AMOUNT, "元")),
        ("61", "本年", ("甲村",), "基本情况", None),
        ("61", "本年", ("甲村",), "填报单位:县财政局", None),
    ],
)
def test_what_a_figure_measures(
    figure: str, heading: str, labels: tuple[str, ...], caption: str, expected: Measure | None
) -> None:
    assert measure(figure, heading, labels, caption) == expected


@pytest.mark.parametrize("text", ["645", "1,234.5", "-3.2", "约20", "￥4197.17", "300*"])
def test_figures(text: str) -> None:
    assert is_figure(text)
    assert not is_label(text, "资金", first=True)


@pytest.mark.parametrize("text", ["645万元", "代溪镇", "2014年", "5.8%", "—", ""])
def test_no_figures(text: str) -> None:
    assert not is_figure(text)


def test_labels_and_serial_numbers() -> None:
    assert is_label("2014", "年份", first=False)
    assert is_label("2014", "", first=True)
    assert not is_label("2014", "人数", first=False)
    assert is_serial("3", "序号", first=True)
    assert is_serial("3", "", first=True)
    assert not is_serial("3", "", first=False)
    assert not is_serial("3", "户数", first=True)
    assert is_unit("亿元")
    assert not is_unit("亿元项目")


def test_units_that_may_be_counted_in() -> None:
    assert counts_in("人", Measure(COUNT, "万人"), "常住人口(万人)")
    assert counts_in("户", Measure(COUNT), "户数")
    assert not counts_in("户", Measure(COUNT), "人数")
    assert not counts_in("户", Measure(COUNT, "万人"), "常住人口(万人)")
    assert not counts_in("户", Measure(AMOUNT, "万元"), "资金(万元)")
    assert counts_in("人", None, "1996年")


def test_headings_as_words() -> None:
    assert closed("金 额") == "金额"
    assert closed("项 目 名") == "项目名"
    assert closed("资金 中央资金") == "资金 中央资金"
    assert bare("总投资(万元)") == "总投资"
