"""Word documents: what stands in the file, and what a reader sees."""

import re
from collections import Counter
from pathlib import Path

import pytest
from word_maker import (
    NAMESPACES,
    cell,
    definition,
    instance,
    level,
    paragraph,
    row,
    run,
    style,
    table,
    word_file,
    zip_file,
)

from corpus.errors import DamagedFile
from corpus.parse.docx.parser import parse_docx
from corpus.parse.models import Block
from corpus.read import read

_BY = 'w:id="1" w:author="a"'


def _blocks(body: str, **parts: str) -> list[Block]:
    return list(parse_docx(word_file(body, **parts)).blocks)


def _texts(body: str, **parts: str) -> list[str]:
    return [block.text for block in _blocks(body, **parts)]


# --- revisions, controls, hidden text


def test_insertions_are_kept_and_deletions_dropped() -> None:
    body = paragraph(
        run("补助标准为")
        + f"<w:del {_BY}><w:r><w:delText>五百</w:delText></w:r></w:del>"
        + f"<w:ins {_BY}>{run('八百')}</w:ins>"
        + f"<w:moveFrom {_BY}>{run('元整')}</w:moveFrom>"
        + f"<w:moveTo {_BY}>{run('元')}</w:moveTo>"
    )
    assert _texts(body) == ["补助标准为八百元"]


def test_a_paragraph_whose_end_was_deleted_runs_on_into_the_next() -> None:
    gone = f"<w:rPr><w:del {_BY}/></w:rPr>"
    body = paragraph("按月发放，", properties=gone) + paragraph("每月十日到账。") + paragraph("末段")
    assert _texts(body) == ["按月发放，每月十日到账。", "末段"]


def test_a_paragraph_deleted_whole_leaves_no_number() -> None:
    gone = f"<w:rPr><w:del {_BY}/></w:rPr>"
    deleted = f"<w:del {_BY}><w:r><w:delText>旧条文</w:delText></w:r></w:del>"
    body = (
        paragraph("甲", number=(1, 0))
        + paragraph(deleted, number=(1, 0), properties=gone)
        + paragraph("乙", number=(1, 0))
    )
    numbering = definition(1, level(0, "decimal", "%1.")) + instance(1, 1)
    assert _texts(body, numbering=numbering) == ["1. 甲", "2. 乙"]


def test_a_large_first_letter_belongs_to_its_paragraph() -> None:
    body = paragraph("望", properties='<w:framePr w:dropCap="drop" w:lines="2"/>') + paragraph(
        "川县地处山区。"
    )
    assert _texts(body) == ["望川县地处山区。"]


def test_content_controls_of_every_kind_are_read() -> None:
    def control(content: str, properties: str = "") -> str:
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    body = (
        control(paragraph("块级"))
        + paragraph(run("行内：") + control(run("填写的内容")))
        + control(paragraph(control(run("请单击此处"), "<w:showingPlcHdr/>")))
        + table(control(row(cell("项目"), control(cell("金额")))), row(cell("甲"), cell("3")), columns=2)
    )
    assert _texts(body) == ["块级", "行内：填写的内容", "项目\t金额", "甲\t3"]


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
    assert _texts(body, styles=styles) == ["见显"]


# --- text boxes


def _box(text: str) -> str:
    return f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"


def test_a_text_box_that_is_stored_twice_is_read_once() -> None:
    both = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{_box("框内")}</wps:txbx>'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{_box('框内')}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert _texts(paragraph(both + run("正文"))) == ["框内", "正文"]
    assert _texts(paragraph(run("正文") + both)) == ["正文", "框内"]


def test_old_text_boxes_and_word_art_are_read_but_no_watermark() -> None:
    body = paragraph(
        f"<w:r><w:pict><v:group><v:shape><v:textbox>{_box('旧框')}</v:textbox></v:shape></v:group></w:pict></w:r>"
        '<w:r><w:pict><v:shape id="a"><v:textpath string="望川县人民政府"/></v:shape></w:pict></w:r>'
        '<w:r><w:pict><v:shape id="PowerPlusWaterMarkObject1"><v:textpath string="内部资料"/></v:shape>'
        "</w:pict></w:r>"
    )
    assert _texts(body) == ["旧框", "望川县人民政府"]


# --- inside a paragraph


