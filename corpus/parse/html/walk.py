"""A page's tree to lines, in reading order, on a stack of its own: pages nest deeper than Python calls may."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from corpus.parse.html.line import Extent, Line, Page
from corpus.parse.html.list import NumberedList
from corpus.parse.html.table import grid_row, is_data_table, is_link_table, table_rows
from corpus.parse.models import Block
from corpus.parse.table import table_blocks

_BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol p plaintext"
    " pre search section summary table tbody td tfoot th thead tr ul xmp".split()
)
_PRE_TAGS = frozenset({"pre", "xmp", "listing", "plaintext"})
_LIST_TAGS = frozenset({"ol", "ul", "menu", "dir"})
_SPACE = re.compile(r"[ \t\r\n\f\u00a0\u2002\u2003\u3000]+")
# A line of source that was wrapped between two Chinese characters: browsers show nothing there.
_WRAPPED = re.compile(r"(?<=[\u3001-\u9fff\uff01-\uff60])[ \t]*\r?\n\s*(?=[\u3001-\u9fff\uff01-\uff60])")
_FILE = re.compile(
    r"\.(?:docx?|wps|xlsx?|et|pptx?|dps|pdf|ofd|rtf|odt|ods|zip|rar|7z|csv|txt)(?:$|[?#&])", re.I
)
_OWN_NUMBER = re.compile(
    r"第.{1,6}[条章节]|[〇一二三四五六七八九十]+[、.．]|[（(]?[\da-zA-Z一二三四五六七八九十]{1,3}[)）.．、]|[①-⑳]"
)
_FIGURES = re.compile(r"[0-9+\-−=()]{1,6}|n")
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()n", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₙ")


def read_page(root: LexborNode) -> Page:
    """Return the lines under ``root``; tables of data become rows."""
    return _Walk().over(root)


@dataclass(frozen=True, slots=True)
class _End:
    """What to undo where a block element ends."""

    tag: str
    first_line: int
    level: int


class _Walk:
    """One pass over a part of the tree. In a table's cell, tables are only paragraphs."""

    def __init__(self, *, in_cell: bool = False) -> None:
        self._in_cell = in_cell
        self._lines: list[Line] = []
        self._extents: list[Extent] = []
        self._tables = 0
        self._level = 0
        self._pre = 0  # elements around that keep their line ends
        self._lists: list[NumberedList | None] = []
        self._markers: list[str] = []  # of the list items that have begun and not yet shown a line
        # the line that is being put together
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0
        self._is_new_link = False
        self._has_file = False

    def over(self, root: LexborNode) -> Page:
        todo: list[tuple[LexborNode, bool] | _End] = []  # nodes with whether they are in a link
        if root.first_child is not None:
            todo.append((root.first_child, False))
        while todo:
            item = todo.pop()
            if isinstance(item, _End):
                self._close(item)
                continue
            node, linked = item
            if node.next is not None:
                todo.append((node.next, linked))
            tag = node.tag or ""
            if tag == "-text":
                self._add(node.text_content or "", linked=linked)
            elif tag == "br":
                self._flush()
            elif tag in {"sup", "sub"}:
                self._add(_script(node, tag), linked=linked)
            elif tag == "table" and not self._in_cell and is_data_table(node):
                self._table(node)
            elif not tag.startswith(("-", "!")):
                if tag in _BLOCK_TAGS:
                    todo.append(self._open(node, tag))
                if node.first_child is not None:
                    todo.append((node.first_child, (tag == "a" and self._opens_link(node)) or linked))
        self._flush()
        return Page(tuple(self._lines), tuple(self._extents))

    def _open(self, node: LexborNode, tag: str) -> _End:
        self._flush()
        end = _End(tag, len(self._lines), self._level)
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._level = int(tag[1])
        elif tag in _PRE_TAGS:
            self._pre += 1
        elif tag in _LIST_TAGS:
            self._lists.append(NumberedList.of(node) if tag == "ol" else None)
        elif tag == "li":
            numbered = self._lists[-1] if self._lists else None
            self._markers.append(numbered.marker(node) if numbered else "")
        return end

    def _close(self, end: _End) -> None:
        self._flush()
        self._level = end.level
        if end.tag in _PRE_TAGS:
            self._pre -= 1
        elif end.tag in _LIST_TAGS:
            self._lists.pop()
        elif end.tag == "li" and self._markers:
            self._markers.pop()
        if end.first_line < len(self._lines):
            self._extents.append(Extent(end.first_line, len(self._lines)))

    def _opens_link(self, node: LexborNode) -> bool:
        href = node.attributes.get("href")
        if href is None:  # the target of a link, often never closed
            return False
        self._is_new_link = True
        self._has_file = self._has_file or bool(_FILE.search(href))
        return True

    def _add(self, text: str, *, linked: bool) -> None:
        if self._pre and "\n" in text:
            *whole, text = text.splitlines() if not text.endswith("\n") else [*text.splitlines(), ""]
            for line in whole:
                self._parts.append(line)
                self._flush()
        elif "\n" in text:
            text = _WRAPPED.sub("", text)
        self._parts.append(text)
        if linked and text.strip():
            self._linked += len(text.strip())
            self._links += self._is_new_link
            self._is_new_link = False

    def _flush(self) -> None:
        text = _SPACE.sub(" ", "".join(self._parts)).strip()
        if text:
            if self._markers:
                text = ("" if _OWN_NUMBER.match(text) else "".join(self._markers)) + text
                self._markers = [""] * len(self._markers)
            share = self._linked / len(text)
            self._lines.append(Line(Block(text, self._level), share, self._links, self._has_file))
        if text or self._parts:
            self._parts, self._linked, self._links, self._has_file = [], 0, 0, False

    def _table(self, table: LexborNode) -> None:
        self._flush()
        first = len(self._lines)
        for child in table.iter():
            if child.tag == "caption":
                self._lines.extend(Line(Block(text)) for text in _cell_lines(child))
        rows = [grid_row(row, lambda cell: "\n".join(_cell_lines(cell))) for row in table_rows(table)]
        links = table.css("a[href]")
        share = 1.0 if is_link_table(table) else 0.0
        has_file = any(_FILE.search(link.attributes["href"] or "") for link in links)
        for number, block in enumerate(table_blocks(rows, self._tables)):
            self._lines.append(Line(block, share, 0 if number else len(links), has_file))
        self._tables += 1
        if first < len(self._lines):
            self._extents.append(Extent(first, len(self._lines)))


def _cell_lines(cell: LexborNode) -> list[str]:
    first = cell.first_child
    if first is None:
        return []
    if first.tag == "-text" and first.next is None:  # as nearly all cells are
        return [_SPACE.sub(" ", _WRAPPED.sub("", first.text_content or ""))]
    return [line.block.text for line in _Walk(in_cell=True).over(cell).lines]


def _script(node: LexborNode, tag: str) -> str:
    """Write a raised or lowered figure as such: 10⁴ m² is not 104 m2."""
    text = node.text().strip()
    if not _FIGURES.fullmatch(text):
        return node.text()
    return text.translate(_RAISED if tag == "sup" else _LOWERED)
