"""Lines of a PDF to paragraphs: reading order, joins, indents, pages."""

import pytest
from pdf_maker import HEIGHT, LEADING, LEFT, RIGHT, SANS, SIZE, SONG, Sheet, make_pdf
from reportlab.pdfbase.pdfmetrics import stringWidth

from corpus.parse.models import Block
from corpus.parse.pdf.glyphs import character_of
from corpus.parse.pdf.parser import parse_pdf
from corpus.parse.pdf.text import joined

ROADS = (
    "为保障农村道路畅通，县交通运输局会同各乡镇对全县村道进行了普查，共登记村道三百二十条、"
    "桥梁四十一座，并逐条确定了养护责任人和养护标准。"
)
FUNDS = (
    "养护资金由县财政按年度预算安排，乡镇应当在每年三月底以前报送上一年度资金的使用情况，"
    "逾期不报的，暂缓拨付当年资金；弄虚作假的，追回已经拨付的资金并予以通报。"
)


def blocks(*pages: object) -> list[Block]:
    return list(parse_pdf(make_pdf(*pages)).blocks)  # type: ignore[arg-type]


def texts(*pages: object) -> list[str]:
    return [block.text for block in blocks(*pages)]


def test_lines_are_read_by_position_not_by_the_order_of_the_file() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(LEFT, 300, "此件公开发布")
        sheet.paragraph(100, ROADS)
        sheet.text(LEFT, 60, "各乡镇人民政府：")

    assert texts(draw) == ["各乡镇人民政府：", ROADS, "此件公开发布"]


def test_an_indented_first_line_begins_a_paragraph() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.paragraph(sheet.paragraph(100, ROADS), FUNDS)

    assert texts(draw) == [ROADS, FUNDS]


def test_a_full_last_line_ends_its_paragraph_where_the_next_is_indented() -> None:
    full = (
        "全县村道养护经费按里程核定，由县交通运输局统一拨付到各乡"
        + "镇财政所专户管理，任何单位和个人不得截留挪用上述各项资金。"
    )

    def draw(sheet: Sheet) -> None:
        y = sheet.paragraph(100, full[: 25 + 27])
        sheet.paragraph(y, FUNDS)

    assert texts(draw) == [full[: 25 + 27], FUNDS]


def test_without_indents_the_short_last_line_ends_a_paragraph() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.paragraph(sheet.paragraph(100, ROADS, indent=0), FUNDS, indent=0)

    assert texts(draw) == [ROADS, FUNDS]


def test_numbers_and_blank_space_begin_paragraphs() -> None:
    def draw(sheet: Sheet) -> None:
        y = sheet.paragraph(100, "一、养护责任")
        y = sheet.paragraph(y, "（一）" + ROADS)
        y = sheet.paragraph(y, "（二）" + FUNDS)
        sheet.text(LEFT, y + LEADING, "特此通知")

    assert texts(draw) == ["一、养护责任", "（一）" + ROADS, "（二）" + FUNDS, "特此通知"]


def test_text_hangs_beside_its_number() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(LEFT, 100, "1.")
        y = sheet.paragraph(100, ROADS, left=LEFT + 2 * SIZE, indent=0)
        sheet.text(LEFT, y, "2.")
        sheet.paragraph(y, FUNDS, left=LEFT + 2 * SIZE, indent=0)

    assert texts(draw) == ["1. " + ROADS, "2. " + FUNDS]


def test_signature_and_date_stand_alone() -> None:
    def draw(sheet: Sheet) -> None:
        y = sheet.paragraph(100, ROADS) + LEADING
        sheet.right(y, "青石县人民政府办公室")
        sheet.right(y + LEADING, "2023年4月12日")

    assert texts(draw) == [ROADS, "青石县人民政府办公室", "2023年4月12日"]


