"""What is known of every document without its text: what filters look at, and the places that are spoken of as ours.

Read from the store once; of later revisions only what changed.
"""

import threading
from dataclasses import dataclass
from datetime import date

from corpus.models import State, Summary
from corpus.store import Store
from index.models import Filters
from index.region import names_region


@dataclass(frozen=True, slots=True)
class Facts:
    """What filters look at of a document."""

    groups: tuple[str, ...]  # of readers; none: everyone
    issuer: str
    issued: date | None
    state: State
    about: str  # title, issuer and what 我区 stands for
    headings: str
    places: tuple[str, ...]  # what 我区, 本市 stand for

    def pass_filters(self, document_id: str, filters: Filters) -> bool:
        """Tell whether the document with these facts is among those that a search is limited to."""
        if filters.groups is not None and self.groups and filters.groups.isdisjoint(self.groups):
            return False
        if filters.documents and document_id not in filters.documents:
            return False
        if filters.issuers and not any(name in self.issuer for name in filters.issuers):
            return False
        if filters.states and self.state not in filters.states:
            return False
        if filters.issued_from and (self.issued is None or self.issued < filters.issued_from):
            return False
        if filters.issued_to and (self.issued is None or self.issued > filters.issued_to):
            return False
        return not filters.regions or any(
            names_region(region, self.about, self.headings) for region in filters.regions
        )


class Catalogue:
    """The facts of all documents of a store. Safe to use from many threads."""

    def __init__(self, store: Store) -> None:
        """Take the store; nothing is read before something is asked."""
        self._store = store
        self._lock = threading.Lock()
        self._revision = -1
        self._facts: dict[str, Facts] = {}
        self._places: tuple[str, ...] | None = None

    def passing(self, filters: Filters) -> frozenset[str]:
        """Return the ids of the documents that a search is limited to."""
        with self._lock:
            self._bring_up()
            return frozenset(id for id, facts in self._facts.items() if facts.pass_filters(id, filters))

    def places(self) -> tuple[str, ...]:
        """Return the places that documents call their own, sorted."""
        with self._lock:
            self._bring_up()
            if self._places is None:
                self._places = tuple(
                    sorted({name for facts in self._facts.values() for name in facts.places})
                )
            return self._places

    def _bring_up(self) -> None:
        revision = self._store.revision()
        if revision == self._revision:
            return
        if self._revision >= 0:
            for touched in self._store.changed_since(self._revision):
                self._facts.pop(touched.document_id, None)
        for summary in self._store.summaries(max(self._revision, 0)):
            self._facts[summary.id] = _facts(summary)
        self._revision, self._places = revision, None


def _facts(summary: Summary) -> Facts:
    metadata = summary.metadata
    places = tuple(name for _, name in metadata.aliases)
    return Facts(
        groups=summary.groups,
        issuer=metadata.issuer or "",
        issued=metadata.issued_on or metadata.published_on,
        state=summary.state,
        about=" ".join([metadata.title, metadata.issuer or "", *places]),
        headings=" ".join(summary.headings),
        places=places,
    )
