"""Which files say which document, and which files were found in which."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, delete, select, update

from corpus.database import Database, put, touch
from corpus.parse.models import REVISION
from corpus.tables import document, file


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read: one of those that say the document, or one that only holds files."""

    path: str
    source: str  # relative to the path that was built
    sha256: str
    document_id: str | None
    container: str | None = None  # the path of the file that it was found in
    reader: int = REVISION  # of the readers that it was last read by


_FILES = select(
    file.c.path, file.c.source, file.c.sha256, file.c.document_id, file.c.container, file.c.reader
).order_by(file.c.path)
_AT = _FILES.where(file.c.path == bindparam("value"))
_OF = _FILES.where(file.c.document_id == bindparam("value"))
_WITH_HASH = _FILES.where(file.c.sha256 == bindparam("value"), file.c.document_id.is_not(None))
_INSIDE = _FILES.where(file.c.container == bindparam("value"))
_DOCUMENT_AT = select(file.c.document_id).where(file.c.path == bindparam("value"))
_FIRST_SOURCE = (
    select(file.c.source).where(file.c.document_id == bindparam("value")).order_by(file.c.id).limit(1)
)

_NAME = update(document).where(document.c.id == bindparam("named"), document.c.source != bindparam("other"))


class Files:
    """The table of the files that were read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def at(self, path: str) -> File | None:
        """Return what is known of the file at ``path``."""
        row = self._database.row(_AT, {"value": path})
        return None if row is None else File(*row)

    def all(self) -> Iterator[File]:
        """Yield every file that was read, by path."""
        return (File(*row) for row in self._database.rows(_FILES))

    def of(self, document_id: str) -> tuple[File, ...]:
        """Return the files that say a document, by path."""
        return tuple(File(*row) for row in self._database.all(_OF, {"value": document_id}))

    def with_hash(self, sha256: str) -> tuple[File, ...]:
        """Return the files with this content that say a document, by path."""
        return tuple(File(*row) for row in self._database.all(_WITH_HASH, {"value": sha256}))

    def inside(self, container: str) -> tuple[File, ...]:
        """Return the files that were found in the file at the path ``container``, by path."""
        return tuple(File(*row) for row in self._database.all(_INSIDE, {"value": container}))

    def put(self, file: File) -> None:
        """Record where a document can be read: a new place of it, or a new hash of the same text."""
        with self._database.transaction() as connection:
            put_file(connection, file)

    def move(self, before: str, file: File) -> None:
        """Record that the file at the path ``before`` has another place now."""
        with self._database.transaction() as connection:
            _delete(connection, before)
            put_file(connection, file)

    def forget(self, path: str) -> str | None:
        """Forget a file that is gone; return its document's id if no other file says it."""
        file = self.at(path)
        with self._database.transaction() as connection:
            _delete(connection, path)
            _name_after_first_file(connection, None if file is None else file.document_id)
        if file is None or file.document_id is None or self.of(file.document_id):
            return None
        return file.document_id


def put_file(connection: Connection, read: File) -> None:
    """Write a file's row, as part of a transaction; the documents it said and says are named after their files."""
    before = connection.execute(_DOCUMENT_AT, {"value": read.path}).scalar()
    values = asdict(read)
    put(connection, file, {"path": values.pop("path")}, values)
    for document_id in {read.document_id, before}:
        _name_after_first_file(connection, document_id)


def _delete(connection: Connection, path: str) -> None:
    connection.execute(delete(file).where(file.c.path == path))


def _name_after_first_file(connection: Connection, document_id: str | None) -> None:
    """Keep a document's source that of the file which was read first, of those that are left."""
    source = connection.execute(_FIRST_SOURCE, {"value": document_id}).scalar()
    if source is None:
        return
    if connection.execute(_NAME, {"named": document_id, "other": source, "source": source}).rowcount:
        touch(connection, document_id)
