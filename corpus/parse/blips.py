"""Pictures of the old office formats: OfficeArt records that hold a whole PNG, JPEG or TIFF file each."""

import re
import struct
from collections.abc import Iterator

_RECORD = re.compile(rb"[\x1d\x1e\x29\x2a]\xf0")  # types F01D, F01E, F029, F02A, after two bytes of version
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*")
_MAX_HEADER = 33 + 1  # bytes before the file: one or two checksums of 16 bytes, a tag


def pictures(stream: bytes) -> Iterator[bytes]:
    """Yield the picture files of a stream, in the order in which they stand there."""
    at = 0
    while match := _RECORD.search(stream, at):
        at = match.end()
        if at + 4 > len(stream):
            return
        size = struct.unpack_from("<I", stream, at)[0]
        record = at + 4
        if record + size > len(stream):
            continue
        begins = (stream.find(magic, record, record + _MAX_HEADER + len(magic)) for magic in _BEGINNINGS)
        begin = min((place for place in begins if place >= 0), default=-1)
        if begin >= 0:
            yield stream[begin : record + size]
            at = record + size
