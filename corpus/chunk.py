"""Document to passages: by section, then by langchain-text-splitters at Chinese punctuation. Spans, never copies.

The splitter keeps its separators and strips nothing, so its pieces join to the text again and their
offsets are sums of lengths; no piece is ever looked for in the text.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from langchain_text_splitters import RecursiveCharacterTextSplitter

from corpus.models import Section
from corpus.sentences import Span, trim

PASSAGE_SIZE = 320  # characters: about 200 tokens, well inside the encoder's 512
_SEPARATORS = [r"\n+", r"[。！？!?][”’」』）)》]*", r"[；;]+", r"[,，、：:]", ""]
# Longer runs are cut before the splitter sees them: it holds one string a character at its last resort.
_MAX_RUN = 100_000
_WORD = re.compile(r"\w")

_splitter = RecursiveCharacterTextSplitter(
    chunk_size=PASSAGE_SIZE,
    chunk_overlap=0,
    separators=_SEPARATORS,
    is_separator_regex=True,
    keep_separator="end",
    strip_whitespace=False,
)


def passages(text: str, sections: Sequence[Section]) -> Iterator[Span]:
    """Yield the spans of the passages of ``text``, in order, without overlap.

    Every character that is a letter, digit or ideograph lies in exactly one of them; none crosses the
    start of a section.
    """
    for start, end in _segments(text, sections):
        for run_start in range(start, end, _MAX_RUN):
            yield from _pieces(text, run_start, min(end, run_start + _MAX_RUN))


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    position = start
    whole = text[start:end]
    for piece in [whole] if len(whole) < PASSAGE_SIZE else _splitter.split_text(whole):
        span = trim(text, position, position + len(piece))
        position += len(piece)
        if _WORD.search(text, *span):
            yield span
    if position != end:
        raise AssertionError("the splitter lost characters")


def _segments(text: str, sections: Sequence[Section]) -> Iterator[Span]:
    """Yield the stretches between section starts; a heading alone goes with what follows it."""
    cuts = [0]
    pending_heading_end = -1
    for section in sections:
        only_headings = section.start - pending_heading_end <= 1
        if section.start > cuts[-1] and not only_headings:
            cuts.append(section.start)
        pending_heading_end = section.heading_end
    cuts.append(len(text))
    for start, end in pairwise(cuts):
        if start < end:
            yield start, end
