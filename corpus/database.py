"""The database of a library: one SQLite file in WAL mode, one writer at a time, a connection a thread."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus import schema
from corpus.errors import LibraryBusy, LibraryDamaged, LibraryNotFound, LibraryTooNew

_NAME = "library.sqlite"
_UNFINISHED = "library.sqlite.new"
# of a library that was begun and not finished
_OWN_FILES = frozenset({"write.lock", "index", _UNFINISHED, f"{_UNFINISHED}-journal"})


class Database:
    """The SQLite file of one library folder. Safe to use from many threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._local = threading.local()

    def create(self) -> None:
        """Make the library's folder and tables, where there are none.

        Raises:
            LibraryNotFound: the folder holds other things than a library.
        """
        folder = self.folder
        if folder.exists() and not folder.is_dir():
            raise LibraryNotFound(f"{folder} 是一个文件，不能作为资料库文件夹。")
        if not (folder / _NAME).exists():
            if folder.exists() and any(p.name not in _OWN_FILES for p in folder.iterdir()):
                raise LibraryNotFound(f"文件夹 {folder} 里已有其他文件，请为资料库另选一个空文件夹。")
            folder.mkdir(parents=True, exist_ok=True)
            with self.write_lock(wait=10.0):
                self._create()

    def check(self) -> None:
        """Prove that the library can be opened; one of an earlier release is brought to this schema.

        Raises:
            LibraryNotFound: there is none.
            LibraryTooNew: a later release wrote it.
            LibraryBusy: it is of an earlier release, and another process is writing to it.
            LibraryDamaged: SQLite can't read it.
        """
        if not (self.folder / _NAME).is_file():
            raise LibraryNotFound(f"{self.folder} 里没有资料库，请先运行 youju build。")
        try:
            version = schema.schema_version(self.connection())
            if 1 <= version < schema.SCHEMA_VERSION:
                with self.write_lock(wait=30.0):
                    schema.migrate(self.connection())
                version = schema.schema_version(self.connection())
        except sqlite3.DatabaseError as error:
            raise LibraryDamaged(f"资料库 {self.folder} 已损坏，无法读取（{error}）。") from error
        if version > schema.SCHEMA_VERSION:
            raise LibraryTooNew(f"资料库 {self.folder} 由更新的版本建立，请升级有据后再打开。")
        if version < 1:
            raise LibraryDamaged(f"资料库 {self.folder} 尚未建成，请重新运行 youju build。")

    def _create(self) -> None:
        """Make the database beside its place, so that a killed process never leaves a half one there."""
        if (self.folder / _NAME).exists():  # another process was first
            return
        unfinished = self.folder / _UNFINISHED
        unfinished.unlink(missing_ok=True)
        connection = sqlite3.connect(unfinished, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = FULL")
            schema.create(connection)
        finally:
            connection.close()
        unfinished.replace(self.folder / _NAME)

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
        connection = self.connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    def integrity_errors(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file."""
        try:
            rows = [str(row[0]) for row in self.connection().execute("PRAGMA integrity_check")]
        except sqlite3.DatabaseError as error:
            return [str(error)]
        return [] if rows == ["ok"] else rows

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection, in autocommit mode."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.folder / _NAME, timeout=30.0, isolation_level=None)
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
