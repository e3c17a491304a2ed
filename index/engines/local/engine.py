"""The local engine: the index of a library in its folder ``index/``."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakValueDictionary

import numpy as np

from corpus.models import Passage
from index.engine import FORMAT, State
from index.engines.local.generation import CURRENT, SEGMENTS, Generation, current, damaged_files, read
from index.engines.local.reader import LocalReader
from index.engines.local.segment import Segment
from index.engines.local.writer import LocalWriter
from index.errors import IndexDamaged, IndexFault, IndexMissing, IndexOutdated

_TRIES = 5  # to open a generation before the next one is there


class LocalEngine:
    """Keeps the index below one folder. Safe to use from many threads."""

    def __init__(self, folder: Path) -> None:
        """Take ``index/`` of the library; it need not be there yet."""
        self.folder = folder
        self._lock = threading.Lock()
        self._sound: set[str] = set()  # files that were compared with their checksums
        self._segments: WeakValueDictionary[str, Segment] = WeakValueDictionary()

    def generation(self) -> str | None:
        """Return the name of the current generation, or None where there is none."""
        return current(self.folder)

    def state(self) -> State:
        """Return what the current generation says of itself; every file is compared with its checksum once.

        Raises:
            IndexMissing, IndexOutdated, IndexDamaged
        """
        generation = self._checked(self._current())
        for path in damaged_files(self.folder, generation, self._sound):
            raise IndexDamaged(f"索引已损坏（{path} 与校验值不符），请运行 youju check --repair 重建。")
        return generation.state

    def reader(self) -> LocalReader:
        """Open the current generation.

        Raises:
            IndexMissing, IndexOutdated, IndexDamaged
        """
        return LocalReader(self._checked(self._current()))

    @contextmanager
    def writer(self, model: str, dimension: int, *, anew: bool = False) -> Iterator[LocalWriter]:
        """Begin a next generation."""
        try:
            before = self._current()
        except IndexFault:
            if not anew and self.generation() is not None:
                raise
            before = None  # none, or one that can't be used: everything is made anew
        state = State(FORMAT, 0, model, dimension, 0)
        if before is not None and not anew:
            state = self._checked(before).state
        writer = LocalWriter(self.folder, before, state, self._open_segment, anew=anew)
        try:
            yield writer
        finally:
            writer.abandon()

    def drop(self) -> None:
        """Forget every generation."""
        (self.folder / CURRENT).unlink(missing_ok=True)
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if path.is_dir():
                shutil.rmtree(path)
        self._sound.clear()
        self._segments.clear()

    def has_leftovers(self) -> bool:
        """Tell whether generations lie there that ``CURRENT`` does not name."""
        folder = self.folder
        return folder.is_dir() and any(
            path.is_dir() and path.name != SEGMENTS and not path.name.startswith(".")
            for path in folder.iterdir()
        )

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the current generation in itself."""
        try:
            generation = self._checked(self._current())
            for path in damaged_files(self.folder, generation, set()):
                yield f"索引已损坏（{path} 与校验值不符），请运行 youju check --repair 重建。"
            LocalReader(generation)
        except IndexFault as error:
            yield str(error)
            return
        except Exception as error:  # FAISS has its own way to say that a file is none of its own
            yield f"索引已损坏（{type(error).__name__}），请运行 youju check --repair 重建。"
            return
        yield from _faults(generation)

    def rows(self) -> Iterator[tuple[Passage, bytes]]:
        """Yield every passage of the current generation with its key, by id."""
        parts = self._current().parts
        places = [
            (int(part.segment.ids[row]), part.segment, row)
            for part in parts
            for row in np.setdiff1d(np.arange(len(part.segment)), part.dead).tolist()
        ]
        for _, segment, row in sorted(places, key=lambda place: place[0]):
            yield segment.passage(row), segment.keys[row].tobytes()

    def _current(self) -> Generation:
        """Open the current generation; a writer may be replacing it meanwhile."""
        for attempt in range(_TRIES):
            name = self.generation()
            if name is None:
                raise IndexMissing("资料库还没有索引：可能正在建立，请稍后再试；否则请运行 youju build。")
            try:
                return read(self.folder, name, self._open_segment)
            except IndexDamaged:
                if self.generation() == name or attempt == _TRIES - 1:
                    raise
        raise AssertionError("unreachable")

    @staticmethod
    def _checked(generation: Generation) -> Generation:
        """Refuse a generation whose tokens are of another release; its vectors may serve."""
        if generation.manifest.format != FORMAT:
            raise IndexOutdated("索引由另一个版本的有据建立，请运行一次 youju build。")
        return generation

    def _open_segment(self, folder: Path) -> Segment:
        """Open a segment, once for all generations that have it."""
        with self._lock:
            segment = self._segments.get(folder.name)
            if segment is None:
                segment = Segment.open(folder)
                self._segments[folder.name] = segment
            return segment


def _faults(generation: Generation) -> Iterator[str]:
    every = [np.delete(part.segment.ids, part.dead) for part in generation.parts]
    ids = np.concatenate([np.zeros(0, dtype=np.int64), *every])
    if len(np.unique(ids)) != len(ids):
        yield "索引中有段落重复，请运行 youju check --repair 重建。"
    for part in generation.parts:
        lengths = np.linalg.norm(part.segment.vectors.astype(np.float32), axis=1)
        if not np.allclose(lengths, 1.0, atol=1e-2):
            yield "有向量的长度不为 1，请运行 youju check --repair 重建。"
            return
