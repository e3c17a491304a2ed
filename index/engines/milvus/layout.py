"""The collections of a library in Milvus, their fields and their indexes.

A *build* is three collections: passages, terms, states. The alias of the library names the states of the build
that counts; a full rebuild makes a new build and moves the alias. Inside a build, passages and terms say with
which generation they came and went, so that a reader sees its own generation while the next one is written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pymilvus import DataType, MilvusClient

FOREVER = 2**62  # the generation in which a passage goes that has not gone
LONGEST_TERM = 4096  # bytes; longer ones are cut
PAGE_BYTES = 60_000  # of a state, in one row: VARCHAR holds 65,535
_NUMBER_BITS = 24
_PLACE = [0.0, 0.0]  # every collection must have a vector
_BUILD = re.compile(r"(\w+?)__(\d+_\w{8})_(passages|terms|states)")

Record = dict[str, Any]
PASSAGE_FIELDS = (
    *("pk", "id", "document_id", "version", "start", "end", "key", "born", "died"),
    *("body_length", "context_length", "dense", "words"),
)


@dataclass(frozen=True, slots=True)
class Build:
    """The names of the collections of one build."""

    library: str
    name: str

    @property
    def passages(self) -> str:
        """Name of the collection of passages."""
        return f"{self.library}__{self.name}_passages"

    @property
    def terms(self) -> str:
        """Name of the collection of terms."""
        return f"{self.library}__{self.name}_terms"

    @property
    def states(self) -> str:
        """Name of the collection of states."""
        return f"{self.library}__{self.name}_states"

    @property
    def all(self) -> tuple[str, str, str]:
        """Names of all three."""
        return self.passages, self.terms, self.states


def build_of(collection: str, library: str) -> str | None:
    """Return the build of ``library`` that a collection is of, or None."""
    found = _BUILD.fullmatch(collection)
    return found[2] if found and found[1] == library else None


def alias(library: str) -> str:
    """Return the alias that names the states of the current build."""
    return f"{library}__current"


def primary_key(passage_id: int, number: int) -> int:
    """Return the primary key of a passage that came with the generation ``number``; they sort by passage."""
    return (passage_id << _NUMBER_BITS) | (number % (1 << _NUMBER_BITS))


def placed(record: Record) -> Record:
    """Return a record of terms or states with the vector that Milvus wants of every record."""
    return record | {"place": _PLACE}


def passages_schema(dimension: int) -> Any:
    """Return the fields of passages.

    ``pk`` holds the passage's id and the generation that it came with (``primary_key``), so that a passage that is
    replaced stands twice until no reader sees the old one.
    """
    return _schema(
        ("pk", DataType.INT64, {"is_primary": True}),
        ("id", DataType.INT64, {}),
        ("document_id", DataType.VARCHAR, {"max_length": 512}),
        ("version", DataType.INT64, {}),
        ("start", DataType.INT64, {}),
        ("end", DataType.INT64, {}),
        ("key", DataType.VARCHAR, {"max_length": 64}),  # hexadecimal
        ("born", DataType.INT64, {}),  # the first generation that it is in
        ("died", DataType.INT64, {}),  # the first generation that it is no more in
        ("body_length", DataType.INT64, {}),  # tokens
        ("context_length", DataType.INT64, {}),
        ("dense", DataType.FLOAT_VECTOR, {"dim": dimension}),
        ("words", DataType.SPARSE_FLOAT_VECTOR, {}),  # BM25 weights: see ``sparse``
    )


def terms_schema() -> Any:
    """Return the fields of terms: document frequencies as of ``generation``, and as they were before it."""
    return _schema(
        ("term", DataType.VARCHAR, {"is_primary": True, "max_length": LONGEST_TERM}),
        ("number", DataType.INT64, {}),  # from 1, given once
        ("generation", DataType.INT64, {}),
        ("body", DataType.INT64, {}),
        ("context", DataType.INT64, {}),
        ("body_before", DataType.INT64, {}),
        ("context_before", DataType.INT64, {}),
        ("place", DataType.FLOAT_VECTOR, {"dim": len(_PLACE)}),
    )


def states_schema() -> Any:
    """Return the fields of states: each in pages, the first of which is written last and makes it count."""
    return _schema(
        ("pk", DataType.INT64, {"is_primary": True}),  # 1024 x number + page
        ("number", DataType.INT64, {}),  # of the generation, from 1
        ("page", DataType.INT64, {}),
        ("pages", DataType.INT64, {}),
        ("build", DataType.VARCHAR, {"max_length": 64}),
        ("data", DataType.VARCHAR, {"max_length": 65_535}),
        ("place", DataType.FLOAT_VECTOR, {"dim": len(_PLACE)}),
    )


def place_index() -> Any:
    """Return the index of terms and states, which nobody searches by vector."""
    params = MilvusClient.prepare_index_params()
    params.add_index(field_name="place", index_type="FLAT", metric_type="L2")
    return params


def passages_index() -> Any:
    """Return the indexes of passages: both are exact."""
    params = MilvusClient.prepare_index_params()
    params.add_index(field_name="dense", index_type="FLAT", metric_type="IP")
    params.add_index(field_name="words", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    return params


def sparse(body: Mapping[int, float], context: Mapping[int, float]) -> dict[int, float]:
    """Put the weights of both fields, by the number of the term, into one vector: even dimensions, odd ones.

    Dimension 0 is nobody's; it stands where there are no words at all, since Milvus wants a value.
    """
    vector = {2 * number: value for number, value in body.items()}
    vector |= {2 * number + 1: value for number, value in context.items()}
    return vector or {0: 1.0}


def _schema(*fields: tuple[str, Any, Mapping[str, Any]]) -> Any:
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    for name, kind, more in fields:
        schema.add_field(name, kind, **more)
    return schema
