"""Spreadsheets: values as the sheet shows them, regions, heads, and files that claim to be huge."""

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from corpus.errors import DamagedFile, EncryptedFile, FileTooLarge, UnknownFormat, UnreadableFile
from corpus.parse.models import Block
from corpus.parse.workbook.parser import parse_workbook
from corpus.parse.workbook.values import Value, shown

GOLDEN = Path(__file__).parents[1] / "golden"


def book(
    *fill: Callable[[Workbook, Worksheet], object], names: tuple[str | None, ...] = (None,) * 9
) -> bytes:
    """Return an xlsx file whose sheets are filled by the functions given."""
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for write, name in zip(fill, names, strict=False):
        write(made, made.add_worksheet(name))
    made.close()
    return buffer.getvalue()


def rows(*cells: tuple[object, ...]) -> Callable[[Workbook, Worksheet], object]:
    return lambda _, sheet: [sheet.write_row(number, 0, row) for number, row in enumerate(cells)]


def blocks(data: bytes) -> list[Block]:
    return list(parse_workbook(data).blocks)


def texts(data: bytes) -> list[str]:
    return [block.text for block in blocks(data)]


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (3.0, "", "3"),
        (0.1 + 0.2, "", "0.3"),
        (1150.5, "#,##0.00", "1150.5"),
        (123456789012345.0, "", "123456789012345"),
        (1e20, "", "1e+20"),
        (0.5335, "0.0%", "53.4%"),
        (0.125, "0%", "13%"),
        (-0.02, "0.00%;[Red]-0.00%", "-2.00%"),
        (True, "", "TRUE"),
        ("文字", "0%", "文字"),
        (datetime.date(2015, 11, 26), "yyyy-mm-dd", "2015-11-26"),
        (datetime.date(2015, 11, 26), 'yyyy"年"m"月"', "2015年11月"),
        (datetime.date(2015, 11, 6), 'yyyy"年"m"月"d"日";@', "2015年11月6日"),
        (datetime.date(2015, 11, 6), "yyyy\\年m\\月d\\日", "2015年11月6日"),
        (datetime.datetime(2015, 11, 26, 9, 30), "", "2015-11-26 09:30"),
        (datetime.datetime(2015, 11, 26), "", "2015-11-26"),
        (datetime.time(9, 30), "", "09:30"),
        (datetime.timedelta(hours=36), "", "36:00:00"),
    ],
)
def test_values_are_shown_as_in_the_sheet(value: Value, code: str, expected: str) -> None:
    assert shown(value, code) == expected


def test_a_sheet_is_a_heading_unless_it_is_alone_and_unnamed() -> None:
    table = rows(("项目", "数量"), ("清淤", 2), ("护坡", 3))
    assert [b.level for b in blocks(book(table))] == [0, 0, 0]
    assert next((b.text, b.level) for b in blocks(book(table, names=("工程量",)))) == ("工程量", 1)
    assert [b.text for b in blocks(book(table, table)) if b.level] == ["Sheet1", "Sheet2"]


def test_hidden_and_blank_sheets_are_skipped() -> None:
    def hidden(_: Workbook, sheet: Worksheet) -> None:
        sheet.write(0, 0, "底稿")
        sheet.hide()

    assert texts(book(rows(("甲", "乙"), ("丙", "丁")), hidden, rows())) == ["甲\t乙", "丙\t丁"]


def test_titles_units_and_notes_are_lines_around_the_table() -> None:
    found = blocks(
        book(
            rows(
                ("收支表", "", "", "", ""),
                ("编制：财政局", "", "", "", "单位：万元"),
                ("科目", "一季度", "二季度", "三季度", "四季度"),
                ("水利", 1, 2, 3, 4),
                ("教育", 5, 6, 7, 8),
                ("注：未经审计。", "", "", "", ""),
            )
        )
    )
    lines = [b.text for b in found if b.row is None]
    assert lines == ["收支表", "编制：财政局", "单位：万元", "注：未经审计。"]
    assert found[4].row is not None and found[4].row.headings[2] == "二季度"


def test_merged_heads_and_merged_labels_reach_the_cells_below_them() -> None:
    def merged(_: Workbook, sheet: Worksheet) -> None:
        sheet.merge_range("A1:A2", "科目")
        sheet.merge_range("B1:C1", "预算")
        sheet.write_row("B2", ["收入", "支出"])
        sheet.merge_range("A3:A4", "水利")
        sheet.write_row("B3", [10, 20])
        sheet.write_row("B4", [30, 40])

    found = blocks(book(merged))
    assert [b.text for b in found] == ["科目\t预算", "收入\t支出", "水利\t10\t20", "30\t40"]
    assert found[3].row is not None
    assert found[3].row.headings == ("预算 收入", "预算 支出")
    assert found[3].row.beside == "水利"


