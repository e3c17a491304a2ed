"""A judged candidate to a quote: the tightest span that answers, verified character for character."""

import re
from datetime import date

from bot.candidates import Candidate
from bot.cite import cite_span, permalink
from bot.errors import QuoteMismatch
from bot.evidence import Judgement
from bot.highlight import highlights
from bot.models import Kind, Quote, QuoteCell, QuoteRow
from bot.question import Question
from corpus.models import Document
from index.caption import caption

_LEADS_IN = re.compile(r"[:：]\s*$|如下[。.]?\s*$")
_ITEM = re.compile(r"\s*(?:[（(]?(?:[一二三四五六七八九十]+|\d{1,2})[)）.、．]|[①-⑳•·\-—*])")
_LIST_LIMIT = 500  # characters of a list that is quoted whole


def quote(question: Question, judgement: Judgement, language: str = "zh") -> Quote:
    """Build the quote of a candidate.

    Args:
        question: what is asked.
        judgement: of the candidate.
        language: of remarks in the citation.

    Raises:
        QuoteMismatch: what was built is not what the document says; never shown as a quote.
    """
    candidate = judgement.candidate
    document = candidate.document
    start, end = candidate.start, candidate.end
    whole = candidate.is_list or candidate.row is not None
    if question.kind in {Kind.LIST, Kind.FACT, Kind.YES_NO} and not whole:
        end = _whole_list(document.text, start, end)
    metadata = document.metadata
    heading_path = document.heading_path(start)
    url = permalink(document.id, document.version, start, end)
    built = Quote(
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
        heading_path=heading_path,
        page=document.page_at(start),
        state=document.state,
        state_reason=document.state_reason,
        score=round(judgement.confidence, 4),
        highlights=highlights(
            question,
            document,
            start,
            candidate.end,
            judgement.answers,
            judgement.kind,
            judgement.readings,
        ),
        conditions=judgement.conditions,
        citation=cite_span(document, start, url, language=language, accessed=date.today()),
        url=url,
        row=_quote_row(candidate),
        recognised=document.recognised,
        expires_on=metadata.expires_on,
    )
    return verified(built, document)


def verified(built: Quote, document: Document) -> Quote:
    """Return the quote if it, its highlights and its cells are exact slices of the document.

    Raises:
        QuoteMismatch: they are not.
    """
    exact = (
        0 <= built.start < built.end <= len(document.text)
        and built.text == document.text[built.start : built.end]
        and all(
            built.start <= h.start < h.end <= built.end and h.text == document.text[h.start : h.end]
            for h in built.highlights
        )
        and all(
            built.start <= c.start < c.end <= built.end and c.text == document.text[c.start : c.end]
            for c in (built.row.cells if built.row else ())
        )
    )
    if not exact:
        raise QuoteMismatch("引文与原文不一致，已停止显示；请管理员运行 youju check。")
    return built


def _quote_row(candidate: Candidate) -> QuoteRow | None:
    row, table, text = candidate.row, candidate.table, candidate.document.text
    if row is None or table is None:
        return None
    return QuoteRow(
        tuple(
            QuoteCell(cell.heading, text[cell.start : cell.end], cell.start, cell.end) for cell in row.cells
        ),
        caption(candidate.document, table),
        row.beside,
    )


def _whole_list(text: str, start: int, end: int) -> int:
    """Return where the list ends that the clause leads into, or ``end`` where it leads into none."""
    if not _LEADS_IN.search(text, max(start, end - 12), end):
        return end
    position = end
    while position < len(text) and position - start < _LIST_LIMIT:
        line_start = position + 1 if text[position] == "\n" else position
        line_end = text.find("\n", line_start)
        line_end = len(text) if line_end < 0 else line_end
        if not _ITEM.match(text, line_start, line_end) or line_end - start > _LIST_LIMIT:
            break
        position = line_end
    return position
