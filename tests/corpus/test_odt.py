"""OpenDocument texts: what stands in the file, and what a reader sees."""

import re
from collections import Counter
from pathlib import Path

import pytest
from odt_maker import MIMETYPE, NAMESPACES, odt_blocks, odt_file, odt_texts, paragraph, root, style
from word_maker import zip_file

from corpus.errors import DamagedFile, EncryptedFile
from corpus.parse.odt.parser import parse_odt

# --- inside a paragraph


def test_white_space_is_what_the_format_says() -> None:
    body = paragraph(
        '  望川县\n   水务局<text:s text:c="3"/>印<text:tab/>发<text:line-break/> 第二行 <text:span> 完</text:span>'
    )
    assert odt_texts(body) == ["望川县 水务局   印 发", "第二行 完"]


def test_what_no_reader_sees_is_left_out() -> None:
    automatic = style("T1", "text", 'text:display="none"') + style("P1", "paragraph", 'text:display="none"')
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        + paragraph("删去的段")
        + "</text:deletion></text:changed-region></text:tracked-changes>"
        + paragraph(
            '见<text:change-start text:change-id="a"/>新增<text:change-end text:change-id="a"/>'
            '<text:change text:change-id="b"/><text:span text:style-name="T1">隐藏</text:span>'
            "<office:annotation><text:p>批注</text:p></office:annotation>"
            "<text:ruby><text:ruby-base>望</text:ruby-base><text:ruby-text>wàng</text:ruby-text></text:ruby>"
            '<text:hidden-text text:is-hidden="true">条件</text:hidden-text>'
            "<text:a>链接</text:a><text:date>2031年</text:date>"
        )
        + paragraph("整段隐藏", "P1")
        + f'<text:section text:display="none">{paragraph("隐藏的节")}</text:section>'
        + f"<text:section>{paragraph('节内')}</text:section>"
    )
    assert odt_texts(body, automatic) == ["见新增望链接2031年", "节内"]


def test_raised_and_lowered_figures() -> None:
    automatic = (
        style("T1", "text", 'style:text-position="super 58%"')
        + style("T2", "text", 'style:text-position="-33% 58%"')
        + style("T3", "text", 'style:text-position="0% 100%"')
    )
    body = paragraph(
        '10<text:span text:style-name="T1">4</text:span>CO<text:span text:style-name="T2">2</text:span>'
        '<text:span text:style-name="T3">5</text:span>'
    )
    assert odt_texts(body, automatic) == ["10⁴CO₂5"]


def test_notes_stand_after_their_paragraph_or_table() -> None:
    def note(mark: str, text: str) -> str:
        return (
            f"<text:note><text:note-citation>{mark}</text:note-citation><text:note-body>{paragraph(text)}"
            "</text:note-body></text:note>"
        )

    rows = (
        f"<table:table-row><table:table-cell>{paragraph('户数' + note('2', '表注'))}</table:table-cell>"
        f"<table:table-cell>{paragraph('85')}</table:table-cell></table:table-row>"
    )
    body = (
        paragraph("甲" + note("1", "注一") + "乙" + note("①", "注二"))
        + f"<table:table>{rows}</table:table>"
        + paragraph("完")
    )
    assert odt_texts(body) == ["甲[1]乙①", "[1] 注一", "① 注二", "户数[2]\t85", "[2] 表注", "完"]


def test_text_boxes_shapes_and_their_descriptions() -> None:
    box = f"<draw:frame><svg:title>说明</svg:title><draw:text-box>{paragraph('框内')}</draw:text-box></draw:frame>"
    shape = f"<draw:g><draw:custom-shape>{paragraph('图形')}</draw:custom-shape></draw:g>"
    assert odt_texts(box + paragraph(box + "正文" + shape)) == ["框内", "框内", "正文", "图形"]


# --- numbering


