"""Zip packages (docx, ofd, odt, xlsx, pptx, zip) opened with limits: a small file must not become a huge one."""

import io
import zipfile
from zipfile import ZipFile, ZipInfo

from corpus.errors import DamagedFile, EncryptedFile, FileTooLarge

MAX_PARTS = 20_000
MAX_UNPACKED = 1024 * 1024 * 1024  # bytes of all parts
MAX_RATIO = 400  # unpacked to packed, for what is larger than the slack
_SLACK = 64 * 1024 * 1024  # bytes that any package may unpack to


def open_zip(data: bytes, *, encrypted_parts: bool = False) -> ZipFile:
    """Return the package, checked before anything is unpacked.

    Args:
        data: the whole file.
        encrypted_parts: let it have parts that can't be read; the caller looks at each.

    Raises:
        DamagedFile: not a zip file, or cut off.
        EncryptedFile: a part is encrypted.
        FileTooLarge: it would unpack to more than the limits allow.
    """
    try:
        package = ZipFile(io.BytesIO(data))
        parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, UnicodeError, NotImplementedError) as error:
        raise DamagedFile("文件不完整或已损坏，无法打开。") from error
    if not all(part.filename for part in parts):  # zipfile itself stumbles over them later
        raise DamagedFile("文件不完整或已损坏，无法打开。")
    if len(parts) > MAX_PARTS:
        raise FileTooLarge(f"压缩包内的文件过多（{len(parts)} 个）。")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or unpacked > max(_SLACK, MAX_RATIO * len(data)):
        raise FileTooLarge(f"解压后过大（{unpacked / 2**20:.0f} MB），疑似压缩炸弹，未读取。")
    if not encrypted_parts and any(part.flag_bits & 0x1 for part in parts):
        raise EncryptedFile("文件已加密，请去除密码后再读入。")
    return package


def read_part(package: ZipFile, name: str | ZipInfo) -> bytes:
    """Return one part of a package.

    Raises:
        KeyError: there is none of this name.
        DamagedFile: it cannot be unpacked.
    """
    try:
        return package.read(name)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise DamagedFile("文件不完整或已损坏，无法打开。") from error
    except Exception as error:  # zlib.error and lzma.LZMAError share no base but this
        if isinstance(error, KeyError):
            raise
        raise DamagedFile("文件不完整或已损坏，无法打开。") from error
