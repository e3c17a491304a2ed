"""Property changes ("sprm") of a Word file: a two-byte code and a value; a list of them is a grpprl."""

import struct
from collections.abc import Iterator

# character properties
DELETED, SYMBOL, HIDDEN, CHARACTER_STYLE, POSITION = 0x0800, 0x6A09, 0x083C, 0x4A30, 0x2A48
# paragraph properties
IN_TABLE, ROW_END, DEPTH, INNER_CELL, INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
LIST_LEVEL, LIST, OUTLINE_LEVEL, DROP_CAP, HUGE_OLD, HUGE = 0x260A, 0x460B, 0x2640, 0x442C, 0x6645, 0x6646
# table properties, at the mark that ends a row
CELLS, HEADER_ROW, MERGE, SPLIT, VERTICAL_MERGE = 0xD608, 0x3404, 0x5624, 0x5625, 0xD62B

_TABS = 0xC615
_OLD_CELLS = 0xD606
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)  # bytes of a value, by the code's three highest bits; 0: the value tells


def changes(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each property's code and the bytes of its value; what is cut off at the end is left out."""
    at = 0
    while at + 2 < len(grpprl):
        code = int.from_bytes(grpprl[at : at + 2], "little")
        at += 2
        size = _SIZES[code >> 13]
        if size == 0:
            if code in (CELLS, _OLD_CELLS):
                size = int.from_bytes(grpprl[at : at + 2], "little") - 1
                at += 2
            else:
                size = grpprl[at]
                at += 1
                if code == _TABS and size == 255:
                    size = _long_tabs(grpprl, at)
        if size < 0 or at + size > len(grpprl):
            return
        yield code, grpprl[at : at + size]
        at += size


def number(value: bytes) -> int:
    """Return a value as a signed number."""
    return int.from_bytes(value, "little", signed=True)


def unpack_shorts(value: bytes, count: int) -> tuple[int, ...]:
    """Return the first ``count`` signed 16-bit numbers of a value, fewer if it is shorter."""
    count = min(count, len(value) // 2)
    return struct.unpack_from(f"<{count}h", value)


def _long_tabs(grpprl: bytes, at: int) -> int:
    """Return the size of a list of tab stops that is too long for its one byte of size."""
    if at >= len(grpprl):
        return 0
    added_at = at + 1 + 4 * grpprl[at]
    added = grpprl[added_at] if added_at < len(grpprl) else 0
    return 1 + 4 * grpprl[at] + 1 + 3 * added