def _number(level: int, style: str, more: str = "", follow: str = "") -> str:
    inside = (
        f"<style:list-level-properties><style:list-level-label-alignment text:label-followed-by='{follow}'/>"
        "</style:list-level-properties>"
        if follow
        else ""
    )
    return (
        f'<text:list-level-style-number text:level="{level}" style:num-format="{style}" {more}>{inside}'
        "</text:list-level-style-number>"
    )


def _list_style(*levels: str, name: str = "L") -> str:
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def _list(*items: str, more: str = 'text:style-name="L"') -> str:
    return f"<text:list {more}>{''.join(items)}</text:list>"


def _item(*content: str, more: str = "") -> str:
    return f"<text:list-item {more}>{''.join(content)}</text:list-item>"


_REGULATION = _list_style(
    _number(1, "一, 二, 三, ...", 'style:num-prefix="第" style:num-suffix="条"', "listtab"),
    _number(2, "一, 二, 三, ...", 'style:num-prefix="（" style:num-suffix="）"', "nothing"),
)


def test_the_items_of_lists_are_numbered() -> None:
    body = _list(
        _item(
            paragraph("甲"), paragraph("续"), _list(_item(paragraph("子")), _item(paragraph("丑")), more="")
        ),
        "<text:list-header>" + paragraph("无号") + "</text:list-header>",
        _item(paragraph("乙"), _list(_item(paragraph("寅")), more="")),
    )
    assert odt_texts(body, _REGULATION) == [
        "第一条 甲",
        "续",
        "（一）子",
        "（二）丑",
        "无号",
        "第二条 乙",
        "（一）寅",
    ]


def test_lists_go_on_from_others() -> None:
    first = _list(_item(paragraph("甲")), more='text:style-name="L" xml:id="one"')
    goes_on = _list(_item(paragraph("乙")), more='text:style-name="L" text:continue-numbering="true"')
    anew = _list(_item(paragraph("丙")))
    back = _list(_item(paragraph("丁")), more='text:style-name="L" text:continue-list="one"')
    start = _list(_item(paragraph("戊"), more='text:start-value="9"'), _item(paragraph("己")))
    texts = odt_texts(first + paragraph("文") + goes_on + anew + back + start, _REGULATION)
    assert texts == ["第一条 甲", "文", "第二条 乙", "第一条 丙", "第三条 丁", "第九条 戊", "第十条 己"]


def test_levels_shown_together_and_those_left_out() -> None:
    style = _list_style(
        _number(1, "1", 'text:start-value="3"'),
        _number(2, "a", 'text:display-levels="2" style:num-suffix=")"'),
    )
    body = _list(
        _item(_list(_item(paragraph("甲")), more="")),
        _item(paragraph("乙"), _list(_item(paragraph("丙")), more="")),
    )
    assert odt_texts(body, style) == ["3.a) 甲", "4 乙", "4.a) 丙"]


def test_the_pattern_of_newer_releases_comes_first() -> None:
    style = _list_style(
        _number(1, "I"), _number(2, "1", 'loext:num-list-format="%1%-%2%号" style:num-suffix="x"', "space")
    )
    assert odt_texts(_list(_item(paragraph("甲"), _list(_item(paragraph("乙")), more=""))), style) == [
        "I 甲",
        "I-1号 乙",
    ]


@pytest.mark.parametrize(
    ("sample", "shown"),
    [
        ("壹, 贰, 叁, ...", "贰拾捌"),
        ("壹, 貳, 參, ...", "貳拾捌"),
        ("一, 二, 三, ...", "二十八"),
        ("①, ②, ③, ...", "28"),
        ("a", "ab"),
        ('a" style:num-letter-sync="true', "bb"),
        ("A", "AB"),
        ("i", "xxviii"),
        ("01, 02, 03, ...", "28"),
        ("ア, イ, ウ, ...", "28"),
    ],
)
def test_number_formats(sample: str, shown: str) -> None:
    body = _list(_item(paragraph("文"), more='text:start-value="28"'))
    assert odt_texts(body, _list_style(_number(1, sample, 'style:num-suffix="、"'))) == [f"{shown}、文"]


