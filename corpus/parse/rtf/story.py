"""A text that an RTF reader writes: the body, a note, a text box or a running head."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.parse.edges import RowShape, TableBuilder
from corpus.parse.flow import Label, paragraph_blocks
from corpus.parse.models import Block
from corpus.parse.symbols import joined

_FIRST_HAN = "\u3400"

Note = tuple[str, list[Block]]  # its mark and its text


@dataclass(slots=True)
class Story:
    """One text, paragraph by paragraph."""

    kind: str
    group: int  # depth of the group that holds it
    builder: TableBuilder
    parts: list[str] = field(default_factory=list)  # of the paragraph that is open
    label: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)  # that wait to be put down
    mark: int | None = None  # which part is the mark of a note whose text is still to come
    is_endnote: bool = False
    _blocks: list[Block] = field(default_factory=list)
    _before: list[Block] = field(default_factory=list)  # text boxes anchored before the first words
    _after: list[Block] = field(default_factory=list)
    _carried: str = ""  # text of a paragraph that runs on
    _earlier_notes: int = 0  # how many of the notes belong to paragraphs before the open one

    def end_paragraph(self, depth: int, level: int, *, runs_on: bool = False) -> None:
        """End the open paragraph, which stands in so many tables."""
        text = joined(self._carried + "".join(self.parts))
        self._carried = text if runs_on else ""
        paragraph: list[Block] = []
        if not runs_on:
            text = text.strip("\n")
            label = _label("".join(self.label))
            paragraph = paragraph_blocks(label.before(text) if label else text, level)
        done = [*self._before, *paragraph, *self._after]
        if depth:
            self.builder.add(done, depth)
        else:
            self._put(self.builder.finish(), self._earlier_notes)
            self._put(done, len(self.notes))
        self.parts, self.label, self._before, self._after, self.mark = [], [], [], [], None
        self._earlier_notes = len(self.notes)

    def end_cell(self, depth: int, level: int) -> None:
        """End the open paragraph and the cell that it stands in."""
        self.end_paragraph(depth, level)
        self.builder.end_cell(depth)

    def end_row(self, depth: int, shape: RowShape) -> None:
        """End a row."""
        if self.parts:
            self.end_paragraph(depth, 0)
        self.builder.end_row(depth, shape)

    def finish(self, level: int) -> list[Block]:
        """End what is open and return all blocks."""
        self.end_paragraph(0, level)
        self._put([], len(self.notes))
        return self._blocks

    def add_box(self, blocks: Sequence[Block]) -> None:
        """Place the text of a text box that is anchored here."""
        (self._after if "".join(self.parts).strip() else self._before).extend(blocks)

    def _put(self, blocks: Sequence[Block], notes: int) -> None:
        """Add blocks to the text, and under them the first of the waiting notes."""
        self._blocks.extend(blocks)
        for mark, text in self.notes[:notes]:
            self._blocks.extend(_noted(mark, text))
        del self.notes[:notes]
        self._earlier_notes = 0


def _noted(mark: str, blocks: Sequence[Block]) -> Iterator[Block]:
    for number, block in enumerate(blocks):
        has_mark = number == 0 and block.row is None
        yield replace(block, level=0, text=f"{mark} {block.text}".strip() if has_mark else block.text)


def _label(text: str) -> Label | None:
    """Return the number that the file shows before a paragraph; bullets are none."""
    shown = text.strip()
    is_bullet = len(shown) == 1 and shown.isalpha() and shown < _FIRST_HAN  # a letter of a symbol font
    if is_bullet or not any(character.isalnum() for character in shown):
        return None
    follow = "tab" if text.endswith("\t") else "space" if text != text.rstrip() else "nothing"
    return Label(shown, follow)
