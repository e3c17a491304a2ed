"""The texts that a candidate is judged by, from the narrowest to the widest, folded for comparison."""

from dataclasses import dataclass
from functools import lru_cache

from bot import years
from bot.candidates import Candidate
from bot.question import match_form
from corpus.models import Document
from index.tokenize import fold


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands in and around a candidate."""

    clause: str
    sentence: str
    paragraph: str
    before: str  # the paragraph up to the clause
    heading: str
    title: str  # title, issuer, and what 我区 stands for
    document: str  # all of it
    this_year: int | None  # what 今年 means here

    def near(self) -> str:
        """Return all but the rest of the document."""
        return f"{self.clause} {self.sentence} {self.heading} {self.title} {self.paragraph}"


def surroundings(candidate: Candidate) -> Surroundings:
    """Collect what stands around a candidate."""
    document = candidate.document
    metadata = document.metadata
    text = document.text
    start, end = candidate.sentence
    first, last = candidate.paragraph
    issued = metadata.issued_on or metadata.published_on
    title_years = years.years_in(fold(metadata.title), plans=False)
    return Surroundings(
        clause=match_form(fold(candidate.text)),
        sentence=_folded(text[start:end]),
        paragraph=_folded(text[first:last]),
        before=_folded(text[first : candidate.start]),
        heading=_folded(" ".join(document.heading_path(candidate.start))),
        title=_folded(
            " ".join([metadata.title, metadata.issuer or "", *(name for _, name in metadata.aliases)])
        ),
        document=_folded_document(document),
        this_year=max(title_years) if title_years else issued.year if issued else None,
    )


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
