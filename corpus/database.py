"""The database of a library: reading, transactions that count, one writer at a time."""

import errno
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Executable, Insert, Row, Table, Update, bindparam, insert, select, update

from corpus.errors import LibraryBusy, LibraryReadOnly
from corpus.tables import document, meta

Found = Row[*tuple[Any, ...]]  # a row of whatever columns


class Database(ABC):
    """Where the documents of one library folder lie. Safe to use from many threads."""

    has_originals = False  # whether it holds the original files, too

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def create(self) -> None:
        """Make the library's folder and tables, where there are none.

        Raises:
            LibraryNotFound: the folder or the database holds other things than a library.
            LibraryUnavailable: the database can't be reached.
        """

    @abstractmethod
    def check(self) -> None:
        """Prove that the library can be opened; one of an earlier release is brought to this schema.

        Raises:
            LibraryNotFound: there is none.
            LibraryTooNew: a later release wrote it.
            LibraryBusy: it is of an earlier release, and another process is writing to it.
            LibraryDamaged: the database can't read it.
            LibraryUnavailable: the database can't be reached.
        """

    @abstractmethod
    def write_lock(self, wait: float = 0.0) -> AbstractContextManager[None]:
        """Hold the library for writing; one process at a time, on whatever machine.

        Raises:
            LibraryBusy: another process holds it for longer than ``wait`` seconds.
        """

    @abstractmethod
    def all(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Found]:
        """Return the rows of a statement, which are few."""

    @abstractmethod
    def rows(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Iterator[Found]:
        """Yield the rows of a statement as the database finds them, of a whole library."""

    @abstractmethod
    def transaction(self, *, counts: bool = True) -> AbstractContextManager[Connection]:
        """Commit all or nothing; a transaction is a new revision of the library, unless it ``counts`` not."""

    @abstractmethod
    def integrity_errors(self) -> list[str]:
        """Return what the database itself finds wrong with what it holds."""

    @abstractmethod
    def close(self) -> None:
        """Close this thread's connection."""

    def row(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Found | None:
        """Return the first row of a statement, if there is one."""
        rows = self.all(statement, values)
        return rows[0] if rows else None

    def mark(self, key: str) -> int | None:
        """Return a number that the library notes about itself: ``revision``, ``settled``."""
        found = self.row(_MARK, {"key": key})
        return None if found is None else int(found[0])


# Statements are made once, and given their values when they are run: making one takes longer than running it.
_MARK = select(meta.c.value).where(meta.c.key == bindparam("key"))
_COUNT = update(meta).where(meta.c.key == "revision").values(value=meta.c.value + 1)
_TOUCH = (
    update(document)
    .where(document.c.id == bindparam("touched"))
    .values(revision=select(meta.c.value).where(meta.c.key == "revision").scalar_subquery())
)


@contextmanager
def folder_lock(folder: Path, wait: float) -> Iterator[None]:
    """Hold a library's folder for writing; one process of this machine at a time.

    Raises:
        LibraryBusy: another process holds it for longer than ``wait`` seconds.
        LibraryReadOnly: the folder can't be written to.
    """
    lock = FileLock(folder / "write.lock")
    try:
        lock.acquire(timeout=wait)
    except Timeout as error:
        raise LibraryBusy("资料库正在被另一个进程更新，请等它完成后再试。") from error
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        raise LibraryReadOnly(f"资料库 {folder} 是只读的，不能更改。") from error
    try:
        yield
    finally:
        lock.release()


def count_revision(connection: Connection) -> None:
    """Make a transaction a revision of the library: its first statement, on which all other writers wait."""
    connection.execute(_COUNT)


def current_revision(connection: Connection) -> int:
    """Return the library's revision as a transaction sees it: the one that it makes."""
    return int(connection.execute(_MARK, {"key": "revision"}).scalar_one())


def touch(connection: Connection, *document_ids: str | None) -> None:
    """Note, as part of a transaction, that it changes something of these documents."""
    if document_ids:
        connection.execute(_TOUCH, [{"touched": document_id} for document_id in document_ids])


def put(connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Write the row of a key as part of a transaction, whether it is there or not."""
    changed = {f"key_{name}": value for name, value in key.items()} | dict(values)
    if not connection.execute(_update_of(table, tuple(key)), changed).rowcount:
        connection.execute(insert_into(table), {**key, **values})


@cache
def insert_into(table: Table) -> Insert:
    """Return the statement that adds rows to a table."""
    return insert(table)


@cache
def _update_of(table: Table, key: tuple[str, ...]) -> Update:
    return update(table).where(*(table.c[name] == bindparam(f"key_{name}") for name in key))
