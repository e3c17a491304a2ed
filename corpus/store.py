"""The document store of a library: documents, versions and passages in a database, originals by hash."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from corpus import records, tables
from corpus.address import parse, read_address
from corpus.database import Database, current_revision, insert_into, put, touch
from corpus.files import File, Files, put_file
from corpus.holdings import Holdings
from corpus.lifecycle import Change
from corpus.models import Document, Metadata, State
from corpus.originals import Originals
from corpus.postgresql import PostgresDatabase
from corpus.sentences import Span
from corpus.shared_originals import SharedOriginals
from corpus.sqlite import SqliteDatabase
from corpus.traits import Traits, put_traits

_HOLDS = {"state": State.CURRENT.value, "state_reason": None, "successor_id": None}
_document, _version = tables.document, tables.version
_WITH_ALSO = select(_document.c.id, _document.c.also).where(_document.c.also != "[]")
_NOT_CURRENT = select(
    _document.c.id, _document.c.state, _document.c.state_reason, _document.c.successor_id
).where(_document.c.state != State.CURRENT.value)
_LATEST = select(_document.c.version).where(_document.c.id == _version.c.document_id).scalar_subquery()
_PUT_PROFILE = (
    update(_version)
    .where(_version.c.document_id == bindparam("id"), _version.c.version == _LATEST)
    .values(profile=bindparam("found"))
)


class Store(Holdings):
    """Documents, versions and passages of one library folder. Safe to use from many threads."""

    def __init__(self, folder: Path, database: Database | None = None) -> None:
        super().__init__(database or _database(folder))
        self.folder = folder
        originals = folder / "originals"
        self.originals: Originals | SharedOriginals = Originals(originals)
        if self._database.has_originals:
            self.originals = SharedOriginals(originals, self._database)
        self.is_shared = self._database.has_originals  # its documents lie outside its folder
        self.files = Files(self._database)
        self.traits = Traits(self._database)
        self.write_lock = self._database.write_lock
        self.transaction = self._database.transaction
        self.integrity_errors = self._database.integrity_errors
        self.close = self._database.close

    @classmethod
    def create(cls, folder: Path, url: str | None = None) -> "Store":
        """Open the library in ``folder``, making it where there is none.

        Args:
            folder: of the library.
            url: of a PostgreSQL database that holds the documents, for a library that is made or joined here;
                the folder remembers it. ``None``: where the folder says, which is in itself at first.

        Raises:
            LibraryNotFound: the folder or the database holds other things than a library.
            LibraryBusy, LibraryDamaged, LibraryTooNew, LibraryUnavailable: as ``open``.
            ValueError: the address is none, or holds a password.
        """
        database = _database(folder) if url is None else PostgresDatabase(folder, str(parse(url)))
        database.create()
        database.close()
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> "Store":
        """Open the library in ``folder``.

        Raises:
            LibraryNotFound: there is none.
            LibraryTooNew: a later release wrote it.
            LibraryBusy: it is of an earlier release, and another process is writing to it.
            LibraryDamaged: its database can't be read.
            LibraryUnavailable: its database can't be reached.
        """
        store = cls(folder)
        store._database.check()
        return store

    def put_version(
        self,
        document: Document,
        file: File,
        original: bytes,
        spans: Sequence[Span],
        fingerprint: bytes | None = None,
        profile: str | None = None,
    ) -> None:
        """Store a new version of a document, its original, its passages, and the file that it was read from.

        ``document.metadata`` is as found; corrections stay where they are. ``profile`` is what settling
        compares of the document, as JSON; ``None``: it is made when the library is settled.
        """
        self.originals.keep(document.sha256, original)
        values = {"source": document.source, "version": document.version, "removed_at": None}
        found = {"fingerprint": fingerprint, "profile": profile}
        with self.transaction() as connection:
            put(connection, tables.document, {"id": document.id}, values)
            connection.execute(insert_into(tables.version), _row(document) | found)
            touch(connection, document.id)
            put_file(connection, file)
            if spans:
                passage = {"document_id": document.id, "version": document.version}
                rows = [{**passage, "start": start, "end": end} for start, end in spans]
                connection.execute(insert_into(tables.passage), rows)

    def put_metadata(self, document_id: str, version: int, metadata: Metadata) -> None:
        """Replace the metadata as found of a document's version; its text stays.

        Its profile is to be made anew.
        """
        table = tables.version
        with self.transaction() as connection:
            connection.execute(
                update(table)
                .where(table.c.document_id == document_id, table.c.version == version)
                .values(metadata=records.metadata_to_json(metadata), profile=None)
            )
            touch(connection, document_id)

    def put_profiles(self, found: Mapping[str, str]) -> None:
        """Keep what settling compares of documents: document id -> JSON, of the latest version."""
        if found:
            rows = [{"id": document_id, "found": profile} for document_id, profile in found.items()]
            with self.transaction() as connection:
                connection.execute(_PUT_PROFILE, rows)

    def correct(self, document_id: str, values: Mapping[str, str | None], undo: Sequence[str] = ()) -> None:
        """Put a person's values over the metadata found, for this and later versions of the document.

        Its profile is to be made anew, as after ``put_metadata``.

        Args:
            document_id: of a document that is there.
            values: field of ``records.CORRECTABLE`` -> value, dates in ISO 8601; ``None``: it has none.
            undo: fields whose correction is taken back.
        """
        self.document(document_id)
        table = tables.correction
        with self.transaction() as connection:
            for name, value in values.items():
                key = {"document_id": document_id, "field": name}
                put(connection, table, key, {"value": value, "corrected_at": _now()})
            taken_back = table.c.document_id == document_id, table.c.field.in_(undo)
            connection.execute(delete(table).where(*taken_back))
            own = tables.version.c.document_id == document_id
            connection.execute(update(tables.version).where(own).values(profile=None))
            touch(connection, document_id)

    def set_duplicates(self, groups: Sequence[Sequence[str]], among: Collection[str] | None = None) -> None:
        """Record which documents are near-duplicates of each other; all others (``among`` these) are not."""
        wanted = {
            document_id: {"also": json.dumps([other for other in group if other != document_id])}
            for group in groups
            for document_id in group
        }
        before = {row.id: {"also": row.also} for row in self._of(_WITH_ALSO, _document.c.id, among)}
        self._settle(before, wanted, {"also": "[]"})

    def set_states(self, changes: Sequence[Change], among: Collection[str] | None = None) -> None:
        """Mark the documents that ``changes`` names, and all others (``among`` these) as current."""
        wanted = {
            c.document_id: {
                "state": c.state.value,
                "state_reason": c.reason,
                "successor_id": c.successor_id,
            }
            for c in changes
        }
        rows = self._of(_NOT_CURRENT, _document.c.id, among)
        before = {row.id: {name: row._mapping[name] for name in _HOLDS} for row in rows}
        self._settle(before, wanted, _HOLDS)

    def _settle(
        self,
        before: Mapping[str, Mapping[str, str | None]],
        wanted: Mapping[str, Mapping[str, str | None]],
        otherwise: Mapping[str, str | None],
    ) -> None:
        """Write what is wanted of documents where it differs from before; ``otherwise`` for all others."""
        goals = {**dict.fromkeys(before.keys() - wanted.keys(), otherwise), **wanted}
        changed = {id: values for id, values in goals.items() if before.get(id, otherwise) != values}
        if not changed:
            return
        table = tables.document
        written = update(table).where(table.c.id == bindparam("touched"))
        written = written.values({name: bindparam(f"new_{name}") for name in otherwise})
        rows = [
            {"touched": id, **{f"new_{name}": value for name, value in values.items()}}
            for id, values in changed.items()
        ]
        with self.transaction() as connection:
            connection.execute(written, rows)
            touch(connection, *changed)

    def assign_groups(self, document_id: str, groups: Sequence[str]) -> None:
        """Let only readers of ``groups`` see a document, all its versions; none: everyone may.

        Raises:
            DocumentNotFound, DocumentRemoved
        """
        self.document(document_id)
        table = tables.document
        written = json.dumps(sorted(set(groups)), ensure_ascii=False)
        with self.transaction() as connection:
            connection.execute(update(table).where(table.c.id == document_id).values(groups=written))
            touch(connection, document_id)

    def settled_at(self, rules: int) -> int:
        """Return the revision whose states and groups were found by these rules; 0: by others, or not yet."""
        return (self._database.mark("settled") or 0) if self._database.mark("settled_by") == rules else 0

    def forget_settled(self) -> None:
        """Note that states and groups are to be found anew, and forget the traits."""
        with self.transaction(counts=False) as connection:
            connection.execute(delete(tables.meta).where(tables.meta.c.key == "settled"))
            connection.execute(delete(tables.trait))

    def put_traits(self, traits: Mapping[str, Collection[int]]) -> None:
        """Replace the traits of documents; those of a removed one by none."""
        with self.transaction() as connection:
            put_traits(connection, traits)

    def mark_settled(self, rules: int, traits: Mapping[str, Collection[int]]) -> None:
        """Note that states and groups are those of the library as it is now, and replace the traits of documents."""
        with self.transaction() as connection:
            put_traits(connection, traits)
            revision = current_revision(connection)
            for key, value in {"settled": revision, "settled_by": rules}.items():
                put(connection, tables.meta, {"key": key}, {"value": value})

    def remove(self, document_id: str) -> None:
        """Remove a document with all its versions, passages and originals; its id answers 410 from now on."""
        self.document(document_id)
        of_it = select(tables.version.c.sha256).where(tables.version.c.document_id == document_id)
        gone: dict[str, Any] = {"source": "", "also": "[]", "groups": "[]", "removed_at": _now(), **_HOLDS}
        with self.transaction() as connection:
            hashes = set(connection.execute(of_it).scalars())
            for table in (tables.passage, tables.version, tables.file, tables.correction):
                connection.execute(delete(table).where(table.c.document_id == document_id))
            own = tables.document.c.id == document_id
            connection.execute(update(tables.document).where(own).values(gone))
            touch(connection, document_id)
        used = select(tables.version.c.sha256).where(tables.version.c.sha256.in_(hashes))
        for sha256 in hashes - {row.sha256 for row in self._database.all(used)}:
            self.originals.forget(sha256)


def _database(folder: Path) -> Database:
    address = read_address(folder)
    return SqliteDatabase(folder) if address is None else PostgresDatabase(folder, address.url)


def _row(document: Document) -> dict[str, Any]:
    """Return a document's version as a row, but for what is found in its text."""
    return {
        "document_id": document.id,
        "version": document.version,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "created_at": _now(),
        "recognised": int(document.recognised),
        "characters": len(document.text),
        "metadata": records.metadata_to_json(document.metadata),
        "headings": records.headings_to_json(document.text, document.sections),
        "pages": json.dumps(document.pages),
        "sections": records.sections_to_json(document.sections),
        "tables": records.tables_to_json(document.tables),
        "text": document.text,
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
