"""Haystack: a pipeline of its in-memory BM25 and embedding retrievers and its ``DocumentJoiner``."""

from pathlib import Path
from typing import Any

from evaluation.bench.peer import DEPTH, Floats, Material
from index.tokenize import tokenize

_WORDS = r"\S+"  # what we hand over is tokenised already: it takes a pattern, no function


class Haystack:
    """``InMemoryDocumentStore``, which is not kept on disk; as shipped: one token a character, depth 10."""

    def __init__(self, *, as_shipped: bool = False) -> None:
        self._as_shipped = as_shipped

    def prepare(self, material: Material, folder: Path) -> None:
        """Nothing is needed."""

    def build(self, material: Material, folder: Path) -> Path | None:
        """Write the documents and connect the pipeline."""
        from haystack import Document, Pipeline  # noqa: PLC0415 - of the extra "bench"
        from haystack.components.joiners import DocumentJoiner  # noqa: PLC0415 - the same
        from haystack.components.retrievers.in_memory import (  # noqa: PLC0415 - the same
            InMemoryBM25Retriever,
            InMemoryEmbeddingRetriever,
        )
        from haystack.document_stores.in_memory import InMemoryDocumentStore  # noqa: PLC0415 - the same

        # without handing the vectors on, which are copied between the components, it is five times faster
        ours = {"bm25_tokenization_regex": _WORDS, "return_embedding": False}
        options: dict[str, Any] = {} if self._as_shipped else ours
        depth = {} if self._as_shipped else {"top_k": DEPTH}
        store = InMemoryDocumentStore(**options)
        store.write_documents(
            [
                Document(id=str(row), content=self._words(text), embedding=vector.tolist())
                for row, (text, vector) in enumerate(
                    zip(material.corpus.texts(), material.vectors, strict=True)
                )
            ]
        )
        pipeline = Pipeline()
        pipeline.add_component("words", InMemoryBM25Retriever(store, **depth))
        pipeline.add_component("near", InMemoryEmbeddingRetriever(store, **depth))
        pipeline.add_component("join", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        pipeline.connect("words", "join")
        pipeline.connect("near", "join")
        self._pipeline = pipeline
        return None

    def open(self, material: Material, folder: Path) -> None:
        """Not possible: the store is ephemeral."""
        raise NotImplementedError

    def search(self, question: str, vector: Floats, limit: int) -> list[int]:
        """Return the rows that the pipeline ranks first."""
        asked = {"words": {"query": self._words(question)}, "near": {"query_embedding": vector.tolist()}}
        found = self._pipeline.run(asked)["join"]["documents"]
        return [int(document.id) for document in found[:limit]]

    def _words(self, text: str) -> str:
        return text if self._as_shipped else " ".join(tokenize(text))
