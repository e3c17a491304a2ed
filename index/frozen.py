"""A library as it is at one moment, in a folder of its own that costs no room: databases copied, the rest linked.

Files of a library are written once and replaced, never changed, so a hard link keeps what was there. The library is
locked for the moment only; reading goes on.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from corpus.store import Store

_DATABASES = ("library.sqlite", "usage.sqlite")
_LINKED = ("originals", "uploads", "aliases.txt")
_INDEX = "index"
_PREFIX = ".backup-"
_LOCKED = 60.0  # seconds that another writer is waited for


@contextmanager
def frozen(store: Store) -> Iterator[Path]:
    """Give the folder; it is gone afterwards.

    Raises:
        LibraryBusy: another process is writing and does not end.
        LibraryReadOnly: the library's folder can't be written to; it can simply be copied.
        OSError: there is no room, or links can't be made.
    """
    with store.write_lock(wait=_LOCKED):
        _sweep(store.folder)
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=store.folder))
        try:
            _fill(store.folder, folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(library: Path, folder: Path) -> None:
    for name in _DATABASES:
        if (library / name).is_file():
            _copy_database(library / name, folder / name)
    for name in _LINKED:
        _link(library / name, folder / name)
    _link_index(library / _INDEX, folder / _INDEX)


def _sweep(folder: Path) -> None:
    """Delete what processes left that were killed."""
    for left in folder.glob(f"{_PREFIX}*-*"):
        process = left.name.removeprefix(_PREFIX).partition("-")[0]
        if not process.isdigit() or not Path("/proc", process).exists():
            shutil.rmtree(left, ignore_errors=True)


def _copy_database(source: Path, target: Path) -> None:
    """Copy a database that others may be writing to, as one transaction sees it."""
    with closing(sqlite3.connect(source, timeout=30.0)) as before, closing(sqlite3.connect(target)) as after:
        before.backup(after)
        after.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


def _link(source: Path, target: Path) -> None:
    if source.is_file():
        os.link(source, target)
    elif source.is_dir():
        target.mkdir()
        for path in source.iterdir():
            _link(path, target / path.name)


def _link_index(source: Path, target: Path) -> None:
    """Link the current generation; those before it and what is half written stay behind."""
    current = source / "CURRENT"
    if not current.is_file():
        return
    target.mkdir()
    for name in ("CURRENT", current.read_text(encoding="utf-8").strip(), "segments"):
        _link(source / name, target / name)
