"""What the reader has set as filters on the page, as the search takes it and in words."""

from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from corpus.errors import CorpusError
from index.models import Filters
from ui.desk import Desk
from ui.messages import text
from ui.rest import AskFilters
from ui.service import EVERYTHING
from ui.settings import Language

_MOST = 50  # values of one kind


def filters_of(told: str) -> Filters:
    """Return the filters that the page has sent, as the JSON that REST takes; empty: none.

    Raises:
        ValueError: it is not such JSON.
    """
    if not told.strip():
        return EVERYTHING
    try:
        filters = AskFilters.model_validate_json(told).to_filters()
    except ValidationError as error:
        raise ValueError("no filters") from error
    if max(map(len, (filters.issuers, filters.regions, filters.documents))) > _MOST:
        raise ValueError("too many filters")
    return filters


def in_words(filters: Filters, desk: Desk, language: Language) -> tuple[str, ...]:
    """Return what ``filters`` limit the search to, one phrase a kind; what the reader may not see has no title."""
    return tuple(_phrases(filters, desk, language))


def _phrases(filters: Filters, desk: Desk, language: Language) -> Iterator[str]:
    titles = [title for document_id in filters.documents if (title := _title(document_id, desk))]
    for key, values in (("issuer", filters.issuers), ("region", filters.regions), ("document", titles)):
        if values:
            yield f"{text(key, language)}{_colon(language)}{_joined(values, language)}"
    first, last = filters.issued_from, filters.issued_to
    if first and last:
        key = "limit_year" if first.year == last.year else "limit_years"
        yield text(key, language, first=first.year, last=last.year)
    elif first:
        yield text("limit_from", language, first=first.year)
    elif last:
        yield text("limit_to", language, last=last.year)


def _title(document_id: str, desk: Desk) -> str:
    try:
        return f"《{desk.document(document_id).metadata.title}》"
    except CorpusError:
        return ""


def _joined(values: Sequence[str], language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(values)


def _colon(language: Language) -> str:
    return "：" if language == "zh" else ": "
