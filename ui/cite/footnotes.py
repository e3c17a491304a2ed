"""Real footnotes for python-docx, which has no interface for them: the part, its styles, its references."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from lxml import etree

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_TEXT = "FootnoteText"
_REFERENCE = "FootnoteReference"
_FIRST = 1  # the two before it are the lines that Word draws over footnotes
_SEPARATORS = (("separator", -1), ("continuationSeparator", 0))


class Footnotes:
    """The footnotes of one document: ``add`` each, then ``attach`` them once."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._root = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}/>")
        self._next = _FIRST
        for kind, number in _SEPARATORS:
            self._root.append(
                parse_xml(
                    f'<w:footnote {nsdecls("w")} w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing'
                    f' w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
                )
            )
        _add_styles(document)

    def add(self, paragraph: Any, text: str) -> None:
        """Set a mark at the end of ``paragraph`` that leads to a footnote of ``text``."""
        number, self._next = str(self._next), self._next + 1
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), number)
        paragraph._p.append(_run(reference, _REFERENCE))

        style = OxmlElement("w:pStyle")
        style.set(qn("w:val"), _TEXT)
        properties = OxmlElement("w:pPr")
        properties.append(style)
        words = OxmlElement("w:t")
        words.text = f" {text}"
        words.set(qn("xml:space"), "preserve")
        body = OxmlElement("w:p")
        body.append(properties)
        body.append(_run(OxmlElement("w:footnoteRef"), _REFERENCE))
        body.append(_run(words))
        note = OxmlElement("w:footnote")
        note.set(qn("w:id"), number)
        note.append(body)
        self._root.append(note)

    def attach(self) -> None:
        """Make the footnotes a part of the package, and name them in the settings."""
        part = self._document.part
        blob = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        notes = Part(PackURI("/word/footnotes.xml"), _TYPE, blob, part.package)
        part.relate_to(notes, RELATIONSHIP_TYPE.FOOTNOTES)
        listed = OxmlElement("w:footnotePr")
        for _, number in _SEPARATORS:
            item = OxmlElement("w:footnote")
            item.set(qn("w:id"), str(number))
            listed.append(item)
        _insert_in_settings(self._document.settings.element, listed)


def _run(content: Any, style: str = "") -> Any:
    run = OxmlElement("w:r")
    if style:
        named = OxmlElement("w:rStyle")
        named.set(qn("w:val"), style)
        properties = OxmlElement("w:rPr")
        properties.append(named)
        run.append(properties)
    run.append(content)
    return run


def _insert_in_settings(settings: Any, item: Any) -> None:
    """Insert in the order of the schema: Word calls a file damaged whose settings are in another one."""
    following = (
        "w:endnotePr",
        "w:compat",
        "w:docVars",
        "w:rsids",
        "m:mathPr",
        "w:themeFontLang",
        "w:clrSchemeMapping",
    )
    known = {qn(name) for name in following if name.startswith("w:")}
    known.add("{http://schemas.openxmlformats.org/officeDocument/2006/math}mathPr")
    after = next((child for child in settings if child.tag in known), None)
    if after is None:
        settings.append(item)
    else:
        after.addprevious(item)


def _add_styles(document: Any) -> None:
    text = document.styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
    text.element.set(qn("w:styleId"), _TEXT)
    text.base_style = document.styles["Normal"]
    text.font.size = Pt(9)
    text.paragraph_format.line_spacing = 1.0
    reference = document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    reference.element.set(qn("w:styleId"), _REFERENCE)
    reference.font.superscript = True
