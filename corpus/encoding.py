"""Bytes to text: byte-order mark, UTF-8, UTF-16 by its look, then GB18030 or Big5, each strictly.

Detectors guess short GBK texts wrong and labels lie, so the strict decoders come first: hardly any
GB18030 text of more than a few characters is also valid UTF-8. GB18030 and Big5 accept each other's
bytes; there the commonest characters decide, and the label only where these do not tell.
"""

import codecs
import re

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
_LABEL = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
_LABEL_WITHIN = 4_096  # bytes of a page or an XML file that may say the encoding
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_MAX_CONTROL_SHARE = 0.002
_MAX_CONTROLS = 3  # in a short text: the Ctrl-Z of DOS, a stray NUL
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_MAX_PRIVATE_SHARE = 0.05
_MAX_BROKEN_SHARE = 0.05  # of the characters beyond ASCII
_SAMPLE = 65_536  # bytes or characters that a judgement is based on

# The characters that official texts use most, in both scripts: two thirds of any Chinese text, and a few
# in a hundred of what the wrong decoder makes of it.
_COMMON = frozenset(
    "的人第条行法定应当十和规管政民理以有者关或业部设一工机门用会二务国三建员市其作不事本地保公责在处对施生"
    "主制为安经区等合可位单产发全四及上依证五构物出资府照下护动监由权中进实内并院方提他所级审通查时自要家案件"
    "委年情体标任议期报水按得准程大违成品请重同日项组文告六利交划罚款服营据相开督检代办信县化改共使表场收立职"
    "律计取申未学分防明织向执予七例专性与运决教供备境活企社技城批质能求展八元道后书负列反正调个于外过具常加接"
    "条應當規關業設機門會務國員責處對製為經區單產發證構資護動監權進實內並級審時體標議報準違請項組劃罰營據開檢"
    "辦縣場職計學織執專與運決備質後書負調個於過術採況農環範確記車電訴費強"
)
_SURE = 0.25  # share of common characters that no wrong decoder reaches
_UNSURE = 0.08  # below this it is hardly Chinese
_MARGIN = 0.1  # by which Big5 must be the likelier reading
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_READABLE = re.compile(
    r"[\t\r\n\x20-\x7e\u00a0-\u024f\u2010-\u2044\u2160-\u217f\u2460-\u24ff\u3000-\u30ff\u4e00-\u9fff\uff00-\uffee]"
)
_READABLE_SHARE = 0.95
_NUL_SHARE = 0.4  # of the bytes of an ASCII text in UTF-16
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_UNKNOWN = "无法识别文件的文字编码，请另存为 UTF-8 后重试。"


def decode(data: bytes, label: str | None = None) -> tuple[str, str]:
    """Return the text of ``data`` and the name of the encoding that it was in.

    Args:
        data: the whole file.
        label: the encoding that a container (a mail header, an HTTP header) names. It is a hint only.

    Raises:
        NotText: the bytes begin as a known binary format does, or decode only to control characters.
    """
    if data.startswith(_BINARY_MAGIC):
        raise NotText("这不是文本文件（内容是二进制数据），请检查文件是否损坏或扩展名有误。")
    for bom, name in _BOMS:
        if data.startswith(bom):
            text = _strict(data, name)
            if text is None:
                raise NotText(_UNKNOWN)
            return _checked(text, name)
    wide = _utf16_by_look(data)
    if wide is not None:
        return wide
    text = _strict(data, "utf-8")
    if text is not None:
        return _checked(text, "utf-8")
    text = _broken_utf8(data)
    if text is not None:
        return _checked(text, "utf-8")
    return _checked(*_double_byte(data, label or _label_inside(data)))


def _strict(data: bytes, name: str) -> str | None:
    """Decode, dropping only the first bytes of a character whose rest was cut off with the file's end."""
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        cut = len(error.object) - error.start  # counted from the end: a byte-order mark is not in ``object``
        if error.end < len(error.object) or cut > 3 or error.start == 0:
            return None
    except (LookupError, ValueError):  # a label that Python does not know, or no text encoding
        return None
    try:
        return data[:-cut].decode(name)
    except UnicodeDecodeError:
        return None


