"""Document frequencies of terms on their way into the next generation."""

from array import array
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from index.engines.milvus.generations import Generation
from index.engines.milvus.layout import Record, placed
from index.engines.milvus.server import Server, batches
from index.engines.milvus.terms import FIELDS, frequencies, lookup

_BATCH = 4000  # numbers of one request


class TermCounts:
    """Counts in how many passages terms stand, beginning with what a generation says, or with nothing.

    About 200 bytes of memory a term that was met.
    """

    def __init__(self, server: Server, before: Generation | None) -> None:
        self._server = server
        self._before = before
        self._last = before.terms if before else 0  # number that was given
        self._slots: dict[str, int] = {}  # term -> place in the arrays below
        self._slot_of_number: dict[int, int] = {}  # only where the generation before has numbers
        self._numbers = array("q")
        self._now = array("q"), array("q")  # bodies, contexts
        self._then = array("q"), array("q")

    @property
    def last(self) -> int:
        """The last number given to a term."""
        return self._last

    def numbers(self, terms: Iterable[str]) -> Mapping[str, int]:
        """Return the numbers of stored terms; new ones are given."""
        wanted = dict.fromkeys(terms)
        missing = [term for term in wanted if term not in self._slots]
        if self._before:
            for records in lookup(self._server, self._before, missing):
                self._take_up(records)
        for term in missing:
            if term not in self._slots:
                self._last += 1
                self._append(term, self._last, 0, 0)
        return {term: self._numbers[self._slots[term]] for term in wanted}

    def add(self, field: int, terms: Iterable[str], times: int = 1) -> None:
        """Count each of ``terms``, whose numbers were asked for, in ``times`` more bodies (0) or contexts (1)."""
        self._count(field, (self._slots[term] for term in terms), times)

    def take(self, field: int, numbers: Iterable[int]) -> None:
        """Count the terms of these numbers in one passage less for each time that a number is given."""
        wanted = list(numbers)
        if self._before:
            missing = (n for n in dict.fromkeys(wanted) if n not in self._slot_of_number)
            for batch in batches(missing, _BATCH):
                terms = self._before.build.terms
                self._take_up(self._server.query(terms, "number in {numbers}", FIELDS, {"numbers": batch}))
            slots = self._slot_of_number
            self._count(field, (slots[number] for number in wanted), -1)
        else:
            self._count(field, (number - 1 for number in wanted), -1)

    def frequencies(self, field: int) -> dict[int, int]:
        """Return how many terms stand in 1, 2, … passages."""
        before = (self._before.body, self._before.context)[field].frequencies if self._before else {}
        every = dict(before)
        for then, now in zip(self._then[field], self._now[field], strict=True):
            if then != now:
                every[then] = every.get(then, 0) - 1
                every[now] = every.get(now, 0) + 1
        return {frequency: count for frequency, count in every.items() if frequency > 0 and count > 0}

    def records(self, number: int) -> Iterator[Record]:
        """Yield a record of every term whose counts have changed with the generation ``number``."""
        for slot, (term, term_number) in enumerate(zip(self._slots, self._numbers, strict=True)):
            (body, context), (body_before, context_before) = (
                [counts[slot] for counts in both] for both in (self._now, self._then)
            )
            if (body, context) != (body_before, context_before):
                yield placed(
                    {
                        "term": term,
                        "number": term_number,
                        "generation": number,
                        "body": body,
                        "context": context,
                        "body_before": body_before,
                        "context_before": context_before,
                    }
                )

    def _count(self, field: int, slots: Iterable[int], times: int) -> None:
        met, counts = np.unique(np.fromiter(slots, np.int64), return_counts=True)
        for slot, count in zip(met.tolist(), counts.tolist(), strict=True):
            self._now[field][slot] += times * count

    def _take_up(self, records: Iterable[Record]) -> None:
        assert self._before
        for record in records:
            number = int(record["number"])
            if number <= self._before.terms and str(record["term"]) not in self._slots:
                body, context = frequencies(record, self._before.number)
                self._append(str(record["term"]), number, body, context)

    def _append(self, term: str, number: int, body: int, context: int) -> None:
        slot = len(self._numbers)
        self._slots[term] = slot
        if self._before:
            self._slot_of_number[number] = slot
        self._numbers.append(number)
        for counts in (self._now, self._then):
            counts[0].append(body)
            counts[1].append(context)
