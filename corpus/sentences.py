"""Text to sentences and clauses, as spans; nothing is lost between them."""

import re
from collections.abc import Iterator

Span = tuple[int, int]

# A closing quotation mark or bracket belongs to the sentence that it closes.
_SENTENCE_END = re.compile(r"(?:[。！？!?]+|…{2,})[”’」』）)》]*|\n+")
_CLAUSE_END = re.compile(r"[；;]+[”’」』）)]*")


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Yield the spans of the sentences of ``text[start:end]``; together they cover it exactly."""
    yield from _split(text, start, len(text) if end is None else end, _SENTENCE_END)


def clauses(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the spans between semicolons of ``text[start:end]``; together they cover it exactly."""
    yield from _split(text, start, end, _CLAUSE_END)


def trim(text: str, start: int, end: int) -> Span:
    """Return the span without the white space at its ends; empty spans stay where they begin."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _split(text: str, start: int, end: int, boundary: re.Pattern[str]) -> Iterator[Span]:
    position = start
    for match in boundary.finditer(text, start, end):
        if match.end() > position:
            yield position, match.end()
            position = match.end()
    if position < end:
        yield position, end
