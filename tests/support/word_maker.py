"""Makes Word documents from the XML of their parts, so that a test says exactly what stands in the file."""

import io
import zipfile
from collections.abc import Mapping

from corpus.parse.docx.parser import parse_docx
from corpus.parse.models import Block

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": _OFFICE,
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
# part -> element at its root; a header or footer part is header1, footer1
_ROOTS = {"numbering": "numbering", "styles": "styles", "settings": "settings"} | {
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "header": "hdr",
    "footer": "ftr",
}


def word_file(body: str, other: Mapping[str, bytes] | None = None, **parts: str) -> bytes:
    """Return a Word document.

    Args:
        body: what w:body holds.
        other: further files, by their names in the folder word/; each gets a relation of its name.
        parts: the content of other parts (styles, numbering, footnotes, header1), each with a relation of its name.
    """
    files: dict[str, bytes | str] = {
        "_rels/.rels": _relations({"main": (f"{_OFFICE}/officeDocument", "word/document.xml")}),
        "word/document.xml": _root("document", f"<w:body>{body}</w:body>"),
    }
    relations = {}
    overrides = f'<Override PartName="/word/document.xml" ContentType="{_TYPES}document.main+xml"/>'
    for name, content in parts.items():
        kind = name.rstrip("0123456789")
        files[f"word/{name}.xml"] = _root(_ROOTS[kind], content)
        relations[name] = (f"{_OFFICE}/{kind}", f"{name}.xml")
        overrides += f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}{kind}+xml"/>'
    for name, data in (other or {}).items():
        kind = "image" if name.startswith("media/") else "aFChunk"
        files[f"word/{name}"] = data
        relations[name] = (f"{_OFFICE}/{kind}", name)
    files["word/_rels/document.xml.rels"] = _relations(relations)
    files["[Content_Types].xml"] = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>{overrides}</Types>'
    )
    return zip_file(files)


def zip_file(files: Mapping[str, bytes | str]) -> bytes:
    """Return a zip file whose bytes depend on its content alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name, (2030, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def run(text: str, properties: str = "") -> str:
    """Return a run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(
    content: str, style: str = "", number: tuple[int, int] | None = None, properties: str = ""
) -> str:
    """Return a paragraph; ``content`` is text or XML, ``number`` its list and level."""
    said = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number is not None:
        said += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    inside = content if content.startswith("<") else run(content) if content else ""
    return f"<w:p><w:pPr>{said}{properties}</w:pPr>{inside}</w:p>"


def level(number: int, style: str, text: str, more: str = "", start: int = 1) -> str:
    """Return a level of a list, counted from 0; ``more`` is the XML between w:numFmt and w:lvlText."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def definition(number: int, *levels: str, more: str = "") -> str:
    """Return the definition of a list."""
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{more}'
        f"{''.join(levels)}</w:abstractNum>"
    )


def instance(number: int, of: int, overrides: str = "") -> str:
    """Return a list that counts by a definition."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def style(name: str, shown: str, properties: str = "", kind: str = "paragraph", more: str = "") -> str:
    """Return a style; ``more`` is XML beside the paragraph's properties."""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{shown}"/>{more}'
        f"<w:pPr>{properties}</w:pPr></w:style>"
    )


def cell(text: str, properties: str = "") -> str:
    """Return a table cell; ``text`` is text or the XML of what it holds."""
    inside = text if text.startswith("<") else paragraph(text)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """Return a table row."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str, columns: int = 1) -> str:
    """Return a table."""
    grid = '<w:gridCol w:w="2000"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _root(name: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {NAMESPACES}>{content}</w:{name}>'


def _relations(relations: Mapping[str, tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, (kind, target) in relations.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def word_blocks(body: str, **parts: str) -> list[Block]:
    """Return what is read of a document that is made of ``body`` and other parts."""
    return list(parse_docx(word_file(body, **parts)).blocks)


def word_texts(body: str, **parts: str) -> list[str]:
    """Return the text of each block of it."""
    return [block.text for block in word_blocks(body, **parts)]


def section_of(references: str, more: str = "") -> str:
    """Return a section with the parts that it refers to."""
    return f"<w:sectPr>{references}{more}</w:sectPr>"


def head_part(kind: str, part: str, page: str = "default") -> str:
    """Return a reference to a running head."""
    return f'<w:{kind}Reference w:type="{page}" r:id="{part}"/>'