def test_breaks_tabs_and_signs() -> None:
    body = paragraph(
        "<w:r><w:t>第一行</w:t><w:br/><w:t>项目</w:t><w:tab/><w:tab/><w:t>金额</w:t><w:noBreakHyphen/>"
        '<w:t>a\nb</w:t><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Symbol" w:char="F0B3"/>'
        '<w:sym w:font="Arial" w:char="2605"/><w:sym w:font="Webdings" w:char="F021"/></w:r>'
    )
    assert _texts(body) == ["第一行", "项目 金额-a b☑≥★"]


def test_signs_of_symbol_fonts_are_found_by_the_font() -> None:
    body = paragraph(run("\uf0fe同意\uf021", '<w:rFonts w:ascii="Wingdings"/>') + run("\uf0d3", "<w:b/>"))
    assert _texts(body) == ["☑同意©"]


def test_raised_figures_do_not_run_into_others() -> None:
    up = '<w:vertAlign w:val="superscript"/>'
    body = paragraph(
        run("10") + run("4", up) + run("吨CO") + run("2", '<w:vertAlign w:val="subscript"/>') + run("注", up)
    )
    assert _texts(body) == ["10⁴吨CO₂注"]


def test_a_phonetic_guide_gives_its_words_only() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('wàng')}</w:rt><w:rubyBase>{run('望')}</w:rubyBase></w:ruby></w:r>"
    assert _texts(paragraph(ruby + run("川"))) == ["望川"]


