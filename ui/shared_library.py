"""A library whose documents lie in a database that several machines share."""

from pathlib import Path

from corpus.address import read_address
from corpus.store import Store
from ui.usage import UsageError


def shared_library(folder: Path | None, database: str) -> Path:
    """Return a library's folder; from the first time on it remembers the database that its documents lie in.

    Args:
        folder: of the library.
        database: its address, as ``corpus.address.parse`` gives it.

    Raises:
        UsageError: no folder is given.
        LibraryNotFound: the folder or the database holds other things than this library.
        LibraryBusy, LibraryDamaged, LibraryTooNew, LibraryUnavailable: as ``Store.open``.
    """
    if folder is None:
        raise UsageError("设置了 YOUJU_DATABASE，还要用 --library 或 YOUJU_LIBRARY 指定资料库文件夹。")
    address = read_address(folder)
    if address is None or address.url != database:
        Store.create(folder, database).close()
    return folder
