"""HTML to blocks: headings, paragraphs and table rows of the part that readers came for."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.encoding import decode
from corpus.parse.models import Block, Parsed, Progress, no_progress

_DROPPED = (
    "script, style, noscript, template, iframe, object, embed, svg, canvas, form, nav, footer, aside, select,"
    " button, [hidden], [aria-hidden=true]"
)
_BLOCK_TAGS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figure figcaption h1 h2 h3 h4 h5 h6"
    " header hr html li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADING = re.compile(r"h([1-6])$")
_SPACE = re.compile(r"[ \t\r\n\f\u00a0\u2002\u2003\u3000]+")
_META_FIELDS = {
    "articletitle": "title",
    "pubdate": "published_on",
    "contentsource": "site",
    "indexid": "index_number",
    "docnumber": "number",
}
_LINK_SHARE = 0.6  # of a block's characters: more is a menu or a list of other pages
_LINK_RUN = 3  # so many link blocks in a row, or links in one block, are navigation; fewer may be a reference


def parse_html(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return the blocks of the page's content; menus and link lists are left out.

    Which lines of the rest are furniture is for ``corpus.clean`` to say, for all formats alike.
    """
    text, _ = decode(data)
    tree = LexborHTMLParser(text)
    fields = _fields(tree)
    for node in tree.css(_DROPPED):
        node.decompose()
    lines = _Lines()
    if tree.body is not None:
        _walk(tree.body, lines)
        lines.flush()
    return Parsed(tuple(_without_link_lists(lines.done)), "text/html", fields)


def _fields(tree: LexborHTMLParser) -> dict[str, str]:
    fields: dict[str, str] = {}
    for meta in tree.css("meta[name]"):
        key = _META_FIELDS.get((meta.attributes.get("name") or "").lower())
        content = _SPACE.sub(" ", meta.attributes.get("content") or "").strip()
        if key and content:
            fields[key] = content
    head_title = tree.css_first("title")
    if head_title is not None and head_title.text().strip():
        fields["page_title"] = _SPACE.sub(" ", head_title.text()).strip()
    return fields


class _Lines:
    """Collects inline text into blocks, counting how much of each is inside links."""

    def __init__(self) -> None:
        self.done: list[tuple[Block, float, int]] = []  # block, share of linked characters, links
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0
        self.level = 0

    def add(self, text: str, *, linked: bool) -> None:
        self._parts.append(text)
        if linked and text.strip():
            self._linked += len(text.strip())
            self._links += 1

    def flush(self) -> None:
        text = _SPACE.sub(" ", "".join(self._parts)).strip()
        if text:
            self.done.append((Block(text, self.level), self._linked / len(text), self._links))
        self._parts, self._linked, self._links = [], 0, 0

    def row(self, cells: list[str], linked: float, links: int) -> None:
        self.flush()
        if any(cells):
            self.done.append((Block("\t".join(cells).strip("\t")), linked, links))


def _walk(body: LexborNode, lines: _Lines) -> None:
    """Read the tree in order, on a stack of its own: pages nest deeper than Python calls may."""
    # (node, whether in a link), or (None, whether of a heading) where a block ends
    todo: list[tuple[LexborNode | None, bool]] = [(body.first_child, False)]
    while todo:
        child, linked = todo.pop()
        if child is None:
            lines.flush()
            lines.level = 0 if linked else lines.level
            continue
        if child.next is not None:
            todo.append((child.next, linked))
        tag = child.tag or ""
        if tag == "-text":
            lines.add(child.text_content or "", linked=linked)
        elif tag == "br":
            lines.flush()
        elif tag == "tr" and _is_data_row(child):
            cells = child.css("td, th")
            text_length = sum(len(cell.text()) for cell in cells) or 1
            links = child.css("a")
            share = sum(len(a.text()) for a in links) / text_length
            lines.row([_SPACE.sub(" ", c.text(separator=" ")).strip() for c in cells], share, len(links))
        elif tag in _BLOCK_TAGS:
            lines.flush()
            heading = _HEADING.match(tag)
            lines.level = int(heading.group(1)) if heading else lines.level
            todo.append((None, heading is not None))
            if child.first_child is not None:
                todo.append((child.first_child, linked))
        elif not tag.startswith(("-", "!")) and child.first_child is not None:
            todo.append((child.first_child, linked or tag == "a"))


def _is_data_row(row: LexborNode) -> bool:
    """Tell a row of data from the tables that pages of the 1990s used for layout."""
    cells = row.css("td, th")
    if len(cells) < 2 or row.css_first("table, p + p, h1, h2, h3, br + br") is not None:
        return False
    return all(len(cell.text()) <= 300 for cell in cells)


def _without_link_lists(lines: list[tuple[Block, float, int]]) -> list[Block]:
    kept: list[Block] = []
    run: list[Block] = []
    run_links = 0
    for block, share, links in [*lines, (Block(""), 0.0, 0)]:
        if share >= _LINK_SHARE and block.level == 0:
            run.append(block)
            run_links += links
            continue
        if run_links < _LINK_RUN:
            kept.extend(run)
        run, run_links = [], 0
        if block.text:
            kept.append(block)
    return kept
