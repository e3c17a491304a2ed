"""What the reader's own browser keeps of an exchange, and how it comes back.

No text is kept, only where each quote stands and a digest of it. When a conversation is opened again, every quote
is read from the store anew: what no longer opens, or reads differently, is told in a sentence, never shown.
"""

import hashlib
import json
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.cite import cite_span, permalink
from bot.errors import QuoteMismatch
from bot.models import Answer, Highlight, Kind, Quote, QuoteCell, QuoteRow, Status
from bot.quote import verified
from corpus.errors import CorpusError
from corpus.models import Document
from index.caption import caption
from ui.conversation import REMEMBERED, Exchange, Phase, Reopened
from ui.desk import Desk
from ui.leading import leading
from ui.messages import text
from ui.service import QUESTION_LIMIT
from ui.settings import Language

_DIGEST = 16

Offset = Annotated[int, Field(ge=0, le=2**31)]
Words = Annotated[str, Field(max_length=QUESTION_LIMIT)]


class _Kept(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class KeptQuote(_Kept):
    """Where a quote stands."""

    document: Annotated[str, Field(max_length=200)]
    version: Annotated[int, Field(ge=1)]
    start: Offset
    end: Offset
    digest: Annotated[str, Field(max_length=64)]
    marks: Annotated[list[tuple[Offset, Offset, Kind]], Field(max_length=50)] = []
    score: float = 0.0


class KeptExchange(_Kept):
    """One exchange as the browser keeps it."""

    question: Words
    standalone: Words = ""
    status: Status
    reason: Words | None = None
    day: date | None = None
    leads: Annotated[int, Field(ge=1, le=20)] = 1
    quotes: Annotated[list[KeptQuote], Field(max_length=20)] = []


class KeptConversation(_Kept):
    """One conversation as the browser keeps it."""

    exchanges: Annotated[list[KeptExchange], Field(max_length=REMEMBERED)]


def keepsake(exchange: Exchange, today: date) -> str:
    """Return what the browser keeps of a finished exchange, as JSON; empty where there is nothing to keep."""
    answer = exchange.answer
    if exchange.phase is not Phase.DONE or answer is None:
        return ""
    reopened = exchange.reopened
    kept = KeptExchange(
        question=exchange.question,
        standalone=answer.standalone_question[:QUESTION_LIMIT],
        status=answer.status,
        reason=answer.reason[:QUESTION_LIMIT] if answer.reason else None,
        day=reopened.day if reopened else today,
        leads=min(reopened.leads if reopened else leading(answer), 20),
        quotes=[_kept(quote) for quote in answer.quotes[:20]],
    )
    return json.dumps(kept.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))


def _kept(quote: Quote) -> KeptQuote:
    return KeptQuote(
        document=quote.document_id,
        version=quote.version,
        start=quote.start,
        end=quote.end,
        digest=_digest(quote.text),
        marks=[(mark.start, mark.end, mark.kind) for mark in quote.highlights[:50]],
        score=quote.score,
    )


def reopened(kept: KeptConversation, desk: Desk, language: Language) -> list[Exchange]:
    """Return a conversation that a browser has kept, each quote read from the store anew."""
    return [_exchange(exchange, desk, language) for exchange in kept.exchanges]


def _exchange(kept: KeptExchange, desk: Desk, language: Language) -> Exchange:
    read = [_read(place, desk, language) for place in kept.quotes]
    quotes = tuple(quote for quote in read if quote is not None)
    leads = sum(quote is not None for quote in read[: kept.leads])
    answered = kept.status is Status.ANSWERED
    if answered and not leads:
        return Exchange(kept.question, Phase.FAILED, error=text("reopened_lost", language))
    answer = Answer(
        question=kept.question,
        standalone_question=kept.standalone or kept.question,
        status=kept.status,
        reason=None if answered else kept.reason,
        quotes=quotes,
        elapsed_ms={},
    )
    note = Reopened(kept.day, max(leads, 1), len(read) - len(quotes))
    return Exchange(kept.question, Phase.DONE, answer, reopened=note)


def _read(place: KeptQuote, desk: Desk, language: Language) -> Quote | None:
    """Return the quote that stands at a place, or ``None`` where it no longer opens for this reader."""
    try:
        document = desk.document(place.document, place.version)
        if _digest(document.text[place.start : place.end]) != place.digest:
            return None
        return verified(_quote(document, place, language), document)
    except (CorpusError, QuoteMismatch):
        return None


def _quote(document: Document, place: KeptQuote, language: Language) -> Quote:
    start, end = place.start, place.end
    metadata = document.metadata
    url = permalink(document.id, document.version, start, end)
    return Quote(
        text=document.text[start:end],
        start=start,
        end=end,
        document_id=document.id,
        version=document.version,
        source=document.source,
        title=metadata.title,
        issuer=metadata.issuer,
        number=metadata.number,
        issued_on=metadata.issued_on or metadata.published_on,
        heading_path=document.heading_path(start),
        page=document.page_at(start),
        state=document.state,
        state_reason=document.state_reason,
        score=place.score,
        highlights=tuple(
            Highlight(document.text[first:last], first, last, kind) for first, last, kind in place.marks
        ),
        conditions=(),  # they were of the question as it was judged then
        citation=cite_span(document, start, url, language=language, accessed=date.today()),
        url=url,
        row=_row(document, start, end),
        recognised=document.recognised,
        expires_on=metadata.expires_on,
    )


def _row(document: Document, start: int, end: int) -> QuoteRow | None:
    """Return the table row that stands at a span, where the span is a whole one."""
    row = document.row_at(start)
    if row is None or (row.start, row.end) != (start, end):
        return None
    table = next(table for table in document.tables if row in table.rows)
    cells = (QuoteCell(c.heading, document.text[c.start : c.end], c.start, c.end) for c in row.cells)
    return QuoteRow(tuple(cells), caption(document, table), row.beside)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
