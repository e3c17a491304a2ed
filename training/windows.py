"""Examples to rows that are trained on: a window of a passage, and where the answer lies in it."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from index.windows import Special, Window, room_beside, tokens_of, windows
from training.reading import Example, Span

_OTHER_WINDOWS = 0.15  # of the answered questions are also asked of a window that does not answer


@dataclass(frozen=True, slots=True)
class Row:
    """A window with its answer."""

    window: Window
    answer: Span | None  # first and last token, counted from the row's beginning; None: it is not here


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

    The window with the answer begins at a random place, or the middle of windows would be learnt.
    """
    special = Special.of(tokenizer)
    kept = list(examples)
    questions = tokens_of(tokenizer, [example.question for example in kept])
    for example, question in zip(kept, questions, strict=True):
        passage = tokens_of(tokenizer, [example.passage])[0]
        stride = max(room_beside(question, longest) // 2, 1)
        every = [
            Row(window, answer_in(window, example.spans))
            for window in windows(question, passage, special, longest, stride)
        ]
        with_answer = [each for each in every if each.answer]
        without = [each for each in every if not each.answer]
        if with_answer:
            yield rng.choice(with_answer)
        if without and (not with_answer or rng.random() < _OTHER_WINDOWS):
            yield rng.choice(without)
