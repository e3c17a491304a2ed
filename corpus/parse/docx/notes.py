"""Footnotes and endnotes of a Word document: their marks, and which are still to be put under the text."""

from lxml import etree

from corpus.parse.docx.package import W, integer, value
from corpus.parse.flow import note_mark
from corpus.parse.numerals import numeral

_USUAL_STYLE = {"footnote": "decimal", "endnote": "lowerRoman"}


class Notes:
    """Counts the notes as the text refers to them and keeps them until they are put down."""

    def __init__(self, parts: dict[str, etree._Element | None], settings: etree._Element | None) -> None:
        self._notes: dict[tuple[str, str], etree._Element] = {}
        self._styles: dict[str, str] = {}
        self._counted = dict.fromkeys(_USUAL_STYLE, 0)
        self._waiting: list[tuple[str, etree._Element]] = []
        for kind, usual in _USUAL_STYLE.items():
            root = parts.get(kind)
            for element in () if root is None else root.findall(W + kind):
                if value(element, "type") in {None, "normal"}:
                    self._notes[kind, value(element, "id") or ""] = element
            general = None if settings is None else settings.find(f"{W}{kind}Pr")
            self._styles[kind] = _style(general) or usual
            start = None if general is None else integer(general.find(W + "numStart"))
            self._counted[kind] = max(start - 1, 0) if start is not None else 0

    def enter_section(self, properties: etree._Element | None) -> None:
        """Number the notes as a section of the document wants it."""
        for kind in _USUAL_STYLE:
            own = None if properties is None else properties.find(f"{W}{kind}Pr")
            self._styles[kind] = _style(own) or self._styles[kind]
            if own is not None and value(own.find(W + "numRestart")) == "eachSect":
                self._counted[kind] = 0

    def refer(self, kind: str, number: str, has_own_mark: bool) -> str:
        """Return the mark of the note that the text refers to here, empty if the text itself holds it."""
        element = self._notes.get((kind, number))
        if element is None:
            return ""
        mark = ""
        if not has_own_mark:
            self._counted[kind] += 1
            mark = note_mark(numeral(self._counted[kind], self._styles[kind]))
        self._waiting.append((mark, element))
        return mark

    def put_down(self) -> list[tuple[str, etree._Element]]:
        """Return the notes referred to since the last call, each with its mark."""
        waiting, self._waiting = self._waiting, []
        return waiting


def _style(properties: etree._Element | None) -> str | None:
    return None if properties is None else value(properties.find(W + "numFmt"))
