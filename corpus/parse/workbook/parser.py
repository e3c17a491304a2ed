"""Spreadsheets (xlsx, xls, et, ods) to blocks: each sheet a heading, each region of cells a table."""

import io
import re
from collections.abc import Mapping

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from corpus.errors import DamagedFile, EncryptedFile, FileTooLarge
from corpus.parse.models import Block, Parsed, Progress, no_progress
from corpus.parse.workbook.biff import biff_formats, is_encrypted, within_limits, workbook_stream
from corpus.parse.workbook.package import MAX_CELLS, Formats, number_formats
from corpus.parse.workbook.regions import Merged, region_blocks, regions
from corpus.parse.workbook.values import Value, shown

_OLE_MAGIC = b"\xd0\xcf\x11\xe0"
_PLAIN_NAME = re.compile(r"(?:Sheet|工作表|Table)\s*\d*", re.I)
_MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xls": "application/vnd.ms-excel",
}


def parse_workbook(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return the blocks of the sheets that are shown, in their order.

    Raises:
        EncryptedFile: it needs a password.
        FileTooLarge: a sheet spans more cells than we read.
        DamagedFile: it cannot be opened.
    """
    kind = "xls"
    formats: Mapping[str, Formats] = {}
    if data.startswith(_OLE_MAGIC):
        stream = workbook_stream(data)
        if is_encrypted(stream):
            raise EncryptedFile("文件已加密，请去除密码后再读入。")
        formats = biff_formats(stream)
        data = within_limits(data, stream)
    else:
        kind, formats = number_formats(data)
    sheets = _sheets(data, progress)
    named = len(sheets) > 1
    blocks: list[Block] = []
    tables = 0
    for name, sheet in sheets:
        if named or not _PLAIN_NAME.fullmatch(name):
            blocks.append(Block(name, level=1))
        for region in regions(_texts(sheet, formats.get(name, {})), _merged(sheet)):
            own = region_blocks(region, tables)
            tables += any(block.row is not None for block in own)
            blocks.extend(own)
    return Parsed(tuple(blocks), _MEDIA_TYPES[kind])


def _sheets(data: bytes, progress: Progress) -> list[tuple[str, CalamineSheet]]:
    """Return the sheets that are shown and hold something."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
        sheets = []
        cells = 0
        for number, name in enumerate(shown, 1):
            sheet = book.get_sheet_by_name(name)
            cells += sheet.height * sheet.width
            if cells > MAX_CELLS:
                raise FileTooLarge(f"表格过大（超过 {MAX_CELLS // 10_000} 万个单元格），未读取。")
            if sheet.height:
                sheets.append((name, sheet))
            progress(number, len(shown))
    except PasswordError as error:
        raise EncryptedFile("文件已加密，请去除密码后再读入。") from error
    except (CalamineError, OSError, ValueError) as error:
        raise DamagedFile("文件不完整或已损坏，无法打开。") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of the Rust library; it derives from BaseException
            raise DamagedFile("文件不完整或已损坏，无法打开。") from error
        raise
    return sheets


def _texts(sheet: CalamineSheet, formats: Formats) -> list[list[str]]:
    """Return what the cells show, from the sheet's first row and column on."""
    rows: list[list[Value]] = sheet.to_python(skip_empty_area=False)
    return [
        [shown(value, formats.get((row, column), "")) for column, value in enumerate(values)]
        for row, values in enumerate(rows)
    ]


def _merged(sheet: CalamineSheet) -> list[Merged]:
    return [Merged(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
