"""Ruled tables of a PDF, and those that run over its pages."""

import pytest
from pdf_maker import LEFT, Draw, Sheet, make_pdf

from corpus.parse.models import Block
from corpus.parse.pdf.parser import parse_pdf

HEADER = ["乡镇", "里程（公里）", "金额（万元）"]
ROWS = [["白石镇", "20.5", "3.20"], ["柳河乡", "31.0", "4.85"], ["松坪乡", "18.2", "2.96"]]
MORE = [["东岭镇", "12.0", "1.80"], ["西塘镇", "25.4", "3.77"]]
COLUMNS = [80, 200, 330, 460]


def blocks(*pages: Draw) -> list[Block]:
    return list(parse_pdf(make_pdf(*pages)).blocks)


def rows(found: list[Block]) -> list[str]:
    return [block.text for block in found if block.row is not None]


@pytest.mark.parametrize("sides", [True, False])
def test_a_ruled_table_is_rows_that_know_their_columns(sides: bool) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(LEFT, 80, "各乡镇补助金额如下：")
        y = sheet.table(100, [HEADER, *ROWS], COLUMNS, sides=sides)
        sheet.text(LEFT, y + 40, "本表自公布之日起执行。")

    found = blocks(draw)
    assert [b.text for b in found] == [
        "各乡镇补助金额如下：",
        *("\t".join(row) for row in [HEADER, *ROWS]),
        "本表自公布之日起执行。",
    ]
    row = found[3].row
    assert row is not None
    assert (row.is_header, row.columns, row.headings) == (False, (0, 1, 2), tuple(HEADER))


def test_merged_cells_cover_what_they_cover() -> None:
    def draw(sheet: Sheet) -> None:
        for y in (100, 148, 172, 196):
            sheet.line(80, y, 460, y)
        sheet.line(200, 124, 460, 124)
        for x in (80, 200, 460):
            sheet.line(x, 100, x, 196)
        sheet.line(330, 124, 330, 196)
        sheet.text(85, 125, "乡镇", 12)
        sheet.text(290, 116, "补助标准（元）", 12)
        sheet.text(205, 140, "村道", 12)
        sheet.text(335, 140, "组道", 12)
        for i, cells in enumerate((("白石镇", "1200", "800"), ("柳河乡", "1300", "900"))):
            for x, cell in zip((85, 205, 335), cells, strict=True):
                sheet.text(x, 164 + i * 24, cell, 12)

    found = blocks(draw)
    assert rows(found) == ["乡镇\t补助标准（元）", "村道\t组道", "白石镇\t1200\t800", "柳河乡\t1300\t900"]
    assert found[0].row is not None
    assert found[0].row.spans == (1, 2)
    assert found[2].row is not None
    assert found[2].row.headings == ("乡镇", "补助标准（元） 村道", "补助标准（元） 组道")


def test_a_cell_broken_by_its_width_is_joined_and_paragraphs_in_it_are_not() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.table(
            100,
            [
                ["项目", "说明", "金额"],
                ["农村公路日常养护\n补助", "按里程\n按考核", "3.20"],
                ["桥梁", "无", "1.00"],
            ],
            [80, 187, 330, 460],
        )

    assert rows(blocks(draw))[1] == "农村公路日常养护补助\t按里程 按考核\t3.20"


def test_letters_below_each_other_in_a_narrow_cell_are_a_word() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.table(
            100, [["责\n任\n单\n位", "县交通运输局", "王敏"], ["电\n话", "86801", "无"]], [80, 102, 330, 460]
        )

    assert rows(blocks(draw))[0] == "责任单位\t县交通运输局\t王敏"


def test_a_table_over_pages_is_one_and_repeats_no_header() -> None:
    def first(sheet: Sheet) -> None:
        sheet.text(LEFT, 80, "各乡镇补助金额如下：")
        sheet.table(680, [HEADER, *ROWS], COLUMNS)
        sheet.centred(810, "— 1 —", 10)

    def second(sheet: Sheet) -> None:
        y = sheet.table(80, [HEADER, *MORE], COLUMNS)
        sheet.text(LEFT, y + 60, "本表自公布之日起执行。")
        sheet.centred(810, "— 2 —", 10)

    found = blocks(first, second)
    assert rows(found) == ["\t".join(row) for row in [HEADER, *ROWS, *MORE]]
    assert {b.row.table for b in found if b.row} == {0}
    assert [b.page for b in found if b.row] == [1, 1, 1, 1, 2, 2]
    last = found[-2].row
    assert last is not None
    assert last.headings == tuple(HEADER)


def test_a_line_that_says_the_table_goes_on_is_dropped_with_the_header() -> None:
    def first(sheet: Sheet) -> None:
        sheet.table(680, [HEADER, *ROWS], COLUMNS)

    def second(sheet: Sheet) -> None:
        sheet.centred(70, "续表", 12)
        sheet.table(80, [HEADER, *MORE], COLUMNS)

    assert [b.text for b in blocks(first, second)] == ["\t".join(row) for row in [HEADER, *ROWS, *MORE]]


