"""What a generation says of itself, kept in the collection of states: written in pages, the first one last.

It is one record of Milvus that makes a generation count, so that there is never half of one.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from index.engine import State
from index.engines.milvus import bm25
from index.engines.milvus.layout import PAGE_BYTES, Build, Record, alias, placed
from index.engines.milvus.server import Server
from index.engines.okapi import Statistics
from index.errors import IndexDamaged, IndexMissing, IndexOutdated

_LAYOUT = 1  # raised when collections or states change
_PAGES = 1024  # of one state, at the most


@dataclass(frozen=True, slots=True)
class FieldCounts:
    """What is counted of one field of all passages."""

    tokens: int = 0
    frequencies: Mapping[int, int] = field(
        default_factory=dict
    )  # document frequency -> how many terms have it
    reference: float = 1.0  # the mean length that the weights of this build were made with

    def statistics(self, passages: int) -> Statistics:
        """Return what BM25 needs to know."""
        return bm25.statistics(passages, self.tokens, self.frequencies)


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation of one build."""

    build: Build
    number: int  # from 1
    state: State
    terms: int  # numbers given to terms
    body: FieldCounts
    context: FieldCounts
    previous: str = ""  # the build before, while this one has had no other generation

    @property
    def name(self) -> str:
        """Its name among all generations of the library."""
        return f"{self.build.name}-{self.number}"

    @property
    def drift(self) -> float:
        """How far the mean lengths are from those that the weights were made with: 0.01 is one per cent."""
        return max(
            abs(bm25.mean(field.statistics(self.state.passages)) / field.reference - 1)
            for field in (self.body, self.context)
        )

    @property
    def live(self) -> str:
        """The condition that passages of this generation meet."""
        return f"born <= {self.number} and died > {self.number}"


def current(server: Server, library: str) -> tuple[Build, int] | None:
    """Return the build and the number of the current generation, or None where there is none."""
    if not server.alias_exists(alias(library)):
        return None
    found = server.query(alias(library), "page == 0", ("number", "build"))
    if not found:
        return None
    last = max(found, key=lambda record: int(record["number"]))
    return Build(library, str(last["build"])), int(last["number"])


def read(server: Server, build: Build, number: int) -> Generation:
    """Read a generation.

    Raises:
        IndexMissing, IndexOutdated, IndexDamaged
    """
    records = server.query(build.states, f"number == {number}", ("page", "pages", "data"))
    if not records:
        raise IndexMissing("资料库现在没有可用的索引，请运行 youju build。")
    parts = {int(record["page"]): str(record["data"]) for record in records}
    if sorted(parts) != list(range(int(records[0]["pages"]))):
        raise IndexDamaged("检索服务器上的索引不完整，请运行 youju check --repair 重建。")
    try:
        fields = json.loads(zlib.decompress(base64.b64decode("".join(parts[page] for page in sorted(parts)))))
        if fields["layout"] != _LAYOUT:
            raise IndexOutdated("检索服务器上的索引由另一个版本的有据建立，请运行一次 youju build。")
        return Generation(
            build=build,
            number=number,
            state=State(**fields["state"]),
            terms=fields["terms"],
            body=_counts(fields["body"]),
            context=_counts(fields["context"]),
            previous=fields["previous"],
        )
    except (ValueError, TypeError, KeyError, zlib.error, binascii.Error) as error:
        raise IndexDamaged("检索服务器上的索引说明无法解读，请运行 youju check --repair 重建。") from error


def write(server: Server, generation: Generation) -> None:
    """Make a generation the current one of its build; all that belongs to it is durable."""
    text = json.dumps(
        {
            "layout": _LAYOUT,
            "state": {name: getattr(generation.state, name) for name in State.__slots__},
            "terms": generation.terms,
            "body": _fields(generation.body),
            "context": _fields(generation.context),
            "previous": generation.previous,
        }
    )
    data = base64.b64encode(zlib.compress(text.encode())).decode()
    parts = [data[at : at + PAGE_BYTES] for at in range(0, len(data), PAGE_BYTES)]
    for page in reversed(range(len(parts))):
        server.upsert(generation.build.states, [_page(generation, page, parts)])
    server.settle(generation.build.states)


def _page(generation: Generation, page: int, parts: list[str]) -> Record:
    return placed(
        {
            "pk": generation.number * _PAGES + page,
            "number": generation.number,
            "page": page,
            "pages": len(parts),
            "build": generation.build.name,
            "data": parts[page],
        }
    )


def _fields(counts: FieldCounts) -> Record:
    frequencies = sorted(counts.frequencies.items())
    return {"tokens": counts.tokens, "reference": counts.reference, "frequencies": frequencies}


def _counts(fields: Record) -> FieldCounts:
    return FieldCounts(fields["tokens"], dict(fields["frequencies"]), fields["reference"])
