"""A segment: some passages with all that is searched of them, written once and never changed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.models import Passage
from index.engine import Row
from index.engines.local.arrays import Array, map_arrays, save_arrays
from index.engines.local.field import Field, FieldBuilder, merged
from index.engines.local.vectors import Floats, Vectors, centre_of, write_index

ARRAYS, VECTORS = "segment.safetensors", "vectors.faiss"
MAX_ROWS = 250_000  # a merge holds the postings of so many rows in memory: some 400 MB
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Segment:
    """The arrays of a segment, mapped. Rows are in the order of passage ids."""

    name: str
    folder: Path
    ids: Numbers  # of passages, ascending; shape (rows,)
    document: NDArray[np.int32]  # number of each row's document
    version: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    keys: NDArray[np.uint8]  # shape (rows, 16)
    vectors: NDArray[np.float16]  # shape (rows, dimension)
    centre: Floats  # of the vectors, which the search index holds less it; shape (dimension,)
    body: Field
    context: Field
    documents: tuple[str, ...]  # ids by number

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def open(cls, folder: Path) -> "Segment":
        """Map the segment in ``folder``.

        Raises:
            OSError, ValueError, KeyError: it is not what was written.
        """
        arrays = map_arrays(folder / ARRAYS)
        of_rows = (
            "document",
            "version",
            "start",
            "end",
            "keys",
            "vectors",
            "body.lengths",
            "context.lengths",
        )
        if any(len(arrays[name]) != len(arrays["ids"]) for name in of_rows):
            raise ValueError(f"the arrays of {folder.name} are of different lengths")
        return cls(
            name=folder.name,
            folder=folder,
            ids=arrays["ids"],
            document=arrays["document"],
            version=arrays["version"],
            start=arrays["start"],
            end=arrays["end"],
            keys=arrays["keys"],
            vectors=arrays["vectors"],
            centre=arrays.get(
                "centre", np.zeros(arrays["vectors"].shape[1], np.float32)
            ),  # once: not centred
            body=Field.of("body", arrays),
            context=Field.of("context", arrays),
            documents=tuple(json.loads(arrays["documents"].tobytes())),
        )

    @cached_property
    def search(self) -> Vectors:
        """The vectors, ready to be searched."""
        return Vectors(self.folder / VECTORS, self.vectors, self.centre)

    @cached_property
    def number_of(self) -> dict[str, int]:
        """Document id -> its number here."""
        return {document_id: number for number, document_id in enumerate(self.documents)}

    def rows_of(self, document_ids: Iterable[str]) -> Numbers:
        """Return the rows of some documents, removed ones included."""
        numbers = [self.number_of[each] for each in document_ids if each in self.number_of]
        return np.flatnonzero(np.isin(self.document, numbers)) if numbers else np.zeros(0, np.int64)

    def rows_at(self, ids: Numbers) -> tuple[Numbers, Numbers]:
        """Return the rows of the passages of ``ids`` that are here, and which of ``ids`` they are."""
        at = np.searchsorted(self.ids, ids)
        here = at < len(self.ids)
        here[here] = self.ids[at[here]] == ids[here]
        return at[here], np.flatnonzero(here)

    def passage(self, row: int) -> Passage:
        """Return the passage of a row."""
        return Passage(
            id=int(self.ids[row]),
            document_id=self.documents[int(self.document[row])],
            version=int(self.version[row]),
            start=int(self.start[row]),
            end=int(self.end[row]),
        )


class SegmentBuilder:
    """Gathers rows for a new segment; takes less memory than the rows themselves."""

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._body = FieldBuilder()
        self._context = FieldBuilder()
        self._numbers: dict[str, int] = {}
        self._rows: list[tuple[int, int, int, int, int]] = []
        self._keys: list[bytes] = []
        self._vectors: list[NDArray[np.float16]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, rows: Sequence[Row]) -> None:
        """Take rows."""
        self._body.add([row.body for row in rows])
        self._context.add([row.context for row in rows])
        for row in rows:
            passage = row.passage
            number = self._numbers.setdefault(passage.document_id, len(self._numbers))
            self._rows.append((passage.id, number, passage.version, passage.start, passage.end))
            self._keys.append(row.key)
        self._vectors.append(np.array([row.vector for row in rows], dtype=np.float16))

    def write(self, folder: Path) -> None:
        """Write them durably; the last of two rows of one passage counts."""
        columns = np.array(self._rows, dtype=np.int64).reshape(-1, 5)
        keys = np.frombuffer(b"".join(self._keys), dtype=np.uint8).reshape(-1, 16)
        vectors = np.concatenate([np.zeros((0, self._dimension), np.float16), *self._vectors])
        last = {int(passage_id): row for row, passage_id in enumerate(columns[:, 0])}
        order = np.array([last[passage_id] for passage_id in sorted(last)], dtype=np.int64)
        new = np.full(len(columns), -1, dtype=np.int64)
        new[order] = np.arange(len(order))
        _write(
            folder,
            columns[order],
            keys[order],
            vectors[order],
            _reordered(self._body.field(), new),
            _reordered(self._context.field(), new),
            list(self._numbers),
        )


def merge(folder: Path, segments: Sequence[Segment], dead: Sequence[Numbers]) -> None:
    """Write one segment of the live rows of several; ``dead`` are the removed rows of each."""
    alive = []
    for segment, rows in zip(segments, dead, strict=True):
        live = np.ones(len(segment), dtype=bool)
        live[rows] = False
        alive.append(np.flatnonzero(live))
    ids = np.concatenate([s.ids[rows] for s, rows in zip(segments, alive, strict=True)])
    place = np.empty(len(ids), dtype=np.int64)
    order = np.argsort(ids, kind="stable")
    place[order] = np.arange(len(ids))
    new, begin = [], 0
    for segment, rows in zip(segments, alive, strict=True):
        places = np.full(len(segment), -1, dtype=np.int64)
        places[rows] = place[begin : begin + len(rows)]
        begin += len(rows)
        new.append(places)
    numbers: dict[str, int] = {}
    columns = []
    for segment, rows in zip(segments, alive, strict=True):
        used = np.unique(segment.document[rows])
        mapped = np.zeros(len(segment.documents), dtype=np.int64)
        for number in used.tolist():
            mapped[number] = numbers.setdefault(segment.documents[number], len(numbers))
        parts = (segment.ids, mapped[segment.document], segment.version, segment.start, segment.end)
        columns.append(np.stack([part[rows].astype(np.int64) for part in parts], axis=1))
    _write(
        folder,
        np.concatenate(columns)[order],
        np.concatenate([s.keys[rows] for s, rows in zip(segments, alive, strict=True)])[order],
        np.concatenate([s.vectors[rows] for s, rows in zip(segments, alive, strict=True)])[order],
        merged([segment.body for segment in segments], new),
        merged([segment.context for segment in segments], new),
        list(numbers),
    )


def _reordered(field: Field, new: Numbers) -> Field:
    in_order = np.array_equal(new, np.arange(len(new)))
    return field if in_order else merged([field], [new])


def _write(
    folder: Path,
    columns: Numbers,
    keys: NDArray[np.uint8],
    vectors: NDArray[np.float16],
    body: Field,
    context: Field,
    documents: Sequence[str],
) -> None:
    centre = centre_of(vectors)
    arrays: dict[str, Array] = {"ids": columns[:, 0], "keys": keys, "vectors": vectors, "centre": centre}
    for at, name in enumerate(("document", "version", "start", "end"), start=1):
        arrays[name] = columns[:, at].astype(np.int32)
    listed = json.dumps(list(documents)).encode("ascii")
    arrays["documents"] = np.frombuffer(listed, dtype=np.uint8)
    folder.mkdir(parents=True)
    save_arrays(folder / ARRAYS, arrays | body.arrays("body") | context.arrays("context"))
    write_index(folder / VECTORS, vectors, centre)
