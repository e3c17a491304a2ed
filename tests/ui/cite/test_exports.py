import io
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from fakes import EVIL, EVIL_TEXT, FUND, FUNDS, GORGES, REPORT, ROW, TEXT, FakeService
from lxml import etree
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from bot.models import Quote
from ui.people import identity

ORIGIN = "http://files.example"


def item(quote: Quote, **more: object) -> dict[str, Any]:
    return {
        "document": quote.document_id,
        "version": quote.version,
        "start": quote.start,
        "end": quote.end,
        "text": quote.text,
        **more,
    }


def exported(client: TestClient, format: str, *items: Mapping[str, Any], **more: object) -> bytes:
    answer = client.post("/api/exports", json={"format": format, "items": items, "origin": ORIGIN, **more})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert f"-{format}"[1:] in answer.headers["content-disposition"]
    return answer.content


def rows_of(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


# -- Word ------------------------------------------------------------------------------------------


def test_word_has_real_footnotes(client: TestClient) -> None:
    data = exported(client, "docx", item(FUNDS, note="核对过"), item(GORGES))
    document = docx.Document(io.BytesIO(data))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert FUNDS.text in texts
    assert GORGES.text in texts
    assert "备注：核对过" in texts

    references = [r.get(qn("w:id")) for r in document.element.body.iter(qn("w:footnoteReference"))]
    assert references == ["1", "2"]
    part = next(p for p in document.part.package.iter_parts() if p.partname == "/word/footnotes.xml")
    assert part.content_type.endswith("wordprocessingml.footnotes+xml")
    notes = etree.fromstring(part.blob)
    said = {
        note.get(qn("w:id")): "".join(note.itertext()) for note in notes if note.get(qn("w:type")) is None
    }
    assert list(said) == references
    assert said["1"].strip().startswith("《荔湾区“十二五”")
    assert said["1"].endswith(ORIGIN + FUNDS.url)
    assert [n.get(qn("w:type")) for n in notes[:2]] == ["separator", "continuationSeparator"]
    styles = {style.style_id: style for style in document.styles}
    assert {"FootnoteText", "FootnoteReference"} <= set(styles)
    used = {e.get(qn("w:val")) for e in notes.iter(qn("w:pStyle"), qn("w:rStyle"))}
    assert used == {"FootnoteText", "FootnoteReference"}
    assert styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "宋体"


def test_word_settings_keep_the_order_of_the_schema(client: TestClient) -> None:
    data = exported(client, "docx", item(FUNDS))
    settings = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/settings.xml"))
    names = [etree.QName(child).localname for child in settings]
    assert names.count("footnotePr") == 1
    assert names.index("footnotePr") < names.index("compat")
    assert names.index("footnotePr") > names.index("defaultTabStop")


@pytest.mark.slow
def test_libreoffice_opens_the_word_file(client: TestClient, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("no LibreOffice")
    import pypdfium2

    (tmp_path / "a.docx").write_bytes(exported(client, "docx", item(FUNDS), item(ROW)))
    command = [
        soffice,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / "a.docx"], check=True, timeout=200, capture_output=True
    )
    pdf = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)
    pdf.close()
    assert FUNDS.text in text
    assert text.index(FUNDS.text) < text.index("子基金历年投资情况的通报》") < len(text)
    assert "files.example" in text
    assert text.index("2015年11月26日") > text.index(FUNDS.text)  # the footnote, at the foot


# -- Markdown and the spreadsheet ------------------------------------------------------------------


def test_markdown_has_footnotes(client: TestClient) -> None:
    text = exported(client, "md", item(FUNDS, note="- 核对过"), item(ROW)).decode()
    assert f"> {FUNDS.text} [^1]\n" in text
    assert "备注：\\- 核对过" in text
    assert f"[^1]: [《荔湾区“十二五”期间对口支援和对口帮扶情况的报告》](<{ORIGIN}{FUNDS.url}>)" in text
    assert "[^2]: " in text


def test_figures_are_rows_with_number_and_unit(client: TestClient) -> None:
    marks = [[h.start, h.end] for h in FUNDS.highlights]
    rows = rows_of(exported(client, "xlsx", item(FUNDS, highlights=marks, note="甲"), item(ROW)))
    assert rows[0] == ["序号", "原文数据", "数值", "单位", "是否确数", "引文", "出处", "链接", "备注"]
    assert rows[1][:6] == [1, "645万元", 645, "万元", "是", FUNDS.text]
    assert rows[1][7:] == [ORIGIN + FUNDS.url, "甲"]
    # A row without marks: every figure of it, the unit from what stands over the column.
    assert [(row[1], row[2], row[3]) for row in rows[2:]] == [
        *(("0.8", 0.8, "亿元") for _ in range(12)),
        ("1.9", 1.9, "亿元"),
    ]


def test_figures_that_are_about_or_none(service: FakeService, client: TestClient) -> None:
    text = "去年约3.5亿元左右，增长百分之十二，惠及2万余人。\n没有数字的一句。\n"
    service.store[("liwan", 2)] = replace(REPORT, text=text, sections=())
    first = {"document": "liwan", "version": 2, "start": 0, "end": text.index("\n")}
    second = {"document": "liwan", "version": 2, "start": text.index("没"), "end": len(text)}
    rows = rows_of(exported(client, "xlsx", first, second))
    assert [row[1:5] for row in rows[1:]] == [
        ["约3.5亿元", 3.5, "亿元", "否"],
        ["百分之十二", 12, "%", "是"],
        ["2万余人", 2, "万人", "否"],  # of people, not of money
        ["", "", "", ""],
    ]