def test_a_paragraph_over_a_page_is_one_block_that_knows_where_the_page_turns() -> None:
    def first(sheet: Sheet) -> None:
        sheet.paragraph(100, ROADS)
        sheet.paragraph(700, FUNDS, lines=2)

    def second(sheet: Sheet) -> None:
        y = sheet.paragraph(100, FUNDS, skip=2)
        sheet.paragraph(y, ROADS)

    first_roads, over, second_roads = blocks(first, second)
    assert (first_roads.text, second_roads.text) == (ROADS, ROADS)
    assert over.text == FUNDS
    assert (over.page, len(over.breaks)) == (1, 1)
    turn = over.breaks[0]
    assert over.text[turn:].startswith(FUNDS[25 + 27 :][:10])


def test_a_paragraph_that_ends_with_its_page_stays_apart_from_the_next() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.paragraph(sheet.paragraph(100, ROADS), FUNDS)

    assert [(b.page, b.text) for b in blocks(draw, draw)] == [(1, ROADS), (1, FUNDS), (2, ROADS), (2, FUNDS)]


def test_footnotes_stay_with_their_page() -> None:
    def first(sheet: Sheet) -> None:
        sheet.paragraph(100, ROADS)
        sheet.paragraph(650, FUNDS, lines=2)
        sheet.text(LEFT, 760, "① 里程以县交通运输局公布的数据为准。", 9)

    def second(sheet: Sheet) -> None:
        sheet.paragraph(sheet.paragraph(100, FUNDS, skip=2), ROADS)

    found = blocks(first, second)
    assert [(b.page, b.text) for b in found] == [
        (1, ROADS),
        (1, "① 里程以县交通运输局公布的数据为准。"),
        (1, FUNDS),
        (2, ROADS),
    ]
    assert len(found[2].breaks) == 1


@pytest.mark.parametrize("shift", [0, 7])
def test_two_columns_are_read_one_after_the_other(shift: int) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.centred(60, "村道普查情况通报", 22)
        for left, text in ((80, ROADS), (312, FUNDS)):
            y = sheet.paragraph(120 + (left > 80) * shift, text, left, left + 204, 12, leading=20)
            sheet.paragraph(y, text, left, left + 204, 12, leading=20)
        sheet.centred(500, "本刊编辑部")

    assert texts(draw) == ["村道普查情况通报", ROADS, ROADS, FUNDS, FUNDS, "本刊编辑部"]


def test_a_paragraph_goes_on_in_the_next_column() -> None:
    def draw(sheet: Sheet) -> None:
        y = sheet.paragraph(120, ROADS, 80, 284, 12, leading=20)
        sheet.paragraph(y, FUNDS, 80, 284, 12, leading=20, lines=3)
        y = sheet.paragraph(120, FUNDS, 312, 516, 12, leading=20, skip=3)
        sheet.paragraph(y, ROADS, 312, 516, 12, leading=20)

    assert texts(draw) == [ROADS, FUNDS, ROADS]


def test_words_that_stand_beside_each_other_are_no_columns() -> None:
    def draw(sheet: Sheet) -> None:
        for i, office in enumerate(("办公室", "财务科", "养护科", "工程科", "安全科", "法规科")):
            sheet.text(LEFT, 100 + i * LEADING, office)
            sheet.text(350, 100 + i * LEADING, f"电话：868010{i}")

    assert texts(draw)[:2] == ["办公室 电话：8680100", "财务科 电话：8680101"]


def test_three_columns_are_read_one_after_the_other() -> None:
    def draw(sheet: Sheet) -> None:
        for left, text in ((60, ROADS), (225, FUNDS), (390, ROADS)):
            sheet.paragraph(120, text, left, left + 140, 10, leading=16)

    assert texts(draw) == [ROADS, FUNDS, ROADS]


def test_figures_in_columns_without_rules_are_read_row_by_row() -> None:
    def draw(sheet: Sheet) -> None:
        for row in range(12):
            for column in range(6):
                sheet.text(60 + column * 80, 100 + row * 20, str(3170 + row * 11 + column * 101), 10)

    assert texts(draw)[:2] == ["3170 3271 3372 3473 3574 3675", "3181 3282 3383 3484 3585 3686"]
    assert len(texts(draw)) == 12


