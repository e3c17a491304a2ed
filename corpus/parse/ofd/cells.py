"""A cell of a ruled table, its lines of text, and rows that no rule parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.parse.ofd.lines import Line, joint, lines_of
from corpus.parse.ofd.shapes import Run
from corpus.parse.table import GridCell

_PADDING = 1.5  # mm between text and the border
_SAME_BASELINE = 0.5  # of the type size
_FIGURE = re.compile(r"[\d.,%％¥￥+\-—*\s]+")
_MIN_PARTED = 3  # cells side by side whose lines show that a row is several


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell between rules. Its runs are put in once the grid stands."""

    row: int
    column: int
    rows: int
    columns: int
    x0: float
    x1: float
    runs: list[Run] = field(default_factory=list)

    def add(self, run: Run, start: int, end: int) -> None:
        """Put the characters from ``start`` to ``end`` of a run into the cell."""
        if (start, end) != (0, len(run.text)):
            x1 = run.x1 if end == len(run.text) else run.starts[end]
            run = replace(run, text=run.text[start:end], starts=run.starts[start:end], x1=x1)
        if run.text.strip():
            self.runs.append(run)

    @property
    def lines(self) -> list[Line]:
        """Its lines from top to bottom."""
        return lines_of(self.runs)

    @property
    def is_label(self) -> bool:
        """Whether it holds a label that is written downwards, as one run or a character a line."""
        if any(len(run.text) > 1 and run.starts[0] == run.starts[-1] for run in self.runs):
            return True
        texts = [line.text for line in self.lines]
        return 1 < len(set(texts)) == len(texts) and all(len(t) == 1 and t.isalpha() for t in texts)

    def is_full(self, line: Line) -> bool:
        """Tell a line after which there was no room for one more character."""
        return line.x1 - line.x0 + line.size + 2 * _PADDING > self.x1 - self.x0


def grid_rows(cells: Sequence[Cell], rows: int) -> list[list[GridCell]]:
    """Return the cells of a grid row by row; a ruled row that holds several rows of text becomes several."""
    starting: list[list[Cell]] = [[] for _ in range(rows)]
    for cell in cells:
        starting[cell.row].append(cell)
    parts = [_parts([cell for cell in row if cell.rows == 1 and not cell.is_label]) for row in starting]
    done: list[list[GridCell]] = []
    for number, row in enumerate(starting):
        cuts = parts[number]
        for part in range(max(1, len(cuts))):
            here = []
            for cell in row:
                high = sum(max(1, len(parts[r])) for r in range(cell.row, cell.row + cell.rows))
                if cell.rows > 1 or cell.is_label or not cuts:
                    if part == 0:
                        here.append(GridCell(_joined(cell, cell.lines), cell.columns, high))
                    continue
                lines = [line for line in cell.lines if _part_of(line, cuts) == part]
                here.append(GridCell(_joined(cell, lines), cell.columns))
            done.append(here)
    return done


def _part_of(line: Line, cuts: Sequence[float]) -> int:
    slack = _SAME_BASELINE * line.size
    return max((i for i, y in enumerate(cuts) if line.y >= y - slack), default=0)


def _parts(row: Sequence[Cell]) -> list[float]:
    """Return the baselines at which rows of text begin in a ruled row; fewer than two: it is one row.

    A new row begins where several cells have a line, and hardly one of these runs on from the line above it.
    """
    lines = [cell.lines for cell in row]
    if len(row) < _MIN_PARTED:
        return []
    cuts: list[float] = []
    for y in _baselines(lines):
        begun = continued = 0
        for cell, own in zip(row, lines, strict=True):
            at = next(
                (i for i, line in enumerate(own) if abs(line.y - y) <= _SAME_BASELINE * line.size), None
            )
            if at is not None:
                begun += 1
                continued += at > 0 and cell.is_full(own[at - 1]) and not _FIGURE.fullmatch(own[at].text)
        if not cuts or (begun >= 2 and 2 * continued < begun):
            cuts.append(y)
    return cuts if len(cuts) > 1 else []


def _baselines(cells: Sequence[Sequence[Line]]) -> list[float]:
    """Return the heights at which some cell has a line."""
    baselines: list[float] = []
    for line in sorted((line for lines in cells for line in lines), key=lambda line: line.y):
        if not baselines or line.y - baselines[-1] > _SAME_BASELINE * line.size:
            baselines.append(line.y)
    return baselines


def _joined(cell: Cell, lines: Sequence[Line]) -> str:
    """Return the text of a cell: lines that were only wrapped are one paragraph."""
    text = ""
    for number, line in enumerate(lines):
        if number:
            before = lines[number - 1]
            wrapped = cell.is_full(before) or len(before.text) == len(line.text) == 1
            text += joint(text, line.text) if wrapped else "\n"
        text += line.text
    return text
