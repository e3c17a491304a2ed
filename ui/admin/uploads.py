"""Where uploaded originals lie: ``uploads/`` in the library's folder, for later builds to find under their names.

What has not been read yet waits in ``uploads/.waiting``, so that a second file of the same name does not take
the place of a first one that nobody has read.
"""

import errno
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from corpus.find import as_text
from ui.errors import UploadUnstored

FOLDER = "uploads"


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
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            reason = "磁盘空间不足" if full else str(error.strerror)
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

    def sweep(self, job_ids: Iterable[str]) -> None:
        """Delete what waits for no job: uploads that were cut off before they were reported as stored."""
        known = set(job_ids)
        if self._waiting.is_dir():
            for file in self._waiting.iterdir():
                if file.name not in known:
                    file.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Let a new name outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
