"""Model folders in the cache: each appears in one step, tells what it was made from, and is made anew when damaged."""

import json
import logging
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock

from index.errors import CacheUnwritable

STAMP: Final = "youju.json"

_log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with (steps done, steps in all)."""


def default_cache_dir() -> Path:
    """Return the user's cache folder for Youju: ``$XDG_CACHE_HOME/youju``, else ``~/.cache/youju``.

    The one place outside ``ui.settings`` that looks at the environment: this is the XDG base directory
    convention, not a setting of Youju. A relative ``$XDG_CACHE_HOME`` is ignored, as the convention says.
    """
    home = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (home if home.is_absolute() else Path.home() / ".cache") / "youju"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder ``cache_dir/models/{name}`` that is made once, of a source that ``stamp`` describes."""

    name: str
    stamp: Mapping[str, str | int]
    megabytes: int  # of disk that making it takes

    def ensure(self, cache_dir: Path, write: Callable[[Path], None]) -> Path:
        """Return the folder; where it is not there, or not whole, have ``write`` fill an empty one first.

        It is never seen half written; processes that need it at once wait for the first.

        Raises:
            CacheUnwritable: it cannot be written.
        """
        models = cache_dir / "models"
        target = models / self.name
        if self.is_complete(target):  # before the lock: a read-only cache that was filled beforehand is fine
            return target
        try:
            models.mkdir(parents=True, exist_ok=True)
            with FileLock(models / f"{self.name}.lock"):
                if not self.is_complete(target):
                    self._remove_leftovers(models)
                    self._make(target, write)
        except OSError as error:
            raise CacheUnwritable(
                f"无法在“{models}”中准备内置的语义模型：{error}。"
                f"请检查目录权限和磁盘空间（约需 {self.megabytes} MB），或者换一个缓存目录。"
            ) from error
        return target

    def is_complete(self, folder: Path) -> bool:
        """Tell whether ``folder`` was finished, and made from what the stamp says.

        Compares the stamp and the size of every file; the content is not hashed, as this runs at every start.
        """
        try:
            found = json.loads((folder / STAMP).read_text("utf-8"))
            files = found.pop("files")
            return bool(found == dict(self.stamp) and files == _sizes(folder))
        except (OSError, ValueError, LookupError, AttributeError, TypeError):
            return False

    def _make(self, target: Path, write: Callable[[Path], None]) -> None:
        """Write the folder beside ``target``, then move it there whole."""
        suffix = secrets.token_hex(4)
        partial = target.with_name(f".{self.name}.{suffix}.partial")
        partial.mkdir()
        try:
            write(partial)
        except BaseException:
            _remove(partial)
            raise
        write_json(partial / STAMP, {**self.stamp, "files": _sizes(partial)})
        _sync_tree(partial)
        if target.exists() or target.is_symlink():  # damaged or of an older kind; a rename cannot replace it
            stale = target.with_name(f".{self.name}.{suffix}.stale")
            target.rename(stale)
            partial.replace(target)
            _remove(stale)
        else:
            partial.replace(target)
        _sync(target.parent)

    def _remove_leftovers(self, models: Path) -> None:
        """Clear away what killed processes left. Call with the lock held: nobody else is writing then."""
        for path in models.glob(f".{self.name}.*"):
            _log.info("removing the leftover of an interrupted conversion: %s", path.name)
            _remove(path)


def write_json(path: Path, content: object) -> None:
    """Write a file of a model's description, and the folder that it lies in."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _sizes(folder: Path) -> dict[str, int]:
    """Return the size in bytes of every file that was written, by path relative to ``folder``."""
    written = (path for path in folder.rglob("*") if path.is_file() and path.name != STAMP)
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in written}


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync_tree(folder: Path) -> None:
    """Bring every file to the disk, so that after a crash the renamed folder never holds empty ones."""
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":  # Windows has no handle to sync a folder by
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