def test_bullets_are_no_text_unless_they_are_words() -> None:
    def bullet(sign: str) -> str:
        return _list_style(f'<text:list-level-style-bullet text:level="1" text:bullet-char="{sign}"/>')

    body = _list(_item(paragraph("文")))
    assert odt_texts(body, bullet("•")) == ["文"]
    assert odt_texts(body, bullet("注")) == ["注 文"]


def test_the_list_style_may_come_with_the_paragraph() -> None:
    automatic = _REGULATION + style("P1", "paragraph", list_style_name="L")
    assert odt_texts(_list(_item(paragraph("甲", "P1")), more=""), automatic) == ["第一条 甲"]


def test_headings_have_levels_and_numbers_of_their_own() -> None:
    outline = (
        '<office:styles><text:outline-style style:name="Outline">'
        '<text:outline-level-style text:level="1" style:num-format="一, 二, 三, ..." style:num-prefix="第" '
        'style:num-suffix="章"/><text:outline-level-style text:level="2" style:num-format=""/>'
        "</text:outline-style>" + style("Title", "paragraph") + "</office:styles>"
    )
    automatic = style("P1", "paragraph", parent_style_name="Title") + style(
        "P2", "paragraph", list_style_name=""
    )

    def heading(text: str, level: int, more: str = "") -> str:
        return f'<text:h text:outline-level="{level}" {more}>{text}</text:h>'

    body = (
        paragraph("某某办法", "P1")
        + heading("总则", 1)
        + heading("目的", 2)
        + heading("前言", 1, 'text:is-list-header="true"')
        + heading("说明", 1, 'text:style-name="P2"')
        + heading("<text:number>第九章</text:number>附则", 1)
    )
    shown = [(block.text, block.level) for block in odt_blocks(body, automatic, outline)]
    assert shown == [
        ("某某办法", 1),
        ("第一章 总则", 2),
        ("目的", 3),
        ("前言", 2),
        ("说明", 2),
        ("第二章 附则", 2),
    ]


# --- tables


def _cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{text if text.startswith('<') else paragraph(text)}</table:table-cell>"


_COVERED = "<table:covered-table-cell/>"


def _row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def test_merged_cells_and_the_headings_above_them() -> None:
    header = _row(
        _cell("乡镇", 'table:number-rows-spanned="2"'),
        _cell("户数", 'table:number-columns-spanned="2"'),
        _COVERED,
    ) + _row(_COVERED, _cell("上年"), _cell("本年"))
    body = (
        f"<table:table><table:table-header-rows>{header}</table:table-header-rows>"
        + _row(_cell("甲", 'table:number-rows-spanned="2"'), _cell("1"), _cell("2"))
        + f"<table:table-rows>{_row(_COVERED, _cell('3'), _cell('4'))}</table:table-rows></table:table>"
    )
    blocks = odt_blocks(body)
    assert [block.text for block in blocks] == ["乡镇\t户数", "上年\t本年", "甲\t1\t2", "3\t4"]
    last = blocks[3].row
    assert last and (last.columns, last.headings, last.beside) == ((1, 2), ("户数 上年", "户数 本年"), "甲")


def test_repeated_rows_and_cells_are_bounded() -> None:
    million = "1000000"
    cell = _cell("甲", f'table:number-columns-repeated="{million}"')
    blocks = odt_blocks(
        f"<table:table>{_row(cell, more=f'table:number-rows-repeated={chr(34)}{million}{chr(34)}')}</table:table>"
    )
    assert len(blocks) == 100
    assert len(blocks[0].text.split("\t")) == 100


# --- running heads


