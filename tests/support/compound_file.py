"""Write compound files (OLE), which olefile only reads: the container of doc, wps and ppt."""

import struct
from collections.abc import Mapping

_SECTOR = 512
_SMALL = 4096  # bytes; smaller streams stand elsewhere in a compound file, so all are filled up to this
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file that holds these streams, filled up with zeros."""
    bodies = {name: data.ljust(_SMALL, b"\0") for name, data in streams.items()}
    sizes = [_sectors(len(body)) for body in bodies.values()]
    directory_size = _sectors(128 * (len(bodies) + 1))
    table_size = 1
    while 128 * table_size < table_size + directory_size + sum(sizes):
        table_size += 1
    if table_size > 109:
        raise ValueError("too large for a test")
    chains = [_TABLE] * table_size + _chain(table_size, directory_size)
    directory = _entry("Root Entry", 5, child=1, start=_END, size=0)
    at = table_size + directory_size
    for number, ((name, body), size) in enumerate(zip(bodies.items(), sizes, strict=True), 1):
        following = number + 1 if number < len(bodies) else _FREE
        directory += _entry(name, 2, right=following, start=at, size=len(body))
        chains += _chain(at, size)
        at += size
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, table_size, table_size, 0, _SMALL, _END, 0, _END, 0),
    )
    header += struct.pack("<109I", *range(table_size), *[_FREE] * (109 - table_size))
    table = struct.pack(f"<{128 * table_size}I", *chains, *[_FREE] * (128 * table_size - len(chains)))
    return b"".join([header, table, _filled(directory), *map(_filled, bodies.values())])


def _sectors(size: int) -> int:
    return -(-size // _SECTOR)


def _filled(data: bytes) -> bytes:
    return data.ljust(_sectors(len(data)) * _SECTOR, b"\0")


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END]


def _entry(name: str, kind: int, *, right: int = _FREE, child: int = _FREE, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36xIII", encoded, len(encoded), kind, 1, _FREE, right, child, start, size, 0
    )