def test_blank_rows_part_tables_but_not_the_rows_of_one() -> None:
    one = (("项目", "数量"), ("清淤", 2), ("护坡", 3))
    two = (("姓名", "电话"), ("方一鸣", "0000"), ("甘棠", "1111"))
    parted = blocks(book(rows(*one, (), *two)))
    assert [b.row.table for b in parted if b.row] == [0, 0, 0, 1, 1, 1]
    spaced = blocks(book(rows(*one, (), ("绿化", 4))))
    assert [b.row.table for b in spaced if b.row] == [0, 0, 0, 0]
    assert spaced[-1].row is not None and spaced[-1].row.headings == ("项目", "数量")


def test_a_sheet_of_prose_is_lines() -> None:
    found = blocks(
        book(rows(("填报说明",), ("一、按月填报。",), (), ("二、次月5日前报送。\n逾期视为未报。",)))
    )
    assert [b.text for b in found] == ["填报说明", "一、按月填报。", "二、次月5日前报送。", "逾期视为未报。"]
    assert all(b.row is None for b in found)


def test_cells_far_apart_are_refused_before_there_is_a_table_of_them() -> None:
    def bomb(_: Workbook, sheet: Worksheet) -> None:
        sheet.write(0, 0, "甲")
        sheet.write(1_048_575, 16_383, "乙")

    with pytest.raises(FileTooLarge):
        parse_workbook(book(bomb))


def test_a_far_cell_without_content_costs_nothing() -> None:
    def styled(made: Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ("甲", "乙"))
        sheet.write_row(1, 0, ("丙", "丁"))
        sheet.write_blank(1_048_575, 16_383, None, made.add_format({"bold": True}))

    assert texts(book(styled)) == ["甲\t乙", "丙\t丁"]


def opendocument(content: str) -> bytes:
    namespaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
        package.writestr(
            "content.xml",
            f'<office:document-content {namespaces}><office:body><office:spreadsheet><table:table table:name="表">'
            f"{content}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return buffer.getvalue()


CELL = '<table:table-cell office:value-type="string"{}><text:p>甲</text:p></table:table-cell>'


def test_an_opendocument_sheet_is_read_and_one_that_repeats_itself_without_end_is_refused() -> None:
    row = f"<table:table-row>{CELL.format('')}{CELL.format('')}</table:table-row>"
    assert texts(opendocument(row * 2)) == ["表", "甲\t甲", "甲\t甲"]
    wide = CELL.format(' table:number-columns-repeated="16384"')
    with pytest.raises(FileTooLarge):
        parse_workbook(
            opendocument(f'<table:table-row table:number-rows-repeated="1048576">{wide}</table:table-row>')
        )


def test_the_old_format_says_what_the_new_one_says() -> None:
    new, old = (texts((GOLDEN / name).read_bytes()) for name in ("budget.xlsx", "budget.xls"))
    assert old == new
    assert any("53.4%" in line for line in old)


def record(data: bytes, kind: int, start: int = 0) -> int:
    """Return where a record of an xls file stands in the file."""
    at = data.index(b"\x09\x08\x10\x00", start)
    while int.from_bytes(data[at : at + 2], "little") != kind:
        at += 4 + int.from_bytes(data[at + 2 : at + 4], "little")
    return at


def test_an_xls_file_with_a_password_is_refused_as_such() -> None:
    data = bytearray((GOLDEN / "budget.xls").read_bytes())
    at = record(data, 0xE1)  # the first record after the beginning
    data[at : at + 2] = (0x2F).to_bytes(2, "little")
    with pytest.raises(EncryptedFile):
        parse_workbook(bytes(data))


def test_an_xls_file_that_claims_to_be_huge_is_read_all_the_same() -> None:
    data = bytearray((GOLDEN / "budget.xls").read_bytes())
    at = record(data, 0x200, record(data, 0x0A) + 4)
    data[at + 4 : at + 18] = bytes.fromhex("0000000000000100000000010000")  # 65536 rows, 256 columns
    assert texts(bytes(data)) == texts((GOLDEN / "budget.xls").read_bytes())


def test_what_cannot_be_read_is_said_to_be() -> None:
    whole = book(rows(("甲", "乙"), ("丙", "丁")))
    with pytest.raises(DamagedFile):
        parse_workbook(whole[: len(whole) // 2])
    old = (GOLDEN / "budget.xls").read_bytes()
    for length in (600, 3_000, len(old) // 2):
        with pytest.raises(UnreadableFile):
            parse_workbook(old[:length])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("xl/workbook.bin", b"")
    with pytest.raises(UnknownFormat):
        parse_workbook(buffer.getvalue())


def test_each_sheet_is_a_sign_of_life() -> None:
    seen: list[tuple[int, int]] = []
    parse_workbook(
        book(rows(("甲", "乙")), rows(("丙", "丁"))), lambda done, total: seen.append((done, total))
    )
    assert seen == [(1, 2), (2, 2)]
