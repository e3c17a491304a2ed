"""A host page's colour, made readable on our paper."""

import re
from dataclasses import dataclass

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_LIGHT_PAPER, _DARK_PAPER = "#f6f5f1", "#16181b"  # as in youju.css
_WHITE, _BLACK = "#ffffff", "#000000"
_ENOUGH = 4.5  # contrast that WCAG 2.2 AA asks of text
_STEPS = 50

Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Accent:
    """One colour for light paper and one for dark, each with the colour of words upon it."""

    light: str
    light_ink: str
    dark: str
    dark_ink: str

    def css(self) -> str:
        """Return a style sheet that puts it over the tokens of ``youju.css``."""
        light = f"--yj-accent: {self.light}; --yj-accent-ink: {self.light_ink};"
        dark = f"--yj-accent: {self.dark}; --yj-accent-ink: {self.dark_ink};"
        return (
            f":root {{ {light} }}\n"
            f'@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ {dark} }} }}\n'
            f':root[data-theme="dark"] {{ {dark} }}\n'
        )


def is_colour(value: str) -> bool:
    """Tell whether ``value`` is written as ``#rrggbb``."""
    return _HEX.fullmatch(value) is not None


def accent(colour: str) -> Accent:
    """Return the accent that ``colour``, an ``#rrggbb``, gives: darker or lighter where it could not be read."""
    light = _readable(colour, _LIGHT_PAPER, _BLACK)
    dark = _readable(colour, _DARK_PAPER, _WHITE)
    return Accent(light, _ink(light), dark, _ink(dark))


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, from 1 to 21, as WCAG counts it."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _readable(colour: str, paper: str, towards: str) -> str:
    """Return the first mixture of ``colour`` and ``towards`` that can be read on ``paper``."""
    mixtures = (_mixed(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(mixture for mixture in mixtures if contrast(mixture, paper) >= _ENOUGH)


def _ink(colour: str) -> str:
    return max((_WHITE, _BLACK), key=lambda ink: contrast(ink, colour))


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_rgb(colour), _rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _rgb(colour: str) -> Rgb:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(value / 255) for value in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
