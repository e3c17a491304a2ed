"""A file's bytes to a draft of a document: the corpus pipeline, one stage a line."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.clean import clean
from corpus.errors import EmptyFile
from corpus.metadata import find_metadata
from corpus.models import Metadata, Section
from corpus.outline import outline
from corpus.parse import parse
from corpus.parse.models import Block


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that has no identity yet: what one file says."""

    source: str
    text: str
    sections: tuple[Section, ...]
    metadata: Metadata
    sha256: str
    media_type: str


def read(data: bytes, source: str) -> Draft:
    """Turn a file's bytes into clean text with sections and metadata.

    Args:
        data: the whole file.
        source: its path relative to the path that is being built.

    Raises:
        UnreadableFile: the file is empty, not text, or of a format that this release does not read.
    """
    parsed = parse(data, source)
    blocks = clean(parsed.blocks)
    if not blocks:
        raise EmptyFile("文件中没有正文。")
    text, starts = _join(blocks)
    metadata = find_metadata(blocks, parsed.fields, source)
    sections = tuple(
        section
        for section in outline(blocks, starts, len(text))
        if text[section.start : section.heading_end] != metadata.title
    )
    return Draft(source, text, sections, metadata, hashlib.sha256(data).hexdigest(), parsed.media_type)


def _join(blocks: Sequence[Block]) -> tuple[str, tuple[int, ...]]:
    """Return the text, one block a line, and the offset of each block. Offsets exist from here on."""
    starts = []
    position = 0
    for block in blocks:
        starts.append(position)
        position += len(block.text) + 1
    return "\n".join(block.text for block in blocks), tuple(starts)
