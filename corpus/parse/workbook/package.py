"""What a spreadsheet's package says that its reader does not: how far its cells reach, how numbers are shown."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from zipfile import ZipFile

from lxml import etree

from corpus.errors import DamagedFile, FileTooLarge, UnknownFormat
from corpus.parse.safe_zip import open_zip, read_part
from corpus.parse.xml import parse_xml

MAX_CELLS = 5_000_000  # that a file's sheets span, empty ones included

Formats = dict[tuple[int, int], str]  # (row, column), counted from 0 -> number format

_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*[^<>/])>")  # a cell without content closes itself
_REFERENCE = re.compile(rb'\br="\$?([A-Z]{1,3})\$?(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d{1,6})"')
_BUILT_IN = {
    9: "0%",
    10: "0.00%",
    31: 'yyyy"年"m"月"d"日"',
    57: 'yyyy"年"m"月"',
}
_MAX_REPEATED = 100_000  # rows or columns that OpenDocument repeats with content


def number_formats(data: bytes) -> tuple[str, dict[str, Formats]]:
    """Return whether a package is ``xlsx`` or ``ods``, and the formats of its sheets by their names.

    Only formats that change how a value is quoted are returned: percentages, and dates in Chinese.

    Raises:
        FileTooLarge: its cells are so far apart that a table of them would fill the memory.
        UnknownFormat: an xlsb file, which cannot be looked through.
    """
    with open_zip(data) as package:
        names = set(package.namelist())
        if "xl/workbook.bin" in names:
            raise UnknownFormat("暂不支持 xlsb 文件，请另存为 xlsx 后再读入。")
        if "xl/workbook.xml" not in names:
            if "content.xml" in names:
                _check_repeats(read_part(package, "content.xml"))
            return "ods", {}
        styles = _styles(package) if "xl/styles.xml" in names else {}
        sheets = {name: part for name, part in _sheet_parts(package).items() if part in names}
        cells = 0
        formats = {}
        for name, part in sheets.items():
            formats[name], spanned = _scan(read_part(package, part), styles)
            cells += spanned
            if cells > MAX_CELLS:
                raise FileTooLarge(f"表格过大（超过 {MAX_CELLS // 10_000} 万个单元格），未读取。")
        return "xlsx", formats


def _sheet_parts(package: ZipFile) -> dict[str, str]:
    """Return the part of each sheet by its name."""
    try:
        book = parse_xml(read_part(package, "xl/workbook.xml"))
        relations = parse_xml(read_part(package, "xl/_rels/workbook.xml.rels"))
    except KeyError as error:
        raise DamagedFile("文件不完整或已损坏，无法打开。") from error
    targets = {item.get("Id", ""): item.get("Target", "") for item in relations}
    parts = {}
    for sheet in book.iter("{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        target = posixpath.join("/xl", targets.get(str(relation), ""))
        parts[sheet.get("name", "")] = posixpath.normpath(target).lstrip("/")
    return parts


def _styles(package: ZipFile) -> dict[int, str]:
    """Return the formats of percentages and Chinese dates, by the number of the cell style."""
    root = parse_xml(read_part(package, "xl/styles.xml"))
    codes = {
        int(item.get("numFmtId", "0")): item.get("formatCode", "")
        for item in root.iter("{*}numFmt")
        if item.get("numFmtId", "").isdecimal()
    }
    holder = root.find("{*}cellXfs")
    numbers = [item.get("numFmtId", "") for item in (() if holder is None else holder)]
    return telling_formats(codes, [int(number) if number.isdecimal() else 0 for number in numbers])


def telling_formats(codes: Mapping[int, str], styles: Sequence[int]) -> dict[int, str]:
    """Return the formats that change how a value is quoted, by the number of the cell style that has one."""
    known = {**_BUILT_IN, **codes}
    found = {number: known.get(style, "") for number, style in enumerate(styles)}
    return {number: code for number, code in found.items() if "%" in code or "年" in code}


def _scan(sheet: bytes, styles: dict[int, str]) -> tuple[Formats, int]:
    """Return the formats of a sheet's cells, and how many cells the smallest table of them spans."""
    formats: Formats = {}
    top = left = 1 << 30
    bottom = right = -1
    for match in _CELL.finditer(sheet):
        reference = _REFERENCE.search(match.group(1))
        if reference is None:
            continue  # the next in its row: no gap
        row, column = int(reference.group(2)) - 1, _column(reference.group(1))
        top, bottom = min(top, row), max(bottom, row)
        left, right = min(left, column), max(right, column)
        style = _STYLE.search(match.group(1)) if styles else None
        if style is not None and int(style.group(1)) in styles:
            formats[row, column] = styles[int(style.group(1))]
    spanned = (bottom - top + 1) * (right - left + 1) if bottom >= 0 else 0
    return formats, spanned


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _check_repeats(content: bytes) -> None:
    """Refuse an OpenDocument table that says with a few words that it is huge."""
    cells = 0
    for row in parse_xml(content).iter("{*}table-row"):
        filled = sum(_repeated(cell, "columns") for cell in row if len(cell))
        cells += filled * _repeated(row, "rows")
        if cells > MAX_CELLS or (filled and _repeated(row, "rows") > _MAX_REPEATED):
            raise FileTooLarge(f"表格过大（超过 {MAX_CELLS // 10_000} 万个单元格），未读取。")


def _repeated(element: etree._Element, what: str) -> int:
    name = f"number-{what}-repeated"
    value = next((v for k, v in element.attrib.items() if str(k).endswith(name)), "1")
    return int(value) if str(value).isdecimal() else 1
