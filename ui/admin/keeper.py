"""The keeper of a library that is being served: reads in what is uploaded, removes, corrects, assigns to groups."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, TypeVar

from filelock import Timeout

from corpus.errors import LibraryBusy, LibraryReadOnly
from corpus.find import MEMBER
from corpus.isolate import IsolatedReaders
from corpus.models import Failure, IngestReport
from corpus.process import Limits
from corpus.store import Store
from index import build as building
from index.encoder import Encoder
from index.engines.choose import open_engine
from index.refresh import is_behind, refresh, shrink
from ui.admin.jobs import Job, Jobs, JobState, new_job
from ui.admin.names import safe_name
from ui.admin.uploads import Uploads
from ui.errors import problem_of
from ui.records.records import Records
from ui.settings import Settings

logger = logging.getLogger(__name__)

_BATCH = 20  # files that are read and indexed together: the library is locked meanwhile
_RETRY = 2.0  # seconds until a busy library is tried again
_TROUBLE = 30.0  # seconds after something else went wrong
_PATIENCE = 20.0  # seconds that a person waits for a busy library
_LOOK = 5.0  # seconds between looks at what another process took in and did not live to read

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the batch is that is being read now."""

    stage: str  # "reading", "indexing"
    done: int
    total: int
    job_id: str = ""  # whose file is being read
    pages: str = ""  # "3/10" of it


