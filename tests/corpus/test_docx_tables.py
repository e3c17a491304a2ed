"""Word documents: tables, whole files, and the real ones."""

import re
from collections import Counter
from pathlib import Path

import pytest
from word_maker import (
    NAMESPACES,
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
    zip_file,
)

from corpus.errors import DamagedFile
from corpus.parse.docx.parser import parse_docx

_BY = 'w:id="1" w:author="a"'


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
    blocks = word_blocks(body)
    assert [block.text for block in blocks] == ["乡镇\t户数", "上年\t本年", "甲\t1\t2", "3\t4", "5\t6"]
    rows = [block.row for block in blocks if block.row]
    assert [r.is_header for r in rows] == [True, True, False, False, False]
    assert rows[3].beside == "甲"
    assert rows[3].columns == rows[4].columns == (1, 2)
    assert rows[4].headings == ("户数 上年", "户数 本年")


def test_a_cell_that_goes_on_with_nothing_is_a_cell_of_its_own() -> None:
    body = table(row(cell("名称"), cell("值")), row(cell("甲", "<w:vMerge/>"), cell("1")), columns=2)
    assert word_texts(body) == ["名称\t值", "甲\t1"]


def test_a_frame_around_the_text_is_no_table() -> None:
    styles = style("1", "heading 1")
    inner = table(row(cell("甲"), cell("1")), row(cell("乙"), cell("2")), columns=2)
    body = table(row(cell(paragraph("某某通知", "1") + paragraph("正文。") + inner)))
    blocks = word_blocks(body, styles=styles)
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
    blocks = word_blocks(body)
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
    assert word_texts(body, numbering=numbering)[1:] == ["1\t水泵\t3", "2\t水箱\t5"]


# --- whole files


def test_strict_documents_are_read_the_same() -> None:
    data = word_file(
        paragraph("正文") + section_of(head_part("header", "header1")),
        header1=paragraph("望川县人民政府文件"),
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
        assert word_texts(layers[0] + run("底") + layers[1]) == ["底"]
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
