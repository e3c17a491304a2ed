"""What is remembered of the use of a library: questions, what was quoted, and what readers thought of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

RETENTION_DAYS = 365


class Way(StrEnum):
    """How a question came."""

    PAGE = "page"
    REST = "rest"
    EMBED = "embed"
    MCP = "mcp"


class Outcome(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    NO_EVIDENCE = "no_evidence"
    FAILED = "failed"  # a fault, which is no refusal


class Verdict(StrEnum):
    """What a reader thinks of an answer."""

    RIGHT = "right"
    WRONG_PASSAGE = "wrong_passage"
    MISSING = "missing"  # the answer is there, but was not found, or not wholly


@dataclass(frozen=True, slots=True)
class QuoteRecord:
    """Where a quote was taken from: ``document.text[start:end]`` of that version. Its words stay in the library."""

    document_id: str
    version: int
    start: int
    end: int
    title: str
    citation: str

    @property
    def url(self) -> str:
        """The permalink, without the public path."""
        return f"/documents/{self.document_id}?version={self.version}&start={self.start}&end={self.end}"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One reader's verdict on one answer."""

    person: str  # "" where nobody signs in
    verdict: Verdict
    comment: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One question, as it was asked and what came of it."""

    id: str
    asked_at: datetime
    person: str  # "" where nobody signs in
    way: Way
    question: str
    standalone_question: str
    outcome: Outcome
    reason: str | None  # of a refusal: the sentence; of a failure: its code
    elapsed_ms: float
    quotes: tuple[QuoteRecord, ...] = ()
    feedback: tuple[Feedback, ...] = ()


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many questions one day brought, and what came of them."""

    day: str  # ISO 8601, local time
    answered: int
    refused: int
    failed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.answered + self.refused + self.failed


@dataclass(frozen=True, slots=True)
class QuoteCount:
    """How often a document was the answer."""

    document_id: str
    title: str
    count: int
