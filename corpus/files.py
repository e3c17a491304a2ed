"""Which files say which document, and which files were found in which."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.database import Database
from corpus.parse.models import REVISION


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read: one of those that say the document, or one that only holds files."""

    path: str
    source: str  # relative to the path that was built
    sha256: str
    document_id: str | None
    container: str | None = None  # the path of the file that it was found in
    reader: int = REVISION  # of the readers that it was last read by


class Files:
    """The table of the files that were read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def at(self, path: str) -> File | None:
        """Return what is known of the file at ``path``."""
        return next(self._where("path = ?", path), None)

    def all(self) -> Iterator[File]:
        """Yield every file that was read, by path."""
        return self._where("TRUE")

    def of(self, document_id: str) -> tuple[File, ...]:
        """Return the files that say a document, by path."""
        return tuple(self._where("document_id = ?", document_id))

    def with_hash(self, sha256: str) -> tuple[File, ...]:
        """Return the files with this content that say a document, by path."""
        return tuple(self._where("document_id IS NOT NULL AND sha256 = ?", sha256))

    def inside(self, container: str) -> tuple[File, ...]:
        """Return the files that were found in the file at the path ``container``, by path."""
        return tuple(self._where("container = ?", container))

    def _where(self, where: str, *arguments: str) -> Iterator[File]:
        cursor = self._database.connection().execute(
            f"SELECT path, source, sha256, document_id, container, reader FROM file WHERE {where} ORDER BY path",
            arguments,
        )
        return (File(*row) for row in cursor)

    def put(self, file: File) -> None:
        """Record where a document can be read: a new place of it, or a new hash of the same text."""
        with self._database.transaction() as connection:
            put_file(connection, file)

    def move(self, before: str, file: File) -> None:
        """Record that the file at the path ``before`` has another place now."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM file WHERE path = ?", (before,))
            put_file(connection, file)

    def forget(self, path: str) -> str | None:
        """Forget a file that is gone; return its document's id if no other file says it."""
        file = self.at(path)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM file WHERE path = ?", (path,))
            _name_after_first_file(connection, None if file is None else file.document_id)
        if file is None or file.document_id is None or self.of(file.document_id):
            return None
        return file.document_id


def put_file(connection: sqlite3.Connection, file: File) -> None:
    """Write a file's row, as part of a transaction; the documents it said and says are named after their files."""
    before = connection.execute("SELECT document_id FROM file WHERE path = ?", (file.path,)).fetchone()
    connection.execute(
        "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET source = excluded.source,"
        " sha256 = excluded.sha256, document_id = excluded.document_id, container = excluded.container,"
        " reader = excluded.reader",
        (file.path, file.source, file.sha256, file.document_id, file.container, file.reader),
    )
    for document_id in {file.document_id, before and before[0]}:
        _name_after_first_file(connection, document_id)


def _name_after_first_file(connection: sqlite3.Connection, document_id: str | None) -> None:
    """Keep a document's source that of the file which was read first, of those that are left."""
    connection.execute(
        "UPDATE document SET source = coalesce((SELECT source FROM file WHERE document_id = document.id"
        " ORDER BY rowid LIMIT 1), source) WHERE id = ?",
        (document_id,),
    )
