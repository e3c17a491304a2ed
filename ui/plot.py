"""A series as a small SVG plot: drawn here, without scripts, in the colours of the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.figure import plain
from bot.models import Point

_WIDTH, _HEIGHT = 640, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 16, 16, 28, 30
_MOST_BARS = 12  # points; more are a line
_LABELS = 14  # years that fit under the plot


@dataclass(frozen=True, slots=True)
class Bar:
    """One point of a plot, in the plot's own coordinates. ``top`` is where its value lies."""

    x: float  # of its middle
    top: float
    base: float  # where zero lies
    value: str
    year: str  # empty where there is no room for it


@dataclass(frozen=True, slots=True)
class Plot:
    """What the template draws."""

    width: int
    height: int
    zero: float  # y of the base line
    bar_width: float
    bars: tuple[Bar, ...]
    line: str  # points of a polyline; empty where bars are drawn


def plot(points: Sequence[Point]) -> Plot:
    """Lay out a plot of points that are sorted by year; the base line is zero, so that heights can be compared."""
    values = [point.value for point in points]
    low, high = min([Decimal(0), *values]), max([Decimal(0), *values])
    spread = float(high - low) or 1.0
    inner = _HEIGHT - _TOP - _BOTTOM

    def y(value: Decimal) -> float:
        return round(_TOP + float(high - value) / spread * inner, 1)

    bars = tuple(_bars(points, y(Decimal(0)), [y(value) for value in values]))
    is_line = len(points) > _MOST_BARS
    return Plot(
        _WIDTH,
        _HEIGHT,
        y(Decimal(0)),
        round(min(_step(points) * 0.6, 72), 1),
        bars,
        " ".join(f"{bar.x},{bar.top}" for bar in bars) if is_line else "",
    )


def _step(points: Sequence[Point]) -> float:
    """Return the width that one year takes: gaps between years are gaps of the plot."""
    return (_WIDTH - _LEFT - _RIGHT) / (points[-1].year - points[0].year + 1)


def _bars(points: Sequence[Point], zero: float, tops: Sequence[float]) -> Iterator[Bar]:
    step = _step(points)
    every = -(-len(points) // _LABELS)
    for number, (point, top) in enumerate(zip(points, tops, strict=True)):
        yield Bar(
            x=round(_LEFT + (point.year - points[0].year + 0.5) * step, 1),
            top=top,
            base=zero,
            value=plain(point.value) if len(points) <= _MOST_BARS else "",
            year=str(point.year) if number % every == 0 else "",
        )
