"""Runs of text to lines in reading order: side by side on a baseline, newspaper columns one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.parse.ofd.page import is_gap
from corpus.parse.ofd.shapes import Run

_SAME_BASELINE = 0.4  # of the smaller type size
_PIECE_GAP = 1.5  # of the type size: what stands further apart may belong to different columns
_PARTED = 3.0  # of the type size: no line of a paragraph is stretched so far
_COLUMN_LINES = 5  # with text on both sides of a gutter; fewer are a form
_FULL = 0.8  # of a column's width: a line of prose
_MIN_COLUMN = 10  # characters of its type size that a column of prose is wide


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text on a page."""

    runs: tuple[Run, ...]
    column: int = 0  # of prose set in columns, counted from 1

    @property
    def text(self) -> str:
        """The text, with a space where the runs stand apart."""
        text = self.runs[0].text
        for before, after in pairwise(self.runs):
            ems = (after.x0 - before.x1) / max(min(before.size, after.size), 0.1)
            text += (" " if is_gap(before.text[-1], after.text[0], ems) else "") + after.text
        return text

    @property
    def x0(self) -> float:
        """The left end."""
        return self.runs[0].x0

    @property
    def x1(self) -> float:
        """The right end."""
        return max(run.x1 for run in self.runs)

    @property
    def y(self) -> float:
        """The baseline."""
        return self.runs[0].y

    @property
    def size(self) -> float:
        """The type size of most of its characters."""
        return max(self.runs, key=lambda run: len(run.text)).size

    @property
    def parted(self) -> bool:
        """Whether its runs stand so far apart that it is no line of a paragraph."""
        return any(b.x0 - a.x1 > _PARTED * self.size for a, b in pairwise(self.runs))

    @property
    def template(self) -> bool:
        """Whether all of it comes from a template."""
        return all(run.template for run in self.runs)


def joint(left: str, right: str) -> str:
    """Return what stands between two lines of one paragraph: a space between words of Latin letters, else nothing."""
    words = left[-1].isascii() and right[0].isascii() and right[0].isalpha() and left[-1] not in "-/_<>"
    return " " if words else ""


def lines_of(runs: Sequence[Run]) -> list[Line]:
    """Return the lines from top to bottom."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.y, run.x0)):
        row = next((row for row in reversed(rows[-4:]) if _on_one_line(row, run)), None)
        if row is None:
            rows.append([run])
        else:
            row.append(run)
    lines = [Line(tuple(sorted(row, key=lambda run: run.x0))) for row in rows]
    return sorted(lines, key=lambda line: line.y)


def _on_one_line(row: Sequence[Run], run: Run) -> bool:
    """Tell whether a run stands on the line that a row of runs has begun; a raised or lowered figure does."""
    first = row[0]
    small, large = sorted((first, run), key=lambda item: item.size)
    if abs(first.y - run.y) <= _SAME_BASELINE * small.size:
        return True
    return small.size < 0.75 * large.size and large.top <= small.top and small.bottom <= large.bottom + 0.2


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Return lines so that columns of prose are read one after the other."""
    ordered: list[Line] = []
    at = 0
    while at < len(lines):
        end, gutter = _columns(lines, at)
        if gutter is None:
            ordered.append(lines[at])
            at += 1
            continue
        for column, side in enumerate(_sides(lines[at:end], gutter), 1):
            ordered.extend(replace(line, column=line.column or column) for line in in_reading_order(side))
        at = end
    return ordered


def folded(runs: Sequence[Run], width: float) -> list[list[Run]]:
    """Return the runs of a sheet that is folded in the middle as its two halves; of another, as they are."""
    middle = width / 2
    left = [run for run in runs if run.x1 <= middle]
    right = [run for run in runs if run.x0 >= middle]
    if len(left) + len(right) < len(runs) or not left or not right:
        return [list(runs)]
    gutter = min(run.x0 for run in right) - max(run.x1 for run in left)
    crowded = sum(len(_gaps(line)) > 1 for line in lines_of(runs))  # rows of a wide table
    sides = (lines_of(left), lines_of(right))
    if gutter < 2 * max(run.size for run in runs) or 2 * crowded > min(map(len, sides)):
        return [list(runs)]
    return [left, right]


def _columns(lines: Sequence[Line], first: int) -> tuple[int, float | None]:
    """Return the end of a region of two columns that begins at a line, and a place in the gutter between them."""
    gaps = _gaps(lines[first])
    if not gaps:
        return first, None
    best: tuple[int, float | None] = (first, None)
    for gap in gaps:
        left, right = gap
        both = 0
        end = first
        for number in range(first, len(lines)):
            line = lines[number]
            inside = [(max(a, left), min(b, right)) for a, b in _gaps(line, (left, right))]
            wide = [(a, b) for a, b in inside if b - a >= 0.8 * line.size]
            if not wide:
                break
            left, right = max(wide, key=lambda item: item[1] - item[0])
            both += line.x0 < left and line.x1 > right
            end = number + 1
        if both >= _COLUMN_LINES and end > best[0] and _are_prose(lines[first:end], (left + right) / 2):
            best = (end, (left + right) / 2)
    return best


def _gaps(line: Line, around: tuple[float, float] | None = None) -> list[tuple[float, float]]:
    """Return the wide gaps of a line; with ``around``, also the white before and after it."""
    ends = [run.x1 for run in line.runs[:-1]]
    begins = [run.x0 for run in line.runs[1:]]
    found = [(a, b) for a, b in zip(ends, begins, strict=True) if b - a >= _PIECE_GAP * line.size]
    if around is not None:
        found += [(around[0], line.x0), (line.x1, around[1])]
    return found


def _sides(lines: Sequence[Line], gutter: float) -> tuple[list[Line], list[Line]]:
    runs = [run for line in lines for run in line.runs]
    left = [run for run in runs if run.x0 + run.x1 < 2 * gutter]
    right = [run for run in runs if run.x0 + run.x1 >= 2 * gutter]
    return lines_of(left), lines_of(right)


def _are_prose(lines: Sequence[Line], gutter: float) -> bool:
    """Tell columns of prose, whose lines are full, from the columns of a form or a table."""
    for column in _sides(lines, gutter):
        width = max(line.x1 for line in column) - min(line.x0 for line in column)
        size = max(line.size for line in column)
        full = [line for line in column if line.x1 - line.x0 >= _FULL * width]
        if width < _MIN_COLUMN * size or len(full) < len(column) / 2:
            return False
    return True
