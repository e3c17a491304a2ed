"""What stands inside a paragraph of an OpenDocument text: its words, and what is anchored in it."""

import re
from dataclasses import dataclass, field

from lxml import etree

from corpus.parse.flow import lowered, note_mark, raised
from corpus.parse.odt.package import DRAW, OFFICE, TABLE, TEXT, XLINK, count
from corpus.parse.odt.styles import Styles

_SPACE = re.compile(r"[ \t\r\n]+")
_MAX_SPACES = 200  # of one text:s
# Holds no words of the text: comments, readings above words, numbers shown before (these are counted).
_PASSED_OVER = frozenset(
    {OFFICE + "annotation", OFFICE + "annotation-end", TEXT + "ruby-text", TEXT + "number"}
    | {TEXT + "bibliography-configuration", OFFICE + "event-listeners", TEXT + "tracked-changes"}
)


@dataclass(slots=True)
class Inline:
    """A paragraph's text and what hangs on it."""

    parts: list[str] = field(default_factory=list)
    before: list[etree._Element] = field(default_factory=list)  # boxes anchored before its first words
    after: list[etree._Element] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)  # names of parts
    notes: list[tuple[str, etree._Element]] = field(default_factory=list)  # mark, text:note-body
    open_space: bool = True  # a space here would follow another one, which shows nothing

    @property
    def text(self) -> str:
        """Return the text, with ``\\n`` where a line ends."""
        return "".join(self.parts)

    def say(self, text: str | None) -> None:
        """Add words as XML holds them: white space of any length is one space."""
        plain = _SPACE.sub(" ", text or "")
        if self.open_space:
            plain = plain.removeprefix(" ")
        if plain:
            self.open_space = plain.endswith(" ")
            self.parts.append(plain)

    def set(self, text: str) -> None:
        """Add characters that are shown as they are."""
        self.parts.append(text)
        self.open_space = False


def read_inline(paragraph: etree._Element, styles: Styles) -> Inline:
    """Return what a paragraph holds."""
    inline = Inline()
    if not styles.is_hidden("paragraph", paragraph.get(TEXT + "style-name") or ""):
        _read(paragraph, styles, inline)
    return inline


def _read(element: etree._Element, styles: Styles, inline: Inline) -> None:
    inline.say(element.text)
    for child in element:
        if isinstance(child.tag, str):
            _read_child(child, styles, inline)
        inline.say(child.tail)


def _read_child(child: etree._Element, styles: Styles, inline: Inline) -> None:
    tag = child.tag
    if tag == TEXT + "s":
        inline.set(" " * min(count(child, TEXT + "c"), _MAX_SPACES))
    elif tag == TEXT + "tab":
        inline.set("\t")
    elif tag == TEXT + "line-break":
        inline.set("\n")
        inline.open_space = True
    elif tag == TEXT + "note":
        _read_note(child, inline)
    elif tag.startswith(DRAW):
        _anchor(child, inline)
    elif tag == TEXT + "span":
        _read_span(child, styles, inline)
    elif tag not in _PASSED_OVER and child.get(TEXT + "is-hidden") != "true":
        _read(child, styles, inline)


def _read_span(span: etree._Element, styles: Styles, inline: Inline) -> None:
    style = span.get(TEXT + "style-name") or ""
    if styles.is_hidden("text", style):
        return
    position = styles.position(style)
    if position and len(span) == 0:
        inline.say((raised if position == "super" else lowered)(span.text or ""))
    else:
        _read(span, styles, inline)


def _read_note(note: etree._Element, inline: Inline) -> None:
    citation = note.find(TEXT + "note-citation")
    body = note.find(TEXT + "note-body")
    mark = note_mark("".join(citation.itertext()).strip() if citation is not None else "")
    inline.set(mark)
    if body is not None:
        inline.notes.append((mark, body))


def _anchor(drawing: etree._Element, inline: Inline) -> None:
    boxes, pictures = drawn(drawing)
    (inline.after if inline.text.strip() else inline.before).extend(boxes)
    inline.pictures.extend(pictures)


def drawn(drawing: etree._Element) -> tuple[list[etree._Element], list[str]]:
    """Return what a drawing shows, in order: the elements that hold its text, and the names of its pictures."""
    boxes: list[etree._Element] = []
    pictures: list[str] = []
    todo = [drawing]
    while todo:
        element = todo.pop()
        if element.tag == DRAW + "image":
            pictures.append(element.get(XLINK + "href") or "")
        elif element.tag == DRAW + "text-box" or any(_is_text(child) for child in element):
            boxes.append(element)
        else:
            todo.extend(child for child in reversed(element) if isinstance(child.tag, str))
    return boxes, pictures


def _is_text(element: etree._Element) -> bool:
    return element.tag in {TEXT + "p", TEXT + "h", TEXT + "list", TABLE + "table"}
