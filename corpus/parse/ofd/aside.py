"""What is written over the pages of an OFD file: watermarks and the words of stamps and notes, each once.

They are no part of the running text, and stand after it: whoever looks for 内部资料 or for the words of a stamp
finds them.
"""

from collections.abc import Iterator, Sequence

from lxml import etree

from corpus.errors import DamagedFile
from corpus.parse.models import Block
from corpus.parse.ofd.document import Document
from corpus.parse.ofd.package import child_text, children, local_name
from corpus.parse.ofd.page import PageObjects

_MAX_ASIDES = 200  # lines; a file with more keeps the first
_MAX_FILES = 5_000


def asides(document: Document, pages: Sequence[PageObjects], watermarks: frozenset[str]) -> list[Block]:
    """Return the watermarks among the pages' objects and the annotations' words, each line once."""
    drawn = (run.text for page in pages for run in page.runs if run.turn is None and run.text in watermarks)
    lines = dict.fromkeys(" ".join(text.split()) for text in [*dict.fromkeys(drawn), *_annotated(document)])
    return [Block(line) for line in list(lines)[:_MAX_ASIDES] if len(line) > 1]


def _annotated(document: Document) -> Iterator[str]:
    """Yield the lines of the annotations' appearances (GB/T 33190-2016, 15)."""
    package = document.package
    listed = package.find(document.part, child_text(document.root, "Annotations"))
    if listed is None:
        return
    try:
        files = [
            package.find(listed, child_text(page, "FileLoc"))
            for page in children(package.xml(listed), "Page")
        ]
        for part in dict.fromkeys(file for file in files[:_MAX_FILES] if file is not None):
            for annotation in children(package.xml(part), "Annot"):
                for appearance in children(annotation, "Appearance"):
                    yield from _lines(appearance)
    except DamagedFile:
        return  # the document itself is whole


def _lines(appearance: etree._Element) -> Iterator[str]:
    """Yield the words of an appearance; glyphs that are drawn one by one in a row are one line."""
    line: list[str] = []
    for element in appearance.iter():
        if local_name(element) != "TextObject":
            continue
        words = "".join(code.text or "" for code in children(element, "TextCode")).strip()
        if len(words) > 1:
            if line:
                yield "".join(line)
                line = []
            yield words
        elif words:
            line.append(words)
    if line:
        yield "".join(line)
