"""Proves a generation in Milvus sound in itself: passages, vectors, and every count that BM25 is made of."""

from collections.abc import Iterator

import numpy as np

from index.engines.milvus.generations import Generation
from index.engines.milvus.server import Server
from index.engines.milvus.terms import FIELDS, frequencies

_REBUILD = "请运行 youju check --repair 重建。"


def faults(server: Server, generation: Generation) -> Iterator[str]:
    """Yield what is wrong, a sentence each. Memory: 16 bytes a term."""
    counted = np.zeros((2, generation.terms + 1), dtype=np.int64)  # field, number -> passages
    ids: list[int] = []
    tokens = np.zeros(2, dtype=np.int64)
    crooked = strange = 0
    for page in server.pages(
        generation.build.passages,
        generation.live,
        ("id", "key", "dense", "words", "body_length", "context_length"),
    ):
        ids += [int(record["id"]) for record in page]
        lengths = np.linalg.norm(np.array([record["dense"] for record in page], dtype=np.float32), axis=1)
        crooked += int(np.count_nonzero(np.abs(lengths - 1) > 1e-2))
        tokens += np.array([[r["body_length"], r["context_length"]] for r in page], dtype=np.int64).sum(
            axis=0
        )
        for record in page:
            dimensions = np.fromiter((d for d in record["words"] if d > 1), np.int64)
            known = dimensions // 2 <= generation.terms
            strange += int(len(record["key"]) != 32) + int(np.count_nonzero(~known))
            np.add.at(counted, (dimensions[known] % 2, dimensions[known] // 2), 1)
    if len(ids) != generation.state.passages or len(set(ids)) != len(ids):
        yield f"检索服务器上应有 {generation.state.passages} 个段落，现有 {len(ids)} 个，{_REBUILD}"
    if crooked:
        yield f"检索服务器上有 {crooked} 个向量的长度不为 1，{_REBUILD}"
    if strange or tokens.tolist() != [generation.body.tokens, generation.context.tokens]:
        yield f"检索服务器上段落的词语与记录不符，{_REBUILD}"
    kept = np.zeros_like(counted)
    for page in server.pages(generation.build.terms, f"number <= {generation.terms}", FIELDS):
        for record in page:
            kept[:, int(record["number"])] = frequencies(record, generation.number)
    if not np.array_equal(kept, counted):
        yield f"检索服务器上词语的统计与段落不符，{_REBUILD}"
    for field, name in ((generation.body, "正文"), (generation.context, "上下文")):
        row = counted[0 if field is generation.body else 1]
        present, counts = np.unique(row[row > 0], return_counts=True)
        if dict(zip(present.tolist(), counts.tolist(), strict=True)) != dict(field.frequencies):
            yield f"检索服务器上{name}词频的汇总不符，{_REBUILD}"
