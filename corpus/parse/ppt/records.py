"""The records that PowerPoint 97 files are made of: a header of eight bytes, then data or more records."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_HEADER = 8
_CONTAINER = 0xF  # version of a record that holds records


@dataclass(frozen=True, slots=True)
class Record:
    """A record; ``data`` is without its header."""

    kind: int
    instance: int
    is_container: bool
    data: bytes

    def children(self) -> Iterator["Record"]:
        """Yield the records that a container holds; what does not fit into it is left out."""
        at = 0
        while self.is_container and (found := read_record(self.data, at)) is not None:
            yield found
            at += _HEADER + len(found.data)

    def child(self, kind: int) -> "Record | None":
        """Return the first record of a kind that this one holds."""
        return next((record for record in self.children() if record.kind == kind), None)

    def integer(self, at: int) -> int:
        """Return the 32-bit number at an offset, 0 where the data ends before it."""
        return int.from_bytes(self.data[at : at + 4], "little") if at + 4 <= len(self.data) else 0


def read_record(data: bytes, at: int) -> Record | None:
    """Return the record that begins at an offset, None if none is whole there."""
    if at < 0 or at + _HEADER > len(data):
        return None
    version, kind, size = struct.unpack_from("<HHI", data, at)
    if at + _HEADER + size > len(data):
        return None
    body = data[at + _HEADER : at + _HEADER + size]
    return Record(kind, version >> 4, version & 0xF == _CONTAINER, body)
