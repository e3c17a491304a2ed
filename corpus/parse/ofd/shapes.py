"""What stands on a page of an OFD file: runs of text, rules and pictures, in millimetres from the top left."""

import math
import re
import unicodedata
from dataclasses import dataclass

Affine = tuple[float, float, float, float, float, float]  # x' = ax + cy + e, y' = bx + dy + f
IDENTITY: Affine = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_SKEW = 3.0  # degrees that upright text may lean
_NARROW = frozenset("iljtfrI.,;:'|!()[]{}`")
_WIDE = frozenset("mwMWOQ@%&")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters on one line. In the frame of its own direction: ``x`` runs along the text, ``y`` is the baseline."""

    text: str
    starts: tuple[float, ...]  # x of each character
    x1: float  # where the last character ends
    y: float
    size: float
    turn: int | None = 0  # degrees clockwise: 0, 90, 180, 270; None: askew
    faint: bool = False  # light or see-through, as watermarks are
    template: bool = False
    font: str = ""  # its id

    @property
    def x0(self) -> float:
        """Where the first character begins."""
        return self.starts[0]

    @property
    def top(self) -> float:
        """The upper edge of its characters."""
        return self.y - 0.85 * self.size

    @property
    def bottom(self) -> float:
        """The lower edge of its characters."""
        return self.y + 0.15 * self.size


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along an axis: horizontal where ``y0 == y1``."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Picture:
    """An image and the box that it fills."""

    resource: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def area(self) -> float:
        """In square millimetres."""
        return abs(self.x1 - self.x0) * abs(self.y1 - self.y0)


def compose(outer: Affine, inner: Affine) -> Affine:
    """Return the transform that applies ``inner`` first."""
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return (
        a * p + c * q,
        b * p + d * q,
        a * r + c * s,
        b * r + d * s,
        a * t + c * u + e,
        b * t + d * u + f,
    )


def apply(matrix: Affine, x: float, y: float) -> tuple[float, float]:
    """Return where a point goes."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def direction(matrix: Affine) -> int | None:
    """Return how far text is turned, in degrees clockwise, or ``None`` if it stands askew."""
    a, b, c, d, _, _ = matrix
    if math.hypot(a, b) < 1e-9:
        a, b = d, -c  # no width of its own: along the other axis
    angle = math.degrees(math.atan2(b, a)) % 360
    nearest = round(angle / 90) * 90
    return nearest % 360 if abs(angle - nearest) <= _SKEW else None


def turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """Return a point in the frame in which text that is turned by so many degrees stands upright."""
    return {0: (x, y), 90: (y, -x), 180: (-x, -y), 270: (-y, x)}[turn]


def width_of(character: str) -> float:
    """Return the width of a character in shares of the type size, as far as that is known without its font."""
    if unicodedata.east_asian_width(character) in "WFA":  # A: as wide as Chinese in a Chinese font
        return 1.0
    if character in _NARROW:
        return 0.3
    if character in _WIDE:
        return 0.85
    return 0.65 if character.isupper() else 0.5


def numbers(text: str | None) -> list[float]:
    """Return the numbers in a list of the format, however they are separated."""
    found = (float(word) for word in _NUMBER.findall(text or ""))
    return [number if abs(number) < 1e9 else 0.0 for number in found]


def deltas(text: str | None, limit: int) -> list[float]:
    """Return a list of advances, with its shorthand for repeats (``g 3 5.5``) written out, up to ``limit``."""
    words = (text or "").replace("g", " g ").split()
    done: list[float] = []
    at = 0
    while at < len(words) and len(done) < limit:
        if words[at] == "g":
            count, step = [*words[at + 1 : at + 3], "", ""][:2]
            if count.isdecimal():
                done.extend(numbers(step)[:1] * min(int(count), limit - len(done)))
            at += 3
        else:
            done.extend(numbers(words[at])[:1])
            at += 1
    return done
