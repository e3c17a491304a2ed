"""Tables without rules: lines whose pieces stand below each other, as in invoices and statistics."""

from collections.abc import Sequence

from corpus.parse.ofd.lines import Line, joint
from corpus.parse.ofd.shapes import Run
from corpus.parse.table import GridCell

_HEAD_GAP = 1.5  # of the type size: headings that stand further apart head different columns
_CELL_GAP = 0.5  # the same for what stands below them
_SPREAD = 10  # so much further apart are the characters of a word that is spread out
_MIN_COLUMNS = 3
_MIN_ROWS = 3


def aligned_rows(lines: Sequence[Line]) -> list[list[GridCell]] | None:
    """Return lines as the rows of a table if they are one: its first line heads all columns, others fill some."""
    head = _pieces(lines[0]) if lines else []
    if len(lines) < 2 or len(head) < _MIN_COLUMNS:
        return None
    rows: list[list[str]] = []
    full = 0
    for line in lines:
        words: dict[int, str] = {}
        for piece in head if line is lines[0] else _pieces(line, _CELL_GAP):
            place = _column(piece, head)
            if place is None:
                return None
            words[place] = f"{words[place]} {_text(piece)}" if place in words else _text(piece)
        if len(words) == 1 and rows:  # the rest of what did not fit into a column
            ((column, text),) = words.items()
            above = rows[-1][column]
            rows[-1][column] = above + joint(above, text) + text if above else text
            continue
        full += len(words) >= _MIN_COLUMNS
        rows.append([words.get(column, "") for column in range(len(head))])
    if full < 2:
        return None
    return [[GridCell(text) for text in row] for row in rows]


def aligned_end(lines: Sequence[Line], first: int) -> int:
    """Return the end of the table without rules that begins at a line, or ``first`` if none does."""
    end = first
    least = _MIN_COLUMNS  # further rows may have empty cells
    while end < len(lines) and len(_pieces(lines[end])) >= least and lines[end].column == 0:
        end += 1
        least = 2
    while end - first >= _MIN_ROWS:
        if aligned_rows(lines[first:end]) is not None:
            return end
        end -= 1
    return first


def _pieces(line: Line, gap: float = _HEAD_GAP) -> list[list[Run]]:
    """Cut a line where its runs stand apart; single characters are a word that is spread out: 合 计."""
    pieces = [[line.runs[0]]]
    for run in line.runs[1:]:
        before = pieces[-1][-1]
        spread = len(run.text) == len(before.text) == 1 and run.text.isalpha() and not run.text.isascii()
        if run.x0 - before.x1 >= gap * line.size * (_SPREAD if spread else 1):
            pieces.append([run])
        else:
            pieces[-1].append(run)
    return pieces


def _text(piece: Sequence[Run]) -> str:
    return Line(tuple(piece)).text


def _column(piece: Sequence[Run], head: Sequence[Sequence[Run]]) -> int | None:
    """Return the column that a piece stands in: below its heading, or nearer to it than to the others."""
    x0, x1 = piece[0].x0, piece[-1].x1
    below = [i for i, other in enumerate(head) if x0 < other[-1].x1 and other[0].x0 < x1]
    if len(below) > 1:
        return None
    if below:
        return below[0]
    middle = (x0 + x1) / 2
    return min(range(len(head)), key=lambda i: abs((head[i][0].x0 + head[i][-1].x1) / 2 - middle))
