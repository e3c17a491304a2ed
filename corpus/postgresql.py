"""A library's database in PostgreSQL, so that several machines share its documents."""

import logging
import secrets
import threading
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Executable, create_engine, func, inspect, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from corpus import address, schema
from corpus.address import Address, read_address, write_address
from corpus.database import Database, Found, count_revision, folder_lock
from corpus.errors import LibraryBusy, LibraryDamaged, LibraryNotFound, LibraryTooNew, LibraryUnavailable
from corpus.tables import LIBRARY

logger = logging.getLogger(__name__)

_LOCK = int.from_bytes(b"youju")  # of writers; advisory locks are known in one database only
_LOOK = 0.1  # seconds between looks at a lock that another holds
_BATCH = 200  # rows fetched at once of a whole library
# Classes of SQLSTATE that say nothing of the statement: connection, login, no such database, resources,
# shutdown, system; and a server that takes no writing.
_UNAVAILABLE = ("08", "28", "3D", "53", "57P", "58", "25006")
_DAMAGED = ("XX001", "XX002")
_OWN_FILES = frozenset({"write.lock", "index", address.NAME, f"{address.NAME}.new"})
_OPTIONS = {
    "application_name": "youju",
    "connect_timeout": 5,  # seconds
    # A machine that has gone silent is given up after half a minute, and its lock with it.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 30_000,  # milliseconds
}


