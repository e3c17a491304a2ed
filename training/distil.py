"""What the reader says of the passages that a retriever learns to order."""

from collections.abc import Sequence
from dataclasses import replace

from index.span_reader import SpanReader
from training.retriever import Lesson

_KNOWN = ("cmrc", "policy", "statute")  # of others the reader has seen no questions, or asking it takes long


def taught(lessons: Sequence[Lesson], reader: SpanReader) -> list[Lesson]:
    """Return lessons with the reader's logits that each passage answers, where it can tell."""
    return [
        replace(lesson, scores=_scores(lesson, reader))
        if lesson.negatives and lesson.pair.source.startswith(_KNOWN)
        else lesson
        for lesson in lessons
    ]


def _scores(lesson: Lesson, reader: SpanReader) -> tuple[float, ...]:
    readings = reader.read(lesson.pair.question, [lesson.pair.passage, *lesson.negatives])
    return tuple(reading.answered for reading in readings)
