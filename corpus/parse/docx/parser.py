"""Word documents (docx, docm, dotx) to blocks: a walk over the parts of the package, as Word would show them."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from corpus.errors import DamagedFile, EmptyFile
from corpus.parse.detect import format_of, parse
from corpus.parse.docx.content import ART, content
from corpus.parse.docx.inline import InlineReader
from corpus.parse.docx.notes import Notes
from corpus.parse.docx.numbering import Counters, Numbering
from corpus.parse.docx.package import Package, R, Relation, W, integer, switch, value
from corpus.parse.docx.sections import Sections, ends_section
from corpus.parse.docx.styles import Styles, heading_level, numbered
from corpus.parse.docx.table import read_table
from corpus.parse.flow import Part, flow_table, note_blocks, paragraph_blocks, with_running_heads, with_title
from corpus.parse.models import Block, Parsed, Progress, no_progress
from corpus.parse.pictures import read_pictures, says_little

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NOTES = {"footnote": "footnotes", "endnote": "endnotes"}  # kind -> the part that holds them
_EMBEDDABLE = frozenset({"text", "html", "mht"})  # formats of an embedded file that is text of the document
_STEP = 500  # paragraphs between two signs of life
_DAMAGED = "文件不完整或已损坏，无法打开。"


def parse_docx(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return the paragraphs, headings and table rows of a Word document in reading order.

    Revisions are read as accepted; what is hidden is left out. Notes stand after the paragraph or the table
    that refers to them. Word stores no pages. Where a document is hardly more than pictures, these are read.

    Raises:
        DamagedFile: the package has no readable body.
    """
    package = Package(data)
    try:
        reader = _Reader(package, progress, {})
        blocks = reader.read()
        shown = read_pictures(reader.pictures(), progress) if says_little(blocks) else {}
        if shown:  # again, with their text in its places
            blocks = _Reader(package, progress, shown).read()
    except RecursionError as error:  # nested far beyond what an office program writes
        raise DamagedFile(_DAMAGED) from error
    return Parsed(tuple(blocks), MEDIA_TYPE, recognised=any(shown.values()))


@dataclass(frozen=True, slots=True)
class _Story:
    """A text that is numbered by itself: the body, the text boxes, the notes, a running head."""

    relations: dict[str, Relation]
    counters: Counters = field(default_factory=Counters)


