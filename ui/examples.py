"""Questions to begin with, drawn from the library: what a document states with a figure, asked back.

A clause such as 我县2022年到位衔接资金1.2亿元 becomes 望川县2022年到位衔接资金多少亿元？ The bot is then asked: only
what it answers from that very place becomes an example. Everyone sees the same ones, hence they are drawn
from documents that are open to everyone.
"""

import logging
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from time import monotonic

from bot.models import Status
from bot.place_names import find_places, same_place
from corpus.models import Document
from index.models import Filters
from index.tokenize import fold
from ui.service import DocumentRow, Service
from ui.settings import Language

logger = logging.getLogger(__name__)

WANTED = 4
_DOCUMENTS = 40  # looked at, at most
_TRIES = 4  # questions a document
_FRESH = 300.0  # seconds until the library may be looked through again
_SHARE = 50  # and at most this part of the time is spent on it
_OPEN = Filters(groups=frozenset())  # what everyone may see

_CLAUSE = re.compile(r"[^。；;！？!?\n\t，,：:、]+")
_FIGURE = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[万亿]?元|[万亿]?(?:人次|[人户个家亩名件])|公里|%)")
_LEADING = re.compile(
    r"^(?:其中|此外|同时|目前|截至目前|另外|另|共|已|并|且|年内|[（(]?[一二三四五六七八九十\d]{1,2}[)）.、．])+"
)
_FILLING = re.compile(r"\d+年?|[为共是达约]")  # what says nothing of what is asked for
_YEAR = re.compile(r"(?:19|20)\d\d")
# Marks, pointers and comparisons: what they mean stands outside the clause.
_UNFIT = re.compile(
    r"[《》“”\"'（）()〔〕\[\]<>]|第[一二三四五六七八九十百\d]+[条款章]|上述|以上|前条|上一|该|此|前者|后者|一方|不|只|较|更|占|再|又"
    r"|提高|超过|增加到|(?:的|达到?|有)\s*\d"
)
_LONG, _SHORT = 34, 10  # characters of a question that reads well
_TITLE = 26


@dataclass(frozen=True, slots=True)
class Draft:
    """A question, and where its answer should come from."""

    question: str
    document_id: str
    start: int
    end: int


class Examples:
    """The examples of one library in one language, drawn beside the server and kept while the library stays."""

    def __init__(self, service: Service, language: Language, given: Sequence[str] = ()) -> None:
        """Draw from ``service``, unless examples are ``given``."""
        self._service = service
        self._language = language
        self._given = tuple(given)
        self._drawn: tuple[str, ...] = ()
        self._of: frozenset[tuple[str, int]] | None = None  # documents and versions that they were drawn from
        self._next = 0.0
        self._lock = threading.Lock()

    def now(self) -> tuple[str, ...]:
        """Return what there is, at once; what is not there yet is drawn in a thread of its own."""
        if not self._given and self._service.ready() and monotonic() >= self._next:
            threading.Thread(target=self.draw, name="youju-examples", daemon=True).start()
        return self._given or self._drawn

    def draw(self) -> None:
        """Draw examples, in this thread, if the library is not the one they were drawn from."""
        if not self._lock.acquire(blocking=False):
            return
        started = monotonic()
        try:
            rows = [row for row in self._service.documents() if row.is_open_to(frozenset())]
            library = frozenset((row.id, row.version) for row in rows)
            if library != self._of:
                self._drawn = tuple(islice(examples(self._service, rows, self._language), WANTED))
                self._of = library
        except Exception:  # a page without examples is whole
            logger.exception("no examples could be drawn")
        finally:
            self._next = monotonic() + max(_FRESH, (monotonic() - started) * _SHARE)
            self._lock.release()


def examples(service: Service, rows: Sequence[DocumentRow], language: Language) -> Iterator[str]:
    """Yield questions that the bot answers, each from another document."""
    for row in islice(_spread(rows), _DOCUMENTS):
        document = service.document(row.id)
        for draft in islice(drafts(document, language), _TRIES):
            if _is_answered(service, draft, language):
                yield draft.question
                break


def _spread(rows: Sequence[DocumentRow]) -> Iterator[DocumentRow]:
    """Yield the newest document of each issuer, then the next ones."""
    newest = sorted(rows, key=lambda row: (_day(row), row.id), reverse=True)
    seen: dict[str | None, int] = {}
    turns: list[tuple[int, int, DocumentRow]] = []
    for row in newest:
        seen[row.metadata.issuer] = seen.get(row.metadata.issuer, 0) + 1
        turns.append((seen[row.metadata.issuer], len(turns), row))
    yield from (row for _, _, row in sorted(turns, key=lambda turn: turn[:2]))


def _day(row: DocumentRow) -> date:
    return row.metadata.issued_on or row.metadata.published_on or date.min


def drafts(document: Document, language: Language) -> Iterator[Draft]:
    """Yield questions about a document, the most telling first."""
    if language == "zh":
        yield from _about_figures(document)
    issued = document.metadata.issued_on
    title = document.metadata.title
    if issued and len(title) <= _TITLE and "《" not in title:
        question = f"《{title}》是哪天印发的？" if language == "zh" else f"When was 《{title}》 issued?"
        yield Draft(question, document.id, 0, len(document.text))


def _about_figures(document: Document) -> Iterator[Draft]:
    """Yield questions about the figures of the text; a year and a sum of money come first."""
    found = []
    for clause in _CLAUSE.finditer(document.text):
        figures = list(_FIGURE.finditer(clause.group()))
        if len(figures) != 1 or _UNFIT.search(clause.group()):
            continue
        figure = figures[0]
        question = _asked(document, clause.group(), figure)
        if question:
            start = clause.start() + figure.start()
            draft = Draft(question, document.id, start, clause.start() + figure.end())
            found.append(((not _YEAR.search(question)) + ("元" not in figure["unit"]), draft))
    yield from (draft for _, draft in sorted(found, key=lambda pair: pair[0]))


def _asked(document: Document, clause: str, figure: re.Match[str]) -> str:
    """Return the question that ``clause`` answers by its figure; empty where none would read well."""
    behind = clause[figure.end() :].strip()
    before = _LEADING.sub("", clause[: figure.start()].strip())
    if len(behind) > 2 or len(_FILLING.sub("", before)) < 5 or before[-1].isdigit():
        return ""
    unit = "百分之多少" if figure["unit"] == "%" else f"多少{figure['unit']}"
    words = f"{before}{unit}{behind}"
    for alias, name in document.metadata.aliases:
        words = words.replace(alias, name)
    # Whose figure it is must be said; a clause often leaves it to the title.
    own = find_places(fold(f"{document.metadata.issuer or ''} {document.metadata.title}"))
    if own and not any(same_place(place, words) for place in own):
        words = own[-1] + words
    elif not own and not find_places(fold(words)):
        return ""
    question = f"{words}？"
    return question if _SHORT <= len(question) <= _LONG else ""


def _is_answered(service: Service, draft: Draft, language: Language) -> bool:
    """Tell whether the bot answers from the place that the question was drawn from."""
    answer = service.answer(draft.question, filters=_OPEN, language=language)
    if answer.status is not Status.ANSWERED or not answer.quotes or answer.conflicts:
        return False
    first = answer.quotes[0]
    return first.document_id == draft.document_id and any(
        (draft.start <= mark.start and mark.end <= draft.end)
        or (mark.start <= draft.start and draft.end <= mark.end)
        for mark in first.highlights
    )
