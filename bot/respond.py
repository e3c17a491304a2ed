"""Question to quoted answer or refusal: the one visible pipeline of the bot."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.candidates import Candidate, find_candidates
from bot.compose import Library, composed
from bot.confidence import calibration, confidence
from bot.elsewhere import elsewhere, repeats
from bot.errors import QuestionEmpty, QuestionTooLong
from bot.evidence import Judgement, judge
from bot.followup import standalone
from bot.models import Answer, Quote, Status, Turn
from bot.parts import Found
from bot.question import Question, understand
from bot.quote import quote
from bot.refuse import reason_for
from corpus.models import Document
from index.models import Filters, Hit
from index.search import Searcher

Similarity = Callable[[Sequence[Candidate]], Sequence[float]]
MAX_QUESTION = 2_000  # characters
MIN_COVERAGE = 0.35  # of the question's words, weighted by idf; below it nothing else can make up for them
_DEPTH = 20  # passages that are read
_NEAR_MISSES = 3
_ENCODED_CHARACTERS = 160  # of a candidate: enough to tell what it is about
_HISTORY = 20  # turns that a follow-up may lean on


def respond(
    question: str,
    searcher: Searcher,
    *,
    history: Sequence[Turn] = (),
    top: int = 5,
    filters: Filters | None = None,
    language: str = "zh",
) -> Answer:
    """Answer ``question`` by quoting, or say why the documents do not answer it.

    Args:
        question: in Chinese, either script, or English; may lean on ``history``.
        searcher: of the library.
        history: the conversation so far, oldest first.
        top: how many quotes at the most.
        filters: what the search is limited to.
        language: of the reason of a refusal and of remarks in citations, ``zh`` or ``en``.

    Raises:
        QuestionEmpty, QuestionTooLong
        QuoteMismatch: the store contradicts itself.
    """
    started = time.perf_counter()
    checked = _checked(question)
    names = searcher.place_names()
    asked = standalone(checked, history[-_HISTORY:], names)
    understood = understand(asked, searcher.idf, names)
    hits = searcher.search(understood.search_text, _DEPTH, filters)
    searched = time.perf_counter()
    document = lru_cache(searcher.store.document)
    candidates = find_candidates(hits, document, understood.kind)
    similarity = _remembering(lambda likely: cosines(searcher, understood, likely))
    judged = judge(understood, candidates, similarity)
    evidence = [] if understood.is_empty else [j for j in judged if answers(understood, j, hits)]
    shown = evidence or ([] if understood.is_empty else judged[:_NEAR_MISSES])
    quotes = _quotes(understood, shown, top, document, language)
    answer = Answer(
        question=question,
        standalone_question=asked,
        status=Status.ANSWERED if evidence else Status.NO_EVIDENCE,
        reason=None if evidence else reason_for(understood, judged, language),
        quotes=quotes,
        elapsed_ms={},
    )
    library = Library(
        find=lambda part: _found(understand(part, searcher.idf, names), searcher, filters, similarity),
        quoted=lambda part, judgement: _quotes(part, [judgement], 1, document, language)[0],
        names=names,
    )
    answer = composed(answer, Found(understood, judged, evidence), library, top, language)
    ended = time.perf_counter()
    elapsed = {"total": ended - started, "search": searched - started, "read": ended - searched}
    return replace(answer, elapsed_ms={name: round(s * 1000, 1) for name, s in elapsed.items()})


def _found(question: Question, searcher: Searcher, filters: Filters | None, similarity: Similarity) -> Found:
    """Search for one part of a question, and judge what is found as for a question of its own."""
    hits = searcher.search(question.search_text, _DEPTH, filters)
    candidates = find_candidates(hits, searcher.store.document, question.kind)
    judged = judge(question, candidates, similarity)
    evidence = [] if question.is_empty else [j for j in judged if answers(question, j, hits)]
    return Found(question, judged, evidence)


def _remembering(similarity: Similarity) -> Similarity:
    """Return ``similarity`` that encodes no candidate twice: the parts of a question share most of theirs."""
    known: dict[tuple[str, int, int], float] = {}

    def remembered(likely: Sequence[Candidate]) -> Sequence[float]:
        keys = [(each.document.id, each.start, each.end) for each in likely]
        new = {key: each for key, each in zip(keys, likely, strict=True) if key not in known}
        known.update(zip(new, similarity(list(new.values())), strict=True))
        return [known[key] for key in keys]

    return remembered


def answers(question: Question, judgement: Judgement, hits: Sequence[Hit]) -> bool:
    """Tell whether a candidate is evidence: it meets every condition and is likely enough to answer."""
    if not judgement.meets_all or judgement.coverage < MIN_COVERAGE:
        return False
    return confidence(question, judgement, hits[0]) >= calibration().threshold


def _checked(question: str) -> str:
    stripped = question.strip()
    if len(question) > MAX_QUESTION:
        raise QuestionTooLong(f"问题太长（{len(question)} 字），请控制在 {MAX_QUESTION} 字以内。")
    if not any(character.isalnum() for character in stripped):
        raise QuestionEmpty("请先输入要查的问题。")
    return stripped


def cosines(searcher: Searcher, question: Question, likely: Sequence[Candidate]) -> Sequence[float]:
    """Return the cosine of the question with each candidate under its nearest heading."""
    texts = []
    for candidate in likely:
        headings = candidate.document.heading_path(candidate.start)
        texts.append(" ".join([*headings[-1:], candidate.text])[:_ENCODED_CHARACTERS])
    return [float(c) for c in searcher.similarities(question.search_text, texts)]


def _quotes(
    question: Question,
    judged: Sequence[Judgement],
    top: int,
    document: Callable[[str], Document],
    language: str,
) -> tuple[Quote, ...]:
    """Quote the best candidates; the same words elsewhere join the quote that has them already."""
    quotes: list[Quote] = []
    near: list[tuple[str, ...]] = []  # the near-duplicates of each quote's document
    for judgement in judged:
        built = quote(question, judgement, language)
        twin = next((i for i, q in enumerate(quotes) if repeats(q, built, near[i])), None)
        if twin is not None:
            if built.document_id not in {quotes[twin].document_id, *near[twin]}:
                quotes[twin] = _also_at(quotes[twin], built.url)
        elif len(quotes) < top and not any(_overlap(q, built) for q in quotes):
            also = judgement.candidate.document.also
            quotes.append(_also_at(built, *elsewhere(built, also, document)))
            near.append(also)
    return tuple(quotes)


def _also_at(shown: Quote, *urls: str) -> Quote:
    return replace(shown, also_at=tuple(dict.fromkeys([*shown.also_at, *urls])))


def _overlap(a: Quote, b: Quote) -> bool:
    return a.document_id == b.document_id and a.start < b.end and b.start < a.end
