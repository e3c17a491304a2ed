"""What is indexed of a passage: its own words, and in a field of its own the context it is searched by.

The context (title, issuer, headings, what 我区 stands for, what stands over the columns of a table) never
enters stored text, so that quotes stay verbatim.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.models import Document, Passage
from index.caption import caption_spans, tables_over

_TABLE_WORDS = 200  # characters of captions and headings that are searched with a passage


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage as the index sees it."""

    passage: Passage
    body: str
    context: str
    heading: str  # the context without what the passage begins with

    def embedding_text(self) -> str:
        """Return what is encoded: the context first, as a heading to the passage."""
        return f"{self.heading}\n{self.body}" if self.heading else self.body

    def key(self, model: str) -> bytes:
        """Return 16 bytes that stand for this vector: the same text under the same model."""
        return hashlib.blake2b(f"{model}\0{self.embedding_text()}".encode(), digest_size=16).digest()


def entry(document: Document, passage: Passage) -> Entry:
    """Put a passage and its context together."""
    body = document.text[passage.start : passage.end]
    metadata = document.metadata
    parts = [metadata.title, metadata.issuer or ""]
    parts += [heading for heading in document.heading_path(passage.start) if not body.startswith(heading)]
    parts += [name for alias, name in metadata.aliases if alias in body and name not in metadata.title]
    parts += _bounded(set(parts), _table_words(document, passage))
    new = parts[1:] if body.startswith(metadata.title) else parts
    return Entry(passage, body, _joined(parts), _joined(new))


def _joined(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)


def _table_words(document: Document, passage: Passage) -> Iterator[str]:
    """Yield what the passage does not say itself of the table rows in it: captions, headings, merged cells."""
    for table in tables_over(document, passage.start, passage.end):
        for start, end in caption_spans(document, table):
            if not (passage.start <= start and end <= passage.end):
                yield document.text[start:end]
        rows = [row for row in table.rows if row.start < passage.end and passage.start < row.end]
        header_is_here = any(row.is_header for row in rows)
        for row in rows:
            yield row.beside
            if not header_is_here:
                yield from (cell.heading for cell in row.cells)


def _bounded(known: set[str], words: Iterable[str]) -> list[str]:
    """Return what is new among ``words``, each once, as far as there is room."""
    kept = []
    room = _TABLE_WORDS
    for word in dict.fromkeys(words):
        if word and word not in known and len(word) <= room:
            room -= len(word)
            kept.append(word)
    return kept
