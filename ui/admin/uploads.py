"""Where uploaded originals lie: ``uploads/`` in the library's folder, for later builds to find under their names.

What has not been read yet waits in ``uploads/.waiting``, so that a second file of the same name does not take
the place of a first one that nobody has read.
"""

import os
import shutil
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from filelock import FileLock

from corpus.find import as_text
from ui.disk import is_full
from ui.errors import UploadUnstored

FOLDER = "uploads"
_LOCK = ".turn.lock"
_CUT_OFF = 3600.0  # seconds after which nobody is still sending


class Uploads:
    """The folder of uploaded files."""

    def __init__(self, library: Path) -> None:
        self.folder = library.absolute() / FOLDER
        self._waiting = self.folder / ".waiting"

    def path(self, name: str) -> Path:
        """Return where a file of this name lies once it is read; ``name`` is a safe one."""
        return self.folder / name

    def keep(self, job_id: str, content: IO[bytes]) -> None:
        """Write an upload to the disk, to wait there.

        Raises:
            UploadUnstored: the disk is full or closed to us.
        """
        target = self._waiting / job_id
        part = target.with_suffix(".part")
        try:
            self._waiting.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                shutil.copyfileobj(content, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
            _sync_folder(self._waiting)
        except OSError as error:
            part.unlink(missing_ok=True)
            reason = "磁盘空间不足" if is_full(error) else str(error.strerror)
            raise UploadUnstored(f"未能保存上传的文件（{reason}）。") from error

    def settle(self, job_id: str, name: str) -> Path:
        """Move an upload to the place of its name, from which it is read; return that place."""
        waiting, target = self._waiting / job_id, self.path(name)
        if waiting.exists():  # or an earlier try has moved it
            waiting.replace(target)
            _sync_folder(self.folder)
        return target

    def drop(self, job_id: str) -> None:
        """Delete an upload that waits."""
        (self._waiting / job_id).unlink(missing_ok=True)

    def delete(self, paths: Iterable[str]) -> None:
        """Delete those of ``paths``, as the store keeps them, that are uploads; all others are not ours."""
        for path in paths:
            file = Path(path)
            if as_text(file.parent) == as_text(self.folder):
                file.unlink(missing_ok=True)

    def turn(self) -> AbstractContextManager[object]:
        """Hold the right to read uploads while the block runs; the system takes it from a process that dies.

        Raises:
            filelock.Timeout: another process has it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        return FileLock(self.folder / _LOCK, timeout=0)

    def sweep(self, job_ids: Iterable[str]) -> None:
        """Delete what has long waited for no job: uploads that were cut off before they were reported as stored."""
        known = set(job_ids)
        if self._waiting.is_dir():
            for file in self._waiting.iterdir():
                # A young one may be on its way: its job is noted, perhaps by another process, once it is whole.
                if file.name not in known and _age(file) > _CUT_OFF:
                    file.unlink(missing_ok=True)


def _age(file: Path) -> float:
    try:
        return time.time() - file.stat().st_mtime
    except FileNotFoundError:  # its own process has just moved it
        return 0.0


def _sync_folder(folder: Path) -> None:
    """Let a new name outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
