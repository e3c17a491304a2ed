"""The zip package of an OFD file: its parts by location, and their XML as producers really write it."""

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from corpus.encoding import decode
from corpus.errors import DamagedFile, NotText
from corpus.parse.safe_zip import open_zip, read_part
from corpus.parse.xml import parse_xml

_UTF8_NAME = 0x800  # zip flag: the name is UTF-8
_MARK_UP = re.compile(r"<[A-Za-z_:/][^<>]*>")
_TAG_PREFIX = re.compile(r"^<(/?)[^\s<>/=\"']*:")
_NAMESPACE = re.compile(r"""\sxmlns(?::[^\s=]*)?\s*=\s*(?:"[^"]*"|'[^']*')""")
_ATTRIBUTE_PREFIX = re.compile(r"""(\s)[^\s<>/="']+:(?=[^\s<>/="':]+\s*=)""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Package:
    """The parts of one file. Locations are tried as the standard says, then as producers get them wrong."""

    def __init__(self, data: bytes) -> None:
        self._zip = open_zip(data)
        self._parts: dict[str, str] = {}  # folded location -> name in the zip
        for part in self._zip.infolist():
            if not part.is_dir():
                self._parts.setdefault(_folded(_name(part.filename, part.flag_bits)), part.filename)

    def find(self, base: str, location: str | None) -> str | None:
        """Return the part that ``location``, written in the part ``base``, points to.

        It is relative to the folder of ``base``, or to the root if it begins with a slash; some producers
        mean the root all the same, and upper and lower case are mixed up.
        """
        location = (location or "").strip().replace("\\", "/")
        if not location:
            return None
        beside = posixpath.join(posixpath.dirname(base), location)
        for candidate in (location, beside) if location.startswith("/") else (beside, location):
            found = _folded(candidate)
            if found in self._parts:
                return found
        return None

    def read(self, part: str) -> bytes:
        """Return the bytes of a part that ``find`` has found."""
        return read_part(self._zip, self._parts[part])

    def xml(self, part: str) -> etree._Element:
        """Return the root of a part; prefixes without a namespace and characters that XML forbids are mended.

        Raises:
            DamagedFile: it is no XML even then.
        """
        data = self.read(part)
        try:
            return parse_xml(data)
        except DamagedFile:
            return parse_xml(_mended(data))

    def has(self, name: str) -> bool:
        """Tell whether a part of this file name is there, in any folder."""
        return any(posixpath.basename(part) == name for part in self._parts)


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Return the children of this local name; producers use several namespaces, or none."""
    if element is not None:
        for child in element:
            if local_name(child) == name:
                yield child


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first descendant along a path of local names."""
    for name in path:
        element = next(children(element, name), None)
    return element


def child_text(element: etree._Element | None, *path: str) -> str:
    """Return the text of the first descendant along a path of local names, or nothing."""
    found = child(element, *path)
    return "" if found is None else (found.text or "").strip()


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _folded(location: str) -> str:
    """Return a location as it is compared: from the root, in lower case."""
    return posixpath.normpath("/" + location.replace("\\", "/").lstrip("/")).lower()


def _name(name: str, flags: int) -> str:
    """Return a part's name; Chinese tools store UTF-8 or GBK without saying so, which zipfile reads as CP437."""
    if flags & _UTF8_NAME or name.isascii():
        return name
    try:
        return decode(name.encode("cp437"))[0]
    except (UnicodeEncodeError, NotText):
        return name


def _mended(data: bytes) -> bytes:
    """Return XML without prefixes and namespaces, in UTF-8."""
    try:
        text = _NOT_XML.sub("", _DECLARATION.sub("", decode(data)[0]))
    except NotText as error:
        raise DamagedFile("文件不完整或已损坏，无法打开。") from error
    return _MARK_UP.sub(_without_prefixes, text).encode()


def _without_prefixes(match: re.Match[str]) -> str:
    tag = _NAMESPACE.sub("", match.group())
    return _ATTRIBUTE_PREFIX.sub(r"\1", _TAG_PREFIX.sub(r"<\1", tag, count=1))
