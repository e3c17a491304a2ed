"""What is copied: a quote and its citation in one of the forms that readers paste."""

import re
from enum import StrEnum
from html import escape

from bot.cite import in_markdown
from ui.cite.excerpt import Excerpt

_BULLET = re.compile(r"(?=[-+=])")
_ORDINAL = re.compile(r"\d+(?=\.)")


class Form(StrEnum):
    """How a quote is copied."""

    PLAIN = "plain"
    OFFICIAL = "official"  # 《标题》（文号，日期）
    GBT7714 = "gbt7714"
    MARKDOWN = "markdown"
    HTML = "html"
    REFERENCE = "reference"  # the entry of a list of references alone, after GB/T 7714


def copied(excerpt: Excerpt, form: Form) -> str:
    """Return what is put on the clipboard: the quote character for character, and its citation.

    Markdown and HTML carry the quote so that it is shown character for character.
    """
    citation = excerpt.citation
    if form is Form.MARKDOWN:
        return f"{quoted_in_markdown(excerpt.text)}\n>\n> —— {citation.markdown}"
    if form is Form.HTML:
        words = escape(excerpt.text.strip("\n")).replace("\n", "<br>")
        return (
            f'<blockquote cite="{escape(excerpt.url)}"><p><bdi>{words}</bdi></p>'
            f"<footer>—— {citation.html}</footer></blockquote>"
        )
    if form is Form.REFERENCE:
        return citation.gbt7714
    source = {
        Form.PLAIN: citation.plain,
        Form.OFFICIAL: f"——{citation.official}",
        Form.GBT7714: citation.gbt7714,
    }
    return f"{excerpt.text}\n{source[form]}"


def quoted_in_markdown(text: str) -> str:
    """Return a text as a block quote, in which nothing is markup and every line stays one."""
    quoted = ""
    for line in text.strip("\n").split("\n"):
        shown = line_in_markdown(line)
        # A backslash breaks the line, but only between two lines of one paragraph.
        within = shown and quoted and not quoted.endswith(">")
        quoted += ("\\\n" if within else "\n" if quoted else "") + (f"> {shown}" if shown else ">")
    return quoted


def line_in_markdown(line: str) -> str:
    """Return a line of text so that it begins no list, heading or block of code; empty where it shows nothing."""
    words = line.strip(" \t")
    indent = line[: line.index(words)] if words else ""
    shown = in_markdown(words)
    if not indent:
        ordinal = _ORDINAL.match(shown)
        shown = f"{ordinal.group()}\\{shown[ordinal.end() :]}" if ordinal else shown
        shown = f"\\{shown}" if _BULLET.match(shown) else shown
    return "".join(f"&#{ord(blank)};" for blank in indent) + shown
