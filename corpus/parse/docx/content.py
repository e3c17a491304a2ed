"""The elements of a Word document that count: wrappers opened, deleted text and second versions left out."""

from collections.abc import Iterator

from lxml import etree

from corpus.parse.docx.package import MC, A, R, V, W, switch

# Elements that only wrap others. Not among them: w:del and w:moveFrom, which wrap what was deleted.
_WRAPPERS = frozenset(
    W + name
    for name in "sdtContent customXml smartTag hyperlink fldSimple dir bdo ins moveTo ruby rubyBase".split()
)
_ALTERNATIVES = MC + "AlternateContent"
TEXT_BOX = W + "txbxContent"
ART = V + "textpath"  # letters drawn along a path: WordArt
_EMBEDDED = {A + "blip": R + "embed", V + "imagedata": R + "id"}


def content(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the children of an element, with the children of wrappers in their place."""
    open_elements = [iter(element)]
    while open_elements:
        child = next(open_elements[-1], None)
        if child is None:
            open_elements.pop()
        elif child.tag in _WRAPPERS:
            open_elements.append(iter(child))
        elif child.tag == _ALTERNATIVES:
            open_elements.append(iter(_alternative(child)))
        elif child.tag == W + "sdt":
            open_elements.append(_control(child))
        elif isinstance(child.tag, str):
            yield child


def drawn(drawing: etree._Element) -> Iterator[etree._Element]:
    """Yield what a drawing shows, in order: text boxes (``TEXT_BOX``), WordArt (``ART``) and pictures."""
    open_elements = [iter([drawing])]
    while open_elements:
        child = next(open_elements[-1], None)
        if child is None:
            open_elements.pop()
        elif child.tag == _ALTERNATIVES:
            open_elements.append(iter(_alternative(child)))
        elif child.tag == TEXT_BOX or child.tag == ART or child.tag in _EMBEDDED:
            yield child
        elif isinstance(child.tag, str):
            open_elements.append(iter(child))


def picture_id(element: etree._Element) -> str | None:
    """Return the relation by which a drawing embeds a picture, None if it is none."""
    attribute = _EMBEDDED.get(element.tag)
    return None if attribute is None else element.get(attribute)


def _alternative(element: etree._Element) -> etree._Element:
    """Return the one version to read of a thing that is stored for several releases of Word."""
    versions = [child for child in element if isinstance(child.tag, str)]
    with_text = (v for v in versions if next(v.iter(W + "t"), None) is not None)
    return next(with_text, versions[0] if versions else element)


def _control(element: etree._Element) -> Iterator[etree._Element]:
    """Return the content of a control; what it shows while nobody has filled it in is none."""
    properties = element.find(W + "sdtPr")
    if properties is not None and switch(properties.find(W + "showingPlcHdr")):
        return iter(())
    return iter(element.findall(W + "sdtContent"))
