"""Word documents: what stands in the file, and what a reader sees."""

import pytest
from word_maker import (
    cell,
    definition,
    head_part,
    instance,
    level,
    paragraph,
    row,
    run,
    section_of,
    style,
    table,
    word_blocks,
    word_file,
    word_texts,
)

from corpus.read import read

_BY = 'w:id="1" w:author="a"'


# --- revisions, controls, hidden text


def test_insertions_are_kept_and_deletions_dropped() -> None:
    body = paragraph(
        run("补助标准为")
        + f"<w:del {_BY}><w:r><w:delText>五百</w:delText></w:r></w:del>"
        + f"<w:ins {_BY}>{run('八百')}</w:ins>"
        + f"<w:moveFrom {_BY}>{run('元整')}</w:moveFrom>"
        + f"<w:moveTo {_BY}>{run('元')}</w:moveTo>"
    )
    assert word_texts(body) == ["补助标准为八百元"]


def test_a_paragraph_whose_end_was_deleted_runs_on_into_the_next() -> None:
    gone = f"<w:rPr><w:del {_BY}/></w:rPr>"
    body = paragraph("按月发放，", properties=gone) + paragraph("每月十日到账。") + paragraph("末段")
    assert word_texts(body) == ["按月发放，每月十日到账。", "末段"]


def test_a_paragraph_deleted_whole_leaves_no_number() -> None:
    gone = f"<w:rPr><w:del {_BY}/></w:rPr>"
    deleted = f"<w:del {_BY}><w:r><w:delText>旧条文</w:delText></w:r></w:del>"
    body = (
        paragraph("甲", number=(1, 0))
        + paragraph(deleted, number=(1, 0), properties=gone)
        + paragraph("乙", number=(1, 0))
    )
    numbering = definition(1, level(0, "decimal", "%1.")) + instance(1, 1)
    assert word_texts(body, numbering=numbering) == ["1. 甲", "2. 乙"]


def test_a_large_first_letter_belongs_to_its_paragraph() -> None:
    body = paragraph("望", properties='<w:framePr w:dropCap="drop" w:lines="2"/>') + paragraph(
        "川县地处山区。"
    )
    assert word_texts(body) == ["望川县地处山区。"]


def test_content_controls_of_every_kind_are_read() -> None:
    def control(content: str, properties: str = "") -> str:
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    body = (
        control(paragraph("块级"))
        + paragraph(run("行内：") + control(run("填写的内容")))
        + control(paragraph(control(run("请单击此处"), "<w:showingPlcHdr/>")))
        + table(control(row(cell("项目"), control(cell("金额")))), row(cell("甲"), cell("3")), columns=2)
    )
    assert word_texts(body) == ["块级", "行内：填写的内容", "项目\t金额", "甲\t3"]


def test_hidden_text_is_dropped_wherever_it_is_said() -> None:
    styles = style("Secret", "secret", kind="character", more="<w:rPr><w:vanish/></w:rPr>") + style(
        "Below", "below", kind="character", more='<w:basedOn w:val="Secret"/>'
    )
    body = paragraph(
        run("见")
        + run("隐", "<w:vanish/>")
        + run("藏", '<w:rStyle w:val="Below"/>')
        + run("显", '<w:rStyle w:val="Secret"/><w:vanish w:val="0"/>')
    )
    assert word_texts(body, styles=styles) == ["见显"]


# --- text boxes


def _box(text: str) -> str:
    return f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"


def test_a_text_box_that_is_stored_twice_is_read_once() -> None:
    both = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{_box("框内")}</wps:txbx>'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{_box('框内')}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert word_texts(paragraph(both + run("正文"))) == ["框内", "正文"]
    assert word_texts(paragraph(run("正文") + both)) == ["正文", "框内"]


def test_old_text_boxes_and_word_art_are_read_but_no_watermark() -> None:
    body = paragraph(
        f"<w:r><w:pict><v:group><v:shape><v:textbox>{_box('旧框')}</v:textbox></v:shape></v:group></w:pict></w:r>"
        '<w:r><w:pict><v:shape id="a"><v:textpath string="望川县人民政府"/></v:shape></w:pict></w:r>'
        '<w:r><w:pict><v:shape id="PowerPlusWaterMarkObject1"><v:textpath string="内部资料"/></v:shape>'
        "</w:pict></w:r>"
    )
    assert word_texts(body) == ["旧框", "望川县人民政府"]


# --- inside a paragraph


