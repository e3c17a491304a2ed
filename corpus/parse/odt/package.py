"""The package of an OpenDocument text: its parts, its namespaces, and whether it is encrypted."""

from lxml import etree

from corpus.errors import DamagedFile, EncryptedFile
from corpus.parse.safe_zip import open_zip, read_part
from corpus.parse.xml import parse_xml

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE = f"{{{_URN}office:1.0}}"
TEXT = f"{{{_URN}text:1.0}}"
TABLE = f"{{{_URN}table:1.0}}"
DRAW = f"{{{_URN}drawing:1.0}}"
STYLE = f"{{{_URN}style:1.0}}"
XLINK = "{http://www.w3.org/1999/xlink}"
_MANIFEST = f"{{{_URN}manifest:1.0}}"


class Package:
    """The parts of an OpenDocument text."""

    def __init__(self, data: bytes) -> None:
        self._zip = open_zip(data)
        manifest = self.read("META-INF/manifest.xml")
        if manifest is None:
            return
        encrypted = parse_xml(manifest).iter(_MANIFEST + "encryption-data")
        if next(encrypted, None) is not None:
            raise EncryptedFile("文件已加密，请去除密码后再读入。")

    def read(self, name: str) -> bytes | None:
        """Return a part, or None where there is none of this name."""
        try:
            return read_part(self._zip, name.removeprefix("./"))
        except KeyError:
            return None

    def xml(self, name: str) -> etree._Element | None:
        """Return the root element of a part, or None where there is none of this name.

        Raises:
            DamagedFile: it is no XML, or declares entities, which no office program does.
        """
        data = self.read(name)
        if data is None:
            return None
        return parse_xml(data)

    def body(self) -> tuple[etree._Element, etree._Element]:
        """Return the root of the content, and in it the element that holds the text.

        Raises:
            DamagedFile: there is no text.
        """
        root = self.xml("content.xml")
        body = None if root is None else root.find(f"{OFFICE}body/{OFFICE}text")
        if root is None or body is None:
            raise DamagedFile("文件不完整或已损坏，无法打开。")
        return root, body


def count(element: etree._Element, name: str, least: int = 1) -> int:
    """Return an attribute as a number, ``least`` where it is absent, no number or smaller."""
    try:
        return max(int(element.get(name) or ""), least)
    except ValueError:
        return least
