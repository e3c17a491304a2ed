"""Files and folders into the store: read side by side, taken in one by one in their order.

Each document is a transaction of its own: what was taken in before an interruption stays, and the next run
goes on from there. One bad file never stops the others.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import EmptyFile, FileForbidden, FileTooLarge, UnreadableFile
from corpus.files import File
from corpus.find import MEMBER, Source, as_text, find_files, is_gone
from corpus.handover import Reading
from corpus.isolate import Readers
from corpus.models import Failure, IngestReport
from corpus.parse.models import REVISION
from corpus.settle import settle
from corpus.store import Store
from corpus.take_in import Place, settle_known, take_in

DEFAULT_LIMIT = 64 * 1024 * 1024  # bytes in one file
Progress = Callable[[int, int, str], None]  # done, total, the file that is being read
_LOOK = 0.2  # seconds between looks at how far a long file is


@dataclass(slots=True)
class _Task:
    """A file that has to be read."""

    number: int  # of the file, from 0
    source: Source
    data: bytes
    sha256: str
    page: tuple[int, int] = (0, 0)  # that its reader has reached, of how many
    result: "Future[list[Reading]]" = field(default_factory=Future)

    def at_page(self, done: int, total: int) -> None:
        self.page = (done, total)

    def place(self, member: str, content: bytes) -> Place:
        """Return where a content was found: in the file itself, or in one that the file holds."""
        if not member:
            return Place(self.source.key, self.source.name, self.sha256)
        key = self.source.key
        sha256 = hashlib.sha256(content).hexdigest()
        return Place(f"{key}{MEMBER}{member}", f"{self.source.name}/{member}", sha256, key)


@dataclass(slots=True)
class _Tally:
    """What became of the files so far."""

    present: set[str]  # paths that are there, members included
    failures: list[Failure]
    unread: set[str] = field(default_factory=set)  # files of which it is not known what they hold
    ids: dict[str, list[str]] = field(default_factory=dict)

    def add(self, outcome: str, document_id: str) -> None:
        self.ids.setdefault(outcome, []).append(document_id)

    def report(self) -> IngestReport:
        ids = {outcome: tuple(found) for outcome, found in self.ids.items()}
        return IngestReport(**ids, failures=tuple(self.failures))


def ingest(
    paths: Sequence[Path],
    store: Store,
    readers: Readers,
    *,
    limit: int = DEFAULT_LIMIT,
    remove_missing: bool = False,
    reread: bool = False,
    progress: Progress | None = None,
) -> IngestReport:
    """Bring the store up to date with the files under ``paths``. The caller holds the store's write lock.

    Args:
        paths: files or folders.
        store: the library's documents.
        readers: read the files; closed when this is interrupted.
        limit: the largest file that is read, in bytes.
        remove_missing: also remove documents below these paths whose files are gone (``sync``).
        reread: read files again that have not changed, as a later release may read them better.
        progress: called before each file, and as the pages of a long one are read.
    """
    store.originals.sweep()
    sources, failures = find_files(paths)
    tally = _Tally({source.key for source in sources}, failures)
    tell = progress or (lambda done, total, name: None)
    with ThreadPoolExecutor(readers.count, "youju-read") as threads:
        try:
            for task in _read_ahead(_tasks(sources, store, tally, limit, reread), threads, readers, limit):
                readings = _await(task, len(sources), tell)
                _take_in_all(task, readings, store, tally, reread=reread)
        except BaseException:
            readers.close()  # or the threads would be waited for
            raise
    tell(len(sources), len(sources), "")
    if remove_missing:
        _remove_missing(paths, store, tally)
    settle(store)
    return tally.report()


def _tasks(
    sources: Sequence[Source], store: Store, tally: _Tally, limit: int, reread: bool
) -> Iterator[_Task]:
    """Yield the files that have to be read; those whose content is known are settled here."""
    for number, source in enumerate(sources):
        try:
            data = _read_bytes(source.path, limit)
        except UnreadableFile as error:
            tally.failures.append(Failure(as_text(source.path), error.code, str(error)))
            tally.unread.add(source.key)
            continue
        task = _Task(number, source, data, hashlib.sha256(data).hexdigest())
        if reread or not _settled(task, store, tally):
            yield task


def _settled(task: _Task, store: Store, tally: _Tally) -> bool:
    key = task.source.key
    known = store.files.at(key)
    if known is not None and (known.sha256, known.reader) == (task.sha256, REVISION):
        for member in store.files.inside(key):
            tally.present.add(member.path)
            if member.document_id is not None:
                tally.add("unchanged", member.document_id)
        if known.document_id is None:
            return True
    outcome = settle_known(task.place("", task.data), known, store, tally.present)
    if outcome is not None:
        tally.add(*outcome)
    return outcome is not None


def _read_ahead(
    tasks: Iterable[_Task], threads: ThreadPoolExecutor, readers: Readers, limit: int
) -> Iterator[_Task]:
    """Yield the tasks in their order, their results on the way; a few are read ahead of the one yielded."""
    ahead: deque[_Task] = deque()
    for task in tasks:
        source = task.source
        task.result = threads.submit(readers.read, source.path, source.name, task.sha256, limit, task.at_page)
        ahead.append(task)
        if len(ahead) > 2 * readers.count:
            yield ahead.popleft()
    yield from ahead


def _await(task: _Task, total: int, tell: Progress) -> list[Reading]:
    while True:
        page, pages = task.page
        name = f"{task.source.name} {page}/{pages}" if pages > 1 else task.source.name
        tell(task.number, total, name)
        try:
            return task.result.result(_LOOK)
        except NotYet:
            continue


def _take_in_all(
    task: _Task, readings: Sequence[Reading], store: Store, tally: _Tally, *, reread: bool
) -> None:
    """Take in the document or documents of one file; note a file that only holds files, once all is known."""
    failed = False
    for reading in readings:
        if reading.failure is not None or reading.draft is None:
            failed = True
            if reading.failure is not None:
                where = task.source.key + (MEMBER + reading.member if reading.member else "")
                tally.failures.append(Failure(where, reading.failure.code, reading.failure.reason))
            continue
        content = task.data if reading.content is None else reading.content
        place = task.place(reading.member, content)
        tally.present.add(place.path)
        tally.add(*take_in(reading, reading.draft, content, place, store, tally.present, reread=reread))
    key = task.source.key
    if failed:
        tally.unread.add(key)
    elif readings and all(reading.member for reading in readings):
        if any(member.path not in tally.present for member in store.files.inside(key)):
            return  # until ``sync`` has taken away what it holds no more, it is looked into each time
        store.files.put(File(task.source.key, task.source.name, task.sha256, None))


def _read_bytes(path: Path, limit: int) -> bytes:
    try:
        if not path.is_file():
            raise FileForbidden("不是普通文件。")
        size = path.stat().st_size
        if size > limit:
            raise FileTooLarge(
                f"文件过大（{size / 2**20:.0f} MB），上限 {limit / 2**20:.0f} MB，请拆分后再试。"
            )
        if size == 0:
            raise EmptyFile("文件是空的。")
        return path.read_bytes()
    except PermissionError as error:
        raise FileForbidden("没有读取权限。") from error
    except OSError as error:
        raise UnreadableFile(f"无法读取（{error.strerror}）。") from error


def _remove_missing(paths: Sequence[Path], store: Store, tally: _Tally) -> None:
    """Forget the files below ``paths`` that are gone, and remove the documents that no file says any more."""
    folders = [as_text(path.absolute()) for path in paths]
    for file in list(store.files.all()):
        if file.path in tally.present:
            continue
        if not any(Path(file.path.split(MEMBER)[0]).is_relative_to(folder) for folder in folders):
            continue
        # What a container held is gone with it, or when it was read whole and did not hold it.
        gone = is_gone(file.path) or (file.container is not None and file.container not in tally.unread)
        if gone and (orphan := store.files.forget(file.path)) is not None:
            store.remove(orphan)
            tally.add("removed", orphan)
