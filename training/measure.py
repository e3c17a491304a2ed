"""What a reader gets right: exact matches and F1 as CMRC 2018 counts them, and how well it tells that none is there.

F1 is of characters, without punctuation, over the longest common substring, the best of several answers (Cui et
al., *A Span-Extraction Dataset for Chinese Machine Reading Comprehension*, EMNLP 2019, and its evaluation script).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from index.reading import best_span
from index.span_reader import SpanReader
from training.reading import Example

_LONGEST_ANSWER = 64  # tokens


@dataclass(frozen=True, slots=True)
class Found:
    """The best span of a passage, and how sure the reader is that the passage answers."""

    text: str
    span_score: float
    answer_score: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of 1."""

    questions: int
    exact: float
    f1: float
    auroc: float  # of the answer's score, answered against unanswerable; nan where all are of one kind


def answers_of(reader: SpanReader, pairs: Sequence[tuple[str, str]]) -> list[Found]:
    """Return what the reader finds for each pair of question and passage, each read by itself as in the product."""
    found = []
    for question, passage in pairs:
        (reading,) = reader.read(question, [passage])
        if not len(reading.starts):
            found.append(Found("", -np.inf, reading.answered))
            continue
        first, last, score = best_span(reading.starts, reading.ends, _LONGEST_ANSWER)
        text = passage[reading.offsets[first][0] : reading.offsets[last][1]]
        found.append(Found(text.strip(), score, reading.answered))
    return found


def figures(examples: Sequence[Example], found: Sequence[Found]) -> Figures:
    """Return what was got right of ``examples``."""
    answered = [(e, f) for e, f in zip(examples, found, strict=True) if e.answers]
    positive = [f.answer_score for e, f in answered]
    negative = [f.answer_score for e, f in zip(examples, found, strict=True) if not e.answers]
    return Figures(
        len(examples),
        float(np.mean([max(_plain(f.text) == _plain(a) for a in e.answers) for e, f in answered])),
        float(np.mean([max(f1(f.text, a) for a in e.answers) for e, f in answered])),
        auroc(positive, negative),
    )


def f1(text: str, answer: str) -> float:
    """Return the F1 of the characters that two texts share in their longest common substring."""
    a, b = _plain(text), _plain(answer)
    same = SequenceMatcher(None, a, b, autojunk=False).find_longest_match().size
    return 2 * same / (len(a) + len(b)) if same else 0.0


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the chance that one of ``positive`` lies above one of ``negative``; equal ones count half."""
    if not positive or not negative:
        return float("nan")
    a, b = np.array(positive)[:, None], np.array(negative)[None, :]
    return float((a > b).mean() + 0.5 * (a == b).mean())


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in folded if unicodedata.category(c)[0] not in "PZ")
