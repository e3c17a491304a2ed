"""The SQLite file that remembers the use of a library. It lies beside the library's own and shares no lock with it."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from ui.errors import RecordsUnreadable

NAME = "usage.sqlite"
_VERSION = 2
_SCHEMA = """
CREATE TABLE answer (
    id TEXT PRIMARY KEY,           -- not to be guessed: a reader refers to it
    asked_at TEXT NOT NULL,        -- UTC
    person TEXT NOT NULL,          -- '' where nobody signs in
    way TEXT NOT NULL,
    question TEXT NOT NULL,
    standalone_question TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    elapsed_ms REAL NOT NULL
) STRICT;
CREATE INDEX answer_asked_at ON answer (asked_at);
CREATE TABLE quote (
    answer_id TEXT NOT NULL REFERENCES answer (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    document_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    title TEXT NOT NULL,
    citation TEXT NOT NULL,
    PRIMARY KEY (answer_id, position)
) STRICT;
CREATE INDEX quote_document ON quote (document_id);
CREATE TABLE feedback (
    answer_id TEXT NOT NULL REFERENCES answer (id) ON DELETE CASCADE,
    person TEXT NOT NULL,
    verdict TEXT NOT NULL,
    comment TEXT NOT NULL,
    given_at TEXT NOT NULL,        -- UTC
    PRIMARY KEY (answer_id, person)
) STRICT;
CREATE TABLE job (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,            -- of the uploaded file
    size INTEGER NOT NULL,
    person TEXT NOT NULL,          -- who uploaded it
    created_at TEXT NOT NULL,      -- UTC
    state TEXT NOT NULL,
    outcome TEXT,                  -- added, updated, joined, unchanged
    document_id TEXT,
    code TEXT,                     -- of a failure
    reason TEXT
) STRICT;
CREATE INDEX job_state ON job (state, created_at);
"""
# Several processes may serve one library: who signs out of one is out of all.
_FROM_1 = """
CREATE TABLE ended_session (
    id TEXT PRIMARY KEY,
    until REAL NOT NULL            -- seconds since 1970: it may be forgotten then
) STRICT;
"""


class UsageDatabase:
    """The file in one library folder. Safe to use from many threads; made when it is first written to.

    Nothing is opened here: a library whose folder can't be written to is served all the same.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._lock = threading.Lock()
        self._writer: sqlite3.Connection | None = None
        self._reading = threading.Lock()
        self._reader: sqlite3.Connection | None = None

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """Commit all or nothing. What is ``durable`` outlives a power cut, the rest only the end of the process.

        Raises:
            sqlite3.Error: it can't be written.
        """
        with self._lock:
            connection = self._writer or self._open()
            self._writer = connection
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Read without standing in the way of what is written meanwhile.

        Raises:
            RecordsUnreadable
        """
        try:
            if not self.path.exists():
                with self.write():  # a library that was never used
                    pass
            with closing(self._connect()) as connection:
                connection.execute("BEGIN")  # one state, however many queries
                yield connection
        except sqlite3.Error as error:
            raise RecordsUnreadable(
                f"问答记录暂时无法读取，请检查资料库文件夹里的 {NAME}（{error}）。"
            ) from error

    def has_row(self, query: str, arguments: Sequence[str]) -> bool:
        """Tell whether a query finds anything; quick enough for every request.

        Raises:
            sqlite3.Error: it can't be read.
        """
        with self._reading:
            if self._reader is None:
                if not self.path.exists():
                    return False  # nothing was ever noted
                with self.write():  # of the newest version
                    pass
                self._reader = self._connect()
            return self._reader.execute(query, arguments).fetchone() is not None

    def close(self) -> None:
        """Close what is open; a later use opens it again."""
        with self._lock, self._reading:
            for connection in (self._writer, self._reader):
                if connection is not None:
                    connection.close()
            self._writer = self._reader = None

    def _open(self) -> sqlite3.Connection:
        connection = self._connect()
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            self._upgrade(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=30.0, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def _upgrade(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")  # two processes may come at once
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > _VERSION:
            connection.execute("ROLLBACK")
            raise sqlite3.DatabaseError(f"{NAME} 由更新的版本建立，请升级有据。")
        for statements in (_SCHEMA, _FROM_1)[version:]:
            for statement in statements.split(";\n"):
                if statement.strip():
                    connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_VERSION}")
        connection.execute("COMMIT")
