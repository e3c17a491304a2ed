"""Uploads on their way into the library, remembered until they are read: a server that is killed goes on with them."""

import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from ui.errors import JobNotFound, UploadUnstored
from ui.records.database import UsageDatabase

_LISTED = 200


class JobState(StrEnum):
    """How far an upload is."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """One uploaded file, and what became of it."""

    id: str
    name: str
    size: int  # bytes
    person: str
    created_at: str  # ISO 8601, UTC
    state: JobState = JobState.WAITING
    outcome: str | None = None  # added, updated, joined, unchanged
    document_id: str | None = None  # None: not read, or the file holds several
    code: str | None = None
    reason: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in (JobState.DONE, JobState.FAILED)


def new_job(name: str, size: int, person: str) -> Job:
    """Return a job that waits."""
    return Job(secrets.token_hex(8), name, size, person, datetime.now(UTC).isoformat(timespec="milliseconds"))


class Jobs:
    """The table of jobs."""

    def __init__(self, database: UsageDatabase) -> None:
        self._database = database

    def add(self, job: Job) -> None:
        """Store a job; once this returns, it survives whatever happens to the server.

        Raises:
            UploadUnstored: the disk is full or closed to us.
        """
        try:
            with self._database.write() as connection:
                connection.execute(
                    "INSERT INTO job (id, name, size, person, created_at, state) VALUES (?, ?, ?, ?, ?, ?)",
                    (job.id, job.name, job.size, job.person, job.created_at, job.state),
                )
        except sqlite3.Error as error:
            raise UploadUnstored(f"未能保存上传的文件（{error}）。") from error

    def set(
        self,
        job_id: str,
        state: JobState,
        *,
        outcome: str | None = None,
        document_id: str | None = None,
        code: str | None = None,
        reason: str | None = None,
    ) -> None:
        """Note how far a job is."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE job SET state = ?, outcome = ?, document_id = ?, code = ?, reason = ? WHERE id = ?",
                (state, outcome, document_id, code, reason, job_id),
            )

    def forget(self, job_id: str) -> None:
        """Take a job off the list."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM job WHERE id = ?", (job_id,))

    def interrupted(self) -> None:
        """Let what was being read by a server that has ended wait once more."""
        with self._database.write() as connection:
            connection.execute("UPDATE job SET state = 'waiting' WHERE state = 'reading'")

    def find(self, job_id: str) -> Job:
        """Return one job.

        Raises:
            JobNotFound
        """
        found = self._where("id = ?", (job_id,))
        if not found:
            raise JobNotFound("没有这个上传任务。")
        return found[0]

    def unfinished(self) -> list[Job]:
        """Return the jobs that wait or are being read, in the order in which they came."""
        return self._where("state IN ('waiting', 'reading') ORDER BY created_at, rowid")

    def failed(self) -> list[Job]:
        """Return the files that could not be read, newest first."""
        return self._where("state = 'failed' ORDER BY created_at DESC, rowid DESC")

    def recent(self) -> list[Job]:
        """Return the jobs of late, newest first."""
        return self._where(f"TRUE ORDER BY created_at DESC, rowid DESC LIMIT {_LISTED}")

    def counts(self) -> dict[str, int]:
        """Return how many jobs are in each state, the empty ones too."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT state, count(*) FROM job GROUP BY state").fetchall()
        return {state.value: 0 for state in JobState} | dict(rows)

    def _where(self, where: str, arguments: Sequence[str] = ()) -> list[Job]:
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT id, name, size, person, created_at, state, outcome, document_id, code, reason"
                f" FROM job WHERE {where}",
                arguments,
            ).fetchall()
        return [Job(**{**dict(row), "state": JobState(row["state"])}) for row in rows]