class PostgresDatabase(Database):
    """The PostgreSQL database of one library; the folder keeps its address, the index and what is uploaded."""

    has_originals = True

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder)
        self._url = url
        # Tested when it is lent, so that a server that was away is noticed before a transaction fails.
        self._engine = _engine(url, pool_pre_ping=True)
        self._reader = _engine(url, isolation_level="AUTOCOMMIT")
        self._local = threading.local()
        for engine in (self._engine, self._reader):
            weakref.finalize(self, engine.dispose)

    def create(self) -> None:
        """Make the library, or join the one that the database holds; see ``Database``."""
        folder = self.folder
        if folder.exists() and not folder.is_dir():
            raise LibraryNotFound(f"{folder} 是一个文件，不能作为资料库文件夹。")
        known = read_address(folder)
        if known is None and folder.exists() and any(p.name not in _OWN_FILES for p in folder.iterdir()):
            raise LibraryNotFound(f"文件夹 {folder} 里已有其他文件，请为资料库另选一个空文件夹。")
        folder.mkdir(parents=True, exist_ok=True)
        with self.write_lock(wait=10.0):
            if not self._has_tables():
                self._create()
            library = self._identity()
            if known is not None and known.library != library:
                raise LibraryNotFound(f"数据库里是另一个资料库，不是文件夹 {folder} 的那一个。")
            write_address(folder, Address(self._url, library))

    def check(self) -> None:
        """Prove that the library can be opened; see ``Database``."""
        known = read_address(self.folder)
        if not self._has_tables() or known is None:
            raise LibraryNotFound("数据库里没有资料库，请先运行 youju build。")
        version = self.mark("schema") or 0
        if version > schema.SCHEMA_VERSION:
            raise LibraryTooNew("数据库里的资料库由更新的版本建立，请升级有据后再打开。")
        if known.library != self._identity():
            raise LibraryNotFound(f"数据库里是另一个资料库，不是文件夹 {self.folder} 的那一个。")

    def _has_tables(self) -> bool:
        with _translated(), self._engine.connect() as connection:
            return inspect(connection).has_table("meta")

    def _identity(self) -> int:
        library = self.mark("library")
        if library is None:
            raise LibraryDamaged("数据库里的资料库不完整，请从备份恢复。")
        return library

    def _create(self) -> None:
        """Make the tables, all or none."""
        with self.transaction(counts=False) as connection:
            if inspect(connection).get_table_names():
                raise LibraryNotFound("数据库里已有其他表，请为资料库另建一个数据库。")
            if connection.execute(text("SHOW server_encoding")).scalar() != "UTF8":
                raise LibraryNotFound("数据库的编码不是 UTF8，请为资料库另建一个 UTF8 的数据库。")
            schema.create(connection, schema=schema.SCHEMA_VERSION, library=secrets.randbits(62))

    @contextmanager
    def write_lock(self, wait: float = 0.0) -> Iterator[None]:
        """Hold the folder on this machine and the library on all; see ``Database``.

        What the holder writes goes through the connection that holds the lock, so that nothing is written
        once the lock is lost.
        """
        until = time.monotonic() + wait
        with folder_lock(self.folder, wait), _translated(), self._engine.connect() as connection:
            while not connection.execute(select(func.pg_try_advisory_lock(_LOCK))).scalar():
                if time.monotonic() >= until:
                    raise LibraryBusy("资料库正在被另一个进程更新，请等它完成后再试。")
                time.sleep(_LOOK)
            connection.commit()  # the lock is the session's
            self._local.writer = connection
            try:
                yield
            finally:
                self._local.writer = None
                _unlock(connection)

    def all(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Found]:
        """Return the rows of a statement."""
        with _translated():
            try:
                return self._read(statement, values)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                return self._read(statement, values)  # the connection was one from before a restart

    def _read(self, statement: Executable, values: Mapping[str, Any] | None) -> Sequence[Found]:
        with self._reader.connect() as connection:
            return connection.execute(statement, values).fetchall()

    def rows(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Iterator[Found]:
        """Yield the rows of a statement in batches."""
        with _translated(), self._engine.connect() as connection:
            streaming = connection.execution_options(yield_per=_BATCH)
            with streaming.execute(statement, values) as result:
                yield from result

    @contextmanager
    def transaction(self, *, counts: bool = True) -> Iterator[Connection]:
        """Commit all or nothing; see ``Database``."""
        writer: Connection | None = getattr(self._local, "writer", None)
        if writer is None:
            with _translated(), self._engine.begin() as connection:
                if counts:
                    count_revision(connection)
                yield connection
            return
        if writer.invalidated:  # it would connect anew, without the lock
            raise LibraryUnavailable("与数据库的连接中断，更新没有完成，请稍后再试。")
        with _translated(), writer.begin():
            if counts:
                count_revision(writer)
            yield writer

    def integrity_errors(self) -> list[str]:
        """Return what the server can't read of the rows, and originals that are not what they were."""
        try:
            with self._engine.connect() as connection:
                for table in LIBRARY:
                    connection.execute(text(f"SELECT sum(length(t::text)) FROM {table.name} AS t"))
                spoilt = text("SELECT sha256 FROM original WHERE encode(sha256(data), 'hex') != sha256")
                return [f"原件 {sha256} 的内容已损坏。" for (sha256,) in connection.execute(spoilt)]
        except DBAPIError as error:
            fault = _translation(error)
            if isinstance(fault, LibraryUnavailable):
                raise fault from error
            return [str(fault)]

    def close(self) -> None:
        """Close the connections that nobody uses now; threads have none of their own."""
        self._engine.pool.dispose()
        self._reader.pool.dispose()


def _engine(url: str, **options: Any) -> Engine:
    try:
        return create_engine(url, connect_args=_OPTIONS, max_overflow=-1, hide_parameters=True, **options)
    except ModuleNotFoundError as error:
        raise LibraryUnavailable(
            "没有安装 PostgreSQL 的驱动，请运行 pip install 'youju[postgresql]'。"
        ) from error


def _unlock(connection: Connection) -> None:
    """Let go of the lock; a connection that is lost has let go of it."""
    try:
        if not connection.invalidated:
            connection.execute(select(func.pg_advisory_unlock(_LOCK)))
            connection.commit()
    except DBAPIError:
        connection.invalidate()


@contextmanager
def _translated() -> Iterator[None]:
    """Raise what the database says as an error of ours where it is no fault of the statement."""
    try:
        yield
    except DBAPIError as error:
        raise _translation(error) from error


def _translation(error: DBAPIError) -> BaseException:
    state = getattr(error.orig, "sqlstate", None)
    silent = state is None and isinstance(error, OperationalError)  # the server could not say why
    if error.connection_invalidated or silent or (state or "").startswith(_UNAVAILABLE):
        logger.warning("the database can't be used: %s", str(error.orig).partition("\n")[0])
        return LibraryUnavailable("暂时连不上保存文件的数据库，请稍后再试。")
    if state in _DAMAGED:
        return LibraryDamaged(f"数据库里的资料库已损坏，无法读取（{error.orig}）。")
    return error.orig or error
