"""A document of an OFD package: its pages as objects, and the fonts and images that they refer to."""

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from corpus.parse.ofd.package import Package, child, child_text, children, local_name
from corpus.parse.ofd.page import PageObjects, collect
from corpus.parse.ofd.shapes import numbers

_A4 = (210.0, 297.0)  # mm


@dataclass(slots=True)
class Document:
    """One of a package's documents. What its pages refer to by id is known once they have been read."""

    package: Package
    part: str
    root: etree._Element
    images: dict[str, str] = field(default_factory=dict)  # id -> part
    fonts: dict[str, str] = field(default_factory=dict)
    _units: dict[str, etree._Element] = field(default_factory=dict)  # composite graphics

    @property
    def page_elements(self) -> list[etree._Element]:
        """What stands for each page."""
        return list(children(child(self.root, "Pages"), "Page"))

    def font_data(self, font: str) -> bytes | None:
        """Return the file of a font, if the package brings it along."""
        return self.package.read(self.fonts[font]) if font in self.fonts else None

    def pages(self, done: Callable[[int], None]) -> Iterator[PageObjects]:
        """Return the objects of each page, those of its templates first; ``done`` is called after each."""
        common = child(self.root, "CommonData")
        for element in common if common is not None else ():
            if local_name(element) in {"PublicRes", "DocumentRes"}:
                self._add_resources(self.package.find(self.part, element.text))
        templates = {
            element.get("ID", ""): self.package.find(self.part, element.get("BaseLoc"))
            for element in children(common, "TemplatePage")
        }
        usual = child_text(common, "PageArea", "PhysicalBox")
        read: dict[str, etree._Element] = {}  # templates are shared by pages
        for number, element in enumerate(self.page_elements, 1):
            page = self._page(self.package.find(self.part, element.get("BaseLoc")), usual, templates, read)
            done(number)
            yield page

    def _page(
        self,
        part: str | None,
        usual: str,
        templates: dict[str, str | None],
        read: dict[str, etree._Element],
    ) -> PageObjects:
        if part is None:  # listed, but not in the package
            return PageObjects(*_size(usual))
        root = self.package.xml(part)
        for resource in children(root, "PageRes"):
            self._add_resources(self.package.find(part, resource.text))
        page = PageObjects(*_size(child_text(root, "Area", "PhysicalBox") or usual))
        for reference in children(root, "Template"):
            template = templates.get(reference.get("TemplateID", ""))
            if template is not None:
                if template not in read:
                    read[template] = self.package.xml(template)
                collect(read[template], self._units, page, template=True)
        collect(root, self._units, page, template=False)
        return page

    def _add_resources(self, part: str | None) -> None:
        """Note what a resource part lists; one that is missing is passed over."""
        if part is None:
            return
        root = self.package.xml(part)
        base = root.get("BaseLoc", "")
        for unit in children(child(root, "CompositeGraphicUnits"), "CompositeGraphicUnit"):
            self._units[unit.get("ID", "")] = unit
        for group, item, location, known in (
            ("MultiMedias", "MultiMedia", "MediaFile", self.images),
            ("Fonts", "Font", "FontFile", self.fonts),
        ):
            for element in (e for holder in children(root, group) for e in children(holder, item)):
                file = child_text(element, location)
                found = self.package.find(part, posixpath.join(base, file)) or self.package.find(part, file)
                if file and found is not None:
                    known[element.get("ID", "")] = found


def _size(box: str) -> tuple[float, float]:
    sides = numbers(box)[2:4]
    return (sides[0], sides[1]) if len(sides) == 2 and min(sides) > 0 else _A4
