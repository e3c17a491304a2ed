"""The package of a Word document: its parts, and which part another one names."""

import posixpath
from dataclasses import dataclass

from lxml import etree

from corpus.errors import DamagedFile
from corpus.parse.safe_zip import open_zip, read_part
from corpus.parse.xml import parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

# What "strict" documents (ISO/IEC 29500-1) call the namespaces that all others give the names above.
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W,
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R,
    b"http://purl.oclc.org/ooxml/drawingml/main": A,
    b"http://purl.oclc.org/ooxml/officeDocument/math": M,
}
_DAMAGED = "文件不完整或已损坏，无法打开。"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part names by an id: ``kind`` is the last word of its type, ``target`` another part."""

    kind: str
    target: str


class Package:
    """The parts of a package, found whatever the case and slashes of their names."""

    def __init__(self, data: bytes) -> None:
        self._zip = open_zip(data)
        self._names = {_plain(name): name for name in self._zip.namelist()}

    def read(self, name: str) -> bytes | None:
        """Return a part, or None where there is none of this name."""
        stored = self._names.get(_plain(name))
        return None if stored is None else read_part(self._zip, stored)

    def xml(self, name: str) -> etree._Element | None:
        """Return the root element of a part, or None where there is none of this name.

        Raises:
            DamagedFile: it is no XML, or declares entities, which no office program does.
        """
        data = self.read(name)
        if data is None:
            return None
        for strict, usual in _STRICT.items():
            if strict in data:
                data = data.replace(b'"' + strict + b'"', b'"' + usual.strip("{}").encode() + b'"')
        return parse_xml(data)

    def relations(self, name: str) -> dict[str, Relation]:
        """Return what a part names, by id; targets outside the package are left out."""
        folder, file = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", file + ".rels"))
        if root is None:
            return {}
        return {
            item.get("Id", ""): Relation(
                item.get("Type", "").rstrip("/").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, item.get("Target", ""))),
            )
            for item in root.iter(_RELATIONSHIP)
            if item.get("TargetMode") != "External"
        }

    def main(self) -> str:
        """Return the name of the part that holds the body.

        Raises:
            DamagedFile: there is none.
        """
        named = [item.target for item in self.relations("").values() if item.kind == "officeDocument"]
        for name in (*named, "/word/document.xml"):
            if _plain(name) in self._names:
                return name
        raise DamagedFile(_DAMAGED)


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """Return an attribute of an element that may be absent."""
    return None if element is None else element.get(W + name)


def integer(element: etree._Element | None, name: str = "val") -> int | None:
    """Return an attribute as a number; None where it is absent or no number."""
    try:
        return int(value(element, name) or "")
    except ValueError:
        return None


def switch(element: etree._Element | None) -> bool | None:
    """Return whether a property is on; None where it is not said."""
    return None if element is None else value(element) not in {"0", "false", "off"}


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