class _Reader:
    def __init__(self, package: Package, progress: Progress, shown: Mapping[str, Sequence[Block]]) -> None:
        self._package = package
        self._progress = progress
        self._shown = shown  # the text of pictures, by the names of their parts
        main = package.main()
        root = package.xml(main)
        body = None if root is None else root.find(W + "body")
        if body is None:
            raise DamagedFile(_DAMAGED)
        self._main = body
        self._body = _Story(package.relations(main))
        self._styles = Styles(self._named("styles"))
        self._numbering = Numbering(self._named("numbering"), self._styles)
        settings = self._named("settings")
        self._sections = Sections(body, settings)
        self._notes = Notes({kind: self._named(part) for kind, part in _NOTES.items()}, settings)
        self._noted = _Story({})
        self._boxed = Counters()
        self._inline = InlineReader(self._styles, self._notes.refer)
        self._tables = itertools.count()
        self._pictures: dict[str, None] = {}  # names of parts, in the order of the text
        self._done = 0
        self._total = sum(1 for _ in body.iter(W + "p"))

    def read(self) -> list[Block]:
        """Return the blocks of the whole document."""
        parts: list[Part] = []
        blocks: list[Block] = []
        self._notes.enter_section(self._sections.at(0))
        for element, found in self._walk(self._main, self._body):
            blocks.extend(found)
            blocks.extend(self._put_down_notes())
            if element is not None and ends_section(element):
                parts.append(self._section(len(parts), blocks))
                self._notes.enter_section(self._sections.at(len(parts)))
                blocks = []
        parts.append(self._section(len(parts), blocks))
        return with_title(with_running_heads(parts))

    def pictures(self) -> dict[str, bytes]:
        """Return the pictures that the text shows, in its order, by the names of their parts."""
        found = {name: self._package.read(name) for name in self._pictures}
        return {name: data for name, data in found.items() if data is not None}

    def _named(self, kind: str) -> etree._Element | None:
        """Return the part that the body names by the kind of a relation."""
        target = next((r.target for r in self._body.relations.values() if r.kind == kind), None)
        return None if target is None else self._package.xml(target)

    def _section(self, number: int, body: Iterable[Block]) -> Part:
        return Part(tuple(body), self._heads(number, "header"), self._heads(number, "footer"))

    def _heads(self, number: int, kind: str) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for relation in self._sections.heads(number, kind):
            target = self._body.relations.get(relation)
            root = None if target is None else self._package.xml(target.target)
            if target is not None and root is not None:
                blocks.extend(self._blocks(root, _Story(self._package.relations(target.target))))
        return tuple(blocks)

    def _put_down_notes(self) -> list[Block]:
        blocks: list[Block] = []
        for mark, note in self._notes.put_down():
            blocks.extend(note_blocks(mark, self._blocks(note, self._noted)))
        return blocks

    def _blocks(self, container: etree._Element, story: _Story) -> list[Block]:
        return [block for _, found in self._walk(container, story) for block in found]

    def _walk(
        self, container: etree._Element, story: _Story
    ) -> Iterator[tuple[etree._Element | None, list[Block]]]:
        """Yield each paragraph and table of a container with its blocks."""
        carried = ""  # text of paragraphs whose end was deleted: the next paragraph begins with it
        for element in content(container):
            if element.tag == W + "p":
                blocks, carried = self._paragraph(element, carried, story)
                yield element, blocks
            elif element.tag == W + "tbl":
                rows = read_table(element, lambda cell: self._blocks(cell, story))
                yield element, flow_table(rows, self._tables)
            elif element.tag == W + "altChunk":
                yield element, self._embedded(element, story)
        yield None, paragraph_blocks(carried)

    def _paragraph(self, paragraph: etree._Element, carried: str, story: _Story) -> tuple[list[Block], str]:
        """Return a paragraph's blocks and, where its end was deleted, its text in their stead."""
        self._sign_of_life()
        properties = paragraph.find(W + "pPr")
        style = self._styles.of_paragraph(properties)
        inline = self._inline.read(paragraph, style)
        named = (story.relations.get(relation) for relation in inline.pictures)
        pictures = [relation.target for relation in named if relation is not None]
        before = self._box_blocks(inline.before, story)
        after = [*self._box_blocks(inline.after, story), *self._picture_blocks(pictures)]
        text = carried + inline.text
        if _runs_on(properties):
            return before + after, text
        text = text.strip("\n")
        if text.strip() or not _is_unseen(properties):
            label = self._numbering.label(numbered(properties), style, story.counters)
            text = label.before(text) if label else text
        outline = None if properties is None else integer(properties.find(W + "outlineLvl"))
        level = self._styles.level(style) if outline is None else heading_level(outline)
        return [*before, *paragraph_blocks(text, level), *after], ""

    def _picture_blocks(self, names: Sequence[str]) -> list[Block]:
        self._pictures.update(dict.fromkeys(names))
        return [block for name in names for block in self._shown.get(name, ())]

    def _box_blocks(self, boxes: Iterable[etree._Element], story: _Story) -> list[Block]:
        inside = _Story(story.relations, self._boxed)
        blocks: list[Block] = []
        for box in boxes:
            if box.tag == ART:
                blocks.extend(paragraph_blocks(box.get("string") or ""))
            else:
                blocks.extend(self._blocks(box, inside))
        return blocks

    def _embedded(self, chunk: etree._Element, story: _Story) -> list[Block]:
        """Read a file that stands for a piece of the text: programs that export web pages to Word write these."""
        target = story.relations.get(chunk.get(R + "id", ""))
        data = None if target is None else self._package.read(target.target)
        if target is None or data is None:
            return []
        try:
            known = format_of(data, target.target) in _EMBEDDABLE
        except EmptyFile:
            return []
        return list(parse(data, target.target).blocks) if known else []

    def _sign_of_life(self) -> None:
        if self._done % _STEP == 0:
            self._progress(min(self._done, self._total), self._total)
        self._done += 1


def _runs_on(properties: etree._Element | None) -> bool:
    """Tell a paragraph that runs on into the next: its end was deleted, or it is a large first letter."""
    if properties is None:
        return False
    mark = properties.find(W + "rPr")
    if mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None):
        return True
    return value(properties.find(W + "framePr"), "dropCap") in {"drop", "margin"}


def _is_unseen(properties: etree._Element | None) -> bool:
    """Tell an empty paragraph that shows no number: it only ends a section, or is hidden itself."""
    return properties is not None and (
        properties.find(W + "sectPr") is not None or bool(switch(properties.find(f"{W}rPr/{W}vanish")))
    )
