"""What is measured of the answers to a suite."""

import re
import statistics
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from bot.models import Answer, Quote, Status
from corpus.models import Document
from evaluation.suite import Item


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question and what came of it."""

    item: Item
    answer: Answer
    right: bool  # the first quote comes from the right document and holds an answer
    marked: bool  # and the mark inside it does
    exact: bool  # every quote and highlight is a slice of its document


def outcome(item: Item, answer: Answer, document: Callable[[str, int], Document]) -> Outcome:
    """Compare an answer with what was expected."""
    right = marked = False
    if answer.status is Status.ANSWERED and item.answers:
        first = answer.quotes[0]
        right = _from(first, item, document) and _holds(first.text, item.answers)
        marked = right and _holds("".join(h.text for h in first.highlights), item.answers)
    return Outcome(item, answer, right, marked, all(_is_exact(quote, document) for quote in answer.quotes))


def figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return the figures of a suite.

    ``first_quote_right`` and ``false_refusals`` are shares of the answerable questions, ``refused`` of
    the others; ``marked`` is the share of right quotes of single values whose mark is the answer.
    """
    answerable = [o for o in outcomes if o.item.answers]
    others = [o for o in outcomes if not o.item.answers]
    answered = [o for o in answerable if o.answer.status is Status.ANSWERED]
    with_mark = [o for o in answerable if o.right and o.answer.quotes[0].highlights]
    return {
        "questions": len(outcomes),
        "first_quote_right": _share(o.right for o in answerable),
        "false_refusals": _share(o.answer.status is Status.NO_EVIDENCE for o in answerable),
        "refused": _share(o.answer.status is Status.NO_EVIDENCE for o in others),
        "marked": _share(o.marked for o in with_mark),
        "exact_slices": _share(o.exact for o in outcomes),
        "median_quote": statistics.median(len(o.answer.quotes[0].text) for o in answered) if answered else 0,
        "median_ms": round(statistics.median(o.answer.elapsed_ms["total"] for o in outcomes), 1),
    }


def normalised(text: str) -> str:
    """Return ``text`` after NFKC, without white space: what answers are compared by."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _share(values: Iterable[bool]) -> float:
    listed = list(values)
    return round(sum(listed) / len(listed), 4) if listed else 1.0


def _holds(text: str, answers: Sequence[str]) -> bool:
    return any(normalised(answer) in normalised(text) for answer in answers)


def _from(quote: Quote, item: Item, document: Callable[[str, int], Document]) -> bool:
    """Tell whether a quote is of the right document, or of one that has the same words."""
    twins = [document(*_address(url)).source for url in quote.also_at]
    return any(PurePath(source).stem in item.documents for source in (quote.source, *twins))


def _address(url: str) -> tuple[str, int]:
    match = re.match(r"/documents/([^?]+)\?version=(\d+)", url)
    if match is None:
        raise ValueError(f"not a permalink: {url}")
    return match.group(1), int(match.group(2))


def _is_exact(quote: Quote, document: Callable[[str, int], Document]) -> bool:
    text = document(quote.document_id, quote.version).text
    return quote.text == text[quote.start : quote.end] and all(
        h.text == text[h.start : h.end] and quote.start <= h.start < h.end <= quote.end
        for h in quote.highlights
    )
