"""A stretch of text to pieces: what stands between two marks of punctuation, as spans of the document."""

import re
from dataclasses import dataclass

from corpus.sentences import trim
from index.tokenize import fold

_END = re.compile(
    r"(?:[。！？!?]+|…{2,}|[；;，,：:]|(?<![\d.])\.(?=\s))[”’」』）)》]*|\n+|(?<=[\u4e00-\u9fff，。；：]) +(?=\S)"
)
_SENTENCE_END = re.compile(r"[。！？!?…\n]")
_OPENING = re.compile(r"[“‘「『《（(][^”’」』》）)]*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece. ``end`` lies behind its closing mark, ``words_end`` before it."""

    start: int
    words_end: int
    end: int
    folded: str
    mark: str  # what closes it: "," ";" ":" "." (end of a sentence) or "" (end of the stretch)
    sentence: int  # the number of its sentence in the stretch

    @property
    def ends_sentence(self) -> bool:
        """Whether the sentence ends with the piece."""
        return self.mark in {".", ""}


def pieces(text: str, start: int, end: int) -> list[Piece]:
    """Return the pieces of ``text[start:end]``, in order; blank ones are left out.

    A comma inside brackets or quotation marks does not divide, unless they stay open for long.
    """
    found: list[Piece] = []
    sentence = 0
    at = start
    bounds = [*(match.span() for match in _END.finditer(text, start, end)), (end, end)]
    for mark_start, mark_end in bounds:
        closing = text[mark_start:mark_end]
        ends = mark_start == end or bool(_SENTENCE_END.search(closing))
        if not ends and _OPENING.search(text, at, mark_start) and mark_start - at < _LONGEST_ASIDE:
            continue
        first, last = trim(text, at, mark_start)
        if first < last:
            mark = _mark(closing, ends=ends)
            whole = mark_start + len(closing.rstrip())
            found.append(Piece(first, last, whole, fold(text[first:last]), mark, sentence))
        sentence += ends and bool(found) and found[-1].sentence == sentence
        at = mark_end
    return found


_LONGEST_ASIDE = 40  # characters


def _mark(closing: str, *, ends: bool) -> str:
    if ends:
        return "."
    return next((kind for kind, marks in _MARKS.items() if closing[:1] in marks), ",")


_MARKS = {";": "；;", ":": "：:", ",": "，, "}
