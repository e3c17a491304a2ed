"""What the corpus hands on: documents of clean text, addressed by code-point offsets.

Every span in Youju is ``text[start:end]``: Unicode code points of the stored text, start inclusive,
end exclusive. A document's text is fixed before the first span exists and never rewritten.
"""

from bisect import bisect_right
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
class Cell:
    """A cell of a table row: ``text[start:end]``. ``heading`` is search-only: the words above its column."""

    start: int
    end: int
    column: int  # of the grid, counted from 0
    span: int  # grid columns that it covers
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: one line of the text. ``beside`` is search-only: cells merged from the rows above."""

    start: int
    end: int
    cells: tuple[Cell, ...]
    is_header: bool = False
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: consecutive lines of the text, ``text[start:end]``."""

    start: int
    end: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a value of the metadata comes from: the rule that found it, and its span if it stands in the text."""

    field: str  # of Metadata: "issuer"
    rule: (
        str  # "label", "signature", "heading", "title", "file_name", "front_matter", "meta", "text", "human"
    )
    start: int | None = None
    end: int | None = None


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
    effective_on: date | None = None  # 自…起施行
    expires_on: date | None = None  # 有效期至: the last day
    grounds: tuple[Ground, ...] = ()


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
    tables: tuple[Table, ...] = ()
    pages: tuple[int, ...] = ()  # where each page begins; empty: the format has none
    recognised: bool = False  # read by OCR, in part or whole
    also: tuple[str, ...] = ()  # ids of near-duplicates: the same notice from another file
    groups: tuple[str, ...] = ()  # of readers who may see it; empty: everyone

    def is_open_to(self, groups: frozenset[str] | None) -> bool:
        """Tell whether a reader of ``groups`` may see it; ``None``: a reader who may see everything."""
        return groups is None or not self.groups or not groups.isdisjoint(self.groups)

    def heading_path(self, start: int) -> tuple[str, ...]:
        """Return the headings above the character at ``start``, outermost first."""
        return tuple(
            self.text[s.start : s.heading_end].strip() for s in self.sections if s.start <= start < s.end
        )

    def page_at(self, start: int) -> int | None:
        """Return the page of the character at ``start``, counted from 1."""
        return bisect_right(self.pages, start) or None

    def row_at(self, start: int) -> Row | None:
        """Return the table row that the character at ``start`` stands in."""
        at = bisect_right(self.tables, start, key=lambda table: table.start) - 1
        if at < 0 or start >= self.tables[at].end:
            return None
        rows = self.tables[at].rows
        found = bisect_right(rows, start, key=lambda row: row.start) - 1
        return rows[found] if found >= 0 and start < rows[found].end else None


@dataclass(frozen=True, slots=True)
class Summary:
    """The latest version of a document, all but the text."""

    id: str
    version: int
    source: str
    metadata: Metadata
    state: State
    characters: int  # of the text
    groups: tuple[str, ...]  # of readers who may see it; empty: everyone
    headings: tuple[str, ...]  # the words of its sections' headings, in their order
    revision: int  # of the library, when anything of the document last changed


@dataclass(frozen=True, slots=True)
class Touched:
    """A document that changed in some way. ``version``: the latest; ``None``: it was removed."""

    document_id: str
    version: int | None


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
    joined: tuple[str, ...] = ()  # documents that one more file says, word for word
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = field(default=())
