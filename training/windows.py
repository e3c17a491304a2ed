"""Examples to rows that are trained on: a window of a passage, and where the answer lies in it."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from index.windows import Special, Window, room_beside, tokens_of, windows
from training.reading import Example, Span

_OTHER_WINDOWS = 0.15  # of the answered questions are also asked of a window that does not answer
_SHORTEST = 0.45  # of the longest window: passages are of all lengths, in the product mostly short


@dataclass(frozen=True, slots=True)
class Row:
    """A window with its answer."""

    window: Window
    answer: Span | None  # first and last token, counted from the row's beginning; None: it is not here
    answers: bool = False  # as a whole, without a span of its own


def answer_in(window: Window, spans: Sequence[Span]) -> Span | None:
    """Return the first of ``spans`` (characters of the passage) that lies in a window whole, as its tokens."""
    for span in spans:
        found = token_span(window.offsets, span)
        if found:
            return found[0] + window.first, found[1] + window.first
    return None


def token_span(offsets: Sequence[Span], span: Span) -> Span | None:
    """Return the first and the last token of a span of characters, or None where not all of it is there."""
    start, end = span
    if not offsets or offsets[0][0] > start or offsets[-1][1] < end:
        return None
    inside = [n for n, (a, b) in enumerate(offsets) if a < end and start < b]
    return (inside[0], inside[-1]) if inside else None


def training_rows(
    examples: Iterable[Example], tokenizer: Tokenizer, longest: int, rng: random.Random
) -> Iterator[Row]:
    """Yield the rows that are trained on: one with the answer, at times one without it.

    Windows are of any length up to ``longest``, and that with the answer begins at a random place, or the middle of
    long windows would be learnt. A window that holds a part of an answer is no example of anything.
    """
    special = Special.of(tokenizer)
    kept = list(examples)
    questions = tokens_of(tokenizer, [example.question for example in kept])
    for example, question in zip(kept, questions, strict=True):
        passage = tokens_of(tokenizer, [example.passage])[0]
        with_answer: list[Row] = []
        without: list[Row] = []
        for length in (rng.randint(int(longest * _SHORTEST), longest), longest):
            stride = max(room_beside(question, length) // 2, 1)
            cut = windows(question, passage, special, length, stride)
            every = [(window, answer_in(window, example.spans)) for window in cut]
            with_answer = [Row(window, answer) for window, answer in every if answer]
            whole = bool(example.answers) and not example.spans
            without = [Row(window, None, whole) for window, _ in every if not _touches(window, example.spans)]
            if with_answer or not example.spans:
                break
        if with_answer:
            yield rng.choice(with_answer)
        if without and (not example.spans or rng.random() < _OTHER_WINDOWS):
            yield rng.choice(without)


def _touches(window: Window, spans: Sequence[Span]) -> bool:
    """Return whether a window holds a part of any of ``spans``."""
    begin, end = window.offsets[0][0], window.offsets[-1][1]
    return any(start < end and begin < stop for start, stop in spans)
