"""The answer as programs receive it, described for the REST interface. ``ui.serialize`` makes it."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.models import Kind, Operation
from corpus.models import State


class _Body(BaseModel):
    """Fields may be added to a later release, never renamed or dropped."""

    model_config = ConfigDict(extra="forbid")


class HighlightBody(_Body):
    """The part of a quote that answers; ``text`` is ``document.text[start:end]``, in code points."""

    text: str
    start: int
    end: int
    kind: Kind


class ConditionBody(_Body):
    """One thing that the question asks for, and whether the quote has it."""

    label: str
    met: bool
    reason: str | None


class CitationBody(_Body):
    """The citation in each form."""

    plain: str
    gbt7714: str
    official: str
    markdown: str
    html: str


class CellBody(_Body):
    """One cell of a quoted table row; ``heading`` stands over its column."""

    heading: str
    text: str
    start: int
    end: int


class RowBody(_Body):
    """How a quoted row stands in its table."""

    caption: str
    beside: str
    cells: list[CellBody]


class QuoteBody(_Body):
    """``document.text[start:end]`` of one version of a document, character for character."""

    text: str
    start: int
    end: int
    document_id: str
    version: int
    source: str
    title: str
    issuer: str | None
    number: str | None
    issued_on: date | None
    heading_path: list[str]
    page: int | None
    state: State
    state_reason: str | None
    score: float
    highlights: list[HighlightBody]
    conditions: list[ConditionBody]
    citation: CitationBody
    url: str
    also_at: list[str]
    row: RowBody | None
    recognised: bool
    expires_on: date | None


class OperandBody(_Body):
    """Which highlight of which quote, by their places in the lists."""

    quote: int
    highlight: int


class PartBody(_Body):
    """One half of a question, and where its answer is, or why there is none."""

    label: str
    found: OperandBody | None
    reason: str | None


class ComputationBody(_Body):
    """A sum, difference or growth of quoted figures."""

    operation: Operation
    expression: str
    result: str
    rounded: bool
    text: str
    operands: list[OperandBody]


class PointBody(_Body):
    """One year of a series; ``value`` is a decimal number as text."""

    label: str
    value: str
    text: str
    quote: int
    start: int
    end: int


class SeriesBody(_Body):
    """Figures of several years."""

    title: str
    unit: str
    points: list[PointBody]


class ConflictBody(_Body):
    """Quotes that say different things of one matter."""

    quotes: list[int]
    sentence: str


class AnswerBody(_Body):
    """The answer. On ``no_evidence`` the quotes are near misses, never an answer."""

    question: str
    standalone_question: str
    status: Literal["answered", "no_evidence"]
    reason: str | None
    quotes: list[QuoteBody]
    elapsed_ms: dict[str, float]
    answer_id: str | None
    parts: list[PartBody]
    computation: ComputationBody | None
    series: SeriesBody | None
    conflicts: list[ConflictBody]
