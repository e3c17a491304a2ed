"""Makes OpenDocument texts from their XML, so that a test says exactly what stands in the file."""

from word_maker import zip_file

from corpus.parse.models import Block
from corpus.parse.odt.parser import parse_odt

MIMETYPE = "application/vnd.oasis.opendocument.text"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "style": "style",
        "manifest": "manifest",
        "svg": "svg-compatible",
    }.items()
) + (
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)


def root(name: str, content: str) -> str:
    """Return a root element of OpenDocument around ``content``."""
    return f'<?xml version="1.0" encoding="UTF-8"?><office:{name} {NAMESPACES}>{content}</office:{name}>'


def odt_file(body: str, automatic: str = "", styles: str = "", more: dict[str, str] | None = None) -> bytes:
    """Return a whole file."""
    content = (
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body>"
    )
    return zip_file(
        {
            "mimetype": MIMETYPE,
            "content.xml": root("document-content", content),
            "styles.xml": root("document-styles", styles),
            **(more or {}),
        }
    )


def odt_blocks(body: str, automatic: str = "", styles: str = "") -> list[Block]:
    """Return what is read of it."""
    return list(parse_odt(odt_file(body, automatic, styles)).blocks)


def odt_texts(body: str, automatic: str = "", styles: str = "") -> list[str]:
    """Return the text of each block of it."""
    return [block.text for block in odt_blocks(body, automatic, styles)]


def paragraph(content: str, style: str = "") -> str:
    """Return a paragraph."""
    return f'<text:p text:style-name="{style}">{content}</text:p>'


def style(name: str, family: str, properties: str = "", **attributes: str) -> str:
    """Return a style."""
    said = "".join(f' style:{key.replace("_", "-")}="{value}"' for key, value in attributes.items())
    inside = f"<style:text-properties {properties}/>" if properties else ""
    return f'<style:style style:name="{name}" style:family="{family}"{said}>{inside}</style:style>'