class Keeper:
    """Changes one library while it is served. Every method may be called from any thread.

    Several processes may serve one library: their keepers share the uploads, and take turns to read them.
    """

    def __init__(
        self, library: Path, settings: Settings, load_embedder: Callable[[], Encoder], records: Records
    ) -> None:
        self.library = library
        self.store = Store.open(library)
        self.jobs = Jobs(records.database)
        self.uploads = Uploads(library)
        self.records = records
        self.progress: Progress | None = None
        self._settings = settings
        self._load_embedder = load_embedder
        self._engine = open_engine(library, settings.engine_address)
        self._indexed = -1  # the store's revision that the index is known to be at
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="youju-keeper", daemon=True)

    @property
    def limit(self) -> int:
        """The largest file that is taken, in bytes."""
        return self._settings.max_file_mb * 2**20

    def start(self) -> None:
        """Begin to read what is and will be uploaded."""
        self._thread.start()

    def stop(self, patience: float = 5.0) -> None:
        """End after what is being read now; what waits is read by the next server."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(patience)

    # -- uploads ---------------------------------------------------------------------------------

    def add(self, given_name: str, size: int, content: IO[bytes], person: str) -> Job:
        """Store an uploaded file and queue it; once this returns, it is read whatever happens to the server.

        Raises:
            UploadRejected: the name is none.
            UploadUnstored: there was no room for it.
        """
        job = new_job(safe_name(given_name), size, person)
        self.uploads.keep(job.id, content)
        try:
            self.jobs.add(job)
        except BaseException:
            self.uploads.drop(job.id)
            raise
        for failed in self.jobs.failed():
            if failed.name == job.name:
                self.jobs.forget(failed.id)  # it is sent again, perhaps mended
        self._wake.set()
        return job

    def retry(self, job_id: str) -> None:
        """Read a file again that could not be read.

        Raises:
            JobNotFound
        """
        if self.jobs.find(job_id).state is JobState.FAILED:
            self.jobs.set(job_id, JobState.WAITING)
            self._wake.set()

    def dismiss(self, job_id: str) -> None:
        """Take an upload that is over off the list; a file that no document came from is deleted.

        Raises:
            JobNotFound
        """
        job = self.jobs.find(job_id)
        if not job.is_over:
            return
        self.uploads.drop(job.id)
        path = str(self.uploads.path(job.name))
        if self.store.files.at(path) is None and not self.store.files.inside(path):
            self.uploads.delete([path])
        self.jobs.forget(job_id)

    # -- documents -------------------------------------------------------------------------------

    def remove(self, document_id: str) -> None:
        """Remove a document from the library and every search at once, and its upload from the disk.

        Raises:
            DocumentNotFound, DocumentRemoved, LibraryBusy
        """
        files = [file.path for file in self.store.files.of(document_id)]
        self._patiently(
            lambda: building.remove([document_id], self.library, self._load_embedder, self._engine)
        )
        self.uploads.delete(files)

    def correct(self, document_id: str, values: Mapping[str, str | None], undo: Sequence[str] = ()) -> None:
        """Put a person's values over a document's metadata, and take corrections back.

        Raises:
            DocumentNotFound, DocumentRemoved, LibraryBusy
        """
        self._patiently(
            lambda: building.correct(
                document_id, values, undo, self.library, self._load_embedder, self._engine
            )
        )

    def assign_groups(self, document_id: str, groups: Sequence[str]) -> None:
        """Let only readers of ``groups`` see a document; none: everyone may.

        Raises:
            DocumentNotFound, DocumentRemoved, LibraryBusy
        """

        def assign() -> None:
            with self.store.write_lock():
                self.store.assign_groups(document_id, groups)
                shrink(
                    self.store, self._engine
                )  # groups are not in the index: only its revision is brought up

        self._patiently(assign)

    def _patiently(self, change: Callable[[], Result]) -> Result:
        """Wait a while for whoever else is writing, rather than refuse at once."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return change()
            except LibraryBusy:
                if time.monotonic() > until or self._stopping.wait(0.2):
                    raise

    # -- the thread ------------------------------------------------------------------------------

    def _run(self) -> None:
        swept: date | None = None
        while not self._stopping.is_set():
            self._wake.clear()
            pause = _LOOK
            try:
                if swept != date.today():
                    self.records.sweep()
                    self.uploads.sweep(job.id for job in self.jobs.recent() + self.jobs.unfinished())
                    swept = date.today()
                if self.jobs.unfinished():
                    pause = self._read_next()
                else:
                    self._catch_up()
            except Exception:
                logger.exception("the keeper could not go on; it tries again")
                pause = _TROUBLE
            finally:
                self.progress = None
            self._wake.wait(pause)

    def _catch_up(self) -> None:
        """Index what an interrupted build or another machine has left; whoever is writing now does so itself."""
        revision = self.store.revision()
        if revision == self._indexed or not is_behind(self.store, self._engine):
            self._indexed = revision
            return
        with suppress(LibraryBusy, LibraryReadOnly), self.store.write_lock():
            if not shrink(self.store, self._engine):
                refresh(self.store, self._load_embedder(), self._engine)

    def _read_next(self) -> float:
        """Read the next batch, unless another process reads; return how many seconds to pause."""
        try:
            with self.uploads.turn():
                # Whoever was reading these has been killed, or our turn would not have come.
                self.jobs.interrupted()
                return 0.0 if self._read(self.jobs.unfinished()) else _RETRY
        except Timeout:
            return _RETRY

    def _read(self, waiting: Sequence[Job]) -> bool:
        """Read the next batch of jobs; return False where the library is busy."""
        batch: dict[str, Job] = {}  # of two files of one name, the second waits for the first
        for job in waiting:
            if job.name not in batch and len(batch) < _BATCH:
                batch[job.name] = job
        paths = [self.uploads.settle(job.id, job.name) for job in batch.values()]
        jobs = list(batch.values())
        for job in jobs:
            self.jobs.set(job.id, JobState.READING)
        try:
            report = self._build(paths, jobs)
        except LibraryBusy as error:
            for job in jobs:
                self.jobs.set(job.id, JobState.WAITING, code=error.code, reason=str(error))
            return False
        except Exception as error:
            problem = problem_of(error)  # also logs it
            for job in jobs:
                self.jobs.set(job.id, JobState.FAILED, code=problem.code, reason=problem.message)
            return True
        for job, path in zip(jobs, paths, strict=True):
            self._note(job, str(path), report)
        return True

    def _build(self, paths: Sequence[Path], jobs: Sequence[Job]) -> IngestReport:
        def reading(done: int, total: int, name: str) -> None:
            job = jobs[done] if done < len(jobs) else None
            pages = name.removeprefix(job.name).strip() if job else ""
            self.progress = Progress("reading", done, total, job.id if job else "", pages)

        def indexing(done: int, total: int) -> None:
            self.progress = Progress("indexing", done, total)

        settings = self._settings
        limits = Limits(memory=settings.read_memory_mb * 2**20, silence=float(settings.read_seconds))
        return building.build(
            paths,
            self.library,
            self._load_embedder,
            limit=self.limit,
            readers=IsolatedReaders(limits=limits),
            engine=self._engine,
            reading_progress=reading,
            indexing_progress=indexing,
        )

    def _note(self, job: Job, path: str, report: IngestReport) -> None:
        failure = _failure(path, report)
        if failure is not None:
            self.jobs.set(job.id, JobState.FAILED, code=failure.code, reason=failure.reason)
            return
        known = self.store.files.at(path)
        document_id = known.document_id if known else None
        held = {file.document_id for file in self.store.files.inside(path)} | {document_id}
        kinds = ("added", "updated", "joined", "unchanged")
        outcome = next((kind for kind in kinds if held & set(getattr(report, kind))), "unchanged")
        self.jobs.set(job.id, JobState.DONE, outcome=outcome, document_id=document_id)


def _failure(path: str, report: IngestReport) -> Failure | None:
    """Return why a file, or the first of the files that it holds, could not be read."""
    return next(
        (f for f in report.failures if f.path == path or f.path.startswith(path + MEMBER)),
        None,
    )
