"""What stands inside a paragraph of a Word document: its text, and what is anchored in it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from corpus.parse.docx.content import ART, content, drawn, picture_id
from corpus.parse.docx.package import M, W, switch, value
from corpus.parse.docx.styles import Styles
from corpus.parse.flow import lowered, raised
from corpus.parse.numerals import numeral

_SPACE = re.compile(r"[\t\r\n]")  # as characters of the XML they are no tabs and line breaks
_SIGNS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
_NOTES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_DRAWINGS = frozenset({W + "drawing", W + "pict", W + "object"})
# Characters of the symbol fonts that have a sign of their own in Unicode: ticks, boxes, figures.
_SYMBOLS = {
    "wingdings": {0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x75: "◆", 0xA8: "□", 0xD8: "➢"}
    | {0xE0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"}
    | {0x80: "⓪"}
    | {0x81 + i: chr(0x2460 + i) for i in range(10)},
    "wingdings 2": {0x50: "✓", 0x4F: "✗", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□"},
    "symbol": {0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "·", 0xB8: "÷"}
    | {
        0xD2: "®",
        0xD3: "©",
        0xD4: "™",
        0xB9: "≠",
        0xBB: "≈",
        0xAE: "→",
        0x44: "Δ",
        0x53: "Σ",
        0x57: "Ω",
        0x61: "α",
        0x62: "β",
    }
    | {0x67: "γ", 0x6D: "μ", 0x70: "π", 0x71: "θ", 0xE5: "∑"},
}
_PRIVATE_USE = re.compile("[\uf000-\uf0ff]")  # where symbol fonts keep their characters
# Fields whose instruction is what is shown: a number in a circle, a fraction.
_ENCLOSED = re.compile(r"\s*EQ\s*\\o(?:\\a[clr])?\s*\(\s*(.+?)\s*[,，;；]\s*(.+?)\s*\)\s*", re.I)
_FRACTION = re.compile(r"\s*EQ\s*\\f\s*\(\s*(.+?)\s*[,，;；]\s*(.+?)\s*\)\s*", re.I)


@dataclass(slots=True)
class Inline:
    """A paragraph's text and what hangs on it."""

    parts: list[str] = field(default_factory=list)
    before: list[etree._Element] = field(default_factory=list)  # text boxes anchored before its first words
    after: list[etree._Element] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)  # relations

    @property
    def text(self) -> str:
        """Return the text, with ``\\n`` where a line ends."""
        return "".join(self.parts)


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    has_result: bool = False


class InlineReader:
    """Reads paragraphs; ``mark`` gives the mark of a note: (kind, id, whether the text holds it) -> mark."""

    def __init__(self, styles: Styles, mark: Callable[[str, str, bool], str]) -> None:
        self._styles = styles
        self._mark = mark

    def read(self, paragraph: etree._Element, style: str) -> Inline:
        """Return what a paragraph holds; ``style`` is the id of its style."""
        inline = Inline()
        fields: list[_Field] = []
        hidden = self._styles.is_hidden(style)
        for child in content(paragraph):
            if child.tag == W + "r":
                self._run(child, inline, fields, hidden)
            elif child.tag in {M + "oMath", M + "oMathPara"} and not _in_instruction(fields):
                inline.parts.append(_formula(child))
        return inline

    def _run(self, run: etree._Element, inline: Inline, fields: list[_Field], hidden: bool) -> None:
        properties = run.find(W + "rPr")
        if self._is_hidden(properties, hidden):
            return
        for child in content(run):
            tag = child.tag
            if tag == W + "fldChar":
                _turn(fields, value(child, "fldCharType"), inline)
            elif tag == W + "instrText" and fields:
                fields[-1].instruction += child.text or ""
            elif _in_instruction(fields):
                continue
            elif tag == W + "t":
                inline.parts.append(_words(child.text or "", properties))
            elif tag in _SIGNS:
                inline.parts.append(_SIGNS[tag])
            elif tag == W + "sym":
                inline.parts.append(_symbol(child))
            elif tag in _NOTES:
                own = value(child, "customMarkFollows") in {"1", "true", "on"}
                inline.parts.append(self._mark(_NOTES[tag], value(child, "id") or "", own))
            elif tag in _DRAWINGS:
                _anchor(child, inline)
            elif tag == W + "r":  # the base of a phonetic guide
                self._run(child, inline, fields, hidden)

    def _is_hidden(self, properties: etree._Element | None, hidden: bool) -> bool:
        if properties is None:
            return hidden
        said = switch(properties.find(W + "vanish"))
        if said is not None:
            return said
        return hidden or self._styles.is_hidden(value(properties.find(W + "rStyle")))


