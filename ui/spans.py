"""Text cut at spans, so that templates can mark it. Nothing is added, dropped or moved:
joined again, the pieces are the text."""

from bisect import bisect_left, bisect_right
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
    page: int = 0  # that begins here, in the middle of a line


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document, its newline included: ``text[start:…]``."""

    start: int
    pieces: tuple[Piece, ...]
    level: int = 0  # of the heading that fills the line; 0: none does
    anchor: bool = False  # the outline leads here
    kind: str = ""  # "blank", "short" or "para" when no heading
    page: int = 0  # that begins with the line


def exact(text: str) -> Markup:
    """Escape ``text`` so that a browser's ``textContent`` gives it back.

    HTML parsers turn a bare carriage return into a newline and drop NUL; surrogates have no UTF-8.
    """
    sound = text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    return Markup(str(escape(sound)).replace("\r", "&#13;"))


def marked_pieces(text: str, offset: int, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """Cut ``text``, which begins at ``offset``, at ``spans``; overlapping spans become one mark."""
    cut: list[Piece] = []
    done = 0
    for start, end in sorted((max(s - offset, 0), min(e - offset, len(text))) for s, e in spans):
        start = max(start, done)
        if start >= end:
            continue
        if done < start:
            cut.append(Piece(text[done:start]))
        cut.append(Piece(text[start:end], marked=True))
        done = end
    if done < len(text):
        cut.append(Piece(text[done:]))
    return tuple(cut)


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
    """Yield the document's lines, with ``text[start:end]`` marked and headings and pages told apart."""
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
        yield _line(document, begin, stop, (start, end), here, begin in anchors)


def pieces(
    document: Document,
    begin: int,
    stop: int,
    mark: tuple[int, int],
    headings: Sequence[tuple[int, int, int]] = (),
) -> tuple[Piece, ...]:
    """Cut ``text[begin:stop]`` where a mark, a heading or a page begins or ends."""
    turns = _turns(document, begin, stop)
    edges = {begin, stop, *mark, *turns, *(edge for heading in headings for edge in heading[:2])}
    cuts = sorted(edge for edge in edges if begin <= edge <= stop)
    return tuple(
        Piece(
            document.text[left:right],
            marked=mark[0] <= left < mark[1],
            heading=any(heading[0] <= left < heading[1] for heading in headings),
            page=turns.get(left, 0),
        )
        for left, right in pairwise(cuts)
    )


def page_beginning(document: Document, begin: int) -> int:
    """Return the page that begins at ``begin``, or 0; where empty pages lie before it, the last of them."""
    number = document.page_at(begin)
    return number if number and document.pages[number - 1] == begin else 0


def _turns(document: Document, begin: int, stop: int) -> dict[int, int]:
    """Return the pages that begin inside a line, by offset."""
    first, last = bisect_right(document.pages, begin), bisect_left(document.pages, stop)
    return {document.pages[at]: at + 1 for at in range(first, last)}


def _line(
    document: Document,
    begin: int,
    stop: int,
    mark: tuple[int, int],
    headings: Sequence[tuple[int, int, int]],
    anchor: bool,
) -> Line:
    cut = pieces(document, begin, stop, mark, headings)
    page = page_beginning(document, begin)
    words = document.text[begin:stop].strip()
    if words and headings and all(piece.heading or not piece.text.strip() for piece in cut):
        return Line(begin, cut, level=min(headings[0][2], 5), anchor=anchor, page=page)
    # A paragraph is indented as in print unless the text itself does it; signatures and dates are not.
    indented = document.text[begin].isspace() if words else False
    kind = "blank" if not words else "para" if len(words) > 24 and not indented else "short"
    return Line(begin, cut, anchor=anchor, kind=kind, page=page)
