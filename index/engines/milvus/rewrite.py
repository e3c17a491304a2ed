"""A build copied into a new one, its vectors weighed by the mean lengths of today."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from index.engines.milvus import bm25, layout
from index.engines.milvus.generations import FieldCounts, Generation
from index.engines.milvus.layout import Build, Record, placed
from index.engines.milvus.server import Server
from index.engines.milvus.terms import FIELDS, frequencies

_RECORD_BYTES = 8192  # of a passage, about


def create(server: Server, build: Build, dimension: int) -> None:
    """Create the collections of a build, empty and ready to be searched."""
    server.create(build.passages, layout.passages_schema(dimension))
    server.create(build.terms, layout.terms_schema())
    server.create(build.states, layout.states_schema())
    server.index(build.passages, layout.passages_index())
    server.index(build.terms, layout.place_index())
    server.index(build.states, layout.place_index())


def rewritten(server: Server, old: Generation, build: Build) -> Generation:
    """Return the first generation of ``build``, all written but its state: it holds what ``old`` holds."""
    create(server, build, old.state.dimension)
    body, context = (
        replace(counts, reference=bm25.mean(counts.statistics(old.state.passages)))
        for counts in (old.body, old.context)
    )
    for page in server.pages(old.build.passages, old.live, layout.PASSAGE_FIELDS):
        records = [_passage(record, old, body, context) for record in page]
        server.upsert(build.passages, records, size=_RECORD_BYTES)
    for page in server.pages(old.build.terms, f"number <= {old.terms}", FIELDS):
        terms = [_term(record, old.number) for record in page]
        server.upsert(build.terms, [term for term in terms if term["body"] or term["context"]], size=200)
    server.settle(build.passages, seal=True)
    server.settle(build.terms, seal=True)
    server.warm(build.passages, "words", layout.sparse({}, {}))
    return replace(old, build=build, number=1, body=body, context=context)


def _passage(record: Record, old: Generation, body: FieldCounts, context: FieldCounts) -> Record:
    words: Mapping[int, float] = record["words"]
    fields = (
        (int(record["body_length"]), old.body.reference, body.reference),
        (int(record["context_length"]), old.context.reference, context.reference),
    )
    weights: dict[int, float] = {}
    for dimension, value in words.items():
        length, then, now = fields[dimension % 2]
        weights[dimension] = (
            bm25.weight(bm25.count_of(value, length, then), length, now) if dimension > 1 else value
        )
    return record | {
        "pk": layout.primary_key(int(record["id"]), 1),
        "born": 1,
        "died": layout.FOREVER,
        "dense": np.asarray(record["dense"], dtype=np.float32),
        "words": weights,
    }


def _term(record: Record, number: int) -> Record:
    body, context = frequencies(record, number)
    counts = {"body": body, "context": context, "body_before": 0, "context_before": 0}
    return placed({"term": record["term"], "number": record["number"], "generation": 1} | counts)
