"""Whose passages a search may find: of documents that filters let pass, as the store holds them now.

A scope stands for one generation of the index and one revision of the store. What was removed or read anew since
the generation was made is in no answer.
"""

import threading

from corpus.store import Store
from index.catalogue import Catalogue
from index.engine import Allowed, Reader
from index.models import Filters

_KEPT_FILTERS = 32  # that a server is asked with again and again


class Scope:
    """What may be found. Safe to use from many threads."""

    def __init__(self, reader: Reader, store: Store, catalogue: Catalogue) -> None:
        """Compare a generation with the store as it is now."""
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._filtered: dict[Filters, Allowed] = {}
        since = store.changed_since(reader.state.revision)
        held = reader.versions([touched.document_id for touched in since]) if since else {}
        stale = (t.document_id for t in since if held.get(t.document_id, t.version) != t.version)
        self._never = frozenset(stale)
        self._all = Allowed(None, self._never)

    def allowed(self, filters: Filters | None) -> Allowed:
        """Return what may be found under ``filters``; the same object for the same filters."""
        if filters is None or filters == Filters():
            return self._all
        with self._lock:
            allowed = self._filtered.get(filters)
            if allowed is None:
                if len(self._filtered) >= _KEPT_FILTERS:
                    self._filtered.clear()
                allowed = Allowed(self._catalogue.passing(filters), self._never)
                self._filtered[filters] = allowed
            return allowed
