"""What repeats in the margins of a PDF's pages goes; what stands there once stays."""

import pytest
from pdf_maker import HEIGHT, LEFT, SONG, WIDTH, Draw, Sheet, make_pdf
from reportlab.lib.colors import Color, lightgrey

from corpus.parse.pdf.parser import parse_pdf

ROADS = (
    "为保障农村道路畅通，县交通运输局会同各乡镇对全县村道进行了普查，共登记村道三百二十条、"
    "桥梁四十一座，并逐条确定了养护责任人和养护标准。"
)
KINDS = "甲乙丙丁戊己庚辛壬癸"


def page_with(furniture: Draw) -> Draw:
    def draw(sheet: Sheet) -> None:
        furniture(sheet)
        sheet.paragraph(130, ROADS)
        sheet.paragraph(330, f"{KINDS[sheet.number % 10]}类村道名单另行公布。")

    return draw


def texts(furniture: Draw, pages: int = 4) -> list[str]:
    return [b.text for b in parse_pdf(make_pdf(*[page_with(furniture)] * pages)).blocks]


def body(pages: int = 4) -> list[str]:
    return [t for n in range(1, pages + 1) for t in (ROADS, f"{KINDS[n]}类村道名单另行公布。")]


@pytest.mark.parametrize(
    "number",
    [
        "— {0} —",
        "-{0}-",
        "－ {0} －",
        "第 {0} 页 共 4 页",
        "第{0}页",
        "{0}/4",
        "{0}",
        "Page {0} of 4",
        "· {0} ·",
    ],
)
def test_page_numbers_are_dropped(number: str) -> None:
    assert texts(lambda sheet: sheet.centred(800, number.format(sheet.number), 12)) == body()


def test_page_numbers_on_alternate_sides_and_from_any_start_are_dropped() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(LEFT if sheet.number % 2 else 480, 800, str(sheet.number + 16), 12)

    assert texts(draw) == body()


def test_chinese_and_roman_page_numbers_are_dropped() -> None:
    assert texts(lambda sheet: sheet.centred(800, f"第{'一二三四'[sheet.number - 1]}页", 12)) == body()
    assert texts(lambda s: s.centred(800, ("i", "ii", "iii", "iv")[s.number - 1], 12)) == body()


def test_the_number_of_a_single_page_is_dropped() -> None:
    assert texts(lambda sheet: sheet.centred(800, "— 1 —", 12), 1) == body(1)


def test_running_heads_are_dropped_with_what_stands_beside_them() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(LEFT, 50, "青石县人民政府公报", 10)
        sheet.right(50, f"2023年第4期 · {sheet.number}", 10)
        sheet.centred(800, str(sheet.number), 10)

    assert texts(draw) == body()


def test_heads_that_alternate_are_dropped() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(LEFT, 50, ("青石县人民政府公报", "县政府办公室文件选编")[sheet.number % 2], 10)

    assert texts(draw, 8) == body(8)


def test_a_line_that_stands_once_in_the_margin_stays() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(LEFT, 50, f"秘密等级：{KINDS[sheet.number + 3]}", 10)
        sheet.text(LEFT, 800, f"{KINDS[sheet.number]}印章", 10)

    assert sum("秘密等级" in text for text in texts(draw)) == 4
    assert sum("印章" in text for text in texts(draw)) == 4


def test_a_figure_that_does_not_count_pages_stays() -> None:
    years = (2019, 2023, 2011, 2020)
    found = texts(lambda sheet: sheet.text(LEFT, 800, str(years[sheet.number - 1]), 12))
    assert [int(text) for text in found if text.isdigit()] == list(years)


def test_a_title_that_every_page_begins_with_stays() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.centred(80, "户厕改造补助申请表", 22)

    assert texts(draw).count("户厕改造补助申请表") == 4


def test_a_body_line_at_the_same_place_on_every_page_stays() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.paragraph(100, "本页所列村道均已登记。")  # at the distance of a body line above the next

    def page(sheet: Sheet) -> None:
        draw(sheet)
        sheet.paragraph(128, ROADS)
        sheet.paragraph(330, f"{KINDS[sheet.number]}类村道名单另行公布。")

    found = [b.text for b in parse_pdf(make_pdf(*[page] * 4)).blocks]
    assert found.count("本页所列村道均已登记。") == 4


def test_watermarks_are_dropped() -> None:
    def slanting(sheet: Sheet) -> None:
        sheet.canvas.saveState()
        sheet.canvas.setFillColor(lightgrey)
        sheet.canvas.translate(WIDTH / 3, HEIGHT / 2)
        sheet.canvas.rotate(45)
        sheet.canvas.setFont(SONG, 60)
        sheet.canvas.drawString(0, 0, "内部资料")
        sheet.canvas.restoreState()

    def level(sheet: Sheet) -> None:
        sheet.canvas.saveState()
        sheet.canvas.setFillColor(Color(0.4, 0.4, 0.4, alpha=0.2))
        sheet.centred(140, "样本", 60)  # right across the text
        sheet.canvas.restoreState()

    assert texts(slanting) == body()
    assert texts(slanting, 1) == body(1)
    assert texts(level) == body()


def test_small_slanting_words_are_no_watermark() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.saveState()
        sheet.canvas.translate(200, 300)
        sheet.canvas.rotate(45)
        sheet.canvas.setFont(SONG, 9)
        sheet.canvas.drawString(0, 0, f"{KINDS[sheet.number]}乡里程")
        sheet.canvas.restoreState()

    assert sum("乡里程" in text for text in texts(draw)) == 4


def test_pale_text_that_does_not_repeat_stays() -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.setFillColor(lightgrey)
        sheet.centred(80, f"{KINDS[sheet.number]}编", 40)
        sheet.canvas.setFillColorRGB(0, 0, 0)

    assert sum(text.endswith("编") for text in texts(draw)) == 4
