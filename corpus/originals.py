"""The original files of a library, kept by hash: written whole or not at all."""

import os
import tempfile
from pathlib import Path

_UNFINISHED = ".part"


class Originals:
    """A folder of files named by their SHA-256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Return where the file with this hash is kept."""
        return self.folder / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes | None:
        """Return the content of the file with this hash, if it is there."""
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, sha256: str, data: bytes) -> None:
        """Write a file that is not there yet, durably."""
        target = self.path(sha256)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=_UNFINISHED)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)

    def forget(self, sha256: str) -> None:
        """Delete a file, if it is there."""
        self.path(sha256).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Delete what a killed process left unfinished. The caller holds the library's write lock.

        It lies beside the folders of the files, of which none has to be listed.
        """
        for left in self.folder.glob(f"*{_UNFINISHED}"):
            left.unlink(missing_ok=True)
