"""Text cut at spans, so that templates can mark it. Nothing is added, dropped or moved:
joined again, the pieces are the text."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from corpus.models import Document


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is shown one way."""

    text: str
    marked: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document, its newline included: ``text[start:…]``."""

    start: int
    pieces: tuple[Piece, ...]
    level: int = 0  # of the heading that fills the line; 0: none does
    anchor: bool = False  # the outline leads here
    kind: str = ""  # "blank", "short" or "para" when no heading


def exact(text: str) -> Markup:
    """Escape ``text`` so that a browser's ``textContent`` gives it back.

    HTML parsers turn a bare carriage return into a newline and drop NUL; surrogates have no UTF-8.
    """
    sound = text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    return Markup(str(escape(sound)).replace("\r", "&#13;"))


def marked_pieces(text: str, offset: int, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """Cut ``text``, which begins at ``offset``, at ``spans``; overlapping spans become one mark."""
    pieces: list[Piece] = []
    done = 0
    for start, end in sorted((max(s - offset, 0), min(e - offset, len(text))) for s, e in spans):
        start = max(start, done)
        if start >= end:
            continue
        if done < start:
            pieces.append(Piece(text[done:start]))
        pieces.append(Piece(text[start:end], marked=True))
        done = end
    if done < len(text):
        pieces.append(Piece(text[done:]))
    return tuple(pieces)


def line_starts(text: str) -> list[int]:
    """Return where each line begins; a line ends with its newline."""
    starts = [0]
    at = text.find("\n")
    while at != -1:
        if at + 1 < len(text):
            starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def line_of(starts: Sequence[int], offset: int) -> int:
    """Return the start of the line that holds ``offset``."""
    return starts[bisect_right(starts, offset) - 1]


def document_lines(document: Document, start: int = 0, end: int = 0) -> Iterator[Line]:
    """Yield the document's lines, with ``text[start:end]`` marked and the headings told apart."""
    text = document.text
    starts = line_starts(text)
    anchors = {line_of(starts, section.start) for section in document.sections}
    headings = sorted(
        {(s.start, s.heading_end, s.level) for s in document.sections if s.start < s.heading_end}
    )
    first = 0  # headings before this one have ended
    for begin, stop in zip(starts, [*starts[1:], len(text)], strict=True):
        while first < len(headings) and headings[first][1] <= begin:
            first += 1
        here = []
        for heading in headings[first:]:
            if heading[0] >= stop:
                break
            here.append(heading)
        yield _line(text, begin, stop, (start, end), here, begin in anchors)


def _line(
    text: str,
    begin: int,
    stop: int,
    mark: tuple[int, int],
    headings: Sequence[tuple[int, int, int]],
    anchor: bool,
) -> Line:
    edges = {begin, stop, *mark, *(edge for heading in headings for edge in heading[:2])}
    cuts = sorted(edge for edge in edges if begin <= edge <= stop)
    pieces = []
    for left, right in pairwise(cuts):
        pieces.append(
            Piece(
                text[left:right],
                marked=mark[0] <= left < mark[1],
                heading=any(heading[0] <= left < heading[1] for heading in headings),
            )
        )
    words = text[begin:stop].strip()
    if words and headings and all(piece.heading or not piece.text.strip() for piece in pieces):
        return Line(begin, tuple(pieces), level=min(headings[0][2], 5), anchor=anchor)
    # A paragraph is indented as in print unless the text itself does it; signatures and dates are not.
    kind = "blank" if not words else "para" if len(words) > 24 and not text[begin].isspace() else "short"
    return Line(begin, tuple(pieces), anchor=anchor, kind=kind)
