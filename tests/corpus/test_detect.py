"""Formats told by content: wrong names, packages, and what is none of ours."""

import io
import zipfile

import pytest

from corpus.errors import DamagedFile, EmptyFile, EncryptedFile, UnknownFormat, UnreadableFile
from corpus.parse.detect import format_of
from corpus.parse.safe_zip import open_zip
from corpus.parse.xml import parse_xml


def package(*names: str, **parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as built:
        for name in names:
            built.writestr(name, b"x")
        for name, data in parts.items():
            built.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7\n", "a.txt", "pdf"),
        (b"\n\n%PDF-1.7\n", "a.pdf", "pdf"),
        (b"{\\rtf1\\ansi}", "a.doc", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "a.jpg", "image"),
        (b"\xff\xd8\xff\xe0", "a", "image"),
        (b"BM\x00\x01\x00\x00\x00\x00\x00\x00\x36", "a.bmp", "image"),
        ("BMW采购项目公告\n本项目已批准。".encode(), "a.txt", "text"),
        ("MZ公司采购公告\n本项目已批准。".encode(), "a.txt", "text"),
        (package("[Content_Types].xml", "word/document.xml"), "a.zip", "docx"),
        (package("[Content_Types].xml", "xl/workbook.xml"), "a.docx", "workbook"),
        (package("[Content_Types].xml", "ppt/presentation.xml"), "a", "pptx"),
        (package("OFD.xml", "Doc_0/Document.xml"), "a.zip", "ofd"),
        (package("Ofd.XML"), "a", "ofd"),
        (package(mimetype=b"application/vnd.oasis.opendocument.text"), "a.zip", "odt"),
        (package(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "a.zip", "workbook"),
        (package("一.txt"), "a.docx", "zip"),
        ("<!DOCTYPE html><p>正文".encode(), "a.txt", "html"),
        ("<p>正文".encode("gb18030"), "a.txt", "html"),
        (b"From: a@b.invalid\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\nbody", "a.txt", "eml"),
        (b"From: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "a.mht", "mht"),
        ("标题：通知\n正文：无".encode(), "a.txt", "text"),
        ("# 标题".encode(), "a.md", "markdown"),
        ("甲,乙\n1,2".encode(), "a.csv", "csv"),
    ],
)  # fmt: skip
def test_the_content_tells(data: bytes, name: str, kind: str) -> None:
    assert format_of(data, name) == kind


@pytest.mark.parametrize(
    ("data", "name", "error", "told"),
    [
        (b"", "a.docx", EmptyFile, "空的"),
        (b" \r\n", "a.pdf", EmptyFile, "空的"),
        (b"Rar!\x1a\x07", "a.zip", UnknownFormat, "rar"),
        (b"7z\xbc\xaf\x27\x1c", "a", UnknownFormat, "7z"),
        (b"\x7fELF\x02", "a.txt", UnknownFormat, "程序"),
        (b"PK\x03\x04" + bytes(50), "a.docx", DamagedFile, "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", UnreadableFile, "。"),
        (bytes(range(256)) * 20, "a.dat", UnknownFormat, ".dat"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        format_of(data, name)


def test_an_encrypted_package_is_told() -> None:
    data = bytearray(package("word/document.xml"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(EncryptedFile):
        open_zip(bytes(data))


ENTITIES = b"<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c SYSTEM 'file:///etc/hostname'>]>"
BOMB = b"<!DOCTYPE a [<!ENTITY e0 'x'>%b]><a>&e30;</a>" % b"".join(
    b"<!ENTITY e%d '&e%d;&e%d;'>" % (i, i - 1, i - 1) for i in range(1, 31)
)


@pytest.mark.parametrize("data", [ENTITIES + b"<a>1&c;2</a>", ENTITIES + b"<a>1&b;2</a>", BOMB])
def test_xml_with_entities_is_refused_not_read_without_them(data: bytes) -> None:
    with pytest.raises(DamagedFile):
        parse_xml(data)


@pytest.mark.parametrize("data", [b"", b"<a>", b"<a></b>", b"\x00\x01", b"<a>" * 100_000])
def test_xml_that_is_none_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedFile):
        parse_xml(data)
