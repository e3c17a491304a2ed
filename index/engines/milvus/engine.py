"""Keeps the index of a library in Milvus. See ``layout`` for its collections, ``writer`` for its generations."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.models import Passage
from index.engine import FORMAT, State
from index.engines.milvus import check, generations, layout
from index.engines.milvus.address import Address
from index.engines.milvus.generations import Generation
from index.engines.milvus.layout import Build
from index.engines.milvus.reader import PLACE, MilvusReader, passage_of
from index.engines.milvus.server import Server
from index.engines.milvus.sweep import drop_builds, mend
from index.engines.milvus.writer import MilvusWriter
from index.errors import IndexDamaged, IndexMissing, IndexOutdated

_FRESH = 0.5  # seconds that the name of the current generation is believed


class MilvusEngine:
    """The index of one library. Safe to use from many threads; writers come one at a time."""

    def __init__(self, address: Address) -> None:
        self._library = address.library
        self._server = Server(address)
        self._lock = threading.Lock()
        self._asked: tuple[float, tuple[Build, int] | None] | None = None
        self._reader: tuple[str, MilvusReader] | None = None

    def close(self) -> None:
        """Give the connection back."""
        self._server.close()

    def generation(self) -> str | None:
        """Return the name of the current generation, or None; one made elsewhere is seen half a second later."""
        found = self._current()
        return f"{found[0].name}-{found[1]}" if found else None

    def state(self) -> State:
        """Return what the current generation says of itself.

        Raises:
            IndexMissing, IndexOutdated, IndexDamaged, EngineUnavailable
        """
        return self._generation().state

    def reader(self) -> MilvusReader:
        """Open the current generation; the same one is opened once.

        Raises:
            IndexMissing, IndexOutdated, IndexDamaged, EngineUnavailable
        """
        name = self.generation()
        with self._lock:
            if self._reader and self._reader[0] == name:
                return self._reader[1]
        reader = MilvusReader(self._server, self._generation())
        with self._lock:
            self._reader = (name or "", reader)
        return reader

    @contextmanager
    def writer(self, model: str, dimension: int, *, anew: bool = False) -> Iterator[MilvusWriter]:
        """Begin a next generation; left without commit, it is lost.

        Raises:
            IndexDamaged, IndexOutdated: what is there can't be gone on from; it can be made ``anew``.
            EngineUnavailable
        """
        self._asked = None
        found = self._current()
        before = self._before(found, anew=anew)
        keep = {found[0].name} if found else set()
        drop_builds(self._server, self._library, keep=keep | {before.previous} if before else keep)
        if before and not anew:
            mend(self._server, before)
        try:
            yield MilvusWriter(self._server, self._library, before, model, dimension, anew=anew)
        finally:
            self._asked = None

    def drop(self) -> None:
        """Forget every generation."""
        self._server.drop_alias(layout.alias(self._library))
        drop_builds(self._server, self._library, keep=set())
        self._asked = None

    def has_leftovers(self) -> bool:
        """Tell whether there is no current generation though there was one."""
        if self._current() is not None:
            return False
        return any(layout.build_of(name, self._library) for name in self._server.collections())

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the current generation in itself, a sentence each."""
        try:
            generation = self._generation()
        except (IndexDamaged, IndexMissing, IndexOutdated) as error:
            yield str(error)
            return
        yield from check.faults(self._server, generation)

    def rows(self) -> Iterator[tuple[Passage, bytes]]:
        """Yield every passage of the current generation with its key, by id."""
        generation = self._generation()
        for page in self._server.pages(generation.build.passages, generation.live, (*PLACE, "key")):
            yield from ((passage_of(record), bytes.fromhex(record["key"])) for record in page)

    def _before(self, found: tuple[Build, int] | None, *, anew: bool) -> Generation | None:
        """Return the generation that a writer goes on from; none where everything is made anew of damaged ones."""
        if found is None:
            return None
        try:
            return generations.read(self._server, *found) if anew else self._generation()
        except (IndexDamaged, IndexMissing, IndexOutdated):
            if not anew:
                raise
            return None

    def _generation(self) -> Generation:
        """Read the current generation; a writer may be replacing it meanwhile."""
        found = self._current()
        try:
            if found is None:
                raise IndexMissing("资料库还没有索引：可能正在建立，请稍后再试；否则请运行 youju build。")
            generation = generations.read(self._server, *found)
        except IndexMissing:
            self._asked = None
            newer = self._current()
            if newer is None or newer == found:
                raise
            generation = generations.read(self._server, *newer)
        if generation.state.format != FORMAT:
            raise IndexOutdated("索引由另一个版本的有据建立，请运行一次 youju build。")
        return generation

    def _current(self) -> tuple[Build, int] | None:
        asked = self._asked
        if asked is None or time.monotonic() - asked[0] > _FRESH:
            asked = (time.monotonic(), generations.current(self._server, self._library))
            self._asked = asked
        return asked[1]
