"""Tables put together from rows that only say where their cells end."""

import itertools

from corpus.parse.edges import RowShape, TableBuilder
from corpus.parse.models import Block


def _builder() -> TableBuilder:
    return TableBuilder(itertools.count())


def _add_row(builder: TableBuilder, texts: list[str], shape: RowShape | None, depth: int = 1) -> None:
    for text in texts:
        assert builder.add([Block(text)] if text else [], depth) == []
        builder.end_cell(depth)
    builder.end_row(depth, shape)


def _shown(blocks: list[Block]) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    return [(b.text, b.row.columns, b.row.spans) for b in blocks if b.row]


def test_edges_that_nearly_meet_are_one_and_a_wide_cell_spans_what_is_below() -> None:
    builder = _builder()
    _add_row(builder, ["甲", "乙"], RowShape((0, 1000, 3000)))
    _add_row(builder, ["1", "2", "3"], RowShape((10, 990, 2000, 3030)))
    assert _shown(builder.finish()) == [("甲\t乙", (0, 1), (1, 2)), ("1\t2\t3", (0, 1, 2), (1, 1, 1))]


def test_a_row_that_begins_further_right_leaves_a_gap() -> None:
    builder = _builder()
    _add_row(builder, ["甲", "乙", "丙"], RowShape((0, 1000, 2000, 3000)))
    _add_row(builder, ["2", "3"], RowShape((1000, 2000, 3000)))
    assert _shown(builder.finish())[1] == ("2\t3", (1, 2), (1, 1))


def test_shapes_that_do_not_fit_and_rows_without_end_lose_no_text() -> None:
    builder = _builder()
    _add_row(builder, ["甲", "乙"], RowShape((3000, 1000)))
    builder.add([Block("丙")], 1)
    builder.end_cell(1)
    builder.add([Block("丁")], 1)
    assert [text for text, _, _ in _shown(builder.finish())] == ["甲\t乙", "丙\t丁"]


def test_a_deleted_row_is_not_shown() -> None:
    builder = _builder()
    _add_row(builder, ["甲", "乙"], RowShape((0, 1000, 2000), is_gone=True))
    _add_row(builder, ["丙", "丁"], RowShape((0, 1000, 2000)))
    assert [text for text, _, _ in _shown(builder.finish())] == ["丙\t丁"]


def test_the_next_paragraph_follows_the_table() -> None:
    builder = _builder()
    _add_row(builder, ["甲", "乙"], RowShape((0, 1000, 2000)))
    assert [block.text for block in builder.add([Block("后")], 0)] == ["甲\t乙", "后"]
    assert builder.finish() == []
