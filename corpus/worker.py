"""The reading process: reads one file at a time for ``corpus.isolate``, under limits that it sets itself.

Run as ``python -m corpus.worker MEMORY_BYTES TEMPORARY_FOLDER PARENT``. Requests come on standard input, results go to standard
output; what the libraries print goes to standard error.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from corpus.chunk import passages
from corpus.confine import confine
from corpus.errors import ReadingCrashed, ReadingTooBig, UnreadableFile
from corpus.fingerprint import fingerprint
from corpus.handover import (
    END,
    Reading,
    Task,
    progress_to_line,
    reading_to_line,
    task_from_line,
)
from corpus.models import Failure
from corpus.parse.models import Progress
from corpus.profile import profile, profile_to_json
from corpus.read import read
from corpus.unpack import Member, unpack


def main() -> None:
    """Serve requests until standard input ends."""
    confine(int(sys.argv[1]), int(sys.argv[3]))
    tempfile.tempdir = sys.argv[2]  # which our parent deletes, whatever becomes of us
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # libraries print; the results' channel is ours alone
    for line in sys.stdin.buffer:
        task = task_from_line(line)
        for reading in read_task(task, partial(_tell, results)):
            results.write(reading_to_line(reading))
        results.write(END)
        results.flush()


def read_task(task: Task, progress: Progress) -> Iterator[Reading]:
    """Yield what one file holds. Whatever goes wrong in a reader is told, never raised."""
    try:
        data = Path(task.path).read_bytes()
    except OSError as error:
        yield Reading("", failure=Failure(task.name, UnreadableFile.code, f"无法读取（{error.strerror}）。"))
        return
    if hashlib.sha256(data).hexdigest() != task.sha256:
        yield Reading("", failure=Failure(task.name, UnreadableFile.code, "文件正在被改动，请稍后再试。"))
        return
    for number, member in enumerate(unpack(data, task.name, limit=task.limit)):
        progress(number, 0)
        source = f"{task.name}/{member.name}" if member.name else task.name
        try:
            yield _reading(member, source, Path(task.spool) / str(number), progress)
        except UnreadableFile as error:
            yield Reading(member.name, failure=Failure(source, error.code, str(error)))
        except MemoryError:
            yield Reading(
                member.name, failure=Failure(source, ReadingTooBig.code, "读取此文件占用内存过多，已停止。")
            )
        except (
            Exception
        ) as error:  # a library stumbled over a broken file: that file alone is lost, with a reason
            reason = f"文件不完整或不合规范，无法读取（{type(error).__name__}）。"
            yield Reading(member.name, failure=Failure(source, ReadingCrashed.code, reason))


def _tell(results: BinaryIO, done: int, total: int) -> None:
    results.write(progress_to_line(done, total))
    results.flush()


def _reading(member: Member, source: str, spool: Path, progress: Progress) -> Reading:
    if member.error is not None:
        raise member.error
    draft = read(member.data, source, progress)
    spooled = None
    if member.name:
        spool.write_bytes(member.data)
        spooled = str(spool)
    spans = tuple(passages(draft.text, draft.sections))
    compared = profile_to_json(profile(draft.metadata, draft.text))
    return Reading(member.name, draft, spans, fingerprint(draft.text), compared, spooled)


if __name__ == "__main__":
    main()
