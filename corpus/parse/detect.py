"""Which format is it? Chosen by content; the name counts only where the content does not tell."""

import importlib
import io
import re
from collections.abc import Callable
from pathlib import PurePath
from typing import cast

import olefile

from corpus.encoding import decode
from corpus.errors import DamagedFile, EmptyFile, EncryptedFile, NotText, UnknownFormat
from corpus.parse.models import Parsed, Progress, no_progress
from corpus.parse.safe_zip import open_zip, read_part

Parser = Callable[[bytes, Progress], Parsed]

# format -> "module:function" of corpus.parse; imported when first needed, since some readers are heavy
_PARSERS = {
    "text": "text:parse_text",
    "markdown": "markdown:parse_markdown",
    "html": "html.parser:parse_html",
    "mht": "mht:parse_mht",
    "eml": "eml:parse_eml",
    "csv": "csv:parse_csv",
    "docx": "docx.parser:parse_docx",
    "doc": "doc.parser:parse_doc",
    "rtf": "rtf.parser:parse_rtf",
    "odt": "odt.parser:parse_odt",
    "pdf": "pdf.parser:parse_pdf",
    "image": "image:parse_image",
    "ofd": "ofd.parser:parse_ofd",
    "workbook": "workbook.parser:parse_workbook",
    "pptx": "pptx.parser:parse_pptx",
    "ppt": "ppt.parser:parse_ppt",
}
READABLE = "txt、md、html、mht、docx、doc、wps、rtf、odt、pdf、图片、ofd、xlsx、xls、et、ods、csv、pptx、ppt、dps、eml、zip"

_IMAGE_MAGIC = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_OTHER_MAGIC = {
    b"Rar!": "rar 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"\x1f\x8b": "gzip 压缩包",
    b"\x7fELF": "程序",
    b"SQLite format 3": "数据库",
}
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|meta|div|table|p)\b",
    re.I | re.S,
)
_MAIL_START = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,}", re.S)
_MAIL_FIELD = re.compile(rb"^(?:MIME-Version|Received|Message-ID|From|Content-Type)[ \t]*:", re.I | re.M)
_SNIFF = 4_000


def parse(data: bytes, name: str, progress: Progress = no_progress) -> Parsed:
    """Return the blocks of a file's content.

    Args:
        data: the whole file.
        name: the file's name; only its suffix counts, and only where the content does not tell.
        progress: called as pages are read.

    Raises:
        UnreadableFile: empty, encrypted, damaged, or a format that this release does not read.
    """
    kind = format_of(data, name)
    if kind not in _PARSERS:
        raise UnknownFormat("压缩包里的文件要逐个读入。")
    module, function = _PARSERS[kind].split(":")
    parser = cast(Parser, getattr(importlib.import_module(f"corpus.parse.{module}"), function))
    return parser(data, progress)


def format_of(data: bytes, name: str) -> str:
    """Return the format of a file: a key of the parsers, or ``zip``, which is for ``corpus.unpack``.

    Raises:
        EmptyFile, EncryptedFile, DamagedFile, NotText, UnknownFormat
    """
    if not data.strip():
        raise EmptyFile("文件是空的。")
    suffix = PurePath(name).suffix.lower()
    if data.startswith(_ZIP_MAGIC):
        return _package_format(data)
    if data.startswith(_OLE_MAGIC):
        return _ole_format(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(_IMAGE_MAGIC) or _is_bitmap(data) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "image"
    for magic, words in _OTHER_MAGIC.items():
        if data.startswith(magic):
            raise UnknownFormat(f"暂不支持{words}，请解压或另存后再读入。目前可读：{READABLE}。")
    return _text_format(data, suffix)


def _is_bitmap(data: bytes) -> bool:
    """Tell a Windows bitmap from a text that begins with BM: its header has four reserved zeros."""
    return data[:2] == b"BM" and data[6:10] == bytes(4)


def _package_format(data: bytes) -> str:
    with open_zip(data, encrypted_parts=True) as package:
        names = set(package.namelist())
        if "mimetype" in names:
            kind = read_part(package, "mimetype")[:100].decode("ascii", "replace")
            if "opendocument.text" in kind:
                return "odt"
            if "opendocument.spreadsheet" in kind:
                return "workbook"
    if any(name.lower().removeprefix("/") == "ofd.xml" for name in names):
        return "ofd"
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", "docx"), ("xl/", "workbook"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in names):
                return kind
    return "zip"


def _ole_format(data: bytes) -> str:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = {"/".join(path).lower() for path in ole.listdir()}
    except Exception as error:  # olefile raises whatever its parsing stumbles over
        raise DamagedFile("文件不完整或已损坏，无法打开。") from error
    if "encryptedpackage" in streams:
        raise EncryptedFile("文件已加密，请去除密码后再读入。")
    for stream, kind in (
        ("worddocument", "doc"),
        ("workbook", "workbook"),
        ("book", "workbook"),
        ("powerpoint document", "ppt"),
    ):
        if stream in streams:
            return kind
    raise UnknownFormat(f"暂不支持这种旧式复合文档，目前可读：{READABLE}。")


def _text_format(data: bytes, suffix: str) -> str:
    if _MAIL_START.match(data) and len(_MAIL_FIELD.findall(data[:_SNIFF])) >= 2:
        return (
            "mht" if b"multipart/related" in data[:_SNIFF].lower() or suffix in {".mht", ".mhtml"} else "eml"
        )
    try:
        text, _ = decode(data)
    except NotText:
        if suffix in {".txt", ".text", ".md", ".markdown", ".htm", ".html", ".csv", ""}:
            raise
        raise UnknownFormat(f"暂不支持 {suffix} 文件，目前可读：{READABLE}。") from None
    if _HTML_START.match(text[:_SNIFF]) or suffix in {".htm", ".html", ".xhtml", ".shtml"}:
        return "html"
    if suffix in {".md", ".markdown"}:
        return "markdown"
    return "csv" if suffix in {".csv", ".tsv"} else "text"
