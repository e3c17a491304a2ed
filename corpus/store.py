"""The document store of a library: SQLite (WAL) for documents, versions and passages; originals by hash."""

import json
import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import (
    DocumentNotFound,
    DocumentRemoved,
    LibraryBusy,
    LibraryDamaged,
    LibraryNotFound,
    LibraryTooNew,
)
from corpus.lifecycle import Change
from corpus.models import Document, Metadata, Passage, Section, State
from corpus.sentences import Span

SCHEMA_VERSION = 1
_DATABASE = "library.sqlite"
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE document (
    id TEXT PRIMARY KEY,
    path TEXT UNIQUE,              -- the file that it was last read from; NULL once removed
    source TEXT NOT NULL,
    version INTEGER NOT NULL,      -- the latest
    state TEXT NOT NULL DEFAULT 'current',
    state_reason TEXT,
    successor_id TEXT,
    removed_at TEXT
) STRICT;
CREATE TABLE version (
    document_id TEXT NOT NULL REFERENCES document (id),
    version INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    text TEXT NOT NULL,
    sections TEXT NOT NULL,
    metadata TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (document_id, version)
) STRICT;
CREATE INDEX version_sha256 ON version (sha256);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never given twice, so that an index row can't change its meaning
    document_id TEXT NOT NULL REFERENCES document (id),
    version INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL
) STRICT;
CREATE INDEX passage_document ON passage (document_id, version);
INSERT INTO meta VALUES ('revision', 0);
"""
_SELECT = (
    "SELECT d.id, v.version, d.source, v.text, v.sections, v.metadata, v.sha256, v.media_type, d.state,"
    " d.state_reason, d.successor_id FROM document d JOIN version v ON v.document_id = d.id "
)


class Store:
    """Documents, versions and passages of one library folder. Safe to use from many threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._local = threading.local()

    @classmethod
    def create(cls, folder: Path) -> "Store":
        """Open the library in ``folder``, making it where there is none.

        Raises:
            LibraryDamaged: the folder holds other things than a library.
        """
        if folder.exists() and not folder.is_dir():
            raise LibraryNotFound(f"{folder} 是一个文件，不能作为资料库文件夹。")
        if not (folder / _DATABASE).exists():
            if folder.exists() and any(p.name not in {"write.lock", "index"} for p in folder.iterdir()):
                raise LibraryNotFound(f"文件夹 {folder} 里已有其他文件，请为资料库另选一个空文件夹。")
            folder.mkdir(parents=True, exist_ok=True)
            with cls(folder).write_lock(wait=10.0):
                cls(folder)._create_schema()
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> "Store":
        """Open the library in ``folder``.

        Raises:
            LibraryNotFound: there is none.
            LibraryTooNew: a later release wrote it.
            LibraryDamaged: SQLite can't read it.
        """
        if not (folder / _DATABASE).is_file():
            raise LibraryNotFound(f"{folder} 里没有资料库，请先运行 youju build。")
        store = cls(folder)
        try:
            version = store._connection().execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise LibraryDamaged(f"资料库 {folder} 已损坏，无法读取（{error}）。") from error
        if version > SCHEMA_VERSION:
            raise LibraryTooNew(f"资料库 {folder} 由更新的版本建立，请升级有据后再打开。")
        if version < 1:
            raise LibraryDamaged(f"资料库 {folder} 尚未建成，请重新运行 youju build。")
        return store

    # -- writing ---------------------------------------------------------------------------------

    @contextmanager
    def write_lock(self, wait: float = 0.0) -> Iterator[None]:
        """Hold the library for writing; one process at a time.

        Raises:
            LibraryBusy: another process holds it for longer than ``wait`` seconds.
        """
        lock = FileLock(self.folder / "write.lock")
        try:
            lock.acquire(timeout=wait)
        except Timeout as error:
            raise LibraryBusy("资料库正在被另一个进程更新，请等它完成后再试。") from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit all or nothing; every transaction is a new revision of the library."""
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    def put_version(self, document: Document, path: str, original: bytes, spans: Sequence[Span]) -> None:
        """Store a new version of a document, its original, and its passages."""
        self._keep_original(document.sha256, original)
        with self.transaction() as connection:
            connection.execute(
                "INSERT INTO document (id, path, source, version) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " path = excluded.path, source = excluded.source, version = excluded.version, removed_at = NULL",
                (document.id, path, document.source, document.version),
            )
            connection.execute(
                "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    document.id,
                    document.version,
                    document.sha256,
                    document.media_type,
                    document.text,
                    json.dumps([[s.level, s.start, s.heading_end, s.end] for s in document.sections]),
                    _metadata_to_json(document.metadata),
                    datetime.now(UTC).isoformat(timespec="seconds"),
                ),
            )
            connection.executemany(
                'INSERT INTO passage (document_id, version, start, "end") VALUES (?, ?, ?, ?)',
                [(document.id, document.version, start, end) for start, end in spans],
            )

    def move(self, document_id: str, path: str, source: str) -> None:
        """Record that a document's file has another place now."""
        with self.transaction() as connection:
            connection.execute(
                "UPDATE document SET path = ?, source = ? WHERE id = ?", (path, source, document_id)
            )

    def set_states(self, changes: Sequence[Change]) -> None:
        """Mark the documents that ``changes`` names, and all others as current."""
        rows = [(c.state, c.reason, c.successor_id, c.document_id) for c in changes]
        before = set(
            self._connection().execute(
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

    def remove(self, document_id: str) -> None:
        """Remove a document with all its versions, passages and originals; its id answers 410 from now on."""
        self.document(document_id)
        with self.transaction() as connection:
            hashes = [
                r[0]
                for r in connection.execute(
                    "SELECT sha256 FROM version WHERE document_id = ?", (document_id,)
                )
            ]
            connection.execute("DELETE FROM passage WHERE document_id = ?", (document_id,))
            connection.execute("DELETE FROM version WHERE document_id = ?", (document_id,))
            connection.execute(
                "UPDATE document SET path = NULL, source = '', state = 'current', state_reason = NULL,"
                " successor_id = NULL, removed_at = ? WHERE id = ?",
                (datetime.now(UTC).isoformat(timespec="seconds"), document_id),
            )
        for sha256 in hashes:
            used = self._connection().execute("SELECT 1 FROM version WHERE sha256 = ?", (sha256,)).fetchone()
            if not used:
                self.original_path(sha256).unlink(missing_ok=True)

    # -- reading ---------------------------------------------------------------------------------

    def revision(self) -> int:
        """Return the number of transactions that the library has seen."""
        return int(self._connection().execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()[0])

    def document(self, document_id: str, version: int | None = None) -> Document:
        """Return a document's latest version, or the one asked for.

        Raises:
            DocumentNotFound, DocumentRemoved
        """
        connection = self._connection()
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
        cursor = self._connection().execute(
            _SELECT + "WHERE v.version = d.version AND d.removed_at IS NULL ORDER BY d.source, d.id"
        )
        for row in cursor:
            yield _document(row)

    def versions(self, document_id: str) -> tuple[int, ...]:
        """Return the numbers of a document's versions, oldest first."""
        rows = self._connection().execute(
            "SELECT version FROM version WHERE document_id = ? ORDER BY version", (document_id,)
        )
        return tuple(row[0] for row in rows)

    def passages(self) -> Iterator[Passage]:
        """Yield the passages of the latest versions, by id: what there is to search."""
        cursor = self._connection().execute(
            'SELECT p.id, p.document_id, p.version, p.start, p."end" FROM passage p JOIN document d'
            " ON d.id = p.document_id AND d.version = p.version AND d.removed_at IS NULL ORDER BY p.id"
        )
        for row in cursor:
            yield Passage(*row)

    def by_path(self, path: str) -> tuple[str, int, str] | None:
        """Return id, latest version and hash of the document that was last read from ``path``."""
        row = (
            self._connection()
            .execute(
                "SELECT d.id, d.version, v.sha256 FROM document d JOIN version v ON v.document_id = d.id"
                " AND v.version = d.version WHERE d.path = ?",
                (path,),
            )
            .fetchone()
        )
        return None if row is None else (row[0], row[1], row[2])

    def paths_with_hash(self, sha256: str) -> tuple[tuple[str, str], ...]:
        """Return id and path of the documents whose latest version has this hash."""
        rows = self._connection().execute(
            "SELECT d.id, d.path FROM document d JOIN version v ON v.document_id = d.id AND v.version = d.version"
            " WHERE v.sha256 = ? AND d.removed_at IS NULL ORDER BY d.id",
            (sha256,),
        )
        return tuple((row[0], row[1]) for row in rows)

    def paths(self) -> dict[str, str]:
        """Return the path of every document's file, by path, with the document's id."""
        return dict(self._connection().execute("SELECT path, id FROM document WHERE removed_at IS NULL"))

    def knows(self, document_id: str) -> int | None:
        """Return the latest version number ever given under this id, also of a removed document."""
        row = (
            self._connection().execute("SELECT version FROM document WHERE id = ?", (document_id,)).fetchone()
        )
        return None if row is None else int(row[0])

    def original_path(self, sha256: str) -> Path:
        """Return where the original file with this hash is kept."""
        return self.folder / "originals" / sha256[:2] / sha256

    def integrity_errors(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file."""
        try:
            rows = [str(row[0]) for row in self._connection().execute("PRAGMA integrity_check")]
        except sqlite3.DatabaseError as error:
            return [str(error)]
        return [] if rows == ["ok"] else rows

    # -- inside ----------------------------------------------------------------------------------

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.folder / _DATABASE, timeout=30.0, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def _create_schema(self) -> None:
        connection = self._connection()
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
            connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
        self.close()

    def _keep_original(self, sha256: str, data: bytes) -> None:
        target = self.original_path(sha256)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)


def _document(row: tuple[object, ...]) -> Document:
    document_id, version, source, text, sections, metadata, sha256, media_type, state, reason, successor = row
    return Document(
        id=str(document_id),
        version=int(str(version)),
        source=str(source),
        text=str(text),
        sections=tuple(Section(*values) for values in json.loads(str(sections))),
        metadata=_metadata_from_json(str(metadata)),
        sha256=str(sha256),
        media_type=str(media_type),
        state=State(str(state)),
        state_reason=None if reason is None else str(reason),
        successor_id=None if successor is None else str(successor),
    )


def _metadata_to_json(metadata: Metadata) -> str:
    return json.dumps(asdict(metadata), ensure_ascii=False, default=date.isoformat)


def _metadata_from_json(text: str) -> Metadata:
    values = json.loads(text)
    for key in ("issued_on", "published_on"):
        values[key] = date.fromisoformat(values[key]) if values[key] else None
    values["aliases"] = tuple((alias, name) for alias, name in values["aliases"])
    return Metadata(**values)
