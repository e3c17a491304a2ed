"""A library's database in one SQLite file of its folder: WAL mode, a connection a thread."""

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Executable, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from corpus import schema
from corpus.database import Database, Found, count_revision, folder_lock
from corpus.errors import LibraryDamaged, LibraryNotFound, LibraryTooNew

NAME = "library.sqlite"
_UNFINISHED = "library.sqlite.new"
# of a library that was begun and not finished
_OWN_FILES = frozenset({"write.lock", "index", _UNFINISHED, f"{_UNFINISHED}-journal"})


class SqliteDatabase(Database):
    """The SQLite file of one library folder. What SQLite finds wrong is raised as it says it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._engine = _engine(folder / NAME)
        self._local = threading.local()

    def create(self) -> None:
        """Make the library's folder and tables, where there are none; see ``Database``."""
        folder = self.folder
        if folder.exists() and not folder.is_dir():
            raise LibraryNotFound(f"{folder} 是一个文件，不能作为资料库文件夹。")
        if not (folder / NAME).exists():
            if folder.exists() and any(p.name not in _OWN_FILES for p in folder.iterdir()):
                raise LibraryNotFound(f"文件夹 {folder} 里已有其他文件，请为资料库另选一个空文件夹。")
            folder.mkdir(parents=True, exist_ok=True)
            with self.write_lock(wait=10.0):
                self._create()

    def check(self) -> None:
        """Prove that the library can be opened, and migrate it; see ``Database``."""
        if not (self.folder / NAME).is_file():
            raise LibraryNotFound(f"{self.folder} 里没有资料库，请先运行 youju build。")
        try:
            version = schema.schema_version(self._sqlite())
            if 1 <= version < schema.SCHEMA_VERSION:
                with self.write_lock(wait=30.0):
                    schema.migrate(self._sqlite())
                version = schema.schema_version(self._sqlite())
        except sqlite3.DatabaseError as error:
            raise LibraryDamaged(f"资料库 {self.folder} 已损坏，无法读取（{error}）。") from error
        if version > schema.SCHEMA_VERSION:
            raise LibraryTooNew(f"资料库 {self.folder} 由更新的版本建立，请升级有据后再打开。")
        if version < 1:
            raise LibraryDamaged(f"资料库 {self.folder} 尚未建成，请重新运行 youju build。")

    def _create(self) -> None:
        """Make the database beside its place, so that a killed process never leaves a half one there."""
        if (self.folder / NAME).exists():  # another process was first
            return
        unfinished = self.folder / _UNFINISHED
        unfinished.unlink(missing_ok=True)
        with _engine(unfinished, wal=False).connect() as connection:
            connection.exec_driver_sql("BEGIN")
            schema.create(connection)
            connection.exec_driver_sql(f"PRAGMA user_version = {schema.SCHEMA_VERSION}")
            connection.exec_driver_sql("COMMIT")
        unfinished.replace(self.folder / NAME)

    def write_lock(self, wait: float = 0.0) -> AbstractContextManager[None]:
        """Hold the library's folder; see ``Database``."""
        return folder_lock(self.folder, wait)

    def all(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Found]:
        """Return the rows of a statement."""
        with self._lent() as connection:
            return connection.execute(statement, values).fetchall()

    def rows(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Iterator[Found]:
        """Yield the rows of a statement as SQLite finds them."""
        with self._lent() as connection, connection.execute(statement, values) as result:
            yield from result

    @contextmanager
    def transaction(self, *, counts: bool = True) -> Iterator[Connection]:
        """Commit all or nothing; see ``Database``."""
        with self._lent() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                if counts:
                    count_revision(connection)
                yield connection
                connection.exec_driver_sql("COMMIT")
            except BaseException:
                if self._sqlite().in_transaction:  # a full disk has ended it already
                    connection.exec_driver_sql("ROLLBACK")
                raise

    def mark(self, key: str) -> int | None:
        """Return what the library notes about itself; every question asks, so SQLite itself is asked."""
        found = self._sqlite().execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if found is None else int(found[0])

    def integrity_errors(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file."""
        try:
            rows = [str(row[0]) for row in self._sqlite().execute("PRAGMA integrity_check")]
        except sqlite3.DatabaseError as error:
            return [str(error)]
        return [] if rows == ["ok"] else rows

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    @contextmanager
    def _lent(self) -> Iterator[Connection]:
        """Lend this thread's connection; every statement commits by itself."""
        try:
            yield self._connection()
        except DBAPIError as error:
            raise error.orig or error from error

    def _connection(self) -> Connection:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is not None and self._local.stamp != self._stamp():
            self.close()
            connection = None
        if connection is None:
            connection = self._local.connection = self._engine.connect()
            self._local.stamp = self._stamp()
        return connection

    def _stamp(self) -> tuple[int, int] | None:
        """Return what tells whether a file that was opened as one that never changes has changed all the same."""
        if os.access(self.folder, os.W_OK):
            return None
        try:
            status = (self.folder / NAME).stat()
        except FileNotFoundError:
            return None
        return status.st_mtime_ns, status.st_size

    def _sqlite(self) -> sqlite3.Connection:
        with self._lent() as connection:
            driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return driver


def _engine(path: Path, *, wal: bool = True) -> Engine:
    def connect() -> sqlite3.Connection:
        # Autocommit, so that transactions are those that we begin. A thread's connection may be closed by
        # another once the thread is gone.
        connection = sqlite3.connect(path, timeout=30.0, isolation_level=None, check_same_thread=False)
        if wal:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                if os.access(path.parent, os.W_OK):
                    raise
                connection.close()
                return _read_only(path)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    return create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)


def _read_only(path: Path) -> sqlite3.Connection:
    """Open a database in a folder that can't be written to.

    SQLite wants a log beside a database in WAL mode. Where there is none, nobody is writing: the file is opened as
    one that does not change.
    """
    has_log = path.with_name(f"{path.name}-wal").exists()
    uri = f"{path.absolute().as_uri()}?mode=ro{'' if has_log else '&immutable=1'}"
    return sqlite3.connect(uri, uri=True, timeout=30.0, isolation_level=None, check_same_thread=False)
