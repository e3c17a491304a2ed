"""Which files are there to read?"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import FileForbidden
from corpus.models import Failure

MEMBER = "!/"  # between a container's path and the name of what it holds


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: where it is, and its name relative to the path that was built."""

    path: Path
    name: str

    @property
    def key(self) -> str:
        """The path as the store keeps it: bytes that are not UTF-8 as escapes, since SQLite takes none."""
        return as_text(self.path)


def find_files(paths: Sequence[Path]) -> tuple[list[Source], list[Failure]]:
    """Return the files at and below ``paths``, in a stable order, and the folders that can't be listed.

    Hidden files are passed over, as are the lock files of office programs (``~$…``), and links that lead
    out of a folder are not followed.
    """
    sources: dict[str, Source] = {}
    failures: list[Failure] = []

    def forbidden(error: OSError) -> None:
        reason = "没有读取权限。" if isinstance(error, PermissionError) else f"无法读取（{error.strerror}）。"
        failures.append(Failure(str(error.filename), FileForbidden.code, reason))

    for given in paths:
        path = given.absolute()
        try:
            is_folder, exists = path.is_dir(), path.exists()
        except OSError as error:
            forbidden(error)
            continue
        if not exists:
            failures.append(Failure(str(given), "path_not_found", "没有这个文件或文件夹。"))
        elif not is_folder:
            sources[str(path)] = Source(path, as_text(path.name))
        else:
            for file in _walk(path, forbidden):
                sources.setdefault(str(file), Source(file, as_text(file.relative_to(path))))
    return list(sources.values()), failures


def as_text(path: Path | str) -> str:
    """Return a path as text that SQLite and terminals take."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def is_gone(path: str) -> bool:
    """Tell whether the file at a stored path, or the one that it was found in, is there no more."""
    try:
        return not Path(path.split(MEMBER)[0]).exists()
    except (PermissionError, ValueError):
        return False  # not known: its folder is closed to us


def _walk(folder: Path, on_error: Callable[[OSError], None]) -> Iterator[Path]:
    root = folder.resolve()
    for where, folders, files in os.walk(folder, onerror=on_error):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = Path(where) / name
            if not name.startswith((".", "~$")) and not _leads_out(file, root):
                yield file


def _leads_out(file: Path, root: Path) -> bool:
    try:
        # os.path: Path.resolve raises RuntimeError where links go round in a circle
        return file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(root)
    except PermissionError:
        return False  # it can't be read either, and the report will say so
