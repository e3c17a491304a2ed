"""One conversation as the page holds it: questions, and what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from bot.models import Answer, Status, Turn
from index.models import Filters
from ui.service import EVERYTHING

REMEMBERED = 30  # exchanges kept on the page; older ones leave it
_HISTORY = 10  # exchanges that a follow-up may refer to


class Phase(StrEnum):
    """What is to be seen under a question."""

    LOADING = "loading"
    SEARCHING = "searching"
    WRITING = "writing"  # the quote is growing
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Successor:
    """The document that holds now in the place of a quoted one."""

    document_id: str
    title: str
    year: int | None  # of its issue


@dataclass(frozen=True, slots=True)
class Reopened:
    """How an exchange came back from the reader's own browser."""

    day: date | None  # on which it was asked
    leads: int  # quotes that are shown open
    gone: int = 0  # quotes that no longer open


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer, as far as there is one."""

    question: str
    phase: Phase = Phase.SEARCHING
    answer: Answer | None = None
    error: str = ""  # the sentence to show when it failed
    shown: int | None = None  # characters of the quote shown so far; None: all
    filters: Filters = EVERYTHING
    limits: tuple[str, ...] = ()  # the filters in words
    may_upload: bool = False  # whoever asks may add documents
    successors: Mapping[str, Successor] = field(default_factory=dict)  # by id of the quoted document
    reopened: Reopened | None = None

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return self.phase in (Phase.LOADING, Phase.SEARCHING, Phase.WRITING)


def started(exchanges: Sequence[Exchange], exchange: Exchange) -> list[Exchange]:
    """Return the conversation with a new question at its end."""
    return [*(stopped(exchanges)), exchange][-REMEMBERED:]


def changed(exchanges: Sequence[Exchange], last: Exchange) -> list[Exchange]:
    """Return the conversation with another last exchange."""
    return [*exchanges[:-1], last]


def stopped(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """Return the conversation with whatever still ran marked as stopped."""
    return [
        replace(exchange, phase=Phase.STOPPED, answer=None, shown=None) if exchange.running else exchange
        for exchange in exchanges
    ]


def history(exchanges: Sequence[Exchange]) -> list[Turn]:
    """Return the turns that the next question may refer to."""
    turns = []
    for exchange in exchanges[-_HISTORY:]:
        if exchange.answer is not None and not exchange.running:
            turns += [Turn("user", exchange.question), Turn("assistant", plain(exchange.answer))]
    return turns


def plain(answer: Answer) -> str:
    """Return what the answer said, as plain text."""
    if answer.status is Status.ANSWERED and answer.quotes:
        return answer.quotes[0].text
    return answer.reason or ""
