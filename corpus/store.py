"""The document store of a library: SQLite (WAL) for documents, versions and passages; originals by hash."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from corpus import records
from corpus.database import Database
from corpus.errors import DocumentNotFound, DocumentRemoved
from corpus.files import File, Files, put_file
from corpus.lifecycle import Change
from corpus.models import Document, Metadata, Passage, State
from corpus.originals import Originals
from corpus.sentences import Span

_SELECT = (
    "SELECT d.id, v.version, d.source, v.text, v.sections, v.metadata, v.sha256, v.media_type, d.state,"
    " d.state_reason, d.successor_id, v.tables, v.pages, v.recognised, d.also, d.groups,"
    " (SELECT json_group_object(field, value) FROM correction c WHERE c.document_id = d.id)"
    " FROM document d JOIN version v ON v.document_id = d.id "
)


class Store:
    """Documents, versions and passages of one library folder. Safe to use from many threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._database = Database(folder)
        self.files = Files(self._database)
        self.originals = Originals(folder / "originals")
        self.write_lock = self._database.write_lock
        self.transaction = self._database.transaction
        self.integrity_errors = self._database.integrity_errors
        self.close = self._database.close

    @classmethod
    def create(cls, folder: Path) -> "Store":
        """Open the library in ``folder``, making it where there is none.

        Raises:
            LibraryNotFound: the folder holds other things than a library.
            LibraryBusy, LibraryDamaged, LibraryTooNew: as ``open``.
        """
        Database(folder).create()
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> "Store":
        """Open the library in ``folder``.

        Raises:
            LibraryNotFound: there is none.
            LibraryTooNew: a later release wrote it.
            LibraryBusy: it is of an earlier release, and another process is writing to it.
            LibraryDamaged: SQLite can't read it.
        """
        store = cls(folder)
        store._database.check()
        return store

    # -- writing ---------------------------------------------------------------------------------

    def put_version(
        self,
        document: Document,
        file: File,
        original: bytes,
        spans: Sequence[Span],
        fingerprint: bytes | None = None,
    ) -> None:
        """Store a new version of a document, its original, its passages, and the file that it was read from.

        ``document.metadata`` is as found; corrections stay where they are.
        """
        self.originals.keep(document.sha256, original)
        with self.transaction() as connection:
            connection.execute(
                "INSERT INTO document (id, source, version) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " source = excluded.source, version = excluded.version, removed_at = NULL",
                (document.id, document.source, document.version),
            )
            connection.execute(
                "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    document.id,
                    document.version,
                    document.sha256,
                    document.media_type,
                    document.text,
                    records.sections_to_json(document.sections),
                    records.metadata_to_json(document.metadata),
                    _now(),
                    records.tables_to_json(document.tables),
                    json.dumps(document.pages),
                    int(document.recognised),
                    fingerprint,
                ),
            )
            put_file(connection, file)
            connection.executemany(
                'INSERT INTO passage (document_id, version, start, "end") VALUES (?, ?, ?, ?)',
                [(document.id, document.version, start, end) for start, end in spans],
            )

    def put_metadata(self, document_id: str, version: int, metadata: Metadata) -> None:
        """Replace the metadata as found of a document's version; its text stays."""
        with self.transaction() as connection:
            connection.execute(
                "UPDATE version SET metadata = ? WHERE document_id = ? AND version = ?",
                (records.metadata_to_json(metadata), document_id, version),
            )

    def correct(self, document_id: str, values: Mapping[str, str | None], undo: Sequence[str] = ()) -> None:
        """Put a person's values over the metadata found, for this and later versions of the document.

        Args:
            document_id: of a document that is there.
            values: field of ``records.CORRECTABLE`` -> value, dates in ISO 8601; ``None``: it has none.
            undo: fields whose correction is taken back.
        """
        self.document(document_id)
        with self.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO correction VALUES (?, ?, ?, ?)",
                [(document_id, name, value, _now()) for name, value in values.items()],
            )
            connection.executemany(
                "DELETE FROM correction WHERE document_id = ? AND field = ?",
                [(document_id, name) for name in undo],
            )

    def set_duplicates(self, groups: Sequence[Sequence[str]]) -> None:
        """Record which documents are near-duplicates of each other; all others are not."""
        rows = {
            document_id: json.dumps([other for other in group if other != document_id])
            for group in groups
            for document_id in group
        }
        before = dict(self._database.connection().execute("SELECT id, also FROM document WHERE also != '[]'"))
        if before == rows:
            return
        with self.transaction() as connection:
            connection.execute("UPDATE document SET also = '[]' WHERE also != '[]'")
            connection.executemany(
                "UPDATE document SET also = ? WHERE id = ?", [(v, k) for k, v in rows.items()]
            )

    def assign_groups(self, document_id: str, groups: Sequence[str]) -> None:
        """Let only readers of ``groups`` see a document, all its versions; none: everyone may.

        Raises:
            DocumentNotFound, DocumentRemoved
        """
        self.document(document_id)
        with self.transaction() as connection:
            connection.execute(
                "UPDATE document SET groups = ? WHERE id = ?",
                (json.dumps(sorted(set(groups)), ensure_ascii=False), document_id),
            )

    def set_states(self, changes: Sequence[Change]) -> None:
        """Mark the documents that ``changes`` names, and all others as current."""
        rows = [(c.state, c.reason, c.successor_id, c.document_id) for c in changes]
        before = set(
            self._database.connection().execute(
                "SELECT state, state_reason, successor_id, id FROM document WHERE state != 'current'"
            )
        )
        if before == {(str(state), *rest) for state, *rest in rows}:
            return
        with self.transaction() as connection:
            connection.execute(
                "UPDATE document SET state = 'current', state_reason = NULL, successor_id = NULL"
            )
            connection.executemany(
                "UPDATE document SET state = ?, state_reason = ?, successor_id = ? WHERE id = ?", rows
            )

    def is_settled(self) -> bool:
        """Tell whether states and groups were found for the library as it is now."""
        row = self._database.connection().execute("SELECT value FROM meta WHERE key = 'settled'").fetchone()
        return row is not None and int(row[0]) == self.revision()

    def mark_settled(self) -> None:
        """Note that states and groups are those of the library as it is now."""
        self._database.connection().execute(
            "INSERT OR REPLACE INTO meta SELECT 'settled', value FROM meta WHERE key = 'revision'"
        )

    def remove(self, document_id: str) -> None:
        """Remove a document with all its versions, passages and originals; its id answers 410 from now on."""
        self.document(document_id)
        with self.transaction() as connection:
            rows = connection.execute("SELECT sha256 FROM version WHERE document_id = ?", (document_id,))
            hashes = [row[0] for row in rows]
            for table in ("passage", "version", "file", "correction"):
                connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))
            connection.execute(
                "UPDATE document SET source = '', state = 'current', state_reason = NULL, successor_id = NULL,"
                " also = '[]', groups = '[]', removed_at = ? WHERE id = ?",
                (_now(), document_id),
            )
        for sha256 in hashes:
            used = (
                self._database.connection()
                .execute("SELECT 1 FROM version WHERE sha256 = ?", (sha256,))
                .fetchone()
            )
            if not used:
                self.originals.forget(sha256)

    # -- reading ---------------------------------------------------------------------------------

    def revision(self) -> int:
        """Return the number of transactions that the library has seen."""
        return int(
            self._database.connection().execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()[0]
        )

    def document(self, document_id: str, version: int | None = None) -> Document:
        """Return a document's latest version, or the one asked for.

        Raises:
            DocumentNotFound, DocumentRemoved
        """
        connection = self._database.connection()
        where = "WHERE d.id = ? AND v.version = " + ("d.version" if version is None else "?")
        arguments = (document_id,) if version is None else (document_id, version)
        row = connection.execute(_SELECT + where, arguments).fetchone()
        if row is not None:
            return _document(row)
        known = connection.execute("SELECT removed_at FROM document WHERE id = ?", (document_id,)).fetchone()
        if known is None:
            raise DocumentNotFound(f"没有编号为 {document_id} 的文件。")
        if known[0] is not None:
            raise DocumentRemoved(f"文件 {document_id} 已从资料库中移除。")
        raise DocumentNotFound(f"文件 {document_id} 没有第 {version} 版。")

    def documents(self) -> Iterator[Document]:
        """Yield the latest version of every document, by source."""
        cursor = self._database.connection().execute(
            _SELECT + "WHERE v.version = d.version AND d.removed_at IS NULL ORDER BY d.source, d.id"
        )
        for row in cursor:
            yield _document(row)

    def versions(self, document_id: str) -> tuple[int, ...]:
        """Return the numbers of a document's versions, oldest first."""
        rows = self._database.connection().execute(
            "SELECT version FROM version WHERE document_id = ? ORDER BY version", (document_id,)
        )
        return tuple(row[0] for row in rows)

    def passages(self) -> Iterator[Passage]:
        """Yield the passages of the latest versions, by id: what there is to search."""
        cursor = self._database.connection().execute(
            'SELECT p.id, p.document_id, p.version, p.start, p."end" FROM passage p JOIN document d'
            " ON d.id = p.document_id AND d.version = p.version AND d.removed_at IS NULL ORDER BY p.id"
        )
        for row in cursor:
            yield Passage(*row)

    def has_documents(self) -> bool:
        """Tell whether there is anything to search."""
        found = self._database.connection().execute("SELECT 1 FROM document WHERE removed_at IS NULL LIMIT 1")
        return found.fetchone() is not None

    def corrections(self, document_id: str) -> dict[str, str | None]:
        """Return what a person has corrected in a document's metadata: field -> value."""
        rows = self._database.connection().execute(
            "SELECT field, value FROM correction WHERE document_id = ? ORDER BY field", (document_id,)
        )
        return dict(rows.fetchall())

    def found_metadata(self, document_id: str) -> Metadata:
        """Return the metadata of the latest version as it was found, without corrections."""
        row = (
            self._database.connection()
            .execute(
                "SELECT v.metadata FROM document d JOIN version v ON v.document_id = d.id AND v.version = d.version"
                " WHERE d.id = ?",
                (document_id,),
            )
            .fetchone()
        )
        return records.metadata_from_json(row[0])

    def fingerprints(self) -> Iterator[tuple[str, bytes | None]]:
        """Yield id and fingerprint of the latest version of every document, by id."""
        yield from self._database.connection().execute(
            "SELECT d.id, v.fingerprint FROM document d JOIN version v ON v.document_id = d.id"
            " AND v.version = d.version WHERE d.removed_at IS NULL ORDER BY d.id"
        )

    def knows(self, document_id: str) -> int | None:
        """Return the latest version number ever given under this id, also of a removed document."""
        row = (
            self._database.connection()
            .execute("SELECT version FROM document WHERE id = ?", (document_id,))
            .fetchone()
        )
        return None if row is None else int(row[0])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _document(row: Sequence[str]) -> Document:
    document_id, version, source, text, sections, metadata, sha256, media_type, state, *rest = row
    reason, successor, tables, pages, recognised, also, groups, corrections = rest
    return Document(
        id=document_id,
        version=int(version),
        source=source,
        text=text,
        sections=records.sections_from_json(sections),
        metadata=records.corrected(records.metadata_from_json(metadata), json.loads(corrections)),
        sha256=sha256,
        media_type=media_type,
        state=State(state),
        state_reason=reason,
        successor_id=successor,
        tables=records.tables_from_json(tables),
        pages=tuple(json.loads(pages)),
        recognised=bool(recognised),
        also=tuple(json.loads(also)),
        groups=tuple(json.loads(groups)),
    )
