"""What a reading process hands over to the one that asked: JSON lines, never pickles.

A file is asked for by one line; what comes back is any number of ``progress`` lines, one line for each
document or failure that the file holds, and ``end``.
"""

import json
from dataclasses import dataclass
from typing import Any

from corpus import records
from corpus.models import Failure
from corpus.read import Draft
from corpus.sentences import Span


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read."""

    path: str  # as the operating system names it; bytes that are no UTF-8 as lone surrogates
    name: str  # relative to the path that is being built
    sha256: str  # of the content that is meant
    limit: int  # bytes of the largest member that is unpacked
    spool: str  # a folder for members' contents


@dataclass(frozen=True, slots=True)
class Reading:
    """One document that a file holds, or why it could not be read.

    ``member`` is empty for the file itself. ``spooled`` is where a member's content was put, ``content``
    what it was: the place is gone once the file has been read.
    """

    member: str
    draft: Draft | None = None
    spans: tuple[Span, ...] = ()  # of its passages
    fingerprint: bytes | None = None
    profile: str | None = None  # as JSON
    spooled: str | None = None
    content: bytes | None = None
    failure: Failure | None = None


def task_to_line(task: Task) -> bytes:
    """Return the request for a file."""
    return _line([task.path, task.name, task.sha256, task.limit, task.spool])


def task_from_line(line: bytes) -> Task:
    """Return what ``task_to_line`` was given."""
    return Task(*json.loads(line))


def reading_to_line(reading: Reading) -> bytes:
    """Return one result."""
    values: dict[str, Any] = {"member": reading.member}
    if reading.failure is not None:
        values["failure"] = [reading.failure.path, reading.failure.code, reading.failure.reason]
    draft = reading.draft
    if draft is not None:
        values |= {
            "draft": {
                "source": draft.source,
                "text": draft.text,
                "sections": records.sections_to_json(draft.sections),
                "metadata": records.metadata_to_json(draft.metadata),
                "sha256": draft.sha256,
                "media_type": draft.media_type,
                "tables": records.tables_to_json(draft.tables),
                "pages": draft.pages,
                "recognised": draft.recognised,
            },
            "spans": reading.spans,
            "fingerprint": (reading.fingerprint or b"").hex(),
            "profile": reading.profile,
            "spooled": reading.spooled,
        }
    return _line(values)


def reading_from_line(values: dict[str, Any]) -> Reading:
    """Return what ``reading_to_line`` was given, from its decoded JSON."""
    failure = Failure(*values["failure"]) if "failure" in values else None
    if "draft" not in values:
        return Reading(values["member"], failure=failure)
    draft = values["draft"]
    return Reading(
        values["member"],
        Draft(
            source=draft["source"],
            text=draft["text"],
            sections=records.sections_from_json(draft["sections"]),
            metadata=records.metadata_from_json(draft["metadata"]),
            sha256=draft["sha256"],
            media_type=draft["media_type"],
            tables=records.tables_from_json(draft["tables"]),
            pages=tuple(draft["pages"]),
            recognised=draft["recognised"],
        ),
        tuple((start, end) for start, end in values["spans"]),
        bytes.fromhex(values["fingerprint"]) or None,
        values["profile"],
        spooled=values["spooled"],
    )


def progress_to_line(done: int, total: int) -> bytes:
    """Return a sign of life."""
    return _line({"progress": [done, total]})


END = json.dumps({"end": True}).encode() + b"\n"


def _line(values: object) -> bytes:
    return json.dumps(values).encode("ascii") + b"\n"
