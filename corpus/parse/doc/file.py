"""The streams of a Word 97 file and its file information block (FIB): where everything stands.

The layout is that of [MS-DOC]; the wps files of WPS Office have the same one.
"""

import io
import struct
from dataclasses import dataclass
from itertools import accumulate

import olefile

from corpus.errors import DamagedFile, EncryptedFile

DAMAGED = "文件不完整或已损坏，无法打开。"

_MAGIC = 0xA5EC
_WORD_97 = 0x00C1  # nFib of the first release with this layout
_ENCRYPTED = 0x0100
_TABLE_1 = 0x0200
_LENGTHS_AT = 0x4C  # ccpText, the first of eight lengths
_PAIRS_AT = 0x9A  # fibRgFcLcb: pairs of offset and size in the table stream

# The stories of a document in file order: what each holds is counted in UTF-16 units.
_STORIES = ("main", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header_boxes")


class OldWord(Exception):
    """Written by a Word before 97, whose layout is another."""


@dataclass(frozen=True, slots=True)
class WordFile:
    """The three streams that hold text and its properties, and the lengths of the stories."""

    main: bytes
    table: bytes
    data: bytes
    stories: dict[str, tuple[int, int]]  # name -> first position, end

    def part(self, index: int) -> bytes:
        """Return the part of the table stream that pair ``index`` of the FIB points to; empty if there is none."""
        offset, size = self._pair(index)
        return self.table[offset : offset + size]

    def part_and_more(self, index: int) -> bytes:
        """Return a part with all that follows it: of some, the size counts only the beginning."""
        offset, size = self._pair(index)
        return self.table[offset:] if size else b""

    def _pair(self, index: int) -> tuple[int, int]:
        at = _PAIRS_AT + 8 * index
        if at + 8 > len(self.main):
            return 0, 0
        offset, size = struct.unpack_from("<II", self.main, at)
        return offset, size


def open_word_file(data: bytes) -> WordFile:
    """Return the streams of a Word file.

    Raises:
        EncryptedFile: it needs a password.
        OldWord: it is older than Word 97.
        DamagedFile: it is cut off, or not what it begins as.
    """
    streams = _streams(data)
    main = streams.get("worddocument", b"")
    if len(main) < 0x200:
        raise DamagedFile(DAMAGED)
    magic, version = struct.unpack_from("<HH", main)
    flags = struct.unpack_from("<H", main, 0x0A)[0]
    if flags & _ENCRYPTED:
        raise EncryptedFile("文件已加密，请去除密码后再读入。")
    if version < _WORD_97:
        raise OldWord
    table = streams.get("1table" if flags & _TABLE_1 else "0table")
    if magic != _MAGIC or table is None:
        raise DamagedFile(DAMAGED)
    lengths = struct.unpack_from("<8i", main, _LENGTHS_AT)
    if min(lengths) < 0:
        raise DamagedFile(DAMAGED)
    ends = list(accumulate(lengths))
    stories = dict(zip(_STORIES, zip([0, *ends], ends, strict=False), strict=True))
    return WordFile(main, table, streams.get("data", b""), stories)


def _streams(data: bytes) -> dict[str, bytes]:
    wanted = {"worddocument", "0table", "1table", "data"}
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            paths = ["/".join(path) for path in ole.listdir()]
            return {path.lower(): ole.openstream(path).read() for path in paths if path.lower() in wanted}
    except Exception as error:  # olefile raises whatever its parsing stumbles over
        raise DamagedFile(DAMAGED) from error
