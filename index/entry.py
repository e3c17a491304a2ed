"""What is indexed of a passage: its own words, and in a field of its own the context it is searched by.

The context (title, issuer, headings, what 我区 stands for) never enters stored text, so that quotes
stay verbatim.
"""

import hashlib
from dataclasses import dataclass

from corpus.models import Document, Passage


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage as the index sees it."""

    passage: Passage
    body: str
    context: str

    def embedding_text(self) -> str:
        """Return what is encoded: the context first, as a heading to the passage."""
        return f"{self.context}\n{self.body}" if self.context else self.body

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
    return Entry(passage, body, " ".join(part for part in parts if part))
