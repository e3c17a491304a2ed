"""The sections of a Word document and the running heads that their pages show."""

from collections.abc import Iterator

from lxml import etree

from corpus.parse.docx.package import R, W, switch, value


class Sections:
    """The sections of a body, in order. Each is described where it ends."""

    def __init__(self, body: etree._Element, settings: etree._Element | None) -> None:
        self._found = [s for s in body.iter(W + "sectPr") if s.getparent().tag != W + "sectPrChange"]
        even = None if settings is None else settings.find(W + "evenAndOddHeaders")
        self._even_differs = bool(switch(even))

    def at(self, number: int) -> etree._Element | None:
        """Return the description of a section, None for what follows the last that is described."""
        return self._found[number] if number < len(self._found) else None

    def heads(self, number: int, kind: str) -> Iterator[str]:
        """Yield the relations of a section's headers or footers that are shown; ``kind``: "header", "footer"."""
        section = self.at(number)
        if section is None:
            return
        shown = {"default"}
        if switch(section.find(W + "titlePg")):
            shown.add("first")
        if self._even_differs:
            shown.add("even")
        found = {
            value(e, "type") or "default": e.get(R + "id", "") for e in section.findall(f"{W}{kind}Reference")
        }
        for page in ("first", "default", "even"):
            if page in shown and page in found:
                yield found[page]


def ends_section(paragraph: etree._Element) -> bool:
    """Return whether a section ends with this paragraph."""
    return paragraph.find(f"{W}pPr/{W}sectPr") is not None
