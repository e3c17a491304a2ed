"""The text of a Word file, put together from its pieces, and where each position stands in the file.

Positions (CP) count UTF-16 units, so the text is kept with one character a unit: a character beyond
the first plane is two surrogates until ``symbols.joined`` puts it together.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.errors import DamagedFile
from corpus.parse.doc.file import DAMAGED, WordFile

_CLX = 33  # index of the piece table's pair in the FIB
_COMPRESSED = 0x40000000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of positions whose characters stand together in the file."""

    start: int  # position
    end: int
    offset: int  # in the main stream, bytes
    width: int  # bytes a character: 1 or 2
    changes: bytes  # properties that an edit laid over the whole piece (a grpprl)

    def offset_of(self, position: int) -> int:
        """Return where the character at ``position`` stands in the main stream."""
        return self.offset + (position - self.start) * self.width


@dataclass(frozen=True, slots=True)
class Pieces:
    """The whole text, all stories, and its pieces."""

    text: str
    pieces: tuple[Piece, ...]

    def at(self, position: int) -> Piece:
        """Return the piece that holds ``position``."""
        return self.pieces[max(0, bisect_right(self.pieces, position, key=lambda piece: piece.start) - 1)]

    def between(self, start: int, end: int) -> Iterator[Piece]:
        """Yield the pieces that hold positions from ``start`` to ``end``."""
        at = max(0, bisect_right(self.pieces, start, key=lambda piece: piece.start) - 1)
        while at < len(self.pieces) and self.pieces[at].start < end:
            yield self.pieces[at]
            at += 1


def read_pieces(file: WordFile) -> Pieces:
    """Put the text together.

    Raises:
        DamagedFile: the piece table, or text that it points to, is missing.
    """
    try:
        pieces = tuple(_pieces(file.part(_CLX), len(file.main)))
    except struct.error as error:
        raise DamagedFile(DAMAGED) from error
    length = max(end for _, end in file.stories.values())
    if not pieces or length > pieces[-1].end:
        raise DamagedFile(DAMAGED)
    return Pieces("".join(_decoded(piece, file.main) for piece in pieces), pieces)


def _pieces(clx: bytes, size_of_main: int) -> Iterator[Piece]:
    laid_over = []
    at = 0
    while clx[at : at + 1] == b"\x01":  # property lists that pieces refer to, then the table itself
        size = struct.unpack_from("<H", clx, at + 1)[0]
        laid_over.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if clx[at : at + 1] != b"\x02":
        raise DamagedFile(DAMAGED)
    size = struct.unpack_from("<I", clx, at + 1)[0]
    table = clx[at + 5 : at + 5 + size]
    count = (len(table) - 4) // 12
    if count < 1 or len(table) < size:
        raise DamagedFile(DAMAGED)
    positions = struct.unpack_from(f"<{count + 1}I", table)
    if positions[0] != 0 or positions[-1] > size_of_main:  # a character takes a byte at least
        raise DamagedFile(DAMAGED)
    for number in range(count):
        start, end = positions[number], positions[number + 1]
        if end < start:
            raise DamagedFile(DAMAGED)
        place, modifier = struct.unpack_from("<IH", table, 4 * (count + 1) + 8 * number + 2)
        offset = place & 0x3FFFFFFF
        changes = _changes(modifier, laid_over)
        if place & _COMPRESSED:
            yield Piece(start, end, offset // 2, 1, changes)
        else:
            yield Piece(start, end, offset, 2, changes)


# The short form of a piece's changes: a number for each property (isprm) and a byte for its value.
_SHORT_FORM = {0x0C: 0x260A, 0x18: 0x2416, 0x19: 0x2417, 0x41: 0x0800, 0x5C: 0x083C}


def _changes(modifier: int, laid_over: list[bytes]) -> bytes:
    if modifier & 1:
        number = modifier >> 1
        return laid_over[number] if number < len(laid_over) else b""
    code = _SHORT_FORM.get(modifier >> 1 & 0x7F)
    return struct.pack("<HB", code, modifier >> 8) if code else b""


def _decoded(piece: Piece, main: bytes) -> str:
    length = piece.end - piece.start
    raw = main[piece.offset : piece.offset + length * piece.width]
    if len(raw) < length * piece.width:
        raise DamagedFile(DAMAGED)
    if piece.width == 1:  # five bytes of cp1252 stand for nothing: Latin-1 there, as Word shows them
        return raw.decode("cp1252", "surrogateescape").translate(_UNDEFINED)
    text = raw.decode("utf-16-le", "surrogatepass")
    if len(text) == length:
        return text
    return "".join(map(chr, struct.unpack(f"<{length}H", raw)))


_UNDEFINED = {0xDC00 + byte: byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
