"""One conversation as the page holds it: questions, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.models import Answer, Status, Turn

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
class Exchange:
    """A question and its answer, as far as there is one."""

    question: str
    phase: Phase = Phase.SEARCHING
    answer: Answer | None = None
    error: str = ""  # the sentence to show when it failed
    shown: int | None = None  # characters of the quote shown so far; None: all

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return self.phase in (Phase.LOADING, Phase.SEARCHING, Phase.WRITING)


def started(exchanges: Sequence[Exchange], question: str, phase: Phase) -> list[Exchange]:
    """Return the conversation with a new question at its end."""
    return [*(stopped(exchanges)), Exchange(question, phase)][-REMEMBERED:]


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
