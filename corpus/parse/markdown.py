"""Markdown (CommonMark with tables) to blocks; the marks go, numbers of ordered lists stay."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.encoding import decode
from corpus.parse.models import Block, Parsed, Progress, no_progress

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_FIELD = re.compile(r"^([A-Za-z_\u4e00-\u9fff]+)[ \t]*[:：][ \t]*(.*?)[ \t]*$", re.M)


def parse_markdown(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return headings, paragraphs, list items and table rows; front matter becomes fields."""
    text, _ = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text)
    fields = {}
    if front:
        fields = {key: value.strip("'\"") for key, value in _FIELD.findall(front.group(1)) if value}
        text = text[front.end() :]
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return Parsed(tuple(_blocks(tokens)), "text/markdown", fields)


def _blocks(tokens: list[Token]) -> list[Block]:
    blocks: list[Block] = []
    level = 0
    markers: list[str] = []  # of the list items that have begun and not yet shown a line
    cells: list[str] | None = None
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "list_item_open":
            # CommonMark keeps a list's first number and counts; ``info`` holds the written one.
            markers.append(f"{token.info}{token.markup} " if token.info else "")
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            blocks.append(Block("\t".join(cells)))
            cells = None
        elif token.type == "inline":
            shown = _inline(token)
            if cells is not None:
                cells.append(shown.replace("\n", " "))
                continue
            prefix = "".join(markers)
            markers = []
            lines = shown.split("\n")
            blocks.extend(Block(prefix * (i == 0) + line, level) for i, line in enumerate(lines))
        elif token.type in {"fence", "code_block", "html_block"}:
            content = re.sub(r"<[^>]*>", "", token.content) if token.type == "html_block" else token.content
            blocks.extend(Block(line) for line in content.split("\n"))
    return blocks


def _inline(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif child.type in {"text", "code_inline"} or child.type == "image":
            parts.append(child.content)
    return "".join(parts)
