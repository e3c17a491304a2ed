"""Make the golden slides: a title, a numbered list beside a table, a group, a hidden slide and speaker notes.

python tests/golden/make/pptx.py
"""

import sys
from pathlib import Path

GOLDEN = Path(__file__).parents[1]
sys.path = [
    path for path in sys.path if Path(path).resolve() != Path(__file__).parent
]  # this file is pptx too

from pptx import Presentation  # noqa: E402
from pptx.oxml import parse_xml  # noqa: E402
from pptx.oxml.ns import nsdecls  # noqa: E402
from pptx.util import Cm  # noqa: E402


def make(path: Path) -> None:
    """Write the slides."""
    deck = Presentation()
    cover = deck.slides.add_slide(deck.slide_layouts[0])
    cover.shapes.title.text = "青榆县政务服务\v培训提纲"
    cover.placeholders[1].text = "县政务服务中心 2031年3月"

    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "窗口受理"
    frame = slide.shapes.add_table(3, 3, Cm(13), Cm(5), Cm(11), Cm(4))
    table = frame.table
    for row, cells in enumerate(
        (("事项", "时限", "窗口"), ("户籍迁移", "5日", "3号"), ("身份证补领", "10日", ""))
    ):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    table.cell(1, 2).merge(table.cell(2, 2))
    steps = slide.shapes.add_textbox(Cm(1), Cm(5), Cm(11), Cm(6)).text_frame
    steps.text = "受理流程"
    for words in ("核对申请人身份", "查验材料是否齐全", "出具受理回执"):
        paragraph = steps.add_paragraph()
        paragraph.text = words
        paragraph._p.get_or_add_pPr().append(parse_xml(f'<a:buAutoNum {nsdecls("a")} type="ea1ChsPlain"/>'))
    group = slide.shapes.add_group_shape()
    for left, words in ((14, "咨询电话：0000-7654321"), (1, "地址：青榆县城关镇南街12号")):
        group.shapes.add_textbox(Cm(left), Cm(14), Cm(10), Cm(2)).text_frame.text = words
    slide.notes_slide.notes_text_frame.text = "只给讲课人看的话"

    hidden = deck.slides.add_slide(deck.slide_layouts[5])
    hidden.shapes.title.text = "未定稿的内容"
    hidden.element.set("show", "0")

    last = deck.slides.add_slide(deck.slide_layouts[1])
    last.shapes.title.text = "监督举报"
    last.placeholders[1].text = "对推诿拖延的，可拨打县纪委监委举报电话。"
    deck.save(path)


if __name__ == "__main__":
    make(GOLDEN / "training.pptx")
