"""A Word file to blocks: a walk over its stories, as Word would show them."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus.parse.doc.file import WordFile
from corpus.parse.doc.numbering import Counters, Numbering
from corpus.parse.doc.paragraphs import Paragraph, WordText
from corpus.parse.doc.stories import Notes, Section, Span, boxes, sections
from corpus.parse.edges import TableBuilder
from corpus.parse.flow import Part, paragraph_blocks, with_running_heads, with_title
from corpus.parse.models import Block, Progress

_STEP = 200  # paragraphs of the body between two signs of life


class Reader:
    """Reads one file."""

    def __init__(self, file: WordFile, progress: Progress) -> None:
        self._file = file
        self._progress = progress
        self._sections = sections(file)
        self._notes = Notes(file)
        self._text = WordText(file, self._notes, frozenset(section.end for section in self._sections))
        self._numbering = Numbering(file)
        self._tables = itertools.count()
        self._noted = Counters()
        self._boxed = Counters()
        self._boxes: dict[int, list[Span]] = {}  # where they are anchored -> their texts
        self._loose_boxes: list[Span] = []  # anchored where the file does not say
        first, last = file.stories["main"]
        for position, span in boxes(file):
            if position is not None and first <= position < last:
                self._boxes.setdefault(position, []).append(span)
            else:
                self._loose_boxes.append(span)

    def read(self) -> list[Block]:
        """Return the blocks of the whole document."""
        parts: list[Part] = []
        blocks: list[Block] = []
        following = iter(self._sections)
        section = next(following)
        self._notes.enter_section(section)
        first, last = self._file.stories["main"]
        for position, found in self._walk(first, last, Counters()):
            blocks.extend(found)
            blocks.extend(self._put_down_notes())
            if position >= section.end and position < last:
                parts.append(self._part(section, blocks))
                blocks = []
                section = next(following, section)
                self._notes.enter_section(section)
        blocks.extend(block for span in self._loose_boxes for block in self._blocks(span, self._boxed))
        parts.append(self._part(section, blocks))
        return with_title(with_running_heads(parts))

    def _part(self, section: Section, body: Iterable[Block]) -> Part:
        return Part(tuple(body), self._heads(section.headers), self._heads(section.footers))

    def _heads(self, spans: Iterable[Span]) -> tuple[Block, ...]:
        return tuple(block for span in spans for block in self._blocks(span, Counters()))

    def _put_down_notes(self) -> list[Block]:
        blocks: list[Block] = []
        for mark, span in self._notes.put_down():
            text = [replace(block, level=0) for block in self._blocks(span, self._noted)]
            if text and text[0].row is None:
                text[0] = replace(text[0], text=f"{mark} {text[0].text}".strip())
            blocks.extend(text)
        return blocks

    def _blocks(self, span: Span, counters: Counters) -> list[Block]:
        return [block for _, found in self._walk(*span, counters) for block in found]

    def _walk(self, start: int, end: int, counters: Counters) -> Iterator[tuple[int, list[Block]]]:
        """Yield the blocks of each paragraph and table, and the position in the file where it ends."""
        builder = TableBuilder(self._tables)
        carried = ""  # text of paragraphs that run on
        position = start
        for number, paragraph in enumerate(self._text.paragraphs(start, end)):
            if number % _STEP == 0:
                total = self._file.stories["main"][1]
                self._progress(min(paragraph.end, total), total)
            blocks, carried = self._paragraph(paragraph, carried, counters)
            place = paragraph.place
            done = builder.add([] if place.ends_row else blocks, place.depth)
            if place.ends_row:
                done += builder.end_row(place.depth, paragraph.shape)
            elif place.ends_cell:
                done += builder.end_cell(place.depth)
            position = paragraph.end
            yield position, done
        yield position, [*builder.finish(), *paragraph_blocks(carried)]

    def _paragraph(self, paragraph: Paragraph, carried: str, counters: Counters) -> tuple[list[Block], str]:
        """Return a paragraph's blocks and, where it runs on, its text in their stead."""
        before = self._box_blocks(paragraph.boxes_before)
        after = self._box_blocks(paragraph.boxes_after)
        text = carried + paragraph.text
        if paragraph.runs_on:
            return before + after, text
        text = text.strip("\n")
        if text.strip() or not (paragraph.is_unseen or paragraph.place.ends_row):
            label = self._numbering.label(paragraph.style, paragraph.style_index, counters)
            text = label.before(text) if label else text
        return [*before, *paragraph_blocks(text, paragraph.style.level), *after], ""

    def _box_blocks(self, positions: Iterable[int]) -> list[Block]:
        spans = (span for position in positions for span in self._boxes.get(position, ()))
        return [block for span in spans for block in self._blocks(span, self._boxed)]
