"""Ruled tables found by their lines, drawn here without any text."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from corpus.parse.ocr_cells import table_rows
from corpus.parse.ocr_engine import Pixels
from corpus.parse.ocr_order import Piece
from corpus.parse.ocr_ruling import RuledTable, find_tables

Segment = tuple[int, int, int, int]
FRAME: tuple[Segment, ...] = (
    (100, 100, 700, 100),
    (100, 300, 700, 300),
    (100, 100, 100, 300),
    (700, 100, 700, 300),
)
ROWS: tuple[Segment, ...] = ((100, 150, 700, 150), (100, 200, 700, 200), (100, 250, 700, 250))
COLUMNS: tuple[Segment, ...] = ((300, 100, 300, 300), (500, 100, 500, 300))


def drawn(segments: Sequence[Segment], width: int = 2) -> Pixels:
    image = Image.new("RGB", (1000, 1400), "white")
    for segment in segments:
        ImageDraw.Draw(image).line(segment, fill="black", width=width)
    return np.array(image)


def shape(table: RuledTable) -> list[tuple[int, int, int, int]]:
    return [(c.row, c.column, c.rows, c.columns) for c in table.cells]


def test_a_full_grid_has_every_cell() -> None:
    (table,) = find_tables(drawn((*FRAME, *ROWS, *COLUMNS)))
    assert shape(table) == [(r, c, 1, 1) for r in range(4) for c in range(3)]


def test_thin_lines_of_a_poor_scan_are_enough() -> None:
    pixels = drawn((*FRAME, *ROWS, *COLUMNS), width=1)
    pixels[100:301, 220:226] = 255  # a fold has taken a bit of every rule
    (table,) = find_tables(pixels)
    assert len(table.cells) == 12


def test_merged_cells_cover_rows_and_columns() -> None:
    (table,) = find_tables(
        drawn(
            (*FRAME, (300, 150, 700, 150), (100, 200, 700, 200), (300, 100, 300, 300), (500, 150, 500, 300))
        )
    )
    assert shape(table) == [
        (0, 0, 2, 1),
        (0, 1, 1, 2),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
        (2, 0, 1, 1),
        (2, 1, 1, 1),
        (2, 2, 1, 1),
    ]


def test_a_table_open_at_its_sides_is_closed() -> None:
    (table,) = find_tables(drawn((*FRAME[:2], *ROWS, *COLUMNS)))
    assert len(table.cells) == 12


def test_a_double_frame_is_no_row() -> None:
    outer = ((92, 92, 708, 92), (92, 308, 708, 308), (92, 92, 92, 308), (708, 92, 708, 308))
    (table,) = find_tables(drawn((*outer, *FRAME, *ROWS, *COLUMNS)))
    assert len(table.cells) == 12


def test_two_tables_are_two() -> None:
    lower = [(x0, y0 + 500, x1, y1 + 500) for x0, y0, x1, y1 in (*FRAME, *ROWS, *COLUMNS)]
    assert len(find_tables(drawn((*FRAME, *ROWS, *COLUMNS, *lower)))) == 2


def test_rules_and_frames_that_hold_no_grid_are_no_table() -> None:
    assert find_tables(drawn((*FRAME, *ROWS))) == []  # one column
    assert find_tables(drawn((*FRAME, *COLUMNS))) == []  # one row
    assert find_tables(drawn(((100, 100, 900, 100),))) == []  # under a letterhead


def test_the_edges_of_a_sheet_on_a_desk_are_no_table() -> None:
    desk = Image.new("RGB", (1000, 1400), (110, 100, 90))
    for left, top, right, bottom in ((20, 30, 980, 1370), (100, 400, 600, 500), (350, 500, 900, 620)):
        shade = "white" if left == 20 else (205, 205, 205)  # shaded boxes on the sheet
        ImageDraw.Draw(desk).rectangle((left, top, right, bottom), fill=shade)
    assert find_tables(np.array(desk)) == []


def test_text_goes_to_its_cell_and_empty_cells_keep_their_place() -> None:
    (table,) = find_tables(drawn((*FRAME, *ROWS, *COLUMNS)))
    pieces = [
        Piece("甲", 110, 105, 140, 125),
        Piece("丙", 510, 105, 540, 125),
        Piece("上行", 310, 152, 360, 172),
        Piece("下行", 310, 176, 360, 196),
    ]
    rows = [[cell.text for cell in row] for row in table_rows(table, pieces)]
    assert rows == [["甲", "", "丙"], ["", "上行下行", ""], ["", "", ""], ["", "", ""]]
