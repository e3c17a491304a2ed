"""Slides: the order in which shapes are read, numbers, tables, diagrams, and what is not shown."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.slide import Slide
from pptx.util import Cm

from corpus.errors import DamagedFile, FileTooLarge
from corpus.parse.models import Block
from corpus.parse.pptx.parser import parse_pptx

TITLE_ONLY = 5


def deck(*fill: Callable[[Slide], object], layout: int = TITLE_ONLY) -> bytes:
    """Return a file whose slides are filled by the functions given."""
    made = Presentation()
    for write in fill:
        write(made.slides.add_slide(made.slide_layouts[layout]))
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def box(slide: Slide, left: float, top: float, words: str, width: float = 8, height: float = 2):  # type: ignore[no-untyped-def]
    frame = slide.shapes.add_textbox(Cm(left), Cm(top), Cm(width), Cm(height)).text_frame
    frame.text = words
    return frame


def blocks(*fill: Callable[[Slide], object]) -> list[Block]:
    return list(parse_pptx(deck(*fill)).blocks)


def texts(*fill: Callable[[Slide], object]) -> list[str]:
    return [block.text for block in blocks(*fill)]


def test_titles_are_headings_and_slides_are_pages() -> None:
    def cover(slide: Slide) -> None:
        slide.shapes.title.text = "一"
        box(slide, 1, 8, "甲")

    def second(slide: Slide) -> None:
        box(slide, 1, 8, "乙")
        slide.shapes.title.text = "办事\v指南"

    found = blocks(cover, second)
    assert [(b.text, b.page, b.level > 0) for b in found] == [
        ("一", 1, True),
        ("甲", 1, False),
        ("办事指南", 2, True),
        ("乙", 2, False),
    ]


def test_shapes_are_read_from_top_to_bottom_and_left_to_right() -> None:
    def fill(slide: Slide) -> None:
        box(slide, 13, 5.3, "右上")
        box(slide, 1, 10, "左下")
        box(slide, 1, 5, "左上")

    assert texts(fill) == ["左上", "右上", "左下"]


def test_shapes_in_groups_stand_where_the_group_puts_them() -> None:
    def fill(slide: Slide) -> None:
        group = slide.shapes.add_group_shape()
        group.shapes.add_textbox(Cm(0), Cm(0), Cm(4), Cm(2)).text_frame.text = "组内"
        group.left, group.top, group.width, group.height = Cm(1), Cm(14), Cm(4), Cm(2)
        box(slide, 1, 8, "组上")

    assert texts(fill) == ["组上", "组内"]


def test_lines_and_paragraphs_of_a_text_box_are_blocks() -> None:
    assert texts(lambda slide: box(slide, 1, 5, "第一段\n第二段\v换行")) == ["第一段", "第二段", "换行"]


def number(paragraph, scheme: str, start: int = 1) -> None:  # type: ignore[no-untyped-def]
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<a:buAutoNum {nsdecls("a")} type="{scheme}" startAt="{start}"/>'))


def test_automatic_numbers_are_written_out() -> None:
    def fill(slide: Slide) -> None:
        frame = box(slide, 1, 5, "核对\n查验\n小项\n出具\n说明\n另起")
        for at, scheme in ((0, "ea1ChsPlain"), (1, "ea1ChsPlain"), (3, "ea1ChsPlain")):
            number(frame.paragraphs[at], scheme)
        frame.paragraphs[2].level = 1
        number(frame.paragraphs[2], "arabicParenBoth", 4)
        number(frame.paragraphs[5], "circleNumDbPlain")

    assert texts(fill) == ["一 核对", "二 查验", "(4) 小项", "三 出具", "说明", "① 另起"]


def test_merged_cells_of_a_table() -> None:
    def fill(slide: Slide) -> None:
        table = slide.shapes.add_table(3, 3, Cm(1), Cm(5), Cm(12), Cm(4)).table
        for row, words in enumerate((("事项", "时限", "窗口"), ("迁移", "5日", "3号"), ("补领", "10日", ""))):
            for column, word in enumerate(words):
                table.cell(row, column).text = word
        table.cell(1, 2).merge(table.cell(2, 2))

    found = blocks(fill)
    assert [b.text for b in found] == ["事项\t时限\t窗口", "迁移\t5日\t3号", "补领\t10日"]
    assert found[2].row is not None and found[2].row.beside == "3号"


def test_the_texts_of_a_diagram_are_read() -> None:
    points = "".join(
        f'<dgm:pt modelId="{i}" type="{kind}"><dgm:t><a:bodyPr/><a:p><a:r><a:t>{words}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for i, (kind, words) in enumerate(
            (("doc", ""), ("node", "申请"), ("sibTrans", "不显示"), ("node", "受理"))
        )
    )
    model = f'<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" {nsdecls("a")}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>'

    def fill(slide: Slide) -> None:
        part = Part(PackURI("/ppt/diagrams/data1.xml"), "application/xml", slide.part.package, model.encode())
        relation = slide.part.relate_to(part, RELATIONSHIP_TYPE.DIAGRAM_DATA)
        slide.shapes._spTree.append(
            parse_xml(
                f'<p:graphicFrame {nsdecls("p", "a", "r")}><p:nvGraphicFramePr><p:cNvPr id="9" name="图示"/><p:cNvGraphicFramePr/><p:nvPr/>'
                '</p:nvGraphicFramePr><p:xfrm><a:off x="0" y="3000000"/><a:ext cx="9" cy="9"/></p:xfrm><a:graphic><a:graphicData'
                ' uri="http://schemas.openxmlformats.org/drawingml/2006/diagram"><dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/'
                f'drawingml/2006/diagram" r:dm="{relation}"/></a:graphicData></a:graphic></p:graphicFrame>'
            )
        )

    assert texts(fill) == ["申请", "受理"]


def test_hidden_slides_notes_and_furniture_are_left_out() -> None:
    def hidden(slide: Slide) -> None:
        box(slide, 1, 5, "未定稿")
        slide.element.set("show", "0")

    def shown(slide: Slide) -> None:
        box(slide, 1, 5, "正文")
        slide.notes_slide.notes_text_frame.text = "只给讲课人看"
        number_box = next(p for p in slide.slide_layout.placeholders if p.placeholder_format.type == 13)
        slide.shapes.clone_placeholder(number_box)
        slide.placeholders[number_box.placeholder_format.idx].text = "2"

    assert [(b.text, b.page) for b in blocks(hidden, shown)] == [("正文", 2)]


@pytest.mark.data
@pytest.mark.slow
def test_pictures_on_a_slide_of_few_words_are_recognised(data: Path) -> None:
    parsed = parse_pptx((data / "formats" / "scanned" / "chatchat_ocr_test.pptx").read_bytes())
    found = [block.text for block in parsed.blocks]
    assert parsed.recognised
    assert found[:3] == ["我是文字", "我是表格1\t我是表格5", "我是表格3\t我是表格4"]
    assert "文本框" in "".join(found[3:])


def without(data: bytes, name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
    return buffer.getvalue()


def test_damaged_files_and_bombs_are_refused() -> None:
    whole = deck(lambda slide: box(slide, 1, 5, "正文"))
    for name in ("ppt/presentation.xml", "ppt/slides/slide1.xml", "ppt/_rels/presentation.xml.rels"):
        with pytest.raises(DamagedFile):
            parse_pptx(without(whole, name))
    with pytest.raises(DamagedFile):
        parse_pptx(whole[:-100])
    buffer = io.BytesIO(whole)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("ppt/media/bomb.bin", bytes(200 * 1024 * 1024))
    with pytest.raises(FileTooLarge):
        parse_pptx(buffer.getvalue())


def test_each_slide_is_a_sign_of_life() -> None:
    seen: list[int] = []
    parse_pptx(deck(*[lambda slide: box(slide, 1, 5, "正文")] * 3), lambda done, total: seen.append(done))
    assert seen == [0, 1, 2, 3]
