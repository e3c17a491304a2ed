"""Markdown (CommonMark with tables) to blocks; the marks go, numbers of ordered lists stay."""

import re
from collections.abc import Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.encoding import decode
from corpus.parse.html.parser import fragment_blocks
from corpus.parse.models import Block, Parsed, Progress, no_progress
from corpus.parse.table import GridCell, table_blocks

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_FIELD = re.compile(r"^([A-Za-z_\u4e00-\u9fff]+)[ \t]*[:：][ \t]*(.*?)[ \t]*$", re.M)
_LINE_BREAK = re.compile(r"<br\s*/?>", re.I)
# CommonMark sees no emphasis between Chinese words and punctuation (**《办法》**规定), writers do.
_MISSED_EMPHASIS = re.compile(r"\*\*(\S(?:[^*]*\S)?)\*\*")


def parse_markdown(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return headings, paragraphs, list items and table rows; front matter becomes fields."""
    text, _ = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text)
    fields = {}
    if front:
        fields = {key: value.strip("'\"") for key, value in _FIELD.findall(front.group(1)) if value}
        text = text[front.end() :]
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    return Parsed(tuple(_Blocks().of(tokens)), "text/markdown", fields)


class _Blocks:
    """Collects the blocks of a stream of tokens."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._level = 0
        self._markers: list[str] = []  # of the list items that have begun and not yet shown a line
        self._rows: list[list[GridCell]] | None = None
        self._in_head = False
        self._tables = 0

    def of(self, tokens: Sequence[Token]) -> list[Block]:
        for token in tokens:
            self._take(token)
        return self._blocks

    def _take(self, token: Token) -> None:
        if token.type == "heading_open":
            self._level = int(token.tag[1:])
        elif token.type == "heading_close":
            self._level = 0
        elif token.type == "list_item_open":
            # CommonMark keeps a list's first number and counts; ``info`` holds the written one.
            self._markers.append(f"{token.info}{token.markup} " if token.info else "")
        elif token.type == "table_open":
            self._rows = []
        elif token.type in {"thead_open", "thead_close"}:
            self._in_head = token.type == "thead_open"
        elif token.type == "tr_open" and self._rows is not None:
            self._rows.append([])
        elif token.type == "table_close" and self._rows is not None:
            self._add(table_blocks(self._rows, 0))
            self._rows = None
        elif token.type == "inline":
            self._inline(token)
        elif token.type == "html_block":
            self._add(fragment_blocks(token.content))
        elif token.type in {"fence", "code_block"}:
            self._blocks.extend(Block(line) for line in token.content.split("\n"))

    def _inline(self, token: Token) -> None:
        shown = _shown(token)
        if self._rows is not None:
            if self._rows:
                self._rows[-1].append(GridCell(shown, is_header=self._in_head))
            return
        prefix = "".join(self._markers)
        self._markers = []
        lines = shown.split("\n")
        self._blocks.extend(Block(prefix * (i == 0) + line, self._level) for i, line in enumerate(lines))

    def _add(self, blocks: list[Block]) -> None:
        """Take over blocks of a table or of HTML, whose tables count from 0 again."""
        for block in blocks:
            row = block.row and replace(block.row, table=block.row.table + self._tables)
            self._blocks.append(replace(block, row=row))
        self._tables += 1 + max((block.row.table for block in blocks if block.row), default=-1)


def _shown(token: Token) -> str:
    """Return what a reader sees of a run of text: no marks, no tags, line breaks as line feeds."""
    parts: list[str] = []
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif child.type == "text":
            parts.append(_MISSED_EMPHASIS.sub(r"\1", child.content))
        elif child.type in {"code_inline", "image"}:
            parts.append(child.content)
        elif child.type == "html_inline" and _LINE_BREAK.fullmatch(child.content):
            parts.append("\n")
    return "".join(parts)
