"""What documents share: their names, the names of those that they may end, and the bands of their sketches.

As numbers of 64 bits in a table, so that a changed document finds the few that it can matter to.
"""

from collections.abc import Collection, Iterator, Mapping
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, Select, bindparam, delete, select

from corpus.bands import bands
from corpus.database import Database, insert_into
from corpus.fingerprint import is_readable
from corpus.lifecycle import names
from corpus.profile import Profile
from corpus.tables import trait

_T = TypeVar("_T")
_SOME: BindParameter[Any] = bindparam("some", expanding=True)
_VALUES = select(trait.c.value).where(trait.c.document_id.in_(_SOME))
_GONE = delete(trait).where(trait.c.document_id == bindparam("one"))
_IDS = select(trait.c.document_id).where(trait.c.value.in_(_SOME))


def name_traits(one: Profile) -> set[int]:
    """Return even numbers: two documents of which one may end or follow the other have one in common."""
    digests = (
        blake2b(name.encode("utf-8", "backslashreplace"), digest_size=8).digest() for name in names(one)
    )
    return {int.from_bytes(digest, "little", signed=True) & ~1 for digest in digests}


def band_traits(fingerprint: bytes | None) -> set[int]:
    """Return odd numbers: two documents that may hold the same text have one in common."""
    if fingerprint is None or not is_readable(fingerprint):
        return set()
    return set(bands([fingerprint])[0].tolist())


def is_band(trait: int) -> bool:
    """Tell the one kind from the other."""
    return bool(trait & 1)


class Traits:
    """The table of the documents' traits, as they were when the library was settled last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, document_ids: Collection[str]) -> set[int]:
        """Return the traits of documents, removed ones included."""
        return set(self._where(_VALUES, document_ids))

    def sharing(self, values: Collection[int]) -> set[str]:
        """Return the ids of the documents that have any of these traits."""
        return set(self._where(_IDS, values))

    def _where(self, statement: Select[Any], values: Collection[Any]) -> Iterator[Any]:
        for some in in_batches(values):
            yield from (row[0] for row in self._database.all(statement, {"some": some}))


def put_traits(connection: Connection, traits: Mapping[str, Collection[int]]) -> None:
    """Replace the traits of documents, as part of a transaction; none: those of a document that was removed."""
    if traits:
        connection.execute(_GONE, [{"one": document_id} for document_id in traits])
    rows = [{"value": value, "document_id": one} for one, values in traits.items() for value in values]
    if rows:
        connection.execute(insert_into(trait), rows)


def in_batches(values: Collection[_T], size: int = 500) -> Iterator[list[_T]]:
    """Yield values in lists of no more than ``size``: databases take only so many in one statement."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
