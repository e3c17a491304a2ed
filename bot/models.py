"""What the bot hands on: an answer made of exact quotes, or a refusal that says why."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from corpus.models import State


class Status(StrEnum):
    """Whether the documents answer."""

    ANSWERED = "answered"
    NO_EVIDENCE = "no_evidence"


class Kind(StrEnum):
    """What is asked for; also what a highlight holds."""

    AMOUNT = "amount"
    PERCENT = "percent"
    COUNT = "count"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    NUMBER = "number"  # 文号, 索引号 and other identifiers
    PHONE = "phone"
    LIST = "list"
    YES_NO = "yes_no"
    FACT = "fact"  # how, why, what: a clause


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation. ``role`` is ``user`` or ``assistant``."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that the question demands of its evidence, and whether the quote meets it."""

    label: str  # "黔南州", "2013-2015年", "金额"
    met: bool
    reason: str | None = None  # why not, in the reader's language


@dataclass(frozen=True, slots=True)
class Highlight:
    """The part of a quote that answers: ``document.text[start:end]`` (offsets of the document)."""

    text: str
    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class QuoteCell:
    """A cell of a quoted table row: ``document.text[start:end]``. The heading is no part of the quote."""

    heading: str  # what stands over the column; empty where nothing does
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """How a quoted table row stands in its table. Only the cells' texts are quoted."""

    cells: tuple[QuoteCell, ...]
    caption: str  # title, unit line: what stands over the table
    beside: str  # what merged cells of the rows above say of this one


@dataclass(frozen=True, slots=True)
class Citation:
    """The lines that let a reader find the quote again."""

    plain: str
    gbt7714: str  # 信息与文献 参考文献著录规则
    official: str = ""  # 《标题》（文号，日期）
    markdown: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of a document that is shown: ``text == document.text[start:end]``, always."""

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
    heading_path: tuple[str, ...]
    page: int | None
    state: State
    state_reason: str | None
    score: float
    highlights: tuple[Highlight, ...]
    conditions: tuple[Condition, ...]
    citation: Citation
    url: str  # "/documents/{id}?version=&start=&end="
    also_at: tuple[str, ...] = ()  # urls of the same words in other documents
    row: QuoteRow | None = None  # the quote is a whole table row
    recognised: bool = False  # the document was read by OCR, in part or whole
    expires_on: date | None = None  # 有效期至: the last day


@dataclass(frozen=True, slots=True)
class Operand:
    """A quoted figure: ``answer.quotes[quote].highlights[highlight]``."""

    quote: int
    highlight: int


@dataclass(frozen=True, slots=True)
class Part:
    """One half of a question that has two or more, and what answers it; ``found`` is None where nothing does."""

    label: str  # what sets it apart: "黔南州", "2014年"
    found: Operand | None
    reason: str | None = None  # why nothing does, in the reader's language


class Operation(StrEnum):
    """How figures were put together."""

    SUM = "sum"
    DIFFERENCE = "difference"
    GROWTH = "growth"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Computation:
    """What follows from quoted figures. It is no quote: ``expression`` and ``result`` are our words."""

    operation: Operation
    expression: str  # "280万元 + 320万元 + 350万元"
    result: str  # "950万元"
    rounded: bool  # the result has been rounded to two decimals
    operands: tuple[Operand, ...]

    @property
    def text(self) -> str:
        """The whole line: 280万元 + 320万元 + 350万元 = 950万元."""
        return f"{self.expression} {'≈' if self.rounded else '='} {self.result}"


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a series: ``text`` is ``document.text[start:end]`` of the quote."""

    year: int
    value: Decimal  # in the unit of the series
    text: str
    quote: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Series:
    """Quoted figures of one thing over the years, by year. The title is not quoted."""

    title: str
    unit: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Quotes that state different figures for the same thing, what holds now first."""

    quotes: tuple[int, ...]
    sentence: str  # in the reader's language


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    ``quotes[0]`` is the answer and the others support it when ``status`` is ``answered``; on
    ``no_evidence`` they are near misses, never to be shown as an answer, and ``reason`` says why.
    """

    question: str
    standalone_question: str
    status: Status
    reason: str | None
    quotes: tuple[Quote, ...]
    elapsed_ms: dict[str, float]
    parts: tuple[Part, ...] = ()  # of a question that has two halves or more; then quotes follow their order
    computation: Computation | None = None
    series: Series | None = None
    conflicts: tuple[Conflict, ...] = ()
    answer_id: str | None = None  # under which it was recorded; None: it was not
