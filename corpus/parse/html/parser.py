"""HTML to blocks: headings, paragraphs, list items and table rows of the part that readers came for."""

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from corpus.encoding import decode
from corpus.furniture import without_furniture
from corpus.parse.html.content import own_blocks
from corpus.parse.html.drop import drop_hidden, drop_named, drop_unshown
from corpus.parse.html.meta import page_fields
from corpus.parse.html.walk import read_page
from corpus.parse.models import Block, Parsed, Progress, no_progress


def parse_html(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return the blocks of a page's content: menus, tools, link lists and footers are left out."""
    return parse_page(decode(data)[0])


def parse_page(text: str) -> Parsed:
    """Return the blocks of the page whose source is ``text``."""
    tree = LexborHTMLParser(text)
    fields = page_fields(tree)
    titles = [fields[key] for key in ("title", "page_title") if key in fields]
    drop_unshown(tree)
    drop_hidden(tree)
    blocks = _blocks(tree, titles)
    if not blocks:  # some pages are hidden until their scripts have run
        tree = LexborHTMLParser(text)
        drop_unshown(tree)
        blocks = _blocks(tree, titles)
    return Parsed(tuple(blocks), "text/html", fields)


def _blocks(tree: LexborHTMLParser, titles: Sequence[str]) -> list[Block]:
    if tree.body is None:
        return []
    drop_named(tree.body)
    return without_furniture(own_blocks(read_page(tree.body), titles), is_page=True)


def fragment_blocks(text: str) -> list[Block]:
    """Return the blocks of a piece of HTML that stands in another format; all of it is content."""
    tree = LexborHTMLParser(text)
    drop_unshown(tree)
    drop_hidden(tree)
    return [line.block for line in read_page(tree.body).lines] if tree.body is not None else []