def test_breaks_tabs_and_signs() -> None:
    body = paragraph(
        "<w:r><w:t>第一行</w:t><w:br/><w:t>项目</w:t><w:tab/><w:tab/><w:t>金额</w:t><w:noBreakHyphen/>"
        '<w:t>a\nb</w:t><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Symbol" w:char="F0B3"/>'
        '<w:sym w:font="Arial" w:char="2605"/><w:sym w:font="Webdings" w:char="F021"/></w:r>'
    )
    assert word_texts(body) == ["第一行", "项目 金额-a b☑≥★"]


def test_signs_of_symbol_fonts_are_found_by_the_font() -> None:
    body = paragraph(run("\uf0fe同意\uf021", '<w:rFonts w:ascii="Wingdings"/>') + run("\uf0d3", "<w:b/>"))
    assert word_texts(body) == ["☑同意©"]


def test_raised_figures_do_not_run_into_others() -> None:
    up = '<w:vertAlign w:val="superscript"/>'
    body = paragraph(
        run("10") + run("4", up) + run("吨CO") + run("2", '<w:vertAlign w:val="subscript"/>') + run("注", up)
    )
    assert word_texts(body) == ["10⁴吨CO₂注"]


def test_a_phonetic_guide_gives_its_words_only() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('wàng')}</w:rt><w:rubyBase>{run('望')}</w:rubyBase></w:ruby></w:r>"
    assert word_texts(paragraph(ruby + run("川"))) == ["望川"]


