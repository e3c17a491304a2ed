"""What the styles of an OpenDocument text say: lists, titles, hidden and raised text, the pages that are used."""

from collections.abc import Iterator, Sequence

from lxml import etree

from corpus.parse.odt.package import OFFICE, STYLE, TEXT

_TITLES = frozenset({"Title", "标题", "標題"})


class Styles:
    """The styles that hold in one part: its automatic ones before those of the whole document.

    Args:
        automatic: the root of the part, content.xml or styles.xml.
        common: the root of styles.xml, where there is one.
    """

    def __init__(self, automatic: etree._Element, common: etree._Element | None) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self.lists: dict[str, etree._Element] = {}
        self.outline: etree._Element | None = None
        groups = [] if common is None else common.findall(OFFICE + "styles")
        for group in (*groups, *automatic.findall(OFFICE + "automatic-styles")):
            for element in group:
                name = element.get(STYLE + "name") or ""
                if element.tag == STYLE + "style":
                    self._styles[element.get(STYLE + "family") or "", name] = element
                elif element.tag == TEXT + "list-style":
                    self.lists[name] = element
                elif element.tag == TEXT + "outline-style":
                    self.outline = element

    def list_style(self, paragraph_style: str) -> str | None:
        """Return the list style of a paragraph style: "" turns numbering off, None says nothing."""
        said = (e.get(STYLE + "list-style-name") for e in self._chain("paragraph", paragraph_style))
        return next((name for name in said if name is not None), None)

    def is_title(self, paragraph_style: str) -> bool:
        """Return whether a paragraph style is the one for titles."""
        return any(
            element.get(STYLE + "name") in _TITLES or element.get(STYLE + "display-name") in _TITLES
            for element in self._chain("paragraph", paragraph_style)
        )

    def is_hidden(self, family: str, style: str) -> bool:
        """Return whether a style hides its text."""
        return self._said(family, style, TEXT + "display") == "none"

    def position(self, style: str) -> str:
        """Return "super", "sub" or "" for where a style of characters sets them."""
        words = (self._said("text", style, STYLE + "text-position") or "").split()
        if not words or words[0] in {"super", "sub"}:
            return words[0] if words else ""
        return "super" if words[0][0].isdigit() and words[0] != "0%" else "sub" if words[0][0] == "-" else ""

    def pages(self, first: str) -> list[str]:
        """Return the names of the page styles that paragraphs ask for, the one of the first paragraph first.

        Args:
            first: the style of the first paragraph; where it asks for no page, that is "Standard".
        """
        asked_for = (e.get(STYLE + "master-page-name") for e in self._chain("paragraph", first))
        others = (e.get(STYLE + "master-page-name") for e in self._styles.values())
        return [next(filter(None, asked_for), "Standard"), *filter(None, others)]

    def _said(self, family: str, style: str, attribute: str) -> str | None:
        for element in self._chain(family, style):
            properties = element.find(STYLE + "text-properties")
            said = None if properties is None else properties.get(attribute)
            if said is not None:
                return str(said)
        return None

    def _chain(self, family: str, style: str) -> Iterator[etree._Element]:
        """Yield a style and those that it is based on, nearest first."""
        seen: set[str] = set()
        while style not in seen and (family, style) in self._styles:
            seen.add(style)
            element = self._styles[family, style]
            yield element
            style = element.get(STYLE + "parent-style-name") or ""


def used_pages(styles: etree._Element | None, asked_for: Sequence[str]) -> list[etree._Element]:
    """Return the page styles (style:master-page) that a text uses: those asked for, each with those that follow."""
    found = () if styles is None else styles.findall(f"{OFFICE}master-styles/{STYLE}master-page")
    by_name = {page.get(STYLE + "name") or "": page for page in found}
    used: dict[str, etree._Element] = {}
    for name in asked_for:
        while name in by_name and name not in used:
            used[name] = by_name[name]
            name = by_name[name].get(STYLE + "next-style-name") or ""
    return list(used.values())
