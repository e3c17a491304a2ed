"""What is measured of the answers to a suite."""

import re
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np

from bot.models import Answer, Quote, Status
from corpus.models import Document
from evaluation.overlap import character_f1, normalised, rouge_l
from evaluation.ranking import auroc, ndcg, recall, rejected_at
from evaluation.suite import Item

FALSE_SHARE = 0.05  # of answerable questions, at which refusals are compared
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question and what came of it."""

    item: Item
    answer: Answer
    found: tuple[str, ...]  # the documents of the first ten hits, as stems of their files, best first
    right: bool  # the first quote comes from the right document and holds an answer
    marked: bool  # and the mark inside it does
    exact: bool  # every quote and highlight is a slice of its document

    @property
    def answered(self) -> bool:
        """Whether the question was answered, rightly or not."""
        return self.answer.status is Status.ANSWERED

    @property
    def score(self) -> float:
        """How sure the bot was, in [0, 1]; also of what it did not show as an answer."""
        return self.answer.quotes[0].score if self.answer.quotes else 0.0

    def document_right(self, depth: int) -> bool:
        """Tell whether one of the first quotes comes from a right document, shown as an answer or not."""
        return any(PurePath(q.source).stem in self.item.documents for q in self.answer.quotes[:depth])


def outcome(
    item: Item, answer: Answer, found: Sequence[str], document: Callable[[str, int], Document]
) -> Outcome:
    """Compare an answer with what was expected."""
    right = marked = False
    if answer.status is Status.ANSWERED and item.answers:
        first = answer.quotes[0]
        right = _from(first, item, document) and _holds(first.text, item.answers)
        marked = right and _holds("".join(h.text for h in first.highlights), item.answers)
    exact = all(_is_exact(quote, document) for quote in answer.quotes)
    return Outcome(item, answer, tuple(found), right, marked, exact)


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Return the figures of a suite of questions that were asked.

    ``first_quote_right``, the overlaps and ``false_refusals`` are over the answerable questions, a refused
    one counting 0; ``refused`` is of the others. ``marked`` is the share of right quotes whose mark holds
    the answer, ``highlight_right`` that of all answered ones. ``highlight_*``: the best of the first quote.
    """
    answerable = [o for o in outcomes if o.item.answers]
    others = [o for o in outcomes if not o.item.answers]
    answered = [o for o in answerable if o.answered]
    scores = np.array([o.score for o in outcomes])
    labels = np.array([bool(o.item.answers) for o in outcomes], dtype=np.float64)
    times = [o.answer.elapsed_ms["total"] for o in outcomes]
    return {
        "questions": len(outcomes),
        "first_quote_right": _share(o.right for o in answerable),
        "document_first": _share(o.document_right(1) for o in answerable),
        "document_in_three": _share(o.document_right(3) for o in answerable),
        **_search_figures(answerable),
        "marked": _share(o.marked for o in answerable if o.right and o.answer.quotes[0].highlights),
        "highlight_rouge_l": _mean(max(_overlaps(o, rouge_l, marks=True)) for o in answerable),
        "highlight_f1": _mean(max(_overlaps(o, character_f1, marks=True)) for o in answerable),
        "quote_rouge_l": _mean(max(_overlaps(o, rouge_l, marks=False)) for o in answerable),
        "quote_f1": _mean(max(_overlaps(o, character_f1, marks=False)) for o in answerable),
        "refused": _share(not o.answered for o in others),
        "false_refusals": _share(not o.answered for o in answerable),
        "auroc": round(auroc(scores, labels), 4),
        "refused_at_5": round(rejected_at(scores, labels, FALSE_SHARE), 4),
        "exact_slices": _share(o.exact for o in outcomes),
        "median_quote": statistics.median(len(o.answer.quotes[0].text) for o in answered) if answered else 0,
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(float(np.quantile(times, 0.95)), 1),
    }


def search_figures(found: Sequence[tuple[Item, Sequence[str]]]) -> Figures:
    """Return the figures of a suite that is only searched: documents of the first ten hits of each question."""
    return {
        "questions": len(found),
        "hit_1": _share(bool(names) and names[0] in item.documents for item, names in found),
        "hit_3": _share(bool(set(names[:3]) & set(item.documents)) for item, names in found),
        "ndcg_10": _mean(ndcg(names, item.documents) for item, names in found),
        "recall_10": _mean(recall(names, item.documents) for item, names in found),
    }


def _search_figures(answerable: Sequence[Outcome]) -> Figures:
    of = search_figures([(o.item, o.found) for o in answerable if o.item.documents])
    return {key: value for key, value in of.items() if key != "questions"}


def _overlaps(outcome: Outcome, measure: Callable[[str, str], float], *, marks: bool) -> list[float]:
    if not outcome.answered:
        return [0.0]
    first = outcome.answer.quotes[0]
    texts = [h.text for h in first.highlights] if marks else [first.text]
    return [0.0, *(measure(text, answer) for text in texts for answer in outcome.item.answers)]


def _share(values: Iterable[bool]) -> float:
    listed = list(values)
    return round(sum(listed) / len(listed), 4) if listed else 1.0


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return round(sum(listed) / len(listed), 4) if listed else 0.0


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
