"""Makes the next generation of a library in Milvus: beside the current one, which goes on as it is.

New passages are written as born with the new generation, removed ones as dying with it; terms keep their counts of
before. None of this is seen by readers of the current generation. One record of the collection of states makes it
count (``generations.write``); what was written and never made to count is taken back by the next writer
(``sweep.mend``). A generation from nothing is made in collections of its own, and the alias is moved.
"""

import time
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.engine import FORMAT, Floats, Row, State
from index.engines.milvus import bm25, generations, layout
from index.engines.milvus.counts import TermCounts
from index.engines.milvus.generations import FieldCounts, Generation
from index.engines.milvus.layout import FOREVER, Build, Record
from index.engines.milvus.rewrite import create, rewritten
from index.engines.milvus.server import Server, batches
from index.engines.milvus.terms import stored

_BATCH = 1000  # ids of one request
_TOGETHER = 4096  # passages that are sent together; the first of a build tell its mean lengths
_DRIFT = 0.1  # of the mean lengths, above which ``tidy`` writes all weights anew
_TERM_BYTES = 200  # of a record


@dataclass(slots=True)
class _Tally:
    """How many passages there will be, and how many tokens they have."""

    passages: int
    body: int
    context: int


class MilvusWriter:
    """Changes on their way into the next generation."""

    def __init__(
        self,
        server: Server,
        library: str,
        before: Generation | None,
        model: str,
        dimension: int,
        *,
        anew: bool,
    ) -> None:
        self._server = server
        self._model = model
        self._dimension = dimension
        self._before = before if before and before.state.dimension == dimension else None
        self._base = None if anew else self._before  # what the next generation begins with
        self._build = self._base.build if self._base else new_build(library)
        self._number = self._base.number + 1 if self._base else 1
        self._previous = before.build.name if before and not self._base else ""
        self._references: tuple[float, float] | None = None
        self._tally = _Tally(0, 0, 0)
        if self._base:
            body, context = self._base.body, self._base.context
            self._references = body.reference, context.reference
            self._tally = _Tally(self._base.state.passages, body.tokens, context.tokens)
        self._counts = TermCounts(server, self._base)
        self._waiting: dict[int, Row] = {}
        self._sent: set[int] = set()
        self._gone: set[int] = set()  # of what the generation begins with
        self._committed: Generation | None = None

    def keys(self, document_ids: Iterable[str]) -> Mapping[str, Mapping[int, bytes]]:
        """Return document -> passage id -> key of what the generation before holds of these documents."""
        found: dict[str, dict[int, bytes]] = {}
        for batch in batches(document_ids if self._before else (), _BATCH):
            for record in self._kept("document_id in {ids}", batch, ("id", "document_id", "key")):
                found.setdefault(str(record["document_id"]), {})[int(record["id"])] = bytes.fromhex(
                    record["key"]
                )
        return found

    def vectors(self, ids: Sequence[int]) -> Floats:
        """Return the vectors kept of passages that the generation before holds, shape (len(ids), dimension).

        Raises:
            KeyError: it does not hold one of them.
        """
        found: dict[int, Sequence[float]] = {}
        for batch in batches(dict.fromkeys(ids) if self._before else (), _BATCH):
            found |= {int(r["id"]): r["dense"] for r in self._kept("id in {ids}", batch, ("id", "dense"))}
        return np.array([found[each] for each in ids], dtype=np.float32).reshape(len(ids), self._dimension)

    def remove(self, ids: Iterable[int]) -> None:
        """Leave passages out of the next generation; unknown ones are none."""
        wanted = set(ids)
        for each in wanted:
            self._waiting.pop(each, None)
        self._take_back(wanted & self._sent)
        self._gone |= wanted

    def add(self, rows: Sequence[Row]) -> None:
        """Put passages into the next generation; one that is there under the same id is replaced."""
        self.remove(row.passage.id for row in rows)
        self._waiting |= {row.passage.id: row for row in rows}
        if len(self._waiting) >= _TOGETHER:
            self._send()

    def commit(self, revision: int) -> None:
        """Make the next generation the current one, durably."""
        self._send()
        self._retire()
        for batch in batches(self._counts.records(self._number), _TOGETHER):
            self._server.upsert(self._build.terms, batch, size=_TERM_BYTES)
        self._server.settle(self._build.passages, seal=self._base is None)
        self._server.settle(self._build.terms, seal=self._base is None)
        self._server.warm(self._build.passages, "words", layout.sparse({}, {}))
        tally, counts = self._tally, self._counts
        body, context = self._references or (1.0, 1.0)
        generation = Generation(
            build=self._build,
            number=self._number,
            state=State(FORMAT, revision, self._model, self._dimension, tally.passages),
            terms=counts.last,
            body=FieldCounts(tally.body, counts.frequencies(0), body),
            context=FieldCounts(tally.context, counts.frequencies(1), context),
            previous=self._previous,
        )
        self._publish(generation)

    def tidy(self) -> None:
        """Write all weights anew where the mean lengths have moved far from those that they were made with."""
        generation = self._committed
        if generation and generation.drift > _DRIFT:
            build = new_build(generation.build.library)
            self._publish(replace(rewritten(self._server, generation, build), previous=generation.build.name))

    def _publish(self, generation: Generation) -> None:
        generations.write(self._server, generation)
        if generation.number == 1:
            self._server.point(layout.alias(generation.build.library), generation.build.states)
        self._committed = generation

    def _send(self) -> None:
        """Write the passages that wait, and count their terms."""
        rows = list(self._waiting.values())
        self._waiting.clear()
        bodies = [Counter(map(stored, row.body)) for row in rows]
        contexts = [Counter(map(stored, row.context)) for row in rows]
        if self._references is None:
            self._references = _mean(bodies), _mean(contexts)
            create(self._server, self._build, self._dimension)
        if not rows:
            return
        numbers = self._counts.numbers(term for counter in (*bodies, *contexts) for term in counter)
        self._counts.add(0, (term for counter in bodies for term in counter))
        self._counts.add(1, (term for counter in contexts for term in counter))
        records = [
            self._record(row, body, context, numbers)
            for row, body, context in zip(rows, bodies, contexts, strict=True)
        ]
        self._server.upsert(self._build.passages, records, size=_size(records))
        self._sent |= {row.passage.id for row in rows}
        self._tally.passages += len(rows)
        self._tally.body += sum(record["body_length"] for record in records)
        self._tally.context += sum(record["context_length"] for record in records)

    def _record(
        self, row: Row, body: Mapping[str, int], context: Mapping[str, int], numbers: Mapping[str, int]
    ) -> Record:
        assert self._references
        lengths = len(row.body), len(row.context)
        weights = [
            bm25.weights({numbers[term]: count for term, count in counter.items()}, length, reference)
            for counter, length, reference in zip((body, context), lengths, self._references, strict=True)
        ]
        passage = row.passage
        return {
            "pk": layout.primary_key(passage.id, self._number),
            "id": passage.id,
            "document_id": passage.document_id,
            "version": passage.version,
            "start": passage.start,
            "end": passage.end,
            "key": row.key.hex(),
            "born": self._number,
            "died": FOREVER,
            "body_length": lengths[0],
            "context_length": lengths[1],
            "dense": np.asarray(row.vector, dtype=np.float32),
            "words": layout.sparse(*weights),
        }

    def _retire(self) -> None:
        """Let the passages that go die with this generation, and count their terms off."""
        for batch in batches(self._gone if self._base else (), _BATCH):
            records = self._kept("id in {ids}", batch, layout.PASSAGE_FIELDS)
            self._count_off(records)
            dying = [record | {"died": self._number} for record in records]
            self._server.upsert(self._build.passages, dying, size=_size(dying))

    def _take_back(self, ids: Iterable[int]) -> None:
        """Delete passages that this writer has sent."""
        for batch in batches(ids, _BATCH):
            condition = f"born == {self._number} and id in {{ids}}"
            fields = ("pk", "words", "body_length", "context_length")
            self._count_off(self._server.query(self._build.passages, condition, fields, {"ids": batch}))
            self._server.delete(self._build.passages, condition, {"ids": batch})
            self._sent -= set(batch)

    def _count_off(self, records: Sequence[Record]) -> None:
        for field in (0, 1):
            self._counts.take(
                field, (d // 2 for record in records for d in record["words"] if d > 1 and d % 2 == field)
            )
        self._tally.passages -= len(records)
        self._tally.body -= sum(int(record["body_length"]) for record in records)
        self._tally.context -= sum(int(record["context_length"]) for record in records)

    def _kept(
        self, condition: str, values: Sequence[int] | Sequence[str], fields: Sequence[str]
    ) -> list[Record]:
        """Return records of the generation before."""
        assert self._before
        condition = f"{self._before.live} and {condition}"
        return self._server.query(self._before.build.passages, condition, fields, {"ids": values})


def new_build(library: str) -> Build:
    """Return a name for a new build; later ones sort behind earlier ones where the clock does not jump."""
    return Build(library, f"{int(time.time())}_{uuid.uuid4().hex[:8]}")


def _mean(counters: Sequence[Mapping[str, int]]) -> float:
    total = sum(sum(counter.values()) for counter in counters)
    return total / len(counters) if total else 1.0


def _size(records: Sequence[Record]) -> int:
    """Return about how many bytes a record has in a request."""
    if not records:
        return 1
    values = sum(8 * len(record["words"]) for record in records) // len(records)
    return int(values + 4 * len(records[0]["dense"]) + 500)
