"""The texts that a candidate is judged by, from the narrowest to the widest, folded for comparison."""

from dataclasses import dataclass
from functools import lru_cache

from bot import years
from bot.candidates import Candidate
from bot.question import match_form
from bot.row import Reading, labels, table_caption
from corpus.models import Document
from index.tokenize import fold

_BEFORE = 400  # characters


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands in and around a candidate."""

    clause: str
    sentence: str
    paragraph: str
    before: str  # the end of the paragraph up to the clause
    heading: str
    title: str  # title, issuer, and what 我区 stands for
    document: str  # all of it
    this_year: int | None  # what 今年 means here
    years: tuple[frozenset[int], ...]  # that it speaks of, from the nearest to the widest that could tell

    def near(self) -> str:
        """Return all but the rest of the document."""
        return f"{self.clause} {self.sentence} {self.heading} {self.title} {self.paragraph}"


def surroundings(candidate: Candidate, reading: Reading | None = None) -> Surroundings:
    """Collect what stands around a candidate; around a table row, as ``reading`` reads it."""
    document = candidate.document
    metadata = document.metadata
    text = document.text
    start, end = candidate.sentence
    first, last = candidate.paragraph
    issued = metadata.issued_on or metadata.published_on
    title_years = years.years_in(fold(metadata.title), plans=False)
    this_year = max(title_years) if title_years else issued.year if issued else None
    heading = _folded(" ".join(document.heading_path(candidate.start)))
    title = _folded(
        " ".join([metadata.title, metadata.issuer or "", *(name for _, name in metadata.aliases)])
    )
    wider = (
        years.years_in(heading, this_year=this_year),
        years.years_in(title),
        frozenset() if this_year is None else frozenset({this_year}),
    )
    if candidate.row is not None:
        names = labels(candidate, reading)
        over = table_caption(candidate)
        clause = _row_words(candidate, reading)
        return Surroundings(
            clause=clause,
            sentence=clause,
            paragraph=clause,
            before="",
            heading=f"{heading} {match_form(over)}",
            title=title,
            document=_folded_document(document),
            this_year=this_year,
            years=(
                reading.years if reading else frozenset(),
                years.years_in(" ".join(names), this_year=this_year),
                years.years_in(over, this_year=this_year),
                *wider,
            ),
        )
    clause = _folded(candidate.text)
    before = _folded(text[max(first, candidate.start - _BEFORE) : candidate.start])
    return Surroundings(
        clause=clause,
        sentence=_folded(text[start:end]),
        paragraph=_folded(text[first:last]),
        before=before,
        heading=heading,
        title=title,
        document=_folded_document(document),
        this_year=this_year,
        years=(
            years.years_in(clause, this_year=this_year),
            years.years_in(before[-200:], this_year=this_year),
            *wider,
        ),
    )


def _row_words(candidate: Candidate, reading: Reading | None) -> str:
    """Return a row with what is said above and beside the cell that answers; above every cell, where none does."""
    row = candidate.row
    if row is None:
        raise AssertionError("not a table row")
    over = [reading.heading] if reading else [cell.heading for cell in row.cells]
    return _folded(" ".join([candidate.text, *dict.fromkeys(over), row.beside]))


@lru_cache(maxsize=4_000)
def _folded(text: str) -> str:
    return match_form(fold(text))


_documents: dict[tuple[str, int, str], str] = {}
_KEPT_DOCUMENTS = 200
_WIDEST = 200_000  # characters; of a longer document only the beginning counts as its subject


def _folded_document(document: Document) -> str:
    key = (document.id, document.version, document.sha256)  # ids begin again in another library
    folded = _documents.get(key)
    if folded is None:
        if len(_documents) >= _KEPT_DOCUMENTS:
            _documents.clear()
        folded = _documents[key] = match_form(fold(document.text[:_WIDEST]))
    return folded
