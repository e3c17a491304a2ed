"""OpenDocument texts (odt, ott) to blocks: a walk over content.xml, as an office program would show it."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from corpus.errors import DamagedFile
from corpus.parse.flow import (
    TITLE,
    Label,
    Part,
    flow_table,
    note_blocks,
    paragraph_blocks,
    with_running_heads,
    with_title,
)
from corpus.parse.models import Block, Parsed, Progress, no_progress
from corpus.parse.odt.inline import drawn, read_inline
from corpus.parse.odt.lists import LEVELS, Counter, label, levels_of
from corpus.parse.odt.package import DRAW, STYLE, TABLE, TEXT, Package, count
from corpus.parse.odt.styles import Styles, used_pages
from corpus.parse.odt.table import read_table
from corpus.parse.pictures import read_pictures, says_little

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_PARAGRAPHS = frozenset({TEXT + "p", TEXT + "h"})
_INDEXES = frozenset(
    TEXT + name
    for name in (
        "table-of-content illustration-index table-index object-index user-index alphabetical-index bibliography"
    ).split()
)
_WRAPPERS = frozenset({TEXT + "section", TEXT + "index-title"})
_STEP = 500  # paragraphs between two signs of life


def parse_odt(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return the paragraphs, headings and table rows of an OpenDocument text in reading order.

    Revisions are read as accepted; what is hidden is left out. Notes stand after the paragraph or the table
    that refers to them. Where a document is hardly more than pictures, these are read.

    Raises:
        EncryptedFile: the text needs a password.
        DamagedFile: the package has no readable text.
    """
    package = Package(data)
    try:
        reader = _Reader(package, progress, {})
        blocks = reader.read()
        shown = read_pictures(reader.pictures(), progress) if says_little(blocks) else {}
        if shown:  # again, with their text in its places
            blocks = _Reader(package, progress, shown).read()
    except RecursionError as error:  # nested far beyond what an office program writes
        raise DamagedFile("文件不完整或已损坏，无法打开。") from error
    return Parsed(tuple(blocks), MEDIA_TYPE, recognised=any(shown.values()))


