"""What the options of ``youju ask`` limit a search to."""

from collections.abc import Sequence
from datetime import date

from corpus.dates import find_date
from corpus.models import State
from index.models import Filters


class FilterError(ValueError):
    """A limit that makes no sense; ``str(error)`` says why."""


def parse_filters(
    *,
    issuers: Sequence[str] = (),
    regions: Sequence[str] = (),
    issued_from: str | None = None,
    issued_to: str | None = None,
    documents: Sequence[str] = (),
    states: Sequence[str] = (),
) -> Filters:
    """Return the filters that options of the command line ask for.

    Raises:
        FilterError: an empty name, a date that is none, a span that ends before it begins.
    """
    for name in (*issuers, *regions, *documents):
        if not name.strip():
            raise FilterError("筛选条件的值不能为空。")
    filters = Filters(
        issuers=tuple(name.strip() for name in issuers),
        regions=tuple(name.strip() for name in regions),
        documents=tuple(name.strip() for name in documents),
        states=tuple(State(state) for state in states),
        issued_from=_day(issued_from),
        issued_to=_day(issued_to),
    )
    if filters.issued_from and filters.issued_to and filters.issued_from > filters.issued_to:
        raise FilterError(f"起始日期 {filters.issued_from} 晚于截止日期 {filters.issued_to}。")
    return filters


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        found = find_date(text)
    if found is None:
        raise FilterError(f"“{text}”不是日期，请写成 2015-11-26 或 2015年11月26日。")
    return found
