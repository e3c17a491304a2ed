"""Question to quoted answer or refusal: the one visible pipeline of the bot."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from bot.aim import aim
from bot.candidates import Candidate
from bot.compose import Library, composed
from bot.elsewhere import elsewhere, repeats
from bot.errors import QuestionEmpty, QuestionTooLong
from bot.evidence import Judgement
from bot.find import Finder
from bot.followup import standalone
from bot.models import Answer, Quote, Status, Turn
from bot.question import Question, understand
from bot.quote import quote
from bot.refuse import reason_for
from corpus.models import Document
from index.models import Filters
from index.search import Searcher

MAX_QUESTION = 2_000  # characters
_NEAR_MISSES = 3
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
    read = partial(understand, idf=searcher.idf, names=names, aliases=searcher.aliases())
    understood = read(asked)
    finder = Finder(searcher, filters)
    found = finder.find(understood)
    searched = time.perf_counter()
    quotes = partial(_quotes, document=finder.document, idf=lru_cache(searcher.idf), language=language)
    answered = bool(found.evidence)
    answer = Answer(
        question=question,
        standalone_question=asked,
        status=Status.ANSWERED if answered else Status.NO_EVIDENCE,
        reason=None if answered else reason_for(understood, found.judged, language),
        quotes=quotes(understood, found.evidence or found.judged[:_NEAR_MISSES], top),
        elapsed_ms={},
    )
    library = Library(
        find=lambda part: finder.find(read(part)),
        quoted=lambda part, judgement: quotes(part, [judgement], 1)[0],
        names=names,
    )
    answer = composed(answer, found, library, top, language)
    ended = time.perf_counter()
    elapsed = {"total": ended - started, "search": searched - started, "read": ended - searched}
    return replace(answer, elapsed_ms={name: round(s * 1000, 1) for name, s in elapsed.items()})


def _checked(question: str) -> str:
    stripped = question.strip()
    if len(question) > MAX_QUESTION:
        raise QuestionTooLong(f"问题太长（{len(question)} 字），请控制在 {MAX_QUESTION} 字以内。")
    if not any(character.isalnum() for character in stripped):
        raise QuestionEmpty("请先输入要查的问题。")
    return stripped


def _quotes(
    question: Question,
    judged: Sequence[Judgement],
    top: int,
    document: Callable[[str], Document],
    idf: Callable[[str], float],
    language: str,
) -> tuple[Quote, ...]:
    """Quote the best candidates; the same words elsewhere join the quote that has them already."""
    quotes: list[Quote] = []
    near: list[tuple[str, ...]] = []  # the near-duplicates of each quote's document
    for judgement in judged:
        if any(_shows(q, judgement.candidate) for q in quotes):
            continue
        built = quote(question, aim(question, judgement, idf), language)
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


def _shows(shown: Quote, candidate: Candidate) -> bool:
    """Tell whether a quote has the words of a candidate already."""
    same = candidate.document.id == shown.document_id
    return same and shown.start <= candidate.start and candidate.end <= shown.end


def _overlap(a: Quote, b: Quote) -> bool:
    return a.document_id == b.document_id and a.start < b.end and b.start < a.end
