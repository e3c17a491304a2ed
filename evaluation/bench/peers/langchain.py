"""LangChain: ``EnsembleRetriever`` over its ``BM25Retriever`` (rank-bm25) and its FAISS store."""

from pathlib import Path
from typing import Any

from evaluation.bench.peer import DEPTH, Floats, Material
from index.tokenize import tokenize


class LangChain:
    """Reciprocal rank fusion of two retrievers, passages named by row; or as shipped: depth 4, split at spaces."""

    def __init__(self, *, as_shipped: bool = False) -> None:
        self._as_shipped = as_shipped
        self._vector: list[float] = []

    def prepare(self, material: Material, folder: Path) -> None:
        """Nothing is needed."""

    def build(self, material: Material, folder: Path) -> Path | None:
        """Fill both retrievers. BM25Retriever has no form on disk."""
        from langchain_classic.retrievers import EnsembleRetriever  # noqa: PLC0415 - of the extra "bench"
        from langchain_community.retrievers import BM25Retriever  # noqa: PLC0415 - the same
        from langchain_community.vectorstores import FAISS  # noqa: PLC0415 - the same
        from langchain_community.vectorstores.utils import DistanceStrategy  # noqa: PLC0415 - the same

        texts = list(material.corpus.texts())
        rows = [{"row": row} for row in range(len(texts))]
        options: dict[str, Any] = {} if self._as_shipped else {"preprocess_func": tokenize, "k": DEPTH}
        words = BM25Retriever.from_texts(texts, metadatas=rows, **options)
        store = FAISS.from_embeddings(
            zip(texts, material.vectors, strict=True),
            self._embedding(),
            rows,
            distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT,
        )
        near = store.as_retriever(search_kwargs={} if self._as_shipped else {"k": DEPTH})
        self._index = EnsembleRetriever(
            retrievers=[words, near], weights=[0.5, 0.5], id_key=None if self._as_shipped else "row"
        )
        return None

    def open(self, material: Material, folder: Path) -> None:
        """Not possible."""
        raise NotImplementedError

    def search(self, question: str, vector: Floats, limit: int) -> list[int]:
        """Return the rows that the ensemble ranks first."""
        self._vector = vector.tolist()
        return [int(found.metadata["row"]) for found in self._index.invoke(question)[:limit]]

    def _embedding(self) -> Any:
        """Return an embedding whose question is encoded already."""
        from langchain_classic.embeddings.base import Embeddings  # noqa: PLC0415 - of the extra "bench"

        methods = {
            "embed_documents": lambda _, texts: None,  # never asked for: the vectors are given
            "embed_query": lambda _, text: self._vector,
        }
        return type("Encoded", (Embeddings,), methods)()