def test_formulas_stay_readable() -> None:
    def math(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    body = paragraph(
        f"<m:oMath>{math('增长率=')}<m:f><m:num>{math('本年')}</m:num><m:den>{math('上年')}</m:den></m:f>"
        f"<m:sSup><m:e>{math('x')}</m:e><m:sup>{math('2')}</m:sup></m:sSup></m:oMath>"
    )
    assert word_texts(body) == ["增长率=本年/上年x^2"]


def _turn(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _instruction(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def test_fields_show_their_results() -> None:
    nested = _turn("begin") + _instruction("PAGE") + _turn("separate") + run("99") + _turn("end")
    body = (
        paragraph(
            run("共")
            + _turn("begin")
            + _instruction("IF ")
            + nested
            + _turn("separate")
            + run("12")
            + _turn("end")
            + run("项")
        )
        + paragraph(f'<w:fldSimple w:instr="DATE">{run("2031年")}</w:fldSimple>')
        + paragraph('<w:hyperlink w:anchor="a">' + run("链接") + "</w:hyperlink>")
    )
    assert word_texts(body) == ["共12项", "2031年", "链接"]


def test_a_field_that_never_ends_costs_its_paragraph_alone() -> None:
    assert word_texts(paragraph(_turn("begin") + run("没有结束")) + paragraph("后文")) == ["后文"]


def test_fields_whose_instruction_is_shown() -> None:
    def shown(instruction: str) -> str:
        return _turn("begin") + _instruction(instruction) + _turn("end")

    body = paragraph(
        run("见") + shown(" eq \\o\\ac(○,3)") + shown("EQ \\f(1,2)") + shown(" eq \\o\\ac(○,印) ")
    )
    assert word_texts(body) == ["见③1/2印"]


# --- notes


def _note(kind: str, number: int, text: str) -> str:
    return f'<w:{kind} w:id="{number}">{paragraph(f"<w:r><w:{kind}Ref/></w:r>" + run(" " + text))}</w:{kind}>'


def test_notes_stand_after_the_paragraph_that_refers_to_them() -> None:
    def refer(kind: str, number: int, more: str = "") -> str:
        return f'<w:r><w:{kind}Reference {more} w:id="{number}"/></w:r>'

    body = (
        paragraph(run("受益户数达85") + refer("footnote", 3) + run("户。"))
        + paragraph(
            run("资金来源") + refer("endnote", 2) + refer("footnote", 4, 'w:customMarkFollows="1"') + run("*")
        )
        + table(
            row(cell("乡镇"), cell(paragraph(run("户数") + refer("footnote", 5)))),
            row(cell("甲"), cell("3")),
            columns=2,
        )
        + paragraph("完")
    )
    texts = word_texts(
        body,
        footnotes='<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        + _note("footnote", 3, "截至年底。")
        + f'<w:footnote w:id="4">{paragraph("* 含配套。")}</w:footnote>'
        + _note("footnote", 5, "不含外出。"),
        endnotes=_note("endnote", 2, "据决算。"),
    )
    assert texts == [
        "受益户数达85[1]户。",
        "[1] 截至年底。",
        "资金来源[i]*",
        "[i] 据决算。",
        "* 含配套。",
        "乡镇\t户数[2]",
        "甲\t3",
        "[2] 不含外出。",
        "完",
    ]


def test_the_marks_of_notes_follow_the_settings() -> None:
    body = paragraph(run("甲") + '<w:r><w:footnoteReference w:id="3"/></w:r>')
    settings = '<w:footnotePr><w:numFmt w:val="decimalEnclosedCircle"/><w:numStart w:val="4"/></w:footnotePr>'
    assert word_texts(body, footnotes=_note("footnote", 3, "乙"), settings=settings) == ["甲④", "④ 乙"]


# --- running heads


@pytest.mark.parametrize("number", ["— 3 —", "第 1 页 共 12 页", "Page 1 of 3", "第一页", "-iv-", "3/12"])
def test_a_letterhead_comes_first_and_page_numbers_go(number: str) -> None:
    body = paragraph("关于印发办法的通知") + section_of(
        head_part("header", "header1", "first")
        + head_part("header", "header2")
        + head_part("footer", "footer1"),
        "<w:titlePg/>",
    )
    texts = word_texts(
        body,
        header1=paragraph("望川县人民政府文件"),
        header2=paragraph("关于印发办法的通知") + paragraph("望川县人民政府文件"),
        footer1=paragraph(number)
        + paragraph(run("地址：望川县城关镇新街1号") + "<w:r><w:tab/></w:r>" + run("第 3 页 共 9 页")),
    )
    assert texts == ["望川县人民政府文件", "关于印发办法的通知", "地址：望川县城关镇新街1号"]


def test_a_running_head_that_no_page_shows_is_left_out() -> None:
    body = paragraph("正文") + section_of(
        head_part("header", "header1", "first") + head_part("header", "header2", "even")
    )
    assert word_texts(body, header1=paragraph("首页"), header2=paragraph("偶数页")) == ["正文"]


def test_a_running_head_stands_before_its_own_section() -> None:
    body = (
        paragraph("通知正文")
        + paragraph("", properties=section_of(head_part("header", "header1")))
        + paragraph("申请表")
        + section_of(head_part("header", "header2"))
    )
    texts = word_texts(body, header1=paragraph("望川县水务局"), header2=paragraph("附件一"))
    assert texts == ["望川县水务局", "通知正文", "附件一", "申请表"]


# --- headings


def test_heading_levels_come_from_outlines_names_and_parents() -> None:
    styles = (
        style("Normal", "Normal")
        + style("a3", "Title")
        + style("1", "heading 1")
        + style("x2", "标题 2")
        + style("own", "自定义", more='<w:basedOn w:val="x2"/>')
        + style("out", "列表", '<w:outlineLvl w:val="2"/>')
        + style("body", "正文二", '<w:outlineLvl w:val="9"/>', more='<w:basedOn w:val="1"/>')
    )
    body = (
        paragraph("某某办法", "a3")
        + paragraph("甲", "1")
        + paragraph("乙", "x2")
        + paragraph("丙", "own")
        + paragraph("丁", "out")
        + paragraph("戊", "body")
        + paragraph("己", "own", properties='<w:outlineLvl w:val="0"/>')
        + paragraph("庚", "missing")
    )
    levels = [(block.text, block.level) for block in word_blocks(body, styles=styles)]
    assert levels == [
        ("某某办法", 1),
        ("甲", 2),
        ("乙", 3),
        ("丙", 3),
        ("丁", 4),
        ("戊", 0),
        ("己", 2),
        ("庚", 0),
    ]


def test_a_style_that_is_its_own_ancestor_is_survived() -> None:
    styles = style("a", "a", more='<w:basedOn w:val="b"/>') + style("b", "b", more='<w:basedOn w:val="a"/>')
    assert word_texts(paragraph("文", "a"), styles=styles) == ["文"]


def test_a_sentence_in_a_heading_style_is_no_heading_and_a_title_on_two_lines_is_one() -> None:
    styles = style("1", "heading 1")
    body = (
        paragraph("<w:r><w:t>望川县人民政府</w:t><w:br/><w:t>关于供水的通知</w:t></w:r>", "1")
        + paragraph("各乡镇要提高认识，加强领导。", "1")
        + paragraph("长" * 120, "1")
    )
    levels = [(block.text[:20], block.level) for block in word_blocks(body, styles=styles)]
    assert levels == [
        ("望川县人民政府关于供水的通知", 1),
        ("各乡镇要提高认识，加强领导。", 0),
        ("长" * 20, 0),
    ]


def test_the_first_chapter_is_not_taken_for_the_title() -> None:
    styles = style("1", "heading 1")
    body = paragraph("望川县供水管理办法") + paragraph("第一章 总则", "1") + paragraph("第二章 附则", "1")
    draft = read(word_file(body, styles=styles), "a.docx")
    assert draft.metadata.title == "望川县供水管理办法"
    assert [section.level for section in draft.sections] == [1, 1]
