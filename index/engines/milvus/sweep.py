"""Puts right what an interrupted writer left, and drops what no reader needs any more."""

from index.engines.milvus import layout
from index.engines.milvus.generations import Generation
from index.engines.milvus.layout import FOREVER, placed
from index.engines.milvus.server import Server, batches
from index.engines.milvus.terms import FIELDS, frequencies

_BATCH = 1000  # records that are put right together


def mend(server: Server, generation: Generation) -> None:
    """Take back what was written after ``generation``, the current one, and delete what died before it.

    It may be interrupted, and is repeated by the next writer.
    """
    build, number = generation.build, generation.number
    server.delete(build.passages, f"born > {number}")
    dying = server.query(build.passages, f"died > {number} and died < {FOREVER}", ("pk",))
    for batch in batches((int(record["pk"]) for record in dying), _BATCH):
        records = server.query(build.passages, "pk in {keys}", layout.PASSAGE_FIELDS, {"keys": batch})
        server.upsert(build.passages, [record | {"died": FOREVER} for record in records], size=8192)
    server.delete(build.terms, f"number > {generation.terms}")
    for term_batch in batches(server.query(build.terms, f"generation > {number}", FIELDS), _BATCH):
        restored = []
        for record in term_batch:
            body, context = frequencies(record, number)
            counts = {"body": body, "context": context, "body_before": body, "context_before": context}
            restored.append(placed(record | {"generation": number} | counts))
        server.upsert(build.terms, restored, size=200)
    server.delete(build.states, f"number != {number}")
    server.delete(build.passages, f"died <= {number}")


def drop_builds(server: Server, library: str, *, keep: set[str]) -> None:
    """Drop the builds of ``library`` but those to keep: half-made ones, and those that no reader is in any more."""
    for collection in server.collections():
        build = layout.build_of(collection, library)
        if build is not None and build not in keep:
            server.drop(collection)
