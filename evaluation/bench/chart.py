"""Measurements over sizes as a small SVG: both axes in powers of ten, a line a peer, drawn without scripts."""

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape

_WIDTH, _HEIGHT = 640, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 130, 34, 44
_COLOURS = ("#1f5fa8", "#6f9fd8", "#b3472e", "#2f7d4f", "#7a4fa0", "#a8761f", "#5c6670")
_GAP = 15  # between two labels at the right

Series = Mapping[str, Sequence[tuple[float, float]]]


def chart(title: str, unit: str, series: Series, horizontal: str) -> str:
    """Return the drawing.

    Args:
        title: above it.
        unit: of the values, beside the title.
        series: a peer's name -> points (size, value), both above 0, by size.
        horizontal: what the sizes count.
    """
    points = [point for line in series.values() for point in line]
    if not points:
        raise ValueError("nothing to draw")
    low_x, high_x = _decades(x for x, _ in points)
    low_y, high_y = _decades(y for _, y in points)

    def across(value: float) -> float:
        return round(_LEFT + (math.log10(value) - low_x) / (high_x - low_x) * (_WIDTH - _LEFT - _RIGHT), 1)

    def down(value: float) -> float:
        return round(
            _HEIGHT - _BOTTOM - (math.log10(value) - low_y) / (high_y - low_y) * (_HEIGHT - _TOP - _BOTTOM), 1
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif"'
        f' font-size="12" fill="#444" role="img"><title>{escape(title)}</title>'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
        f'<text x="{_LEFT}" y="20" font-size="14" fill="#222">{escape(title)} ({escape(unit)})</text>'
    ]
    for power in range(low_y, high_y + 1):
        y = down(10.0**power)
        parts.append(f'<path d="M{_LEFT} {y}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{_plain(power)}</text>')
    for power in range(low_x, high_x + 1):
        x = across(10.0**power)
        parts.append(f'<path d="M{x} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="#eee"/>')
        parts.append(
            f'<text x="{x}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle">{_plain(power)}</text>'
        )
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{_HEIGHT - 10}" text-anchor="middle">{escape(horizontal)}</text>')
    drawn = {name: line for name, line in series.items() if line}
    labels = _spread({name: down(line[-1][1]) for name, line in drawn.items()})
    for number, (name, line) in enumerate(drawn.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        places = " ".join(f"{across(x)},{down(y)}" for x, y in line)
        parts.append(f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{across(x)}" cy="{down(y)}" r="3.5" fill="{colour}"><title>{y:g}</title></circle>'
            for x, y in line
        ]
        end = across(line[-1][0])
        parts.append(f'<text x="{end + 8}" y="{labels[name] + 4}" fill="{colour}">{escape(name)}</text>')
    return "".join(parts) + "</svg>\n"


def _decades(values: Iterable[float]) -> tuple[int, int]:
    """Return the powers of ten around the values; at least one decade."""
    logs = [math.log10(value) for value in values]
    low = math.floor(min(logs))
    return low, max(math.ceil(max(logs)), low + 1)


def _spread(heights: Mapping[str, float]) -> dict[str, float]:
    """Return heights that keep their order and lie far enough apart to be read."""
    placed: dict[str, float] = {}
    last = -math.inf
    for name, height in sorted(heights.items(), key=lambda pair: pair[1]):
        last = max(height, last + _GAP)
        placed[name] = last
    return placed


def _plain(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"