def test_nothing_in_the_sheet_is_a_formula(service: FakeService, client: TestClient) -> None:
    text = '=1+1元\n+3万元\n@SUM(1)5万元\n=HYPERLINK("http://x","y")\n'
    service.store[("liwan", 2)] = replace(
        REPORT, text=text, sections=(), metadata=replace(REPORT.metadata, issuer="=cmd|'/c calc'!A1")
    )
    lines = [(0, 6), (6, 11), (12, 22), (23, len(text))]
    items = [
        {
            "document": "liwan",
            "version": 2,
            "start": start,
            "end": end,
            "note": "=2+2",
            "highlights": [[start, end]],
        }
        for start, end in lines
    ]
    data = exported(client, "xlsx", *items)
    archive = zipfile.ZipFile(io.BytesIO(data))
    sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert 'quotePrefix="1"' in archive.read("xl/styles.xml").decode()
    assert rows_of(data)[1][1] == text[:6]


# -- hostile and stale items -----------------------------------------------------------------------


@pytest.mark.parametrize("format", ["docx", "md", "xlsx"])
def test_a_hostile_document_is_words(service: FakeService, client: TestClient, format: str) -> None:
    text = EVIL_TEXT + "javascript:alert(1) \u202e反 \x00\x0b\x1f 尾\n"
    title = "</w:t><script>1</script>\u202e"
    service.store[("evil", 1)] = replace(EVIL, text=text, metadata=replace(EVIL.metadata, title=title))
    data = exported(
        client,
        format,
        {"document": "evil", "version": 1, "start": 0, "end": len(text), "note": "<b>\x07</b>"},
    )
    if format == "md":
        assert "<script" not in data.decode().replace("\\<", "")
        return
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    for name in archive.namelist():
        if name.endswith(".xml"):
            tags = {
                etree.QName(e).localname for e in etree.fromstring(archive.read(name)).iter(etree.Element)
            }
            assert not tags & {"script", "img", "b>"}


@pytest.mark.parametrize("format", ["docx", "md", "xlsx"])
@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"document": "none"}, "的文件不在库中"),
        ({"document": "gone"}, "的文件已从库中移除"),
        ({"version": 7}, "的文件不在库中"),
        ({"text": "别的字"}, "与库中原文不一致"),
        ({"end": 10**6}, "与库中原文不一致"),
    ],
)
def test_one_bad_item_and_nothing_is_exported(
    client: TestClient, format: str, bad: dict[str, Any], reason: str
) -> None:
    items = [item(FUNDS), item(GORGES) | bad, item(ROW)]
    answer = client.post("/api/exports", json={"format": format, "items": items})
    assert answer.status_code == 409
    assert answer.json() == {"error": {"code": "export_refused", "message": f"没有导出：第2条{reason}。"}}
    english = client.post("/api/exports", json={"format": format, "items": items, "language": "en"})
    assert english.json()["error"]["message"].startswith("Nothing was exported: No. 2 ")


def test_many_bad_items_are_counted(client: TestClient) -> None:
    items = [item(FUNDS) | {"document": "none"} for _ in range(9)]
    message = client.post("/api/exports", json={"format": "md", "items": items}).json()["error"]["message"]
    assert message.count("的文件不在库中") == 5
    assert message.endswith("另有4条同样不能引用。")


def test_what_is_not_open_to_the_reader_is_not_there(
    service: FakeService, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.store[("fund", 1)] = replace(FUND, groups=("财政",))
    assert client.post("/api/exports", json={"format": "md", "items": [item(ROW)]}).status_code == 200
    from ui import desk

    monkeypatch.setattr(desk, "identity_of", lambda scope: identity.Identity("甲"))
    answer = client.post("/api/exports", json={"format": "md", "items": [item(FUNDS), item(ROW)]})
    assert answer.json()["error"]["message"] == "没有导出：第2条的文件不在库中。"
    place = {"document": "fund", "version": 1, "start": ROW.start, "end": ROW.end}
    assert client.get("/api/quotes", params=place).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"items": []},
        {"items": [item(FUNDS)] * 201},
        {"format": "exe"},
        {"items": [item(FUNDS, note="长" * 2001)]},
        {"items": [item(FUNDS, unknown=1)]},
        {"origin": "ftp://x"},
    ],
)
def test_requests_out_of_bounds(client: TestClient, change: dict[str, Any]) -> None:
    answer = client.post("/api/exports", json={"format": "md", "items": [item(FUNDS)]} | change)
    assert answer.status_code == 422


def test_marks_outside_the_quote_are_left_out(client: TestClient) -> None:
    rows = rows_of(exported(client, "xlsx", item(FUNDS, highlights=[[0, 5], [FUNDS.start, 10**8]])))
    assert [row[1] for row in rows[1:]] == ["645万元"]
    assert all(row[1] != TEXT[:5] for row in rows)
