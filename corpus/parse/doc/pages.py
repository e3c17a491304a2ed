"""The property pages (FKP) of a Word file: which properties hold for which bytes of the text."""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.parse.doc.file import WordFile

_CHARACTER_PAGES, _PARAGRAPH_PAGES = 12, 13  # indices of their pairs in the FIB
_PAGE = 512


@dataclass(frozen=True, slots=True)
class Run:
    """Bytes of the main stream that share their properties."""

    start: int
    end: int
    style: int  # of the paragraph; 0 for runs of characters
    grpprl: bytes


class Runs:
    """All runs of one kind, found by where a character stands in the main stream."""

    def __init__(self, runs: Iterator[Run]) -> None:
        self._runs = sorted(runs, key=lambda run: run.start)
        self._starts = [run.start for run in self._runs]

    def at(self, offset: int) -> Run | None:
        """Return the run that holds the byte at ``offset``."""
        found = bisect_right(self._starts, offset) - 1
        return self._runs[found] if found >= 0 and offset < self._runs[found].end else None

    def between(self, start: int, end: int) -> Iterator[Run]:
        """Yield the runs that hold bytes from ``start`` to ``end``, first to last."""
        at = max(0, bisect_right(self._starts, start) - 1)
        while at < len(self._runs) and self._runs[at].start < end:
            if self._runs[at].end > start:
                yield self._runs[at]
            at += 1


def character_runs(file: WordFile) -> Runs:
    """Return the runs of characters."""
    return Runs(_runs(file, _CHARACTER_PAGES, 1))


def paragraph_runs(file: WordFile) -> Runs:
    """Return the paragraphs."""
    return Runs(_runs(file, _PARAGRAPH_PAGES, 13))


def _runs(file: WordFile, index: int, entry: int) -> Iterator[Run]:
    """Yield the runs of all pages; ``entry`` is the size of what a page keeps for each of its runs.

    A page that lies outside the file is passed over: the text can be read without its properties.
    """
    table = file.part(index)
    count = (len(table) - 4) // 8
    seen = set()
    for number in range(max(0, count)):
        page_number = struct.unpack_from("<I", table, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
        page = file.main[page_number * _PAGE : (page_number + 1) * _PAGE]
        if len(page) < _PAGE or page_number in seen:
            continue
        seen.add(page_number)
        runs = page[-1]
        if 4 * (runs + 1) + entry * runs >= _PAGE:
            continue
        offsets = struct.unpack_from(f"<{runs + 1}I", page)
        for i in range(runs):
            place = 2 * page[4 * (runs + 1) + entry * i]
            style, grpprl = _properties(page, place, is_paragraph=entry > 1)
            yield Run(offsets[i], offsets[i + 1], style, grpprl)


def _properties(page: bytes, place: int, *, is_paragraph: bool) -> tuple[int, bytes]:
    if not place:
        return 0, b""
    size = page[place]
    if not is_paragraph:
        return 0, page[place + 1 : place + 1 + size]
    begin, end = place + 1, place + 2 * size
    if not size:  # the next byte has it
        begin, end = place + 2, place + 2 + 2 * page[min(place + 1, _PAGE - 1)]
    value = page[begin:end]
    return int.from_bytes(value[:2], "little"), value[2:]
