"""What the pages need from the rest of Youju, so that they can be shown with anything that offers it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.models import Answer, Turn
from corpus.models import Document, Metadata, State
from index.models import Filters
from ui.records.records import Records

EVERYTHING = Filters()

QUESTION_LIMIT = 2000  # characters; told on the page before the question is sent on


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One line of the list of documents: all but the text."""

    id: str
    version: int
    source: str
    metadata: Metadata
    state: State
    characters: int
    groups: tuple[str, ...] = ()  # of readers who may see it; empty: everyone

    def is_open_to(self, groups: frozenset[str] | None) -> bool:
        """Tell whether a reader of ``groups`` may see it; ``None``: a reader who may see everything."""
        return groups is None or not self.groups or not groups.isdisjoint(self.groups)


@dataclass(frozen=True, slots=True)
class Figures:
    """How large a library is, and how old what is searched of it; ``None`` is not known."""

    ready: bool
    documents: int | None = None
    passages: int | None = None  # that are searched
    revision: int | None = None  # of the library
    index_revision: int | None = None  # of the library that the index was made from
    indexed_at: float | None = None  # seconds since 1970: when the index that is searched was made


class Service(Protocol):
    """A library that answers. Every method may be called from any thread."""

    @property
    def records(self) -> Records:
        """What is remembered of its use."""
        ...

    def ready(self) -> bool:
        """Whether the model and the index are loaded."""
        ...

    def failure(self) -> Exception | None:
        """Why loading failed, if it did."""
        ...

    def figures(self) -> Figures:
        """Return how large the library is; quick enough to be asked every few seconds."""
        ...

    def wait_ready(self, timeout: float) -> bool:
        """Wait until loading has ended, at most ``timeout`` seconds; whether it is ready then."""
        ...

    def answer(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        top: int = 5,
        filters: Filters = EVERYTHING,
        language: str = "zh",
    ) -> Answer:
        """Answer by quotes, or refuse with a reason in ``language``."""
        ...

    def document(self, document_id: str, version: int | None = None) -> Document:
        """Return a document, the newest version unless told; raises ``DocumentNotFound`` or its child."""
        ...

    def documents(self) -> Sequence[DocumentRow]:
        """Return one row a document, of its newest version."""
        ...

    def original(self, document: Document) -> Path:
        """Return the original file of a document's version; raises ``OriginalMissing``."""
        ...

    def versions(self, document_id: str) -> Sequence[int]:
        """Return the versions that are kept, oldest first."""
        ...