def _utf16_by_look(data: bytes) -> tuple[str, str] | None:
    """Recognise UTF-16 without a byte-order mark: by readable characters, nearly without exception."""
    sample = data[:_SAMPLE]
    sample = sample[: len(sample) // 2 * 2]
    nuls = sample.count(0)
    if len(sample) < 4:
        return None
    if nuls < _NUL_SHARE * len(sample) and _strict(data[:_SAMPLE], "utf-8") is not None:
        return None  # any ASCII or UTF-8 text is also a row of Chinese characters in UTF-16
    for name in ("utf-16-le", "utf-16-be"):
        text = _strict(sample, name)
        if text is None or len(_READABLE.findall(text)) < _READABLE_SHARE * len(text):
            continue
        # ASCII among Chinese shows as NULs; a text without any must prove itself by its characters
        if nuls or _common_share(text) >= _SURE:
            whole = _strict(data[: len(data) // 2 * 2], name)
            return None if whole is None else _checked(whole, name)
    return None


def _broken_utf8(data: bytes) -> str | None:
    """Decode UTF-8 of which a few bytes are broken; each place shows U+FFFD."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        start = max(0, error.start - _SAMPLE // 2)
        while start < error.start and data[start] & 0xC0 == 0x80:
            start += 1
        if not _is_mostly_sound(data[start : start + _SAMPLE].decode("utf-8", "replace")):
            return None
    text = data.decode("utf-8", "replace")
    return text if _is_mostly_sound(text) else None


def _is_mostly_sound(text: str) -> bool:
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return beyond_ascii > 0 and text.count("\ufffd") <= _MAX_BROKEN_SHARE * beyond_ascii


def _label_inside(data: bytes) -> str | None:
    match = _LABEL.search(data[:_LABEL_WITHIN])
    return match.group(1).decode("ascii") if match else None


def _double_byte(data: bytes, label: str | None) -> tuple[str, str]:
    """Choose among GB18030, Big5 and what the label names; a Western text is the last that is thought of."""
    simplified = _strict(data, "gb18030")
    if simplified is not None and _is_private(simplified):
        simplified = None
    likely = -1.0 if simplified is None else _common_share(simplified)
    if simplified is not None and likely >= _SURE:
        return simplified, "gb18030"
    traditional = _strict(data, "cp950")
    share = -1.0 if traditional is None else _common_share(traditional)
    if traditional is not None and share >= max(_UNSURE, likely + _MARGIN):
        return traditional, "big5"
    if _is_western(data):
        western = _strict(data, "cp1252")
        if western is not None:
            return western, "cp1252"
    for name in ("gb18030", "cp950"):
        text = data.decode(name, "replace")
        if _is_mostly_sound(text) and _common_share(text) >= _SURE:
            return text, "big5" if name == "cp950" else name
    labelled = _labelled(data, label, likely)
    if labelled is not None:
        return labelled
    if simplified is not None:
        return simplified, "gb18030"
    if traditional is not None:
        return traditional, "big5"
    raise NotText(_UNKNOWN)


def _labelled(data: bytes, label: str | None, likely: float) -> tuple[str, str] | None:
    """Believe the label of a text that is hardly Chinese by its bytes: Japanese, Korean, Big5 names."""
    if label is None or likely >= _UNSURE:
        return None
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    if name in {"utf-8", "ascii", "iso8859-1"} or name.startswith(("utf-16", "utf-32", "gb")):
        return None  # refuted above, or what servers say of anything
    text = _strict(data, name)
    return None if text is None else (text, name)


def _is_western(data: bytes) -> bool:
    """Tell Latin letters with accents: single bytes beyond ASCII among many ASCII ones."""
    runs = _HIGH_RUN.findall(data[:_SAMPLE])
    high = sum(map(len, runs))
    single = sum(len(run) == 1 for run in runs)
    return single >= 0.9 * len(runs) and high <= 0.2 * len(data[:_SAMPLE])


def _common_share(text: str) -> float:
    """Return which share of the Chinese characters of a sample is among the commonest."""
    # The beginning may be all tags and scripts: look further for the characters that count.
    characters = _HAN.findall(text[: 16 * _SAMPLE])[:_SAMPLE]
    if not characters:
        return 0.0
    return sum(character in _COMMON for character in characters) / len(characters)


def _checked(text: str, name: str) -> tuple[str, str]:
    if _exceeds(_CONTROL, text, max(_MAX_CONTROLS, _MAX_CONTROL_SHARE * len(text))):
        raise NotText("这不是文本文件（含有大量控制字符），请检查文件是否损坏或扩展名有误。")
    if _is_private(text):
        raise NotText(_UNKNOWN)
    return text, name


def _is_private(text: str) -> bool:
    return _exceeds(_PRIVATE, text, _MAX_PRIVATE_SHARE * len(text))


def _exceeds(pattern: re.Pattern[str], text: str, limit: float) -> bool:
    """Tell whether a pattern occurs more often than ``limit``, reading no further than needed."""
    return any(count > limit for count, _ in enumerate(pattern.finditer(text), 1))
