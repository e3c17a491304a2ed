"""Numbers as documents write them, and their units."""

from decimal import Decimal

import pytest

from bot.models import Kind
from bot.number import read_number
from bot.units import unit_of


@pytest.mark.parametrize(
    ("text", "value", "family", "is_exact"),
    [
        ("645万元", "6450000", "元", True),
        ("6,450,000元", "6450000", "元", True),
        ("6450000.00元", "6450000", "元", True),
        ("1.2亿元", "120000000", "元", True),
        ("２１５万元", "2150000", "元", True),
        ("人民币30万元", "300000", "元", True),
        ("二百八十万元", "2800000", "元", True),
        ("两亿三千万元", "230000000", "元", True),
        ("三点五亿元", "350000000", "元", True),
        ("1800万", "18000000", "元", True),
        ("约280万元", "2800000", "元", False),
        ("20多亿元", "2000000000", "元", False),
        ("300余万元", "3000000", "元", False),
        ("超过5亿元", "500000000", "元", False),
        ("3万美元", "30000", "美元", True),
    ],
)
def test_amounts(text: str, value: str, family: str, is_exact: bool) -> None:
    read = read_number(text, "", Kind.AMOUNT)
    assert read is not None
    number, unit, exact = read
    assert (number * unit.scale, unit.family, exact) == (Decimal(value), family, is_exact)


@pytest.mark.parametrize(
    ("text", "kind", "value", "family"),
    [
        ("66.68%", Kind.PERCENT, "66.68", "%"),
        ("百分之三十", Kind.PERCENT, "30", "%"),
        ("三成", Kind.PERCENT, "30", "%"),
        ("5个百分点", Kind.PERCENT, "5", "百分点"),
        ("30公顷", Kind.COUNT, "450", "亩"),
        ("600亩", Kind.COUNT, "600", "亩"),
        ("23名", Kind.COUNT, "23", "人"),
        ("1.5万人", Kind.COUNT, "15000", "人"),
        ("7批次", Kind.COUNT, "7", "批次"),
        ("12公里", Kind.COUNT, "12000", "米"),
        ("3千瓦", Kind.COUNT, "3000", "瓦"),
    ],
)
def test_other_figures(text: str, kind: Kind, value: str, family: str) -> None:
    read = read_number(text, "", kind)
    assert read is not None
    assert (read[0] * read[1].scale, read[1].family, read[2]) == (Decimal(value), family, True)


@pytest.mark.parametrize("text", ["300至500元", "645万元（含结转）", "多少", "2015", "", "、", "陆景明"])
def test_what_is_no_single_figure(text: str) -> None:
    assert read_number(text, "", Kind.AMOUNT) is None


def test_a_count_of_nothing_is_no_figure() -> None:
    assert read_number("3万", "", Kind.COUNT) is None


@pytest.mark.parametrize("behind", ["左右。", "以上，", "多名"])
def test_what_stands_behind_makes_it_inexact(behind: str) -> None:
    read = read_number("30公顷", behind, Kind.COUNT)
    assert read is not None
    assert not read[2]


def test_unknown_units_are_families_of_their_own() -> None:
    bus, seat = unit_of("辆"), unit_of("座")
    assert bus is not None and seat is not None
    assert bus.family != seat.family
    assert unit_of("") is None
