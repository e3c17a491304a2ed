"""Questions with the passages that answer them: CMRC 2018, DRCD, CJRC and SQuAD-zh as one kind of example.

What is kept aside for measuring is told by a digest of the passage, so that all questions of one passage stay on
one side, whatever else is read with them.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.held_out import digest

Span = tuple[int, int]

_WORDLESS = frozenset({"YES", "NO", ""})  # answers of CJRC that are no span
_BESIDE = 12  # characters around an answer that are compared with the question
_SHARE = {"cmrc_dev": 5, "drcd_dev": 10, "drcd_test": 10, "cjrc_dev": 10, "cjrc_test": 10, "squad": 10}


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a passage, and where the passage answers it."""

    source: str
    question: str
    passage: str
    spans: tuple[Span, ...]  # of the passage, any is right; none: it does not answer, or only as a whole
    answers: tuple[str, ...]  # as the annotators wrote them; none: it does not answer

    @property
    def is_held_out(self) -> bool:
        """Whether it is kept aside for measuring: a fifth of CMRC's dev part, a tenth of the others."""
        share = _SHARE.get(self.source)
        return share is not None and digest(self.passage) % share == 0


def read_examples(folder: Path) -> list[Example]:
    """Return all examples of the folder ``reading`` of the real data, in the order of its files."""
    return [
        *_of_lines(folder / "cmrc2018_trial.jsonl", "cmrc_trial"),
        *_of_lines(folder / "cmrc2018_dev.jsonl", "cmrc_dev"),
        *_of_squad(folder / "drcd_dev.json", "drcd_dev"),
        *_of_squad(folder / "drcd_test.json", "drcd_test"),
        *_of_squad(folder / "cjrc_dev.json", "cjrc_dev"),
        *_of_squad(folder / "cjrc_test.json", "cjrc_test"),
        *_of_lines(folder / "squad2_zh_dev_3000.jsonl", "squad"),
    ]


def _of_lines(path: Path, source: str) -> Iterator[Example]:
    """Yield the examples of a file with one question a line, whose answers have no offsets."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            answers = [] if row["unanswerable"] else row["answers"]
            found = [likeliest(row["context"], answer, row["question"]) for answer in answers]
            spans = tuple(dict.fromkeys(span for span in found if span))
            if spans or not answers:  # translated answers may not stand in the passage at all
                yield Example(source, row["question"], row["context"], spans, tuple(answers))


def _of_squad(path: Path, source: str) -> Iterator[Example]:
    """Yield the examples of a file in SQuAD's form; answers of yes and no are left out."""
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            passage = paragraph["context"]
            for asked in paragraph["qas"]:
                is_impossible = str(asked.get("is_impossible")).lower() == "true"
                if not is_impossible and any(answer["text"] in _WORDLESS for answer in asked["answers"]):
                    continue
                given = [] if is_impossible else asked["answers"]
                spans = tuple(
                    dict.fromkeys(span for span in (_span(passage, answer) for answer in given) if span)
                )
                if spans or is_impossible:
                    answers = tuple(answer["text"] for answer in given)
                    yield Example(source, asked["question"], passage, spans, answers)


def _span(passage: str, answer: dict[str, Any]) -> Span | None:
    start, text = int(answer["answer_start"]), str(answer["text"])
    if passage[start : start + len(text)] == text:
        return start, start + len(text)
    at = passage.find(text)
    return (at, at + len(text)) if at >= 0 else None


def likeliest(passage: str, answer: str, question: str) -> Span | None:
    """Return the place of an answer in a passage; of several, the one beside most of the question's characters."""
    places = [match.span() for match in re.finditer(re.escape(answer), passage)] if answer else []
    asked = set(question)

    def shared(span: Span) -> int:
        start, end = span
        return len(asked & set(passage[max(0, start - _BESIDE) : start] + passage[end : end + _BESIDE]))

    return max(places, key=shared, default=None)


def parts(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """Return what is trained on and what is measured on."""
    return (
        [example for example in examples if not example.is_held_out],
        [example for example in examples if example.is_held_out],
    )
