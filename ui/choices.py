"""What the filters of the page offer: the issuers, places, years and titles of the documents that one reader sees."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.place_names import find_places
from index.tokenize import fold
from ui.service import DocumentRow

_LIMIT = 200  # of each kind; of more, those that hold what has been typed


@dataclass(frozen=True, slots=True)
class Choices:
    """Values to choose from, the frequent ones first."""

    issuers: tuple[str, ...]
    regions: tuple[str, ...]
    years: tuple[int, ...]  # newest first
    documents: tuple[tuple[str, str], ...]  # id and title
    more: bool  # there are more than are listed: typing narrows them


def choices_of(rows: Sequence[DocumentRow], contains: str = "") -> Choices:
    """Return what ``rows`` offer; of issuers, places and titles only those that hold ``contains``."""
    wanted = fold(contains.strip())
    issuers = _frequent((row.metadata.issuer for row in rows if row.metadata.issuer), wanted)
    regions = _frequent(
        (place for row in rows for place in _places(row.metadata.issuer or "", row.metadata.title)), wanted
    )
    titles = sorted((row.metadata.title, row.id) for row in rows if wanted in fold(row.metadata.title))
    issued = (row.metadata.issued_on or row.metadata.published_on for row in rows)
    return Choices(
        issuers=tuple(issuers[:_LIMIT]),
        regions=tuple(regions[:_LIMIT]),
        years=tuple(sorted({day.year for day in issued if day}, reverse=True)),
        documents=tuple((document_id, title) for title, document_id in titles[:_LIMIT]),
        more=max(len(issuers), len(regions), len(titles)) > _LIMIT,
    )


def _frequent(values: Iterable[str], wanted: str) -> list[str]:
    counted = Counter(value for value in values if wanted in fold(value))
    return sorted(counted, key=lambda value: (-counted[value], value))


@lru_cache(maxsize=8192)
def _places(issuer: str, title: str) -> tuple[str, ...]:
    return find_places(fold(f"{issuer} {title}"))
