"""Reads files in this process: for tests of what happens to readings, not of how they come about."""

import tempfile
from dataclasses import replace
from pathlib import Path

from corpus.handover import Reading, Task, reading_from_line, reading_to_line
from corpus.parse.models import Progress, no_progress


class DirectReaders:
    """Two at once, in threads of the test's own process; what they hand over goes through JSON as in earnest."""

    count = 2

    def read(
        self, path: Path, name: str, sha256: str, limit: int, progress: Progress = no_progress
    ) -> list[Reading]:
        import json

        from corpus.worker import read_task

        with tempfile.TemporaryDirectory() as spool:
            readings = [
                reading_from_line(json.loads(reading_to_line(reading)))
                for reading in read_task(Task(str(path), name, sha256, limit, spool), progress)
            ]
            return [
                r if r.spooled is None else replace(r, content=Path(r.spooled).read_bytes()) for r in readings
            ]

    def close(self) -> None:
        pass
