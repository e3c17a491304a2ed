"""Quotes as a Word file, each with its source in a real footnote."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from ui.cite.entry import Entry, sound
from ui.cite.footnotes import Footnotes
from ui.messages import text
from ui.settings import Language

_BODY = ("宋体", "Times New Roman")  # Han, Latin
_HEAD = ("黑体", "Arial")
_QUOTE = "YoujuQuote"


def word(entries: Sequence[Entry], language: Language, today: date) -> bytes:
    """Return the file of quotes and the reader's notes on them."""
    document = docx.Document()
    _set_up(document, text("cite_export_title", language), today)
    footnotes = Footnotes(document)
    heading = document.add_paragraph(text("cite_export_title", language), style="Title")
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(text("cite_export_day", language, day=today.isoformat()))
    for entry in entries:
        *lines, last = entry.excerpt.text.strip("\n").split("\n")
        for line in lines:
            document.add_paragraph(sound(line), style=_QUOTE)
        footnotes.add(document.add_paragraph(sound(last), style=_QUOTE), sound(entry.excerpt.citation.plain))
        for line in filter(None, entry.note.strip().split("\n")):
            document.add_paragraph(text("cite_note", language) + sound(line))
    footnotes.attach()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Any, title: str, today: date) -> None:
    """Set fonts and margins as offices expect them."""
    styles = document.styles
    _font(styles["Normal"], _BODY, 12)
    styles["Normal"].paragraph_format.line_spacing = 1.5
    _font(styles["Title"], _HEAD, 18)
    styles["Title"].font.color.rgb = RGBColor(0, 0, 0)
    quote = styles.add_style(_QUOTE, WD_STYLE_TYPE.PARAGRAPH)
    quote.base_style = styles["Normal"]
    quote.paragraph_format.left_indent = Cm(0.8)
    quote.paragraph_format.space_before = Pt(8)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.8)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.subject = today.isoformat()


def _font(style: Any, names: tuple[str, str], size: float) -> None:
    han, latin = names
    style.font.name, style.font.size = latin, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), han)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme's font would win over the name
