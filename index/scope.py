"""Which rows of an index may be found: of passages that the store still holds, of documents that filters let pass.

A scope stands for one generation of the index and one revision of the store; both are looked through once, not
for each question.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from corpus.models import Document, Passage, State
from index.models import Filters
from index.region import names_region

Mask = NDArray[np.bool_]
_KEPT_FILTERS = 32  # that a server is asked with again and again


@dataclass(frozen=True, slots=True)
class _Facts:
    """What filters look at of a document."""

    id: str
    groups: tuple[str, ...]  # of readers; none: everyone
    issuer: str
    issued: date | None
    state: State
    about: str  # title, issuer and what 我区 stands for
    headings: str


class Scope:
    """What may be found. Safe to use from many threads."""

    def __init__(self, ids: NDArray[np.int64], passages: Sequence[Passage]) -> None:
        """Take the passage ids of the index by row, and what the store holds now."""
        self._ids = ids
        self._passages = {passage.id: passage for passage in passages}
        codes: dict[str, int] = {}
        code_of = {p.id: codes.setdefault(p.document_id, len(codes)) for p in passages}
        self._codes = codes
        self._code_of_row = np.fromiter((code_of.get(i, -1) for i in ids.tolist()), np.int64, len(ids))
        self._live = self._code_of_row >= 0
        self._lock = threading.Lock()
        self._facts: tuple[_Facts, ...] | None = None
        self._filtered: dict[Filters, Mask] = {}

    def passage(self, passage_id: int) -> Passage | None:
        """Return a passage, unless it is gone."""
        return self._passages.get(passage_id)

    def rows(self, filters: Filters | None, documents: Iterable[Document]) -> Mask:
        """Return which rows may be found, shape (rows,); not to be written to.

        Args:
            filters: what the search is limited to.
            documents: all that the store holds; read only for filters, once.
        """
        if filters is None or filters == Filters():
            return self._live
        with self._lock:
            if self._facts is None:
                self._facts = tuple(_facts(document) for document in documents)
            mask = self._filtered.get(filters)
            if mask is None:
                if len(self._filtered) >= _KEPT_FILTERS:
                    self._filtered.clear()
                passed = [facts.id for facts in self._facts if _passes(facts, filters)]
                codes = [self._codes[document_id] for document_id in passed if document_id in self._codes]
                mask = np.isin(self._code_of_row, codes)
                self._filtered[filters] = mask
            return mask

    def positions(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows of passages that the index has."""
        return np.searchsorted(self._ids, ids)


def _facts(document: Document) -> _Facts:
    metadata = document.metadata
    return _Facts(
        id=document.id,
        groups=document.groups,
        issuer=metadata.issuer or "",
        issued=metadata.issued_on or metadata.published_on,
        state=document.state,
        about=" ".join([metadata.title, metadata.issuer or "", *(name for _, name in metadata.aliases)]),
        headings=" ".join(document.text[s.start : s.heading_end] for s in document.sections),
    )


def _passes(facts: _Facts, filters: Filters) -> bool:
    if filters.groups is not None and facts.groups and filters.groups.isdisjoint(facts.groups):
        return False
    if filters.documents and facts.id not in filters.documents:
        return False
    if filters.issuers and not any(name in facts.issuer for name in filters.issuers):
        return False
    if filters.states and facts.state not in filters.states:
        return False
    if filters.issued_from and (facts.issued is None or facts.issued < filters.issued_from):
        return False
    if filters.issued_to and (facts.issued is None or facts.issued > filters.issued_to):
        return False
    return not filters.regions or any(
        names_region(region, facts.about, facts.headings) for region in filters.regions
    )
