"""Bytes to text: byte-order mark, then UTF-8, then GB18030, each strictly; a detector only after that.

Detectors guess short GBK texts wrong and labels lie, so the strict decoders come first: hardly any
GB18030 text of more than a few characters is also valid UTF-8.
"""

import codecs
import re

from charset_normalizer import from_bytes

from corpus.errors import NotText

# Beginnings of files that are no text, whatever their names say.
_BINARY_MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",  # Word 97 and its kin
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"MZ",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"SQLite format 3",
    b"{\\rtf",
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_MAX_CONTROL_SHARE = 0.002
_MAX_CONTROLS = 3  # in a short text: the Ctrl-Z of DOS, a stray NUL
_MAX_BROKEN_SHARE = 0.05
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_MAX_PRIVATE_SHARE = 0.05
_DETECTOR_SAMPLE = 200_000  # bytes; charset-normalizer is slow on more


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of ``data`` and the name of the encoding that it was in.

    Raises:
        NotText: the bytes begin as a known binary format does, or decode only to control characters.
    """
    if data.startswith(_BINARY_MAGIC):
        raise NotText("这不是文本文件（内容是二进制数据），请检查文件是否损坏或扩展名有误。")
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _checked(_without_cut_character(data, name), name)
    if _is_meant_as_utf8(data):  # what GB18030 makes of it would be read in as nonsense
        return _checked(_without_cut_character(data, "utf-8"), "utf-8")
    for name in ("utf-8", "gb18030"):
        try:
            return _checked(_without_cut_character(data, name), name)
        except NotText:
            continue
    # ASCII full of control characters can still be UTF-16 without a mark, but only if there are NULs
    hopeless = data.isascii() and b"\0" not in data
    guess = None if hopeless else from_bytes(data[:_DETECTOR_SAMPLE]).best()
    if guess is None:
        raise NotText("无法识别文件的文字编码，请另存为 UTF-8 后重试。")
    return _checked(data, guess.encoding)


def _is_meant_as_utf8(data: bytes) -> bool:
    """Tell UTF-8, even if a few of its bytes are broken, from the encodings whose bytes it is not."""
    text = data.decode("utf-8", "replace")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") <= _MAX_BROKEN_SHARE * beyond_ascii and beyond_ascii > 0


def _without_cut_character(data: bytes, name: str) -> bytes:
    """Drop the first bytes of a character whose rest was cut off with the file's end."""
    try:
        data.decode(name)
    except UnicodeDecodeError as error:
        cut = len(error.object) - error.start  # counted from the end: a byte-order mark is not in ``object``
        if error.end == len(error.object) and cut <= 3 and error.start > 0:
            return data[:-cut]
    return data


def _checked(data: bytes, name: str) -> tuple[str, str]:
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError) as error:
        raise NotText("无法识别文件的文字编码，请另存为 UTF-8 后重试。") from error
    if len(_CONTROL.findall(text)) > max(_MAX_CONTROLS, _MAX_CONTROL_SHARE * len(text)):
        raise NotText("这不是文本文件（含有大量控制字符），请检查文件是否损坏或扩展名有误。")
    if len(_PRIVATE.findall(text)) > _MAX_PRIVATE_SHARE * len(text):
        raise NotText("无法识别文件的文字编码，请另存为 UTF-8 后重试。")
    return text, name
