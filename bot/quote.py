"""A judged candidate to a quote: the tightest span that answers, verified character for character."""

import re

from bot.cite import cite, permalink
from bot.errors import QuoteMismatch
from bot.evidence import FULL_SCORE, Judgement
from bot.highlight import highlights
from bot.models import Kind, Quote
from bot.question import Question
from corpus.models import Document

_LEADS_IN = re.compile(r"[:：]\s*$|如下[。.]?\s*$")
_ITEM = re.compile(r"\s*(?:[（(]?(?:[一二三四五六七八九十]+|\d{1,2})[)）.、．]|[①-⑳•·\-—*])")
_LIST_LIMIT = 500  # characters of a list that is quoted whole
_SPACES = re.compile(r"\s+")


def quote(question: Question, judgement: Judgement) -> Quote:
    """Build the quote of a candidate.

    Raises:
        QuoteMismatch: what was built is not what the document says; never shown as a quote.
    """
    candidate = judgement.candidate
    document = candidate.document
    start, end = candidate.start, candidate.end
    if question.kind in {Kind.LIST, Kind.FACT, Kind.YES_NO} and not candidate.is_list:
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
        page=None,
        state=document.state,
        state_reason=document.state_reason,
        score=round(min(1.0, max(0.0, judgement.score / FULL_SCORE)), 4),
        highlights=highlights(question, document, start, candidate.end, judgement.answers),
        conditions=judgement.conditions,
        citation=cite(metadata, heading_path, url),
        url=url,
    )
    return verified(built, document)


def verified(built: Quote, document: Document) -> Quote:
    """Return the quote if it and its highlights are exact slices of the document.

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
    )
    if not exact:
        raise QuoteMismatch("引文与原文不一致，已停止显示；请管理员运行 youju check。")
    return built


def same_words(a: str, b: str) -> bool:
    """Tell whether two quotes say the same, white space aside."""
    return _SPACES.sub("", a) == _SPACES.sub("", b)


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
