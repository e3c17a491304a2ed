"""The original files of a library in its database, for the machines that share it."""

from pathlib import Path

from sqlalchemy import bindparam, delete, exists, select
from sqlalchemy.dialects.postgresql import insert

from corpus.database import Database
from corpus.originals import Originals
from corpus.tables import original, version

_ONE = original.c.sha256 == bindparam("sha256")
_IS_USED = exists().where(version.c.sha256 == original.c.sha256)
_NAME, _DATA = select(original.c.sha256).where(_ONE), select(original.c.data).where(_ONE)


class SharedOriginals:
    """Originals by their SHA-256 in a database; a folder holds copies of those that were asked for here."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._copies = Originals(folder)
        self._database = database

    def read(self, sha256: str) -> bytes | None:
        """Return the content of the file with this hash, if it is there."""
        row = self._database.row(_DATA, {"sha256": sha256})
        return None if row is None else bytes(row.data)

    def path(self, sha256: str) -> Path:
        """Return where a copy of the file with this hash is; nothing is there if the library has none."""
        path = self._copies.path(sha256)
        if not path.exists():
            data = self.read(sha256)
            if data is not None:
                self._copies.keep(sha256, data)
        elif self._database.row(_NAME, {"sha256": sha256}) is None:  # removed from another machine
            self._copies.forget(sha256)
        return path

    def keep(self, sha256: str, data: bytes) -> None:
        """Store a file that is not there yet."""
        with self._database.transaction(counts=False) as connection:
            connection.execute(insert(original).values(sha256=sha256, data=data).on_conflict_do_nothing())

    def forget(self, sha256: str) -> None:
        """Delete a file."""
        with self._database.transaction(counts=False) as connection:
            connection.execute(delete(original).where(_ONE), {"sha256": sha256})
        self._copies.forget(sha256)

    def sweep(self) -> None:
        """Delete what killed processes left, and copies of what is gone. The caller holds the write lock."""
        self._copies.sweep()
        with self._database.transaction(counts=False) as connection:
            connection.execute(delete(original).where(~_IS_USED))
        kept = {row.sha256 for row in self._database.all(select(original.c.sha256))}
        for copy in self._copies.folder.glob("??/*"):
            if copy.name not in kept:
                self._copies.forget(copy.name)
