"""A process for each peer, so that memory and threads are its own, and what is said to it and by it."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np

from evaluation.bench.corpora import Corpus
from evaluation.bench.kinds import kind
from evaluation.bench.peer import Floats, Material, Peer

OUT_OF_MEMORY = 97  # exit status
_MIB = 1 << 20
_LOOK = 0.2  # seconds between two looks at the memory


class PeerFailed(Exception):
    """A peer could not do what it was told; the message says why."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a process is started for."""

    kind: str
    corpus: Corpus
    vectors: Path
    model: str
    folder: Path
    most_memory: int  # MiB of its own that it may take


@dataclass(frozen=True, slots=True)
class Built:
    """What building cost."""

    seconds: float
    peak: int  # MiB resident at the most
    disk: int | None  # MiB on disk; None: it can't be kept


@dataclass(frozen=True, slots=True)
class Memory:
    """What is resident, in MiB."""

    now: int
    base: int  # before there was an index: the interpreter and the peer's own modules


@dataclass(frozen=True, slots=True)
class Found:
    """What one search gave."""

    rows: list[int]
    seconds: float


class Worker:
    """The process of one peer, seen from outside."""

    def __init__(self, task: Task) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._task = task
        self._process = context.Process(target=_serve, args=(theirs, task), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def build(self, patience: float) -> Built:
        """Build the index; ``patience`` in seconds.

        Raises:
            PeerFailed
        """
        built = self._ask("build", patience)
        assert isinstance(built, Built)
        return built

    def open(self, patience: float) -> float:
        """Open the index that another process built; return the seconds it took.

        Raises:
            PeerFailed
        """
        return float(self._ask("open", patience))

    def search(self, question: str, vector: Floats, limit: int, patience: float) -> Found:
        """Search once.

        Raises:
            PeerFailed
        """
        found = self._ask("search", patience, question, vector, limit)
        assert isinstance(found, Found)
        return found

    def memory(self) -> Memory:
        """Return what is resident now.

        Raises:
            PeerFailed
        """
        memory = self._ask("memory", 60.0)
        assert isinstance(memory, Memory)
        return memory

    def stop(self) -> None:
        """End the process: with the end of its orders, or by force if it is still at one."""
        self._pipe.close()
        self._process.join(timeout=5.0)
        self._process.terminate()
        self._process.join()

    def _ask(self, what: Literal["build", "open", "search", "memory"], patience: float, *details: Any) -> Any:
        try:
            self._pipe.send((what, *details))
            if not self._pipe.poll(patience):
                raise PeerFailed(f"took more than {patience:.0f} s to {what}")
            reply = self._pipe.recv()
        except (EOFError, OSError) as error:
            self._process.join()
            if self._process.exitcode == OUT_OF_MEMORY:
                raise PeerFailed(
                    f"needs more than {self._task.most_memory / 1024:.0f} GiB to {what}"
                ) from error
            raise PeerFailed(f"ended with status {self._process.exitcode}") from error
        if isinstance(reply, PeerFailed):
            raise reply
        return reply


def _serve(pipe: Connection, task: Task) -> None:
    """Do what the pipe says until it is closed."""
    vectors = np.load(task.vectors, mmap_mode="r", allow_pickle=False)[: task.corpus.size]
    material = Material(task.corpus, vectors, task.model)
    of = kind(task.kind)
    os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")  # read when it is imported
    for module in of.imports:  # takes seconds, and is neither building nor opening
        import_module(module)
    peer = of.make()
    base = _status("VmRSS")
    threading.Thread(target=_watch, args=(task.most_memory,), daemon=True).start()
    for what, *details in _orders(pipe):
        try:
            pipe.send(_done(peer, what, details, material, task.folder, base))
        except Exception as error:  # whatever a peer raises is its result
            pipe.send(PeerFailed(f"{type(error).__name__}: {error}"[:300]))


def _orders(pipe: Connection) -> Iterator[tuple[Any, ...]]:
    while True:
        try:
            yield pipe.recv()
        except EOFError:
            return


def _done(peer: Peer, what: str, details: list[Any], material: Material, folder: Path, base: int) -> object:
    if what == "build":
        peer.prepare(material, folder)
        with _clock() as seconds:
            kept = peer.build(material, folder)
        return Built(seconds[0], _status("VmHWM"), None if kept is None else _size(kept))
    if what == "open":
        with _clock() as seconds:
            peer.open(material, folder)
        return seconds[0]
    if what == "search":
        with _clock() as seconds:
            rows = peer.search(*details)
        return Found(rows, seconds[0])
    return Memory(_status("VmRSS"), base)


@contextmanager
def _clock() -> Iterator[list[float]]:
    """Put into the list that is yielded how long the block took, in seconds."""
    seconds: list[float] = []
    started = time.perf_counter()
    yield seconds
    seconds.append(time.perf_counter() - started)


def _watch(most: int) -> None:
    """End this process when it has more than ``most`` MiB of its own: mapped files don't count."""
    while _status("RssAnon") <= most:
        time.sleep(_LOOK)
    os._exit(OUT_OF_MEMORY)


def _status(field: str) -> int:
    """Return a figure of this process in MiB, as Linux counts it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) // 1024
    raise AssertionError(field)


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file()) // _MIB
