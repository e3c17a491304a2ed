"""In how many passages each term stands, as one generation knows it: asked of Milvus in batches, then kept."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.engines.milvus.generations import Generation
from index.engines.milvus.layout import LONGEST_TERM, Record
from index.engines.milvus.server import Server, batches

FIELDS = ("term", "number", "generation", "body", "context", "body_before", "context_before")
_KEPT = 200_000  # terms; then all are forgotten
_BATCH = 4000  # terms of one request
_BLOCK = 10_000  # terms of one block of the vocabulary


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the library: its number, and in how many passages it stands."""

    number: int
    body: int
    context: int


class Terms:
    """The terms of one generation. Safe to use from many threads."""

    def __init__(self, server: Server, generation: Generation) -> None:
        self._server = server
        self._generation = generation
        self._lock = threading.Lock()
        self._known: dict[str, Term | None] = {}

    def of(self, terms: Iterable[str]) -> dict[str, Term]:
        """Return those of ``terms`` that the generation knows."""
        wanted = {term: stored(term) for term in terms}
        with self._lock:
            missing = [key for key in set(wanted.values()) if key not in self._known]
        found: dict[str, Term | None] = dict.fromkeys(missing)
        for records in lookup(self._server, self._generation, missing):
            found.update((str(record["term"]), self._term(record)) for record in records)
        with self._lock:
            if len(self._known) > _KEPT:
                self._known.clear()
            self._known |= found
            every = {term: self._known.get(key, found.get(key)) for term, key in wanted.items()}
        return {term: each for term, each in every.items() if each is not None}

    def blocks(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield all terms in blocks by their numbers, which never change; only the last block may grow."""
        build = self._generation.build
        for first in range(1, self._generation.terms + 1, _BLOCK):
            last = min(first + _BLOCK - 1, self._generation.terms)
            condition = f"number >= {first} and number <= {last}"
            records = self._server.query(build.terms, condition, ("term", "number"))
            records.sort(key=lambda record: int(record["number"]))
            yield f"{build.name}-{first}-{last}", [str(record["term"]) for record in records]

    def _term(self, record: Record) -> Term | None:
        body, context = frequencies(record, self._generation.number)
        number = int(record["number"])
        return Term(number, body, context) if number <= self._generation.terms else None


def stored(term: str) -> str:
    """Return a term as Milvus holds it, which limits its length."""
    return term if 4 * len(term) <= LONGEST_TERM else term.encode()[:LONGEST_TERM].decode("utf-8", "ignore")


def lookup(server: Server, generation: Generation, terms: Iterable[str]) -> Iterator[list[Record]]:
    """Yield the records of stored terms, as far as there are some."""
    for batch in batches(terms, _BATCH):
        yield server.query(generation.build.terms, "term in {terms}", FIELDS, {"terms": batch})


def frequencies(record: Record, number: int) -> tuple[int, int]:
    """Return in how many bodies and contexts a term stood in the generation ``number``, or the one before it."""
    if int(record["generation"]) <= number:
        return int(record["body"]), int(record["context"])
    return int(record["body_before"]), int(record["context_before"])
