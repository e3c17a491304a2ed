"""Arithmetic over figures: exact, in one unit, or refused."""

from decimal import Decimal

import pytest

from bot.compute import compute
from bot.figure import Figure
from bot.models import Kind, Operand, Operation
from bot.number import read_number

KINDS = {"%": Kind.PERCENT, "亩": Kind.COUNT, "公顷": Kind.COUNT, "人": Kind.COUNT, "户": Kind.COUNT}


def figure(text: str, *aspects: str, measured: str = "帮扶资金") -> Figure:
    kind = next((kind for unit, kind in KINDS.items() if text.endswith(unit)), Kind.AMOUNT)
    read = read_number(text, "", kind)
    assert read is not None
    return Figure(*read, frozenset({2015}), measured, "", frozenset(aspects))


def made(operation: Operation, *figures: Figure) -> str | None:
    computed = compute(operation, figures, [Operand(n, 0) for n in range(len(figures))])
    return computed.text if computed else None


@pytest.mark.parametrize(
    ("operation", "texts", "line"),
    [
        (Operation.SUM, ("280万元", "320万元", "350万元"), "280万元 + 320万元 + 350万元 = 950万元"),
        (Operation.SUM, ("0.1万元", "0.2万元"), "0.1万元 + 0.2万元 = 0.3万元"),
        (Operation.SUM, ("1.2亿元", "645万元", "500元"), "1.2亿元 + 645万元 + 500元 = 126450500元"),
        (Operation.SUM, ("30公顷", "600亩"), "30公顷 + 600亩 = 1050亩"),
        (Operation.SUM, ("262.50万元", "37.5万元"), "262.5万元 + 37.5万元 = 300万元"),
        (Operation.DIFFERENCE, ("66.68%", "60%"), "66.68% − 60% = 6.68个百分点"),
        (Operation.DIFFERENCE, ("5万元", "7万元"), "5万元 − 7万元 = −2万元"),
        (Operation.GROWTH, ("1.1亿元", "1亿元"), "(1.1亿元 − 1亿元) ÷ 1亿元 = 10%"),
        (Operation.GROWTH, ("200万元", "300万元"), "(200万元 − 300万元) ÷ 300万元 ≈ −33.33%"),
        (Operation.RATIO, ("3亿元", "2000万元"), "3亿元 ÷ 2000万元 = 15倍"),
    ],
)
def test_results_are_exact(operation: Operation, texts: tuple[str, ...], line: str) -> None:
    assert made(operation, *map(figure, texts)) == line


@pytest.mark.parametrize(
    ("operation", "figures"),
    [
        (Operation.SUM, (figure("280万元"),)),
        (Operation.SUM, (figure("280万元"), figure("3万美元"))),
        (Operation.SUM, (figure("280人"), figure("3户"))),
        (Operation.SUM, (figure("280万元"), figure("约320万元"))),
        (Operation.SUM, (figure("280万元", "planned"), figure("320万元", "done"))),
        (Operation.SUM, (figure("280万元", "cumulative"), figure("320万元", "cumulative"))),
        (Operation.SUM, (figure("280万元", "each"), figure("320万元", "each"))),
        (Operation.SUM, (figure("280万元"), figure("320万元", measured="旅游收入"))),
        (Operation.SUM, (figure("30%"), figure("20%"))),
        (Operation.DIFFERENCE, (figure("1万元"), figure("2万元"), figure("3万元"))),
        (Operation.GROWTH, (figure("1万元"), figure("0元"))),
        (Operation.GROWTH, (figure("30%"), figure("20%"))),
        (Operation.RATIO, (figure("1万元"), figure("0元"))),
    ],
)
def test_what_does_not_fit_together_is_not_computed(
    operation: Operation, figures: tuple[Figure, ...]
) -> None:
    assert made(operation, *figures) is None


def test_one_quoted_figure_is_not_counted_twice() -> None:
    one = figure("280万元")
    assert compute(Operation.SUM, [one, one], [Operand(0, 0), Operand(0, 0)]) is None


def test_what_is_rounded_says_so() -> None:
    computed = compute(Operation.RATIO, [figure("1万元"), figure("3万元")], [Operand(0, 0), Operand(1, 0)])
    assert computed is not None
    assert (computed.rounded, computed.result, Decimal("0.33")) == (True, "0.33倍", Decimal("0.33"))
