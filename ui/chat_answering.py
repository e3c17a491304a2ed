"""How an answer comes to be on the page: a state at once, then the growing quote, then the whole card."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from time import monotonic

from bot.models import Answer, Quote
from corpus.errors import CorpusError
from corpus.models import State
from ui.conversation import Exchange, Phase, Successor, history
from ui.desk import Desk
from ui.errors import problem_of
from ui.messages import text
from ui.sentence import sentence as sentence_of_problem
from ui.settings import Language

logger = logging.getLogger(__name__)

_PATIENCE = 600.0  # seconds that a question waits for the model
_STEPS = 8  # how many times a growing quote is drawn
_PAUSE = 0.025


class _LoadFailed(Exception):
    """The service will not become ready."""


async def answering(exchanges: Sequence[Exchange], desk: Desk, language: Language) -> AsyncIterator[Exchange]:
    """Yield the last exchange again and again, until it is done."""
    last = exchanges[-1]
    if not desk.ready():
        await _wait(desk)
        last = replace(last, phase=Phase.SEARCHING)
        yield last
    answer = await desk.answer_in_thread(
        last.question, history(exchanges[:-1]), filters=last.filters, language=language
    )
    last = replace(last, answer=answer, successors=successors(answer, desk))
    length = len(answer.quotes[0].text) if answer.quotes and answer.reason is None else 0
    step = max(4, -(-length // _STEPS))
    for shown in range(step, length, step):
        yield replace(last, phase=Phase.WRITING, shown=shown)
        await asyncio.sleep(_PAUSE)
    yield replace(last, phase=Phase.DONE)


async def _wait(desk: Desk) -> None:
    until = monotonic() + _PATIENCE
    while not await asyncio.to_thread(desk.wait_ready, 0.5):
        failure = desk.failure()
        if failure is not None:
            raise _LoadFailed from failure
        if monotonic() > until:
            raise TimeoutError("the model did not load in time")


def successors(answer: Answer, desk: Desk) -> dict[str, Successor]:
    """Return what holds now in the place of quoted documents that no longer do, as far as the reader may see it."""
    past = {quote.document_id: quote for quote in answer.quotes if quote.state is not State.CURRENT}
    found = {document_id: _successor(quote, desk) for document_id, quote in past.items()}
    return {document_id: successor for document_id, successor in found.items() if successor}


def _successor(quote: Quote, desk: Desk) -> Successor | None:
    try:
        successor_id = desk.document(quote.document_id, quote.version).successor_id
        if successor_id is None:
            return None
        metadata = desk.document(successor_id).metadata
    except CorpusError:  # the answer stands without it
        return None
    issued = metadata.issued_on or metadata.published_on
    return Successor(successor_id, metadata.title, issued.year if issued else None)


def sentence(error: Exception, language: Language) -> str:
    """Return what went wrong as one sentence in the reader's language; never as a refusal."""
    if isinstance(error, _LoadFailed):
        logger.error("loading failed", exc_info=error)
        return text("load_failed", language)
    return sentence_of_problem(problem_of(error), language)
