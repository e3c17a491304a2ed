"""Where quoted words stand among the characters of a page, white space aside."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.models import Document

_ENOUGH = 0.6  # of a quote's characters: with fewer found, it stands elsewhere
_BREAK = re.compile(r"[\n\t]")
_LONGEST_PIECE = 24  # characters that are looked for at once, where the whole is not found in one piece


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that are to be marked on a page: the ``nth`` place, counted from 0, where they stand on it."""

    words: str
    nth: int


def wanted_on(document: Document, page: int, start: int, end: int) -> Wanted | None:
    """Return what of ``text[start:end]`` stands on a page of the document; ``None``: nothing does."""
    begin = document.pages[page - 1]
    stop = document.pages[page] if page < len(document.pages) else len(document.text)
    first, last = max(start, begin), min(end, stop)
    words = _squeezed(document.text[first:last])
    if first >= last or not words:
        return None
    before = _squeezed(document.text[begin : last - 1])
    return Wanted(document.text[first:last], sum(1 for _ in re.finditer(f"(?={re.escape(words)})", before)))


def found_at(characters: Sequence[str], wanted: Wanted) -> list[int]:
    """Return the indexes of the characters to mark, or none where the words are not on the page."""
    folded: list[str] = []
    owners: list[int] = []  # the character that each folded one comes from
    for index, character in enumerate(characters):
        for one in _squeezed(character):
            folded.append(one)
            owners.append(index)
    text = "".join(folded)
    words = _squeezed(wanted.words)
    places = [match.start() for match in re.finditer(f"(?={re.escape(words)})", text)]
    if places:
        at = places[min(wanted.nth, len(places) - 1)]
        return owners[at : at + len(words)]
    return _in_pieces(text, owners, wanted.words)


def _in_pieces(text: str, owners: Sequence[int], words: str) -> list[int]:
    """Find the cells and stretches of the words one by one: on the page other things may stand between them."""
    found: list[int] = []
    sought = after = 0
    for part in map(_squeezed, _BREAK.split(words)):
        for begin in range(0, len(part), _LONGEST_PIECE):
            piece = part[begin : begin + _LONGEST_PIECE]
            sought += len(piece)
            at = text.find(piece, after)
            at = text.find(piece) if at < 0 and len(piece) > 3 else at
            if at >= 0:
                found.extend(owners[at : at + len(piece)])
                after = at + len(piece)
    return found if sought and len(found) >= _ENOUGH * sought else []


def _squeezed(text: str) -> str:
    """Return text as it is compared: without white space, forms of one character made the same."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
