"""The lines of a page as they are collected, with what their links tell."""

from dataclasses import dataclass

from corpus.parse.models import Block


@dataclass(frozen=True, slots=True)
class Line:
    """A block of a page and how much of it leads to other pages."""

    block: Block
    share: float = 0.0  # of its characters that stand in links
    links: int = 0
    has_file: bool = False  # a link of it leads to a document: an attachment


@dataclass(frozen=True, slots=True)
class Extent:
    """The lines ``start`` to ``end`` (exclusive) that one element of the page holds."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """All lines of a page, and which element holds which."""

    lines: tuple[Line, ...]
    extents: tuple[Extent, ...]
