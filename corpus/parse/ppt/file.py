"""A PowerPoint 97 file: its slides in order, with the texts of their outline, and its pictures.

The layout is that of [MS-PPT]; the dps files of WPS Office have the same one.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import olefile

from corpus.errors import DamagedFile, EncryptedFile
from corpus.parse.blips import pictures
from corpus.parse.ppt.records import Record, read_record

DAMAGED = "文件不完整或已损坏，无法打开。"

_ENCRYPTED = 0xF3D1C4DF  # mark in the stream "Current User"
_USER_EDIT, _PERSIST_DIRECTORY = 0x0FF5, 0x1772
_DOCUMENT_ATOM, _DRAWING_GROUP = 0x03E9, 0x040B
_ART_GROUP, _PICTURE_STORE, _STORED_PICTURE = 0xF000, 0xF001, 0xF007
_SLIDE_LIST, _SLIDES = 0x0FF0, 0  # kind, and the instance that lists slides rather than masters or notes
_SLIDE_ENTRY, _SLIDE_ATOM, _SHOW_INFO = 0x03F3, 0x03EF, 0x03F9
_TITLE_LAYOUT = 0  # at the beginning of the slide atom
_IS_HIDDEN = 0x0004  # flag at offset 10 of the show info
_MAX_EDITS = 10_000
_PICTURE_OFFSET = 28  # in the description of a stored picture


@dataclass(frozen=True, slots=True)
class SlideRecord:
    """A slide, and the records of the texts that its placeholders refer to."""

    record: Record
    outline: tuple[Record, ...]

    @property
    def is_hidden(self) -> bool:
        """Tell a slide that is not shown."""
        info = self.record.child(_SHOW_INFO)
        return info is not None and bool(int.from_bytes(info.data[10:12], "little") & _IS_HIDDEN)

    @property
    def is_title_slide(self) -> bool:
        """Tell a slide with the layout of a deck's first."""
        atom = self.record.child(_SLIDE_ATOM)
        return atom is not None and len(atom.data) >= 4 and atom.integer(0) == _TITLE_LAYOUT


class PowerPointFile:
    """The parts of a presentation."""

    def __init__(self, data: bytes) -> None:
        """Open a file.

        Raises:
            EncryptedFile: it needs a password.
            DamagedFile: it is cut off, or not what it begins as.
        """
        streams = _streams(data)
        user = streams.get("current user", b"")
        self._main = streams.get("powerpoint document", b"")
        if len(user) < 20 or not self._main:
            raise DamagedFile(DAMAGED)
        mark, edit = struct.unpack_from("<II", user, 12)
        if mark == _ENCRYPTED:
            raise EncryptedFile("文件已加密，请去除密码后再读入。")
        self._pictures = streams.get("pictures", b"")
        self._places: dict[int, int] = {}  # of stored objects, by their number
        number = self._read_edits(edit)
        self._document = self._object(number)
        size = self._document.child(_DOCUMENT_ATOM)
        self.area = size.integer(0) * size.integer(4) if size else 0  # of a slide, in its own units

    def slides(self) -> list[SlideRecord]:
        """Return the slides in the order in which they are shown."""
        listed = (r for r in self._document.children() if r.kind == _SLIDE_LIST and r.instance == _SLIDES)
        entries: list[tuple[int, list[Record]]] = []
        for record in (child for slides in listed for child in slides.children()):
            if record.kind == _SLIDE_ENTRY:
                entries.append((record.integer(0), []))
            elif entries:
                entries[-1][1].append(record)
        return [SlideRecord(self._object(number), tuple(outline)) for number, outline in entries]

    def picture(self, number: int) -> bytes | None:
        """Return a stored picture by its number, counted from 1."""
        group = self._document.child(_DRAWING_GROUP)
        art = group.child(_ART_GROUP) if group else None
        store = art.child(_PICTURE_STORE) if art else None
        stored = [r for r in store.children() if r.kind == _STORED_PICTURE] if store else []
        if not 1 <= number <= len(stored):
            return None
        at = stored[number - 1].integer(_PICTURE_OFFSET)
        record = read_record(self._pictures, at)
        size = len(record.data) + 8 if record else 0
        return next(pictures(self._pictures[at : at + size]), None)

    def _object(self, number: int) -> Record:
        """Return a stored object by its number."""
        found = read_record(self._main, self._places.get(number, -1))
        if found is None:
            raise DamagedFile(DAMAGED)
        return found

    def _read_edits(self, place: int) -> int:
        """Find where objects are stored, from the last edit back, and return the document's number."""
        document = None
        for _ in range(_MAX_EDITS):
            edit = read_record(self._main, place)
            if edit is None or edit.kind != _USER_EDIT:
                raise DamagedFile(DAMAGED)
            document = edit.integer(16) if document is None else document
            directory = read_record(self._main, edit.integer(12))
            if directory is None or directory.kind != _PERSIST_DIRECTORY:
                raise DamagedFile(DAMAGED)
            for number, offset in _directory(directory.data):
                self._places.setdefault(number, offset)
            earlier = edit.integer(8)
            if not earlier or earlier >= place:
                break
            place = earlier
        return document or 0


def _directory(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the number and the place of each object in a directory."""
    at = 0
    while at + 4 <= len(data):
        head = int.from_bytes(data[at : at + 4], "little")
        first, count = head & 0xFFFFF, head >> 20
        count = min(count, (len(data) - at - 4) // 4)
        yield from enumerate(struct.unpack_from(f"<{count}I", data, at + 4), first)
        at += 4 + 4 * count


def _streams(data: bytes) -> dict[str, bytes]:
    wanted = {"current user", "powerpoint document", "pictures"}
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            paths = ["/".join(path) for path in ole.listdir()]
            return {path.lower(): ole.openstream(path).read() for path in paths if path.lower() in wanted}
    except Exception as error:  # olefile raises whatever its parsing stumbles over
        raise DamagedFile(DAMAGED) from error
