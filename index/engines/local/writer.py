"""The next generation of the local engine: new segments, removals, and now and then several segments made one."""

import shutil
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.engine import Floats, Row, State
from index.engines.local.generation import SEGMENTS, Generation, Part, Stored, publish
from index.engines.local.segment import MAX_ROWS, Numbers, Segment, SegmentBuilder, merge

_GROWTH = 4  # a segment is merged with smaller ones that together have a quarter of its rows
_MOST_DEAD = 0.25  # of a segment's rows, before it is written anew without them


class LocalWriter:
    """Gathers changes. One at a time: the caller holds the store's write lock."""

    def __init__(
        self,
        folder: Path,
        before: Generation | None,
        state: State,
        open_segment: Callable[[Path], Segment],
        *,
        anew: bool,
    ) -> None:
        """Begin from the generation ``before``, or with nothing; ``state`` tells model and dimension."""
        self._folder = folder
        self._state = state
        self._open_segment = open_segment
        comparable = before is not None and before.manifest.dimension == state.dimension
        self._told = before.parts if before is not None and comparable else ()
        self._segments = [] if anew or before is None else [part.segment for part in before.parts]
        self._dead: dict[str, list[Numbers]] = {}
        if before is not None and not anew:
            self._dead = {part.segment.name: [part.dead] for part in before.parts}
        self._parts = {part.segment.name: part for part in (before.parts if before is not None else ())}
        self._files: dict[str, Stored] = dict(before.manifest.files) if before is not None else {}
        self._builder = SegmentBuilder(state.dimension)
        self._made: list[Path] = []

    # -- what was there ----------------------------------------------------------------------------

    def keys(self, document_ids: Iterable[str]) -> Mapping[str, Mapping[int, bytes]]:
        """Return document -> passage id -> key of what the generation before holds of these documents."""
        wanted = list(document_ids)
        found: dict[str, dict[int, bytes]] = {}
        for part in self._told:
            segment = part.segment
            rows = segment.rows_of(wanted)
            for row in rows[~np.isin(rows, part.dead)].tolist():
                keys = found.setdefault(segment.documents[int(segment.document[row])], {})
                keys[int(segment.ids[row])] = segment.keys[row].tobytes()
        return found

    def vectors(self, ids: Sequence[int]) -> Floats:
        """Return the vectors kept of passages, shape (len(ids), dimension)."""
        wanted = np.array(ids, dtype=np.int64)
        vectors = np.zeros((len(ids), self._state.dimension), dtype=np.float32)
        for part in self._told:
            rows, which = part.segment.rows_at(wanted)
            live = ~np.isin(rows, part.dead)
            vectors[which[live]] = part.segment.vectors[rows[live]]
        return vectors

    # -- changes -----------------------------------------------------------------------------------

    def remove(self, ids: Iterable[int]) -> None:
        """Leave passages out of the next generation."""
        wanted = np.unique(np.fromiter(ids, np.int64))
        for segment in self._segments:
            rows, _ = segment.rows_at(wanted)
            if len(rows):
                self._dead.setdefault(segment.name, []).append(rows)

    def add(self, rows: Sequence[Row]) -> None:
        """Put passages into the next generation."""
        self.remove(row.passage.id for row in rows)
        for start in range(0, len(rows), MAX_ROWS):
            some = rows[start : start + MAX_ROWS]
            if len(self._builder) + len(some) > MAX_ROWS:
                self._flush()
            self._builder.add(some)

    def commit(self, revision: int) -> None:
        """Make the next generation the current one, durably."""
        self._flush()
        self._publish(replace(self._state, revision=revision))

    def tidy(self) -> None:
        """Merge segments of like size, and write those anew of which much was removed."""
        while group := self._group():
            folder = self._new_folder()
            merge(folder, [part.segment for part in group], [part.dead for part in group])
            gone = {part.segment.name for part in group}
            self._segments = [s for s in self._segments if s.name not in gone]
            self._segments.append(self._open_segment(folder))
            self._publish(self._state)

    def abandon(self) -> None:
        """Delete what was written and is in no generation."""
        for folder in self._made:
            shutil.rmtree(folder, ignore_errors=True)

    # -- the segments ------------------------------------------------------------------------------

    def _flush(self) -> None:
        if len(self._builder):
            folder = self._new_folder()
            self._builder.write(folder)
            self._segments.append(self._open_segment(folder))
        self._builder = SegmentBuilder(self._state.dimension)

    def _new_folder(self) -> Path:
        folder = self._folder / SEGMENTS / uuid.uuid4().hex[:12]
        self._made.append(folder)
        return folder

    def _publish(self, state: State) -> None:
        (self._folder / SEGMENTS).mkdir(parents=True, exist_ok=True)
        parts = [self._part(segment) for segment in self._segments]
        parts = [part for part in parts if len(part)]
        generation = publish(self._folder, parts, state, self._files)
        self._made = []
        self._state = state
        self._segments = [part.segment for part in parts]
        self._parts = {part.segment.name: part for part in parts}
        self._files = dict(generation.manifest.files)

    def _part(self, segment: Segment) -> Part:
        """Return a segment with its removals; what was worked out for the generation before still holds."""
        dead = _joined(self._dead.get(segment.name, ()))
        known = self._parts.get(segment.name)
        same = known is not None and np.array_equal(known.dead, dead)
        return known if known is not None and same else Part.of(segment, dead)

    def _group(self) -> list[Part]:
        """Return segments that are better one, or one that is better written anew; none where all is well."""
        parts = sorted(self._parts.values(), key=len)
        group: list[Part] = []
        size = 0
        for part in parts:
            if group and (len(part) > _GROWTH * size or size + len(part) > MAX_ROWS):
                if len(group) > 1:
                    break
                group, size = [], 0
            group.append(part)
            size += len(part)
        if len(group) > 1:
            return group
        return next(([part] for part in parts if len(part.dead) > _MOST_DEAD * len(part.segment)), [])


def _joined(rows: Iterable[NDArray[np.int64]]) -> Numbers:
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *rows]))
