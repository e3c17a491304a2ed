"""What an xls file (BIFF8) says that its reader does not: whether it is encrypted, how large it is, how numbers are shown."""

import io
from collections.abc import Iterator, Mapping
from struct import unpack_from

import olefile

from corpus.errors import DamagedFile, FileTooLarge
from corpus.parse.workbook.package import MAX_CELLS, Formats, telling_formats

_FILEPASS, _BOUNDSHEET, _FORMAT, _XF, _BOF, _EOF = 0x2F, 0x85, 0x41E, 0xE0, 0x809, 0x0A
_CELLS = frozenset({0x203, 0x27E, 0x06})  # NUMBER, RK, FORMULA
_MULRK = 0xBD  # several figures side by side
_FILLED = _CELLS | {
    _MULRK,
    0xFD,
    0x204,
    0x205,
    0xD6,
    0x02,
    0x03,
    0x04,
    0x05,
}  # records of cells that hold something
_DIMENSIONS = 0x200


def workbook_stream(data: bytes) -> bytes:
    """Return the stream of an xls file that holds its sheets.

    Raises:
        DamagedFile: there is none, or the file is cut off.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return bytes(ole.openstream(_stream_name(ole)).read())
    except Exception as error:  # olefile raises whatever its parsing stumbles over
        raise DamagedFile("文件不完整或已损坏，无法打开。") from error


def _stream_name(ole: olefile.OleFileIO) -> str:
    return next(name for name in ("Workbook", "Book") if ole.exists(name))


def is_encrypted(stream: bytes) -> bool:
    """Tell a file that says at its beginning that the rest needs a password."""
    return any(kind == _FILEPASS for kind, _, _ in _records(stream, 0))


def within_limits(data: bytes, stream: bytes) -> bytes:
    """Return the file so that its reader can be given it.

    The reader makes room for as many cells as a sheet says that it has, which may be far more than it
    fills: such a claim is taken out. Cells that really are so far apart are refused.

    Raises:
        FileTooLarge: a table of all cells would fill the memory.
    """
    mended = bytearray(stream)
    for _, start in _sheets(stream):
        top = left = 1 << 16
        bottom = right = -1
        for kind, at, body in _records(stream, start):
            if kind == _DIMENSIONS and len(body) >= 12:
                first_row, end_row, first_column, end_column = unpack_from("<IIHH", body)
                high, wide = end_row - first_row, end_column - first_column
                if high < 0 or wide < 0 or high * wide > MAX_CELLS:
                    mended[at : at + 12] = bytes(12)
            elif kind in _FILLED and len(body) >= 4:
                row, column = unpack_from("<HH", body)
                top, bottom = min(top, row), max(bottom, row)
                left, right = min(left, column), max(right, column)
        if bottom >= 0 and (bottom - top + 1) * (right - left + 1) > MAX_CELLS:
            raise FileTooLarge(f"表格过大（超过 {MAX_CELLS // 10_000} 万个单元格），未读取。")
    if mended == stream:
        return data
    try:
        file = io.BytesIO(data)
        with olefile.OleFileIO(file, write_mode=True) as ole:
            ole.write_stream(_stream_name(ole), bytes(mended))
            return file.getvalue()
    except Exception as error:  # as above
        raise DamagedFile("文件不完整或已损坏，无法打开。") from error


def biff_formats(stream: bytes) -> dict[str, Formats]:
    """Return the number formats of each sheet by its name, as ``workbook_package.number_formats`` does.

    A file of an older kind has none: its records are shorter than they would have to be.
    """
    codes: dict[int, str] = {}
    styles: list[int] = []
    for kind, _, body in _records(stream, 0):
        if kind == _FORMAT and len(body) > 5:
            codes[unpack_from("<H", body)[0]] = _text(body[4:], unpack_from("<H", body, 2)[0])
        elif kind == _XF and len(body) >= 4:
            styles.append(unpack_from("<H", body, 2)[0])
    telling = telling_formats(codes, styles)
    if not telling:
        return {}
    return {name: dict(_cell_formats(stream, start, telling)) for name, start in _sheets(stream)}


def _sheets(stream: bytes) -> list[tuple[str, int]]:
    """Return the sheets and where each begins."""
    return [
        (_text(body[7:], body[6]), unpack_from("<I", body)[0])
        for kind, _, body in _records(stream, 0)
        if kind == _BOUNDSHEET and len(body) > 8
    ]


def _cell_formats(
    stream: bytes, start: int, telling: Mapping[int, str]
) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, _, body in _records(stream, start):
        if kind in _CELLS and len(body) >= 6:
            row, column, style = unpack_from("<HHH", body)
            if style in telling:
                yield (row, column), telling[style]
        elif kind == _MULRK and len(body) >= 6:
            row, column = unpack_from("<HH", body)
            for number in range((len(body) - 6) // 6):
                style = unpack_from("<H", body, 4 + 6 * number)[0]
                if style in telling:
                    yield (row, column + number), telling[style]


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, bytes]]:
    """Return the records from an offset to the end of their part: kind, where the content stands, content."""
    depth = 0  # charts stand inside sheets
    while start + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, start)
        depth += (kind == _BOF) - (kind == _EOF)
        yield kind, start + 4, stream[start + 4 : start + 4 + length]
        if depth <= 0:
            return
        start += 4 + length


def _text(data: bytes, length: int) -> str:
    """Return a string that begins with a flag: whether its characters take two bytes."""
    wide = bool(data[0] & 1)
    return data[1 : 1 + length * (2 if wide else 1)].decode("utf-16-le" if wide else "latin-1", "replace")
