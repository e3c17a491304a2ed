"""Files that hold files: the members of a zip archive, the attachments of a mail, and of those in turn."""

import contextlib
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import PurePosixPath
from zipfile import ZipFile, ZipInfo

from corpus.errors import EmptyFile, EncryptedFile, FileTooLarge, UnreadableFile
from corpus.parse.detect import format_of
from corpus.parse.eml import part_bytes, read_message
from corpus.parse.safe_zip import open_zip, read_part

MAX_DEPTH = 3  # archives within archives
MAX_MEMBERS = 20_000  # of one file, at all depths
_UTF8_NAME = 0x800  # flag of a zip member whose name is UTF-8 (APPNOTE 4.4.4)
_ENCRYPTED = 0x1
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Member:
    """A file: the one that was opened (``name`` is empty), or one inside it.

    ``error`` says why it has no ``data``.
    """

    name: str  # "inner/a.docx"; "inner.zip/a.docx" for a member of a member
    data: bytes = b""
    error: UnreadableFile | None = None


def unpack(data: bytes, name: str, *, limit: int) -> Iterator[Member]:
    """Yield the documents that a file holds: itself, its members, or both (a mail with attachments).

    Args:
        data: the whole file.
        name: its name.
        limit: the largest member that is unpacked, in bytes.
    """
    for count, member in enumerate(_unpack(data, name, limit, 1)):
        if count >= MAX_MEMBERS:
            yield Member("", error=FileTooLarge(f"包内文件超过 {MAX_MEMBERS} 个，其余未读取。"))
            return
        yield member


def holds_files(data: bytes, name: str) -> bool:
    """Tell whether a file is one that holds files."""
    try:
        return format_of(data, name) in {"zip", "eml"}
    except UnreadableFile:
        return False


def _unpack(data: bytes, name: str, limit: int, depth: int) -> Iterator[Member]:
    try:
        kind = format_of(data, name)
        if kind == "zip":
            inner = _zip_members(data, limit)
        elif kind == "eml":
            yield Member("", data)
            inner = _attachments(data)
        else:
            yield Member("", data)
            return
        if depth > MAX_DEPTH:
            raise FileTooLarge(f"压缩包嵌套超过 {MAX_DEPTH} 层，未读取。")
        empty = kind == "zip"
        for member in inner:
            empty = False
            if member.error is not None:
                yield member
                continue
            for found in _unpack(member.data, member.name, limit, depth + 1):
                path = f"{member.name}/{found.name}" if found.name else member.name
                yield Member(path, found.data, found.error)
        if empty:
            raise EmptyFile("压缩包里没有可读的文件。")
    except UnreadableFile as error:
        yield Member("", error=error)


def _zip_members(data: bytes, limit: int) -> Iterator[Member]:
    with open_zip(data, encrypted_parts=True) as package:
        for info in package.infolist():
            name = _member_name(info).replace("\\", "/")
            if info.is_dir() or _is_hidden(name) or stat.S_ISLNK(info.external_attr >> 16):
                continue
            try:
                yield Member(_safe(name), _zip_part(package, info, limit))
            except UnreadableFile as error:
                yield Member(name, error=error)


def _zip_part(package: ZipFile, info: ZipInfo, limit: int) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise EncryptedFile("文件已加密，请去除密码后再读入。")
    if info.file_size > limit:
        raise FileTooLarge(
            f"文件过大（{info.file_size / 2**20:.0f} MB），上限 {limit / 2**20:.0f} MB，请拆分后再试。"
        )
    return read_part(package, info)


def _member_name(info: ZipInfo) -> str:
    """Return a member's name. Chinese Windows writes GBK names without saying so; zipfile takes them for cp437.

    Some names are valid in both encodings: the one that makes Chinese of it is meant.
    """
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    readings = []
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            readings.append(raw.decode(encoding))
    return next((name for name in readings if _HAN.search(name)), readings[0] if readings else info.filename)


def _is_hidden(name: str) -> bool:
    return any(
        (part.startswith(".") and part != "..") or part == "__MACOSX" for part in PurePosixPath(name).parts
    )


def _safe(name: str) -> str:
    """Return a member's name as a relative path that leads nowhere else.

    Raises:
        UnreadableFile: it leads out of the archive.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or ":" in (path.parts or ("",))[0]:
        raise UnreadableFile("包内文件名指向包外的位置，未读取。")
    return str(path)


def _attachments(data: bytes) -> Iterator[Member]:
    taken: set[str] = set()
    for number, part in enumerate(read_message(data).walk(), 1):
        if not isinstance(part, EmailMessage) or part.is_multipart():
            continue
        given = part.get_filename()
        if given is None and part.get_content_disposition() != "attachment":
            continue
        name = PurePosixPath((given or f"附件{number}").replace("\\", "/")).name or f"附件{number}"
        if name in taken:
            name = f"{number}-{name}"
        taken.add(name)
        content = part_bytes(part)
        if content and part.get_content_maintype() != "image":  # logos and signatures, mostly
            yield Member(name, content)
