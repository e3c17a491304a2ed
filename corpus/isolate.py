"""Files read in processes of their own, several at once: a broken or hostile file harms nothing else."""

import os
import queue
import tempfile
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from corpus.handover import Reading, Task
from corpus.parse.models import Progress, no_progress
from corpus.process import Limits, ReadingProcess


class Readers(Protocol):
    """Something that reads files: processes of their own, or in a test this one."""

    @property
    def count(self) -> int:
        """How many files can be read at once."""
        ...

    def read(
        self, path: Path, name: str, sha256: str, limit: int, progress: Progress = no_progress
    ) -> list[Reading]:
        """Return the documents that a file holds, and its failures, in their order.

        Args:
            path: the file.
            name: relative to the path that is being built.
            sha256: of the content that is meant.
            limit: bytes of the largest member that is unpacked.
            progress: called, in this thread, as pages are read.
        """
        ...

    def close(self) -> None:
        """Stop at once whatever is being read."""
        ...


class IsolatedReaders:
    """A pool of reading processes; a context manager. ``read`` may be called from ``count`` threads at once."""

    def __init__(self, count: int | None = None, limits: Limits | None = None) -> None:
        self._processes = [ReadingProcess(limits or Limits()) for _ in range(count or os.cpu_count() or 1)]
        self._idle: queue.LifoQueue[ReadingProcess] = queue.LifoQueue()
        for process in self._processes:
            self._idle.put(process)

    @property
    def count(self) -> int:
        """How many files can be read at once."""
        return len(self._processes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes at once."""
        for process in self._processes:
            process.close()

    def read(
        self, path: Path, name: str, sha256: str, limit: int, progress: Progress = no_progress
    ) -> list[Reading]:
        """Return the documents that a file holds, and its failures, in their order."""
        process = self._idle.get()
        try:
            with tempfile.TemporaryDirectory(prefix="youju-", ignore_cleanup_errors=True) as spool:
                task = Task(os.fspath(path), name, sha256, limit, spool)
                return [_with_content(reading) for reading in process.read(task, progress)]
        finally:
            self._idle.put(process)


def _with_content(reading: Reading) -> Reading:
    return (
        reading if reading.spooled is None else replace(reading, content=Path(reading.spooled).read_bytes())
    )
