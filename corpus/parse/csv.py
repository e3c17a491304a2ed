"""Separated values (csv, tsv) to table rows; a list of lines that is no table stays a list of lines."""

import csv
import io
from collections import Counter

from corpus.encoding import decode
from corpus.errors import DamagedFile, FileTooLarge
from corpus.parse.models import Block, Parsed, Progress, no_progress
from corpus.parse.table import GridCell, table_blocks

# separator -> the share of rows that it must cut alike: those of prose have to fit all
_SEPARATORS = {",": 0.5, "\t": 0.5, ";": 0.5, "|": 0.9, "，": 1.0, "；": 1.0}
_SAMPLE = 100_000  # characters that the separator is told from
_SAMPLE_ROWS = 200
_MAX_CELLS = 5_000_000
_PROGRESS_ROWS = 10_000


def parse_csv(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return the rows of the table; if it has but one column, its lines."""
    text, _ = decode(data)
    separator = _separator(text)
    if separator is None:
        return Parsed(tuple(Block(line.strip()) for line in text.splitlines() if line.strip()), "text/csv")
    rows = _rows(text, separator, progress)
    title = 0
    while title < len(rows) and sum(map(bool, rows[title])) == 1:  # lines above the table
        title += 1
    above = tuple(Block(cell) for row in rows[:title] for cell in row if cell)
    table = table_blocks([[GridCell(cell) for cell in row] for row in rows[title:]], table=0, is_data=True)
    return Parsed((*above, *table), "text/csv")


def _rows(text: str, separator: str, progress: Progress) -> list[list[str]]:
    """Return the rows that are not blank, without the empty cells after the last filled one."""
    limit = csv.field_size_limit(len(text) + 1)  # one cell may be long: an unclosed quote takes the rest
    rows: list[list[str]] = []
    cells = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator)):
            stripped = [cell.strip() for cell in row]
            while stripped and not stripped[-1]:
                stripped.pop()
            cells += len(stripped)
            if cells > _MAX_CELLS:
                raise FileTooLarge(f"表格过大（超过 {_MAX_CELLS // 10_000} 万个单元格），未读取。")
            if stripped:
                rows.append(stripped)
            if number % _PROGRESS_ROWS == 0:
                progress(0, 1)
    except csv.Error as error:
        raise DamagedFile("表格的引号或分隔符有误，无法读取。") from error
    finally:
        csv.field_size_limit(limit)
    return rows


def _separator(text: str) -> str | None:
    """Return the separator that cuts most rows into the same number of cells; ``None``: the text is no table."""
    sample = text[:_SAMPLE]
    best: tuple[float, int] = (0.0, 0)
    found = None
    for separator, least in _SEPARATORS.items():
        try:
            rows = [
                row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if any(row)
            ]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows[:_SAMPLE_ROWS])
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
        share = count / max(1, len(rows[:_SAMPLE_ROWS]))
        if width > 1 and share >= least and (share, width) > best:
            best, found = (share, width), separator
    return found