def test_a_row_that_the_page_cuts_is_one() -> None:
    columns = [80, 150, 330, 460]

    def first(sheet: Sheet) -> None:
        sheet.table(
            700,
            [
                ["序号", "工作内容", "责任单位"],
                ["1", "完善村道养护责任人名册并于\n六月底前逐条公示到村到组，", "县交通局"],
            ],
            columns,
        )

    def second(sheet: Sheet) -> None:
        sheet.table(80, [["", "接受群众监督。", ""], ["2", "报送资金使用情况。", "各乡镇"]], columns)

    assert rows(blocks(first, second)) == [
        "序号\t工作内容\t责任单位",
        "1\t完善村道养护责任人名册并于六月底前逐条公示到村到组，接受群众监督。\t县交通局",
        "2\t报送资金使用情况。\t各乡镇",
    ]


def test_a_cell_merged_over_the_page_break_counts_for_the_rows_after_it() -> None:
    columns = [80, 200, 330, 460]

    def first(sheet: Sheet) -> None:
        sheet.table(652, [["类别", "名称", "里程"]], columns)
        for y in (676, 724):
            sheet.line(80, y, 460, y)
        sheet.line(200, 700, 460, 700)
        for x in columns:
            sheet.line(x, 676, x, 724)
        sheet.text(85, 700, "县道", 12)
        for i, (name, length) in enumerate((("石柳线", "12.5"), ("石松线", "9.1"))):
            sheet.text(205, 692 + i * 24, name, 12)
            sheet.text(335, 692 + i * 24, length, 12)

    def second(sheet: Sheet) -> None:
        sheet.table(80, [["", "石岭线", "7.3"], ["乡道", "岭塘线", "4.4"]], columns)

    found = blocks(first, second)
    assert rows(found) == [
        "类别\t名称\t里程",
        "县道\t石柳线\t12.5",
        "石松线\t9.1",
        "石岭线\t7.3",
        "乡道\t岭塘线\t4.4",
    ]
    assert [b.row.beside for b in found if b.row] == ["", "", "县道", "县道", ""]


def test_the_rest_of_a_table_may_show_fewer_of_its_lines() -> None:
    def first(sheet: Sheet) -> None:
        sheet.table(680, [HEADER, *ROWS], COLUMNS)

    def second(sheet: Sheet) -> None:
        sheet.table(80, [["合计", "94.9万元"], ["备注", "按实有里程核定"]], [80, 200, 460])

    found = blocks(first, second)
    assert {b.row.table for b in found if b.row} == {0}
    last = found[-1].row
    assert last is not None
    assert (last.columns, last.spans) == ((0, 1), (1, 2))


def test_two_tables_with_text_between_stay_two() -> None:
    def first(sheet: Sheet) -> None:
        sheet.table(680, [HEADER, *ROWS], COLUMNS)

    def second(sheet: Sheet) -> None:
        sheet.text(LEFT, 80, "附件2 各乡镇桥梁补助金额")
        sheet.table(100, [HEADER, *MORE], COLUMNS)

    found = blocks(first, second)
    assert [b.row.table for b in found if b.row] == [0, 0, 0, 0, 1, 1, 1]


def test_a_table_on_each_page_with_other_columns_is_another() -> None:
    def first(sheet: Sheet) -> None:
        sheet.table(680, [HEADER, *ROWS], COLUMNS)

    def second(sheet: Sheet) -> None:
        sheet.table(80, [["名称", "电话"], ["办公室", "86801"], ["养护科", "86802"]], [80, 300, 500])

    assert {b.row.table for b in blocks(first, second) if b.row} == {0, 1}


def test_a_frame_around_text_is_no_table() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.rect(60, 100, 480, 700)
        sheet.paragraph(
            100, "为保障农村道路畅通，县交通运输局会同各乡镇对全县村道进行了普查，并逐条确定了养护责任人。"
        )

    found = blocks(draw)
    assert len(found) == 1
    assert found[0].row is None


def test_boxes_as_thin_as_lines_are_lines() -> None:
    def draw(sheet: Sheet) -> None:
        for y in (100, 124, 148):
            sheet.canvas.rect(80, 842 - y, 380, 0.5, stroke=0, fill=1)
        for x in (80, 200, 330, 460):
            sheet.canvas.rect(x, 842 - 148, 0.5, 48, stroke=0, fill=1)
        for i, row in enumerate((HEADER, ROWS[0])):
            for x, cell in zip(COLUMNS, row, strict=False):
                sheet.text(x + 5, 116 + i * 24, cell, 12)

    assert rows(blocks(draw)) == ["\t".join(HEADER), "\t".join(ROWS[0])]


def test_a_drawing_of_very_many_lines_is_left_alone() -> None:
    def draw(sheet: Sheet) -> None:
        for i in range(4_000):
            sheet.line(50 + i % 70 * 7, 60 + i // 70 * 12, 54 + i % 70 * 7, 60 + i // 70 * 12)
            sheet.line(50 + i % 70 * 7, 60 + i // 70 * 12, 50 + i % 70 * 7, 66 + i // 70 * 12)
        sheet.text(LEFT, 40, "村道分布图")

    assert [b.text for b in blocks(draw)] == ["村道分布图"]
