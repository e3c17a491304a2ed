"""What the corpus hands on: documents of clean text, addressed by code-point offsets.

Every span in Youju is ``text[start:end]``: Unicode code points of the stored text, start inclusive,
end exclusive. A document's text is fixed before the first span exists and never rewritten.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """Whether a document still holds."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all that stands under it, deeper sections included.

    ``text[start:heading_end]`` is the heading, ``text[start:end]`` the whole section. ``level`` counts
    from 1 (第一章, 一、) inwards.
    """

    level: int
    start: int
    heading_end: int
    end: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a citation needs, as found in the document. ``None``: the document does not say."""

    title: str
    issuer: str | None = None
    number: str | None = None  # 文号
    issued_on: date | None = None  # 成文日期
    published_on: date | None = None  # 发布日期
    index_number: str | None = None  # 索引号
    site: str | None = None  # 来源
    aliases: tuple[tuple[str, str], ...] = ()  # what the text calls itself -> the name: ("我区", "荔湾区")


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one official text, clean and addressable."""

    id: str
    version: int
    source: str  # the file's path relative to the path that was built
    text: str
    sections: tuple[Section, ...]
    metadata: Metadata
    sha256: str  # of the original file
    media_type: str
    state: State = State.CURRENT
    state_reason: str | None = None  # "已被《…》(文号)废止"
    successor_id: str | None = None  # the document that superseded or repealed this one

    def heading_path(self, start: int) -> tuple[str, ...]:
        """Return the headings above the character at ``start``, outermost first."""
        return tuple(
            self.text[s.start : s.heading_end].strip() for s in self.sections if s.start <= start < s.end
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a document's text that is searched: ``document.text[start:end]``."""

    id: int
    document_id: str
    version: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why, in the reader's language."""

    path: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of the files of one build."""

    added: tuple[str, ...] = ()  # document ids
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = field(default=())