def test_the_pages_that_are_used_give_their_heads_once() -> None:
    def page(name: str, header: str, more: str = "", following: str = "") -> str:
        return (
            f'<style:master-page style:name="{name}" style:next-style-name="{following}"><style:header {more}>'
            f"{paragraph(header)}</style:header><style:footer>{paragraph('第<text:page-number>3</text:page-number>页')}</style:footer>"
            "</style:master-page>"
        )

    styles = (
        "<office:master-styles>"
        + page("Standard", "县水务局")
        + page("First", "望川县人民政府文件", following="Next")
        + page("Next", "县水务局")
        + page("Off", "不用")
        + page("Hidden", "不显示", 'style:display="false"')
        + "</office:master-styles>"
    )
    automatic = style("P1", "paragraph", master_page_name="First") + style(
        "P2", "paragraph", master_page_name="Hidden"
    )
    assert odt_texts(paragraph("正文", "P1"), automatic, styles) == ["望川县人民政府文件", "县水务局", "正文"]


# --- whole files


def test_an_encrypted_text_asks_for_its_password() -> None:
    manifest = (
        f"<manifest:manifest {NAMESPACES}><manifest:file-entry manifest:full-path='content.xml'>"
        "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    )
    with pytest.raises(EncryptedFile):
        parse_odt(odt_file("", more={"META-INF/manifest.xml": manifest, "content.xml": "\x8f\x02"}))


@pytest.mark.parametrize("content", [None, "", "<a/>", "<office:document-content"])
def test_a_package_without_text_is_damaged(content: str | None) -> None:
    files: dict[str, bytes | str] = {"mimetype": MIMETYPE}
    if content is not None:
        files["content.xml"] = content
    with pytest.raises(DamagedFile):
        parse_odt(zip_file(files))


def test_a_file_that_is_cut_off_is_damaged() -> None:
    data = odt_file(paragraph("正文"))
    for end in (10, len(data) // 2, len(data) - 5):
        with pytest.raises(DamagedFile):
            parse_odt(data[:end])


def test_entities_are_refused() -> None:
    content = root(
        "document-content", f"<office:body><office:text>{paragraph('&x;')}</office:text></office:body>"
    )
    content = content.replace("?>", '?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>', 1)
    with pytest.raises(DamagedFile):
        parse_odt(zip_file({"content.xml": content}))


def test_deep_nesting_is_read_or_refused() -> None:
    assert odt_texts("<text:section>" * 200 + paragraph("底") + "</text:section>" * 200) == ["底"]
    cell = (
        "<table:table><table:table-row><table:table-cell>",
        "</table:table-cell></table:table-row></table:table>",
    )
    assert odt_texts(cell[0] * 80 + paragraph("底") + cell[1] * 80) == ["底"]
    with pytest.raises(DamagedFile):
        odt_texts("<text:section>" * 5_000 + paragraph("底") + "</text:section>" * 5_000)


# --- real files


@pytest.mark.data
@pytest.mark.parametrize("name", ["gov_5345459", "gov_5345808"])
def test_no_text_of_real_files_is_lost(data: Path, name: str) -> None:
    folder = data / "formats" / "converted"
    truth = _grams((folder / f"{name}.truth.txt").read_text(encoding="utf-8"))
    found = _grams("".join(block.text for block in parse_odt((folder / f"{name}.odt").read_bytes()).blocks))
    assert (truth & found).total() / truth.total() >= 0.99


def _grams(text: str) -> Counter[str]:
    plain = re.sub(r"\s", "", text)
    return Counter(plain[i : i + 4] for i in range(len(plain) - 3))


def test_word_and_opendocument_give_the_same_text() -> None:
    from corpus.parse.docx.parser import parse_docx

    golden = Path(__file__).parents[1] / "golden"
    word = parse_docx((golden / "regulation.docx").read_bytes())
    opendocument = parse_odt((golden / "regulation.odt").read_bytes())
    assert opendocument.blocks == word.blocks
