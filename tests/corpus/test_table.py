"""Tables of any format: rows that know the headings above and beside them."""

from corpus.parse.models import Block
from corpus.parse.table import GridCell, table_blocks
from corpus.read import read


def rows(*lines: str) -> list[list[GridCell]]:
    return [[GridCell(cell) for cell in line.split("|")] for line in lines]


def headings(block: Block) -> tuple[str, ...]:
    assert block.row is not None
    return block.row.headings


def test_a_row_of_words_over_figures_is_the_header_of_its_columns() -> None:
    header, first, second = table_blocks(rows("乡镇|户数|资金(万元)", "青石镇|120|36", "白塔镇|98|29.5"), 0)
    assert header.row is not None
    assert header.row.is_header
    assert first.text == "青石镇\t120\t36"
    assert headings(first) == ("乡镇", "户数", "资金(万元)")
    assert headings(second) == headings(first)


def test_headings_of_several_rows_are_read_from_outside_inwards() -> None:
    grid = [
        [GridCell("乡镇", rows=2), GridCell("2013年", columns=2), GridCell("2014年", columns=2)],
        [GridCell("项目"), GridCell("资金"), GridCell("项目"), GridCell("资金")],
        [GridCell("青石镇"), GridCell("3"), GridCell("40"), GridCell("5"), GridCell("65")],
    ]
    blocks = table_blocks(grid, 0)
    assert [block.row.is_header for block in blocks if block.row] == [True, True, False]
    assert headings(blocks[2]) == ("乡镇", "2013年 项目", "2013年 资金", "2014年 项目", "2014年 资金")
    assert blocks[1].row is not None
    assert blocks[1].row.columns == (1, 2, 3, 4)


def test_a_cell_over_several_rows_stands_once_and_is_known_beside_the_others() -> None:
    grid = [
        [GridCell("片区"), GridCell("乡镇"), GridCell("户数")],
        [GridCell("东片", rows=2), GridCell("青石镇"), GridCell("12")],
        [GridCell("白塔镇"), GridCell("9")],
        [GridCell("西片"), GridCell("河口镇"), GridCell("7")],
    ]
    blocks = table_blocks(grid, 0)
    assert [block.text for block in blocks] == [
        "片区\t乡镇\t户数",
        "东片\t青石镇\t12",
        "白塔镇\t9",
        "西片\t河口镇\t7",
    ]
    assert [block.row.beside for block in blocks if block.row] == ["", "", "东片", ""]
    assert headings(blocks[2]) == ("乡镇", "户数")


def test_a_title_over_the_whole_width_is_no_heading_of_the_columns() -> None:
    grid = [[GridCell("各镇资金安排表", columns=3)], *rows("乡镇|户数|资金", "青石镇|1|2")]
    blocks = table_blocks(grid, 0)
    assert headings(blocks[2]) == ("乡镇", "户数", "资金")


def test_what_the_format_marks_as_header_is_one_even_with_figures() -> None:
    grid = [[GridCell("2013", is_header=True), GridCell("2014", is_header=True)], *rows("1|2", "3|4")]
    assert headings(table_blocks(grid, 0)[2]) == ("2013", "2014")


def test_labels_and_values_side_by_side_have_no_header() -> None:
    blocks = table_blocks(rows("姓名|方一鸣", "职务|镇长"), 0)
    assert [headings(block) for block in blocks] == [("", ""), ("", "")]


def test_tables_that_only_lay_out_a_page_are_paragraphs() -> None:
    assert table_blocks([[GridCell("一段话\n又一段话")], [GridCell("第三段话")]], 0) == [
        Block("一段话"),
        Block("又一段话"),
        Block("第三段话"),
    ]


def test_a_row_with_prose_is_paragraphs_unless_the_table_is_data() -> None:
    grid = [*rows("问|答", "短|短"), [GridCell("为什么"), GridCell("因" * 400)]]
    assert [b.text for b in table_blocks(grid, 0)][2:] == ["为什么", "因" * 400]
    assert [b.text for b in table_blocks(grid, 0, is_data=True)][2:] == ["为什么\t" + "因" * 400]


def test_empty_cells_at_the_ends_go_and_those_between_stay() -> None:
    blocks = table_blocks(rows("甲|乙|丙|丁", "|1||3", "||||", "4|||"), 0)
    assert [block.text for block in blocks] == ["甲\t乙\t丙\t丁", "1\t\t3", "4"]
    assert blocks[1].row is not None
    assert blocks[1].row.columns == (1, 2, 3)


def test_spans_beyond_all_reason_are_bounded() -> None:
    grid = [[GridCell("甲", columns=10**9, rows=10**9), GridCell("乙")], [GridCell("丙")]]
    assert [block.text for block in table_blocks(grid, 0)] == ["甲\t乙", "丙"]


def test_the_cells_of_a_document_are_slices_of_its_text() -> None:
    page = (
        "<html><body><h1>资金安排表</h1><table><tr><th>乡镇</th><th>资金\u200b（万元）</th></tr>"
        "<tr><td> 青石镇 </td><td>36</td></tr></table><p>以上资金已拨付到位，请专款专用。</p></body></html>"
    )
    draft = read(page.encode(), "a.html")
    (table,) = draft.tables
    assert draft.text[table.start : table.end] == "乡镇\t资金（万元）\n青石镇\t36"
    cells = [(draft.text[c.start : c.end], c.column, c.heading) for c in table.rows[1].cells]
    assert cells == [("青石镇", 0, "乡镇"), ("36", 1, "资金（万元）")] or cells == [
        ("青石镇", 0, "乡镇"),
        ("36", 1, "资金\u200b（万元）"),
    ]
