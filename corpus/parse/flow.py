"""What Word and OpenDocument texts have in common: a flow of numbered paragraphs, headings and tables."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.parse.models import Block
from corpus.parse.table import GridCell, table_blocks

TITLE = 1  # level of a title, before ``with_title``
_MAX_LEVEL = 6
_TABS = re.compile(r" *\t[ \t]*")
_SPACE = re.compile(r"\s+")
_LINE_BREAKS = re.compile(r"[\n\v\f\r\u2028\u2029]+")
_LETTER = re.compile(r"[0-9A-Za-z]")
_LONG_HEADING = 100  # characters; longer is a paragraph that was styled as a heading
_SENTENCE_END = re.compile(r"[。；;！!]$")
_OPENS_A_PART = re.compile(
    r"第.{1,6}[编章节条]|[〇一二三四五六七八九十]+、|[（(].{1,3}[)）]|\d{1,2}(?:[.．、]|\s)|附[件则录]"
)
# A line of figures, punctuation and the words around a page number: 第 3 页 共 12 页, — 7 —, Page 1 of 2
_PAGE_NUMBER = re.compile(r"(?:第|共|总|页|次|版|page|of|p|[ivxlc〇一二三四五六七八九十]|[\d\W_])*", re.I)
_PAGE_OF_PAGES = re.compile(r"第\s*\d+\s*页(?:\s*[,，、/]?\s*共\s*\d+\s*页)?")
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_WIDE = re.compile(r"[^\x00-\u2e7f]")


@dataclass(frozen=True, slots=True)
class FlowCell:
    """A table cell that holds a flow of its own."""

    blocks: tuple[Block, ...] = ()
    columns: int = 1
    rows: int = 1
    is_header: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """What automatic numbering shows before a paragraph, and what stands between the two."""

    text: str
    follow: str = "tab"  # "tab", "space" or "nothing"

    def before(self, text: str) -> str:
        """Return a paragraph's text with the label before it.

        The tab that sets the text off becomes a space; after 、 and ） it goes, as if typed by hand.
        """
        sets_off = self.follow != "nothing" and not re.search(r"[、，。．：）〉》」』】〕]$", self.text)
        return self.text + (" " if sets_off and text else "") + text


def raised(text: str) -> str:
    """Return superscript figures as such, 10⁴ rather than 104; other text as it is."""
    return text.translate(_RAISED) if all(ord(character) in _RAISED for character in text) else text


def lowered(text: str) -> str:
    """Return subscript figures as such, CO₂ rather than CO2; other text as it is."""
    return text.translate(_LOWERED) if all(ord(character) in _LOWERED for character in text) else text


def note_mark(mark: str) -> str:
    """Return the mark of a note as it stands among words: a raised 1 would else run into the figure before it."""
    return f"[{mark}]" if mark.isascii() and mark.isalnum() else mark


def note_blocks(mark: str, blocks: Sequence[Block]) -> list[Block]:
    """Return a note with its mark before it. Nothing in a note is a heading."""
    note = [replace(block, level=0) for block in blocks]
    if note and note[0].row is None:
        note[0] = replace(note[0], text=f"{mark} {note[0].text}".strip())
    return note


def paragraph_blocks(text: str, level: int = 0) -> list[Block]:
    """Return a paragraph as blocks: one for each of its lines, but a heading on several lines is one."""
    lines = [line for line in (_TABS.sub(" ", line).strip() for line in _LINE_BREAKS.split(text)) if line]
    if not lines:
        return []
    heading = _join_lines(lines)
    if level and len(heading) <= _LONG_HEADING and not _SENTENCE_END.search(heading):
        return [Block(heading, level)]
    return [Block(line) for line in lines]


def _join_lines(lines: Sequence[str]) -> str:
    joined = lines[0]
    for line in lines[1:]:
        between = "" if _WIDE.match(joined[-1]) or _WIDE.match(line[0]) else " "
        joined += between + line
    return joined


def with_title(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with headings of level 1 to 6, where 1 is the document's title alone.

    Readers give a paragraph in the style "Title" level ``TITLE`` and a heading of level n the level n + 1.
    The one heading of the highest level is a title too, if it comes first and has no number; otherwise the
    highest headings are chapters.
    """
    marked = [block for block in blocks if block.level]
    if not marked:
        return list(blocks)
    top = min(block.level for block in marked)
    highest = [block for block in marked if block.level == top]
    is_title = top == TITLE or (
        len(highest) == 1 and marked[0] is highest[0] and not _OPENS_A_PART.match(highest[0].text)
    )
    shift = (1 if is_title else 2) - top
    return [
        replace(block, level=min(block.level + shift, _MAX_LEVEL)) if block.level else block
        for block in blocks
    ]


def flow_table(rows: Sequence[Sequence[FlowCell]], tables: Iterator[int]) -> list[Block]:
    """Return a table's rows as blocks; what a frame of one column holds flows on as if there were no table.

    Args:
        rows: the cells that begin in each row; cells covered from above or left are absent.
        tables: gives the numbers of the file's tables.
    """
    if all(len(row) <= 1 for row in rows):
        return [block for row in rows for cell in row for block in cell.blocks]
    own = [any(block.row for cell in row for block in cell.blocks) for row in rows]  # holds a table itself
    grid = [
        [GridCell("" if nests else _text(cell), cell.columns, cell.rows, cell.is_header) for cell in row]
        for row, nests in zip(rows, own, strict=True)
    ]
    # The row's number travels in ``page``, so that a row that holds a table is put back in its place.
    laid = iter(table_blocks(grid, next(tables), range(len(rows))))
    blocks: list[Block] = []
    block = next(laid, None)
    for number, row in enumerate(rows):
        if own[number]:
            blocks.extend(block for cell in row for block in cell.blocks)
        while block is not None and block.page == number:
            blocks.append(replace(block, page=None))
            block = next(laid, None)
    return blocks


def _text(cell: FlowCell) -> str:
    return "\n".join(block.text for block in cell.blocks)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document with its running heads: a section in Word, the whole in OpenDocument."""

    body: tuple[Block, ...]
    headers: tuple[Block, ...] = ()
    footers: tuple[Block, ...] = ()


def with_running_heads(parts: Sequence[Part]) -> list[Block]:
    """Return the blocks of all parts; what headers and footers say that nothing else does is added once.

    Page numbers go. A letterhead so comes before its part, an imprint after it.
    """
    said = ["".join(_without_space(block.text) for part in parts for block in part.body)]
    blocks: list[Block] = []
    for part in parts:
        blocks.extend(_unsaid(part.headers, said))
        blocks.extend(part.body)
        blocks.extend(_unsaid(part.footers, said))
    return blocks


def _unsaid(heads: Iterable[Block], said: list[str]) -> Iterator[Block]:
    for head in heads:
        text = head.text if head.row else _PAGE_OF_PAGES.sub("", head.text).strip()
        words = _without_space(text)
        if not _PAGE_NUMBER.fullmatch(text) and not any(words in earlier for earlier in said):
            said.append(words)
            yield replace(head, text=text, level=0)


def _without_space(text: str) -> str:
    return _SPACE.sub("", text)