@dataclass(frozen=True, slots=True)
class _Story:
    """A text that is numbered by itself: the body, or the running heads."""

    styles: Styles
    outline: Counter = field(default_factory=Counter)
    by_id: dict[str, Counter] = field(default_factory=dict)  # lists that others may go on from
    by_style: dict[str, Counter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _List:
    """Where in a list a paragraph stands."""

    style: str | None
    level: int
    counter: Counter


_UNNUMBERED = _List(None, 0, Counter())  # a further paragraph of an item


class _Reader:
    def __init__(self, package: Package, progress: Progress, shown: Mapping[str, Sequence[Block]]) -> None:
        self._package = package
        self._progress = progress
        self._shown = shown  # the text of pictures, by the names of their parts
        content, self._text = package.body()
        self._common = package.xml("styles.xml")
        self._body = _Story(Styles(content, self._common))
        self._tables = itertools.count()
        self._inside = 0  # tables and boxes around the current paragraph: notes wait for their end
        self._notes: list[tuple[str, etree._Element]] = []
        self._pictures: dict[str, None] = {}
        self._done = 0
        self._total = sum(1 for _ in self._text.iter(*_PARAGRAPHS))

    def read(self) -> list[Block]:
        """Return the blocks of the whole document."""
        body = self._blocks(self._text, self._body)
        part = Part(tuple(body), tuple(self._heads("header")), tuple(self._heads("footer")))
        return with_title(with_running_heads([part]))

    def pictures(self) -> dict[str, bytes]:
        """Return the pictures that the text shows, in its order, by the names of their parts."""
        found = {name: self._package.read(name) for name in self._pictures}
        return {name: data for name, data in found.items() if data is not None}

    def _heads(self, kind: str) -> Iterator[Block]:
        if self._common is None:
            return
        story = _Story(Styles(self._common, self._common))
        first = next(self._text.iter(*_PARAGRAPHS), None)
        style = "" if first is None else first.get(TEXT + "style-name") or ""
        for page in used_pages(self._common, self._body.styles.pages(style)):
            for element in page:
                # The same for left pages and the first: header-left, and header-first in two namespaces
                named = isinstance(element.tag, str) and element.tag.rpartition("}")[2].startswith(kind)
                if named and element.get(STYLE + "display") != "false":
                    yield from self._blocks(element, story)

    def _blocks(self, container: etree._Element, story: _Story) -> list[Block]:
        return [block for element in container for block in self._element(element, story)]

    def _element(self, element: etree._Element, story: _Story) -> list[Block]:
        tag = element.tag
        if not isinstance(tag, str) or _is_hidden(element):
            return []
        if tag in _PARAGRAPHS:
            return self._paragraph(element, story)
        if tag == TEXT + "list":
            return self._list(element, None, story)
        if tag == TEXT + "numbered-paragraph":
            return self._numbered(element, story)
        if tag == TABLE + "table":
            rows = read_table(element, lambda cell: self._enclosed(cell, story))
            return [*flow_table(rows, self._tables), *self._put_down_notes(story)]
        if tag in _WRAPPERS:
            return self._blocks(element, story)
        if tag in _INDEXES:
            return [b for body in element.findall(TEXT + "index-body") for b in self._blocks(body, story)]
        return self._drawing(element, story) if tag.startswith(DRAW) else []

    def _paragraph(
        self, element: etree._Element, story: _Story, listed: _List | None = None, start: int | None = None
    ) -> list[Block]:
        self._sign_of_life()
        inline = read_inline(element, story.styles)
        self._notes.extend(inline.notes)
        before = self._box_blocks(inline.before, story)
        after = [*self._box_blocks(inline.after, story), *self._picture_blocks(inline.pictures)]
        style = element.get(TEXT + "style-name") or ""
        shown = self._label(element, style, story, listed, start)
        text = inline.text.strip("\n")
        text = shown.before(text) if shown else text
        if element.tag == TEXT + "h":
            level = count(element, TEXT + "outline-level") + TITLE
        else:
            level = TITLE if story.styles.is_title(style) else 0
        return [*before, *paragraph_blocks(text, level), *after, *self._put_down_notes(story)]

    def _label(
        self, element: etree._Element, style: str, story: _Story, listed: _List | None, start: int | None
    ) -> Label | None:
        """Count a paragraph, in its list or as a heading, and return what is shown before it."""
        if listed is _UNNUMBERED:
            return None
        if listed is not None:
            name = listed.style or story.styles.list_style(style) or ""
            levels = levels_of(story.styles.lists.get(name))
            listed.counter.count(listed.level, levels, start)
            return label(levels, listed.level, listed.counter)
        if element.tag != TEXT + "h" or element.get(TEXT + "is-list-header") == "true":
            return None
        levels = levels_of(story.styles.outline)
        if story.styles.list_style(style) == "":
            return None
        level = min(count(element, TEXT + "outline-level"), LEVELS) - 1
        story.outline.count(level, levels, _start_value(element))
        return label(levels, level, story.outline)

    def _list(self, element: etree._Element, around: _List | None, story: _Story) -> list[Block]:
        style = element.get(TEXT + "style-name") or (around.style if around else None)
        if around is None:
            here = _List(style, 0, self._counter(element, style or "", story))
        else:
            here = _List(style, min(around.level + 1, LEVELS - 1), around.counter)
        blocks: list[Block] = []
        for item in element:
            if item.tag in {TEXT + "list-item", TEXT + "list-header"}:
                blocks.extend(self._item(item, here, story))
        return blocks

    def _item(self, item: etree._Element, listed: _List, story: _Story) -> list[Block]:
        """Read an item; its first paragraph shows the number."""
        blocks: list[Block] = []
        override = item.get(TEXT + "style-override")
        numbered: _List | None = _List(override or listed.style, listed.level, listed.counter)
        if item.tag == TEXT + "list-header":
            numbered = None
        for child in item:
            if child.tag in _PARAGRAPHS and numbered is not None:
                blocks.extend(self._paragraph(child, story, numbered, _start_value(item)))
                numbered = None
            elif child.tag == TEXT + "list":
                blocks.extend(self._list(child, listed, story))
            elif child.tag in _PARAGRAPHS:
                blocks.extend(self._paragraph(child, story, _UNNUMBERED))
            else:
                blocks.extend(self._element(child, story))
        return blocks

    def _numbered(self, element: etree._Element, story: _Story) -> list[Block]:
        counter = story.by_id.setdefault(element.get(TEXT + "list-id") or "", Counter())
        level = min(count(element, TEXT + "level"), LEVELS) - 1
        listed = _List(element.get(TEXT + "style-name"), level, counter)
        paragraphs = (child for child in element if child.tag in _PARAGRAPHS)
        return [b for p in paragraphs for b in self._paragraph(p, story, listed, _start_value(element))]

    def _counter(self, element: etree._Element, style: str, story: _Story) -> Counter:
        """Return the counter of a list: one of its own, or that of the list that it goes on from."""
        counter = story.by_id.get(element.get(TEXT + "continue-list") or "")
        if counter is None and element.get(TEXT + "continue-numbering") == "true":
            counter = story.by_style.get(style)
        counter = counter or Counter()
        story.by_style[style] = counter
        own_id = next((value for name, value in element.attrib.items() if name.endswith("}id")), None)
        if own_id is not None:
            story.by_id[own_id] = counter
        return counter

    def _drawing(self, element: etree._Element, story: _Story) -> list[Block]:
        boxes, pictures = drawn(element)
        return [*self._box_blocks(boxes, story), *self._picture_blocks(pictures)]

    def _picture_blocks(self, names: Sequence[str]) -> list[Block]:
        self._pictures.update(dict.fromkeys(names))
        return [block for name in names for block in self._shown.get(name, ())]

    def _box_blocks(self, boxes: Iterable[etree._Element], story: _Story) -> list[Block]:
        return [block for box in boxes for block in self._enclosed(box, story)]

    def _enclosed(self, container: etree._Element, story: _Story) -> list[Block]:
        self._inside += 1
        blocks = self._blocks(container, story)
        self._inside -= 1
        return blocks

    def _put_down_notes(self, story: _Story) -> list[Block]:
        if self._inside:
            return []
        waiting, self._notes = self._notes, []
        return [block for mark, note in waiting for block in note_blocks(mark, self._enclosed(note, story))]

    def _sign_of_life(self) -> None:
        if self._done % _STEP == 0:
            self._progress(min(self._done, self._total), self._total)
        self._done += 1


def _start_value(element: etree._Element) -> int | None:
    if element.get(TEXT + "start-value") is not None:
        return count(element, TEXT + "start-value", 0)
    return 1 if element.get(TEXT + "restart-numbering") == "true" else None


def _is_hidden(element: etree._Element) -> bool:
    return bool(element.get(TEXT + "display") == "none" or element.get(TEXT + "is-hidden") == "true")
