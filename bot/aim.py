"""A judged candidate to the words that answer: which clauses, and which sentences around them to quote.

Figures, dates and names are found by their form (``bot.values``). What answers how, why, what and which is
found in the stretch around the candidate, by ``bot.span_model`` and by the reader where the model has one. The quote
is the run of whole sentences that most probably holds the answer, less a price for each character: long where the
answer is, else short.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from bot.candidates import Candidate
from bot.evidence import Judgement, judge_one
from bot.formalities import formalities
from bot.likely_spans import LikelySpans
from bot.models import Kind
from bot.pieces import Piece, pieces
from bot.question import Question
from bot.readings import Readings
from bot.span_features import grams, span_features
from bot.span_model import span_model
from corpus.models import Document
from corpus.sentences import Span

_BY_FORM = frozenset((Kind.AMOUNT, Kind.PERCENT, Kind.COUNT, Kind.DATE, Kind.PERSON, Kind.NUMBER, Kind.PHONE))
_BEFORE, _AFTER = 500, 900  # characters around a candidate that are looked at
_SECTION = 300  # characters; a shorter section does not bound the stretch
_LONGEST = 350  # characters of a quote of several sentences
_PRICE = 0.0015  # of a character, against the probability that the quote holds the answer
_PRICE_READ = 0.0012  # where a reader says it
_READ = 0.8  # of the chances, to what the reader marks
_REPEATED = 0.6  # of a heading's words stand in the question
_IN_CHARGE = re.compile(r"[(（][^()（）]{0,6}(?:单位|部门|处室|科室)[:：]")
_ITEM = re.compile(r"[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]\s*")
# of these only what opens a section: items with 1. or (1) are steps of one answer
_SECTION_OPENS = re.compile(
    r"[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十百]{1,5}[章条]"
)
_TEMPERATURE = 2.0  # the network of ``bot.span_model`` is surer than it is right


def aim(question: Question, judgement: Judgement, idf: Callable[[str], float]) -> Judgement:
    """Return the judgement of the sentences to quote, its ``answers`` the one span that answers.

    As it is, where the answer has been found by its form, or is a table row or a list.

    Args:
        question: what is asked.
        judgement: of a candidate.
        idf: how telling a token is in the library.
    """
    candidate = judgement.candidate
    if candidate.is_list and not judgement.answers:
        return replace(judgement, answers=(_listed(candidate, judgement.readings),))
    by_form = question.kind in _BY_FORM or judgement.answers
    if by_form or candidate.row is not None or candidate.is_own_line:
        return judgement
    stretch = pieces(candidate.document.text, *stretch_around(candidate))
    if not stretch:
        return judgement
    opened = _opened(stretch)
    likely = _likely(question, judgement, idf, stretch).cut([stretch[k - 1].end for k in opened])
    price = _PRICE_READ if judgement.readings else _PRICE
    runs = ((stretch[first].start, stretch[last].end) for first, last in _windows(stretch, opened))
    window = max(runs, key=lambda run: _worth(likely, run, price))
    mark = likely.best(*window)
    if mark is None:
        return judgement
    return _moved(question, judgement, window, _trimmed(question, mark, stretch))


def _likely(
    question: Question, judgement: Judgement, idf: Callable[[str], float], stretch: Sequence[Piece]
) -> LikelySpans:
    """Return the spans that may answer: runs of pieces by what is seen of them, and what the reader marks there."""
    spans = span_features(question.folded, question.kind, idf, stretch)
    begins = np.array([piece.start for piece in stretch])[spans.first]
    ends = np.array([_end(piece) for piece in stretch])[spans.last]
    logits = span_model().logits(spans.features).astype(np.float64)
    seen = LikelySpans.of(begins, ends, logits, _TEMPERATURE)
    read = judgement.readings.likely(judgement.candidate.document.id, stretch[0].start, stretch[-1].end)
    return seen.beside(read, _READ)


def _opened(stretch: Sequence[Piece]) -> list[int]:
    """Return the pieces that open a section within a stretch; no answer goes on in the next section."""
    return [
        k
        for k in range(1, len(stretch))
        if stretch[k].sentence != stretch[k - 1].sentence and _SECTION_OPENS.match(stretch[k].folded)
    ]


def _listed(candidate: Candidate, readings: Readings) -> Span:
    """Return what answers in a list, relative to it: the words of one item that the reader marks, else all items."""
    head, _, items = candidate.text.partition("\n")
    start = len(head) + 1 if items else 0
    read = readings.likely(candidate.document.id, candidate.start + start, candidate.end)
    mark = read.best(candidate.start + start, candidate.end)
    if mark is None or "\n" in candidate.document.text[slice(*mark)]:
        return start, len(candidate.text)
    return mark[0] - candidate.start, mark[1] - candidate.start


def _end(piece: Piece) -> int:
    """Return where a piece ends as an answer: with the mark that closes its sentence, without a comma."""
    return piece.words_end if piece.mark in {",", ":"} else piece.end


def _trimmed(question: Question, mark: Span, stretch: Sequence[Piece]) -> Span:
    """Return an answer without a heading before it that only repeats the question (二、加大信用保险扶持力度。), and without
    who is in charge, in brackets, at its ends.
    """
    asked = set(grams(question.folded))
    start, end = mark
    inside = [piece for piece in stretch if start <= piece.start and piece.words_end <= end]
    while len(inside) > 1 and (_IN_CHARGE.match(inside[0].folded) or _repeats(asked, inside[0])):
        start = inside[1].start
        del inside[0]
    while len(inside) > 1 and _IN_CHARGE.match(inside[-1].folded):
        end = _end(inside[-2])
        del inside[-1]
    return start, end


def _repeats(asked: set[str], piece: Piece) -> bool:
    match = _ITEM.match(piece.folded)
    own = grams(piece.folded[match.end() :]) if match else []
    return bool(own) and sum(gram in asked for gram in own) >= _REPEATED * len(own)


def _moved(question: Question, judgement: Judgement, window: Span, span: Span) -> Judgement:
    """Return the judgement of the window; the old one, if the window does not meet every condition that it met."""
    old = judgement.candidate
    candidate = replace(old, start=window[0], end=window[1], sentence=window)
    relative = ((span[0] - window[0], span[1] - window[0]),)
    if window[0] <= old.start and old.end <= window[1]:
        return replace(judgement, candidate=candidate, answers=relative)
    moved = judge_one(question, candidate)
    if judgement.meets_all and not moved.meets_all:
        return judgement
    return replace(
        judgement, candidate=candidate, answers=relative, conditions=moved.conditions, around=moved.around
    )


def _worth(likely: LikelySpans, window: Span, price: float) -> float:
    """Return the probability that a window holds the answer, less the price of its length."""
    start, end = window
    return likely.held(start, end) - price * (end - start)


def _windows(stretch: Sequence[Piece], opened: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of whole sentences, as the numbers of their first and last pieces; none over the limit, none
    that goes on in the next section, which the pieces ``opened`` open.
    """
    opens = [0, *(k + 1 for k in range(len(stretch) - 1) if stretch[k].sentence != stretch[k + 1].sentence)]
    closes = [*(k - 1 for k in opens[1:]), len(stretch) - 1]
    for i, start in enumerate(opens):
        for end in closes[i:]:
            if end != closes[i] and stretch[end].end - stretch[start].start > _LONGEST:
                break
            yield start, end
            if end + 1 in opened:
                break