def _in_instruction(fields: list[_Field]) -> bool:
    return any(not item.has_result for item in fields)


def _turn(fields: list[_Field], kind: str | None, inline: Inline) -> None:
    """Enter, turn to the result of, or leave a field. One that began in an earlier paragraph shows its result."""
    if kind == "begin":
        fields.append(_Field())
    elif kind == "separate" and fields:
        fields[-1].has_result = True
    elif kind == "end" and fields:
        ended = fields.pop()
        if not ended.has_result and not _in_instruction(fields):
            inline.parts.append(_shown_instruction(ended.instruction))


def _shown_instruction(instruction: str) -> str:
    enclosed = _ENCLOSED.fullmatch(instruction)
    if enclosed:
        inside = enclosed.group(2)
        return (
            numeral(int(inside), "decimalEnclosedCircle") if re.fullmatch(r"[0-9]{1,2}", inside) else inside
        )
    fraction = _FRACTION.fullmatch(instruction)
    return f"{fraction.group(1)}/{fraction.group(2)}" if fraction else ""


def _words(text: str, properties: etree._Element | None) -> str:
    """Return the words of a run as they are shown: in its fonts, raised or lowered."""
    text = _SPACE.sub(" ", text)
    if properties is None:
        return text
    fonts = properties.find(W + "rFonts")
    text = _PRIVATE_USE.sub(lambda sign: _sign(value(fonts, "ascii"), ord(sign.group())), text)
    position = value(properties.find(W + "vertAlign"))
    if position == "superscript":
        return raised(text)
    return lowered(text) if position == "subscript" else text


def _symbol(element: etree._Element) -> str:
    try:
        code = int(value(element, "char") or "", 16)
    except ValueError:
        return ""
    if not 0x20 <= code < 0xD800 and not 0xE000 <= code < 0xFFFE:
        return ""
    return _sign(value(element, "font"), code) if _PRIVATE_USE.match(chr(code)) else chr(code)


def _sign(font: str | None, code: int) -> str:
    """Return a character of a symbol font, empty if Unicode is not known to have it."""
    return _SYMBOLS.get((font or "symbol").lower(), {}).get(code & 0xFF, "")


def _anchor(drawing: etree._Element, inline: Inline) -> None:
    boxes = inline.after if inline.text.strip() else inline.before
    for item in drawn(drawing):
        picture = picture_id(item)
        if picture is not None:
            inline.pictures.append(picture)
        elif item.tag != ART or not _is_watermark(item):
            boxes.append(item)


def _is_watermark(art: etree._Element) -> bool:
    shape = art.getparent()
    return shape is not None and "watermark" in " ".join(shape.attrib.values()).lower()


def _formula(formula: etree._Element) -> str:
    """Return a formula on one line: a/b, a^b, √a."""
    return "".join(_formula_parts(formula))


def _formula_parts(element: etree._Element) -> Iterator[str]:
    if element.tag == M + "t":
        yield element.text or ""
    if element.tag == M + "rad":
        yield "√"
    if element.tag == M + "den":
        yield "/"
    if element.tag == M + "sup":
        yield "^"
    for child in element:
        if isinstance(child.tag, str) and child.tag != M + "deg":
            yield from _formula_parts(child)
