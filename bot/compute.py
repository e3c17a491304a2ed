"""Sums, differences, growth and ratios of quoted figures: exact, in one unit, or not at all."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext

from bot.figure import Figure, comparable, plain
from bot.models import Computation, Operand, Operation
from bot.units import Unit

_PLACES = Decimal("0.01")  # of what does not come out even
_HUNDRED = Decimal(100)
_PERCENT = frozenset({"%", "百分点"})
_MINUS = "−"


def compute(
    operation: Operation, figures: Sequence[Figure], operands: Sequence[Operand]
) -> Computation | None:
    """Put figures together, or return None where that could say something that no document does.

    All must be exact, of one family of units, and meant alike: a plan is not set against what was done, nor a
    running total against the figure of a year.

    Args:
        operation: of a difference, growth or ratio the second figure is the base.
        figures: in the order of the question.
        operands: where they are quoted.
    """
    if len(figures) < 2 or len(figures) != len(operands) or len(set(operands)) < len(operands):
        return None
    if not all(figure.is_exact and figure.unit.name for figure in figures):
        return None
    if not all(comparable(figures[0], figure) for figure in figures[1:]):
        return None
    made = _OPERATIONS[operation](figures)
    if made is None:
        return None
    expression, result, rounded = made
    return Computation(operation, expression, result, rounded, tuple(operands))


_Made = tuple[str, str, bool] | None


def _sum(figures: Sequence[Figure]) -> _Made:
    # Shares of different wholes have no sum, nor have averages or running totals.
    if figures[0].unit.family in _PERCENT or figures[0].aspects & {"cumulative", "each"}:
        return None
    unit = _finest(figures)
    total = sum((figure.value for figure in figures), Decimal(0)) / unit.scale
    return " + ".join(figure.text for figure in figures), _written(total, unit), False


def _difference(figures: Sequence[Figure]) -> _Made:
    if len(figures) != 2:
        return None
    first, second = figures
    unit = _finest(figures)
    difference = (first.value - second.value) / unit.scale
    if unit.family == "%":
        unit = Unit("个百分点", "百分点", Decimal(1))
    return f"{first.text} {_MINUS} {second.text}", _written(difference, unit), False


def _growth(figures: Sequence[Figure]) -> _Made:
    if len(figures) != 2 or figures[1].value <= 0 or figures[0].unit.family in _PERCENT:
        return None
    now, before = figures
    result, rounded = _divided((now.value - before.value) * _HUNDRED, before.value)
    return f"({now.text} {_MINUS} {before.text}) ÷ {before.text}", f"{_signed(result)}%", rounded


def _ratio(figures: Sequence[Figure]) -> _Made:
    if len(figures) != 2 or figures[1].value <= 0:
        return None
    result, rounded = _divided(figures[0].value, figures[1].value)
    return f"{figures[0].text} ÷ {figures[1].text}", f"{_signed(result)}倍", rounded


_OPERATIONS = {
    Operation.SUM: _sum,
    Operation.DIFFERENCE: _difference,
    Operation.GROWTH: _growth,
    Operation.RATIO: _ratio,
}


def _finest(figures: Sequence[Figure]) -> Unit:
    """Return the smallest unit among figures: every other is a whole number of it."""
    return min((figure.unit for figure in figures), key=lambda unit: unit.scale)


def _divided(number: Decimal, by: Decimal) -> tuple[Decimal, bool]:
    with localcontext() as context:
        context.prec = 50
        exact = number / by
        rounded = exact.quantize(_PLACES, ROUND_HALF_UP)
    return rounded, rounded * by != number


def _written(number: Decimal, unit: Unit) -> str:
    return f"{_signed(number)}{unit.name}"


def _signed(number: Decimal) -> str:
    return plain(number).replace("-", _MINUS)