def test_formulas_stay_readable() -> None:
    def math(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    body = paragraph(
        f"<m:oMath>{math('增长率=')}<m:f><m:num>{math('本年')}</m:num><m:den>{math('上年')}</m:den></m:f>"
        f"<m:sSup><m:e>{math('x')}</m:e><m:sup>{math('2')}</m:sup></m:sSup></m:oMath>"
    )
    assert _texts(body) == ["增长率=本年/上年x^2"]


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
    assert _texts(body) == ["共12项", "2031年", "链接"]


def test_a_field_that_never_ends_costs_its_paragraph_alone() -> None:
    assert _texts(paragraph(_turn("begin") + run("没有结束")) + paragraph("后文")) == ["后文"]


def test_fields_whose_instruction_is_shown() -> None:
    def shown(instruction: str) -> str:
        return _turn("begin") + _instruction(instruction) + _turn("end")

    body = paragraph(
        run("见") + shown(" eq \\o\\ac(○,3)") + shown("EQ \\f(1,2)") + shown(" eq \\o\\ac(○,印) ")
    )
    assert _texts(body) == ["见③1/2印"]


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
    texts = _texts(
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
    assert _texts(body, footnotes=_note("footnote", 3, "乙"), settings=settings) == ["甲④", "④ 乙"]


# --- running heads


def _section(references: str, more: str = "") -> str:
    return f"<w:sectPr>{references}{more}</w:sectPr>"


def _head(kind: str, part: str, page: str = "default") -> str:
    return f'<w:{kind}Reference w:type="{page}" r:id="{part}"/>'


@pytest.mark.parametrize("number", ["— 3 —", "第 1 页 共 12 页", "Page 1 of 3", "第一页", "-iv-", "3/12"])
def test_a_letterhead_comes_first_and_page_numbers_go(number: str) -> None:
    body = paragraph("关于印发办法的通知") + _section(
        _head("header", "header1", "first") + _head("header", "header2") + _head("footer", "footer1"),
        "<w:titlePg/>",
    )
    texts = _texts(
        body,
        header1=paragraph("望川县人民政府文件"),
        header2=paragraph("关于印发办法的通知") + paragraph("望川县人民政府文件"),
        footer1=paragraph(number)
        + paragraph(run("地址：望川县城关镇新街1号") + "<w:r><w:tab/></w:r>" + run("第 3 页 共 9 页")),
    )
    assert texts == ["望川县人民政府文件", "关于印发办法的通知", "地址：望川县城关镇新街1号"]


def test_a_running_head_that_no_page_shows_is_left_out() -> None:
    body = paragraph("正文") + _section(
        _head("header", "header1", "first") + _head("header", "header2", "even")
    )
    assert _texts(body, header1=paragraph("首页"), header2=paragraph("偶数页")) == ["正文"]


def test_a_running_head_stands_before_its_own_section() -> None:
    body = (
        paragraph("通知正文")
        + paragraph("", properties=_section(_head("header", "header1")))
        + paragraph("申请表")
        + _section(_head("header", "header2"))
    )
    texts = _texts(body, header1=paragraph("望川县水务局"), header2=paragraph("附件一"))
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
    levels = [(block.text, block.level) for block in _blocks(body, styles=styles)]
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
    assert _texts(paragraph("文", "a"), styles=styles) == ["文"]


def test_a_sentence_in_a_heading_style_is_no_heading_and_a_title_on_two_lines_is_one() -> None:
    styles = style("1", "heading 1")
    body = (
        paragraph("<w:r><w:t>望川县人民政府</w:t><w:br/><w:t>关于供水的通知</w:t></w:r>", "1")
        + paragraph("各乡镇要提高认识，加强领导。", "1")
        + paragraph("长" * 120, "1")
    )
    levels = [(block.text[:20], block.level) for block in _blocks(body, styles=styles)]
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


# --- tables


def test_merged_cells_and_the_headings_above_them() -> None:
    begins, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        row(cell("乡镇", begins), cell("户数", '<w:gridSpan w:val="2"/>'), properties="<w:tblHeader/>"),
        row(cell("", goes_on), cell("上年"), cell("本年"), properties="<w:tblHeader/>"),
        row(cell("甲", begins), cell("1"), cell("2")),
        row(cell("不显示", goes_on), cell("3"), cell("4")),
        row(cell("5"), cell("6"), properties='<w:gridBefore w:val="1"/>'),
        row(cell("删去"), cell("7"), cell("8"), properties=f"<w:del {_BY}/>"),
        columns=3,
    )
    blocks = _blocks(body)
    assert [block.text for block in blocks] == ["乡镇\t户数", "上年\t本年", "甲\t1\t2", "3\t4", "5\t6"]
    rows = [block.row for block in blocks if block.row]
    assert [r.is_header for r in rows] == [True, True, False, False, False]
    assert rows[3].beside == "甲"
    assert rows[3].columns == rows[4].columns == (1, 2)
    assert rows[4].headings == ("户数 上年", "户数 本年")


def test_a_cell_that_goes_on_with_nothing_is_a_cell_of_its_own() -> None:
    body = table(row(cell("名称"), cell("值")), row(cell("甲", "<w:vMerge/>"), cell("1")), columns=2)
    assert _texts(body) == ["名称\t值", "甲\t1"]


def test_a_frame_around_the_text_is_no_table() -> None:
    styles = style("1", "heading 1")
    inner = table(row(cell("甲"), cell("1")), row(cell("乙"), cell("2")), columns=2)
    body = table(row(cell(paragraph("某某通知", "1") + paragraph("正文。") + inner)))
    blocks = _blocks(body, styles=styles)
    assert [(block.text, block.level) for block in blocks] == [
        ("某某通知", 1),
        ("正文。", 0),
        ("甲\t1", 0),
        ("乙\t2", 0),
    ]


def test_a_table_inside_a_table_keeps_its_own_columns() -> None:
    inner = table(
        row(cell("科目"), cell("预算"), cell("决算")), row(cell("人员"), cell("7"), cell("6")), columns=3
    )
    body = table(
        row(cell("项目"), cell("内容"), cell("备注")),
        row(cell("名称"), cell("供水"), cell("无")),
        row(cell("经费"), cell(paragraph("如下：") + inner), cell("")),
        row(cell("期限"), cell("3"), cell("年")),
        columns=3,
    )
    blocks = _blocks(body)
    assert [block.text for block in blocks] == [
        "项目\t内容\t备注",
        "名称\t供水\t无",
        "经费",
        "如下：",
        "科目\t预算\t决算",
        "人员\t7\t6",
        "期限\t3\t年",
    ]
    assert blocks[5].row and blocks[5].row.headings == ("科目", "预算", "决算")
    assert blocks[6].row and blocks[6].row.headings == ("项目", "内容", "备注")
    assert all(block.page is None for block in blocks)


def test_numbers_of_a_column_that_word_counts() -> None:
    numbered = paragraph("", number=(1, 0))
    body = table(
        row(cell("序号"), cell("名称"), cell("数量")),
        row(cell(numbered), cell("水泵"), cell("3")),
        row(cell(numbered), cell("水箱"), cell("5")),
        columns=3,
    )
    numbering = definition(1, level(0, "decimal", "%1")) + instance(1, 1)
    assert _texts(body, numbering=numbering)[1:] == ["1\t水泵\t3", "2\t水箱\t5"]


# --- whole files


def test_strict_documents_are_read_the_same() -> None:
    data = word_file(
        paragraph("正文") + _section(_head("header", "header1")), header1=paragraph("望川县人民政府文件")
    )
    strict = {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    assert [b.text for b in parse_docx(_rewritten(data, strict)).blocks] == ["望川县人民政府文件", "正文"]


def _rewritten(data: bytes, changes: dict[str, str]) -> bytes:
    import io
    from zipfile import ZipFile

    files = {}
    with ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            text = package.read(name).decode()
            for old, new in changes.items():
                text = text.replace(old, new)
            files[name] = text
    return zip_file(files)


def test_a_web_page_that_stands_for_the_text_is_read() -> None:
    page = "<html><body><h1>供水通知</h1><p>自来水将于周三停供。</p></body></html>".encode()
    data = word_file('<w:altChunk r:id="chunk.html"/>', {"chunk.html": page})
    assert [block.text for block in parse_docx(data).blocks] == ["供水通知", "自来水将于周三停供。"]


@pytest.mark.parametrize(
    "files",
    [
        {"[Content_Types].xml": "<Types/>", "word/other.xml": "<a/>"},
        {"word/document.xml": "<w:document"},
        {"word/document.xml": f"<w:document {NAMESPACES}/>"},
        {"word/document.xml": ""},
    ],
)
def test_a_package_without_a_body_is_damaged(files: dict[str, str]) -> None:
    with pytest.raises(DamagedFile):
        parse_docx(zip_file(files))


def test_a_file_that_is_cut_off_is_damaged() -> None:
    data = word_file(paragraph("正文"))
    for end in (10, len(data) // 2, len(data) - 5):
        with pytest.raises(DamagedFile):
            parse_docx(data[:end])


def test_entities_are_refused() -> None:
    bomb = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 9 if i else "boom"}">' for i in range(12))
    for entities, used in ((bomb, "&e11;"), ('<!ENTITY x SYSTEM "file:///etc/hostname">', "&x;")):
        document = f"<!DOCTYPE d [{entities}]><w:document {NAMESPACES}><w:body>{paragraph(run(used))}</w:body></w:document>"
        with pytest.raises(DamagedFile):
            parse_docx(zip_file({"word/document.xml": document}))


@pytest.mark.parametrize(
    "layers",
    [
        ("<w:p>" + f"<w:ins {_BY}>" * 200, "</w:ins>" * 200 + "</w:p>"),
        ("<w:tbl><w:tr><w:tc>" * 75 + "<w:p>", "</w:p>" + "</w:tc></w:tr></w:tbl>" * 75),
        ("<w:tbl><w:tr><w:tc>" * 5_000 + "<w:p>", "</w:p>" + "</w:tc></w:tr></w:tbl>" * 5_000),
        (
            "<w:p><w:r><w:pict><w:txbxContent>" * 60 + "<w:p>",
            "</w:p>" + "</w:txbxContent></w:pict></w:r></w:p>" * 60,
        ),
    ],
)
def test_deep_nesting_is_read_or_refused(layers: tuple[str, str]) -> None:
    try:
        assert _texts(layers[0] + run("底") + layers[1]) == ["底"]
    except DamagedFile:
        assert len(layers[0]) > 50_000  # beyond what libxml2 lets nest


def test_every_call_is_a_sign_of_life() -> None:
    calls: list[tuple[int, int]] = []
    parse_docx(word_file(paragraph("段") * 1_200), lambda done, total: calls.append((done, total)))
    assert calls == [(0, 1200), (500, 1200), (1000, 1200)]


# --- real files


@pytest.mark.data
@pytest.mark.parametrize("name", ["gov_5345459", "gov_5345808"])
def test_no_text_of_real_files_is_lost(data: Path, name: str) -> None:
    folder = data / "formats" / "converted"
    truth = _grams((folder / f"{name}.truth.txt").read_text(encoding="utf-8"))
    found = _grams("".join(block.text for block in parse_docx((folder / f"{name}.docx").read_bytes()).blocks))
    assert (truth & found).total() / truth.total() >= 0.99


def _grams(text: str) -> Counter[str]:
    plain = re.sub(r"\s", "", text)
    return Counter(plain[i : i + 4] for i in range(len(plain) - 3))


@pytest.mark.data
def test_a_real_notice_keeps_its_imprint_and_loses_its_page_numbers(data: Path) -> None:
    texts = [b.text for b in parse_docx((data / "formats/same_text/test.docx").read_bytes()).blocks]
    assert len(texts) == 13
    assert texts[0].endswith("文件") and texts[-1].startswith("共印")


@pytest.mark.data
@pytest.mark.slow
def test_a_document_of_pictures_is_recognised(data: Path) -> None:
    parsed = parse_docx((data / "formats/scanned/chatchat_ocr_test.docx").read_bytes())
    text = "".join(block.text for block in parsed.blocks)
    assert parsed.recognised
    assert "文字" in text  # its own
    assert "文本框" in text  # of the picture