def test_english_lines_join_with_a_space_and_cut_words_without_their_hyphen() -> None:
    lines = [
        "The county maintains three hundred and twenty village roads and forty-one",
        "bridges in good condition. Every township reports the main-",
        "tenance of its roads.",
    ]

    def draw(sheet: Sheet) -> None:
        for i, line in enumerate(lines):
            sheet.text(LEFT, 100 + i * 16, line, 12, SANS)

    assert texts(draw) == [
        "The county maintains three hundred and twenty village roads and forty-one bridges in good"
        " condition. Every township reports the maintenance of its roads."
    ]


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("养护责任", "人名单", "养护责任人名单"),
        ("共登记", "320 条", "共登记320 条"),
        ("road", "maintenance", "road maintenance"),
        ("main-", "tenance", "maintenance"),
        ("2013-", "2015年", "2013-2015年"),
        ("COVID-", "19", "COVID-19"),
        ("见http://www.example.cn/a/", "b.html", "见http://www.example.cn/a/b.html"),
        ("的“十四五”", "规划", "的“十四五”规划"),
    ],
)
def test_how_two_lines_join(before: str, after: str, whole: str) -> None:
    assert joined(before, after) == whole


def test_figures_beside_han_are_not_spaced_and_words_are() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(LEFT, 100, "共登记 320 条村道，系统名称为 Road Keeper 平台")
        sheet.text(LEFT, 200, "1 总则")
        sheet.text(LEFT, 300, "联系人：王敏　　　电话：86801")

    assert texts(draw) == [
        "共登记320条村道，系统名称为 Road Keeper 平台",
        "1 总则",
        "联系人：王敏 电话：86801",
    ]


def test_spread_letters_are_one_word() -> None:
    def draw(sheet: Sheet) -> None:
        for i, letter in enumerate("青石县人民政府文件"):
            sheet.text(80 + i * 46, 100, letter, 30)
        sheet.paragraph(200, ROADS)

    assert texts(draw) == ["青石县人民政府文件", ROADS]


def test_letters_below_each_other_are_one_word() -> None:
    def draw(sheet: Sheet) -> None:
        for i, letter in enumerate("采购公告"):
            sheet.text(280, 200 + i * 50, letter, 36)

    assert texts(draw) == ["采购公告"]


def test_raised_figures_stay_apart_from_the_number_before() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(LEFT, 100, "面积共30m")
        sheet.text(LEFT + stringWidth("面积共30m", SONG, SIZE), 95, "2", 9)
        sheet.paragraph(200, ROADS)

    assert texts(draw)[0] == "面积共30m²"


def test_what_is_printed_twice_to_look_bold_is_read_once() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(LEFT, 100, "养护责任人名单")
        sheet.text(LEFT + 0.4, 100, "养护责任人名单")

    assert texts(draw) == ["养护责任人名单"]


def test_a_title_on_two_lines_is_one_heading() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.centred(80, "青石县人民政府办公室关于印发", 22)
        sheet.centred(115, "农村道路养护补助办法的通知", 22)
        sheet.centred(150, "青政办发〔2023〕17号")
        y = sheet.paragraph(200, "一、补助对象")
        y = sheet.paragraph(y, ROADS)
        sheet.paragraph(y, FUNDS)

    found = blocks(draw)
    assert [(b.level, b.text) for b in found[:3]] == [
        (1, "青石县人民政府办公室关于印发农村道路养护补助办法的通知"),
        (0, "青政办发〔2023〕17号"),
        (0, "一、补助对象"),  # numbered headings are found for all formats alike
    ]


def test_lines_of_contents_stay_apart() -> None:
    def draw(sheet: Sheet) -> None:
        for i, name in enumerate(("养护责任", "养护标准", "养护资金")):
            sheet.text(LEFT, 100 + i * LEADING, name + "…" * 20 + str(i + 3))

    assert len(texts(draw)) == 3


def test_signs_that_only_look_like_han_become_han() -> None:
    assert "".join(map(character_of, map(ord, "⼯作⼈⺠⻓ﬁ"))) == "工作人民长fi"
    assert character_of(0xF0B7) == "•"
    assert character_of(0x02) == "-"
    assert character_of(0xD800) == "\ufffd"


def test_the_edge_of_the_sheet_is_where_the_tests_think() -> None:
    assert RIGHT - LEFT == 27 * SIZE
    assert HEIGHT > 800