def stretch_around(candidate: Candidate) -> Span:
    """Return what is looked at: the section around the candidate, not too far off, tables left out."""
    document = candidate.document
    start, end = max(0, candidate.start - _BEFORE), min(len(document.text), candidate.end + _AFTER)
    start, end = _within_section(document, candidate, start, end)
    for table in document.tables:
        if table.end <= candidate.start:
            start = max(start, table.end)
        elif table.start >= candidate.end:
            end = min(end, table.start)
    start, end = _between_formalities(candidate, start, end)
    return _sentence_start(document.text, start, candidate.start), end


def _between_formalities(candidate: Candidate, start: int, end: int) -> Span:
    """Leave out title, addressees, words of issue and signature, unless the candidate itself is such a line."""
    for first, last in formalities(candidate.document, start, end):
        if last <= candidate.start:
            start = max(start, last + 1)
        elif first >= candidate.end:
            end = min(end, first - 1)
    return start, end


def _within_section(document: Document, candidate: Candidate, start: int, end: int) -> Span:
    around = [
        section
        for section in document.sections
        if section.start <= candidate.start
        and candidate.end <= section.end
        and section.end - section.start >= _SECTION
    ]
    if around:
        innermost = min(around, key=lambda section: section.end - section.start)
        start, end = max(start, innermost.start), min(end, innermost.end)
    return start, end


def _sentence_start(text: str, start: int, limit: int) -> int:
    """Return where the first whole sentence at or behind ``start`` begins; a cut one is not looked at."""
    if start == 0 or text[start - 1] in "。！？\n":
        return start
    ends = [at + 1 for at in (text.find(mark, start, limit) for mark in "。！？\n") if at >= 0]
    return min(ends, default=limit)
