"""What the styles of a Word document say of a paragraph or a run: heading level, numbering, hidden text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from corpus.parse.docx.package import W, integer, switch, value
from corpus.parse.flow import TITLE

_HEADING_NAME = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.I)
_TITLE_NAMES = frozenset({"title", "标题", "標題"})
_BODY_LEVEL = 9  # w:outlineLvl of what is no heading


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paragraph's place in automatic numbering, as far as said: None is not said."""

    number: int | None = None  # w:numId
    level: int | None = None  # w:ilvl


class Styles:
    """The styles of a document, each with what it inherits."""

    def __init__(self, root: etree._Element | None) -> None:
        found = [] if root is None else root.findall(W + "style")
        self._styles = {value(style, "styleId") or "": style for style in found}
        self._levels: dict[str, int] = {}
        self._hidden: dict[str, bool] = {}
        self._numbering: dict[str, tuple[Numbered, tuple[str, ...]]] = {}
        self._default = next(
            (
                value(style, "styleId") or ""
                for style in found
                if value(style, "type") == "paragraph" and value(style, "default") in {"1", "true", "on"}
            ),
            "",
        )

    def of_paragraph(self, properties: etree._Element | None) -> str:
        """Return the id of a paragraph's style."""
        named = None if properties is None else value(properties.find(W + "pStyle"))
        return self._default if named is None else named

    def level(self, style: str) -> int:
        """Return the heading level that a style gives, 0 for none, as ``flow.with_title`` counts them."""
        if style not in self._levels:
            self._levels[style] = self._find_level(style)
        return self._levels[style]

    def is_hidden(self, style: str | None) -> bool:
        """Return whether a style hides its text."""
        if not style:
            return False
        if style not in self._hidden:
            said = (switch(e.find(f"{W}rPr/{W}vanish")) for _, e in self._chain(style))
            self._hidden[style] = bool(next((hides for hides in said if hides is not None), False))
        return self._hidden[style]

    def numbering(self, style: str) -> tuple[Numbered, tuple[str, ...]]:
        """Return the numbering that a style gives, and the ids of the styles that it may come from."""
        if style not in self._numbering:
            chain = list(self._chain(style))
            said = [numbered(e.find(W + "pPr")) for _, e in chain]
            number = next((n.number for n in said if n.number is not None), None)
            level = next((n.level for n in said if n.level is not None), None)
            self._numbering[style] = Numbered(number, level), tuple(name for name, _ in chain)
        return self._numbering[style]

    def list_number(self, style: str) -> int | None:
        """Return the number of the list that a style of lists stands for."""
        return self.numbering(style)[0].number

    def _find_level(self, style: str) -> int:
        for _, element in self._chain(style):
            outline = integer(element.find(f"{W}pPr/{W}outlineLvl"))
            if outline is not None:
                return heading_level(outline)
            name = (value(element.find(W + "name")) or "").strip()
            if name.lower() in _TITLE_NAMES:
                return TITLE
            heading = _HEADING_NAME.fullmatch(name)
            if heading:
                return heading_level(int(heading.group(1)) - 1)
        return 0

    def _chain(self, style: str) -> Iterator[tuple[str, etree._Element]]:
        """Yield a style and those that it is based on, nearest first."""
        seen: set[str] = set()
        name: str | None = style
        while name and name not in seen and name in self._styles:
            seen.add(name)
            yield name, self._styles[name]
            name = value(self._styles[name].find(W + "basedOn"))


def heading_level(outline: int) -> int:
    """Return the heading level of a w:outlineLvl, 0 for body text."""
    return outline + 1 + TITLE if 0 <= outline < _BODY_LEVEL else 0


def numbered(properties: etree._Element | None) -> Numbered:
    """Return what the properties of a paragraph say themselves of its numbering."""
    said = None if properties is None else properties.find(W + "numPr")
    if said is None:
        return Numbered()
    return Numbered(integer(said.find(W + "numId")), integer(said.find(W + "ilvl")))
