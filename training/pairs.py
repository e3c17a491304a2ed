"""Questions with the passage that answers each, for the retriever: real ones, and ones made of titles and sentences."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.held_out import Part, digest, part_of
from training.reading import Example
from training.texts import packed_texts, rows

_AROUND = 90  # characters of a passage on either side of an answer
_LONGEST = 200  # characters of a passage; a search knows mostly shorter ones
_EXPLAINED = re.compile(r"[^。！？；\n]{16,120}[。！？；]")
_GREETING = re.compile(r"^(?:您好|你好)[，,。！!]")
_READ = 3  # n: each n-th question of the reading sets
_TIMES = 2  # that judged questions are learnt: there are few
_SENTENCE = re.compile(r"[^。！？；\n]{12,80}[。！？；]")


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage that answers it."""

    source: str
    question: str
    passage: str
    key: str  # of what the passage is part of: no other part of it is a negative


def of_reading(examples: list[Example]) -> Iterator[Pair]:
    """Yield the answered questions with what stands around their answers."""
    for example in examples:
        if example.spans and not example.is_held_out:
            start, end = example.spans[0]
            passage = example.passage[max(0, start - _AROUND) : end + _AROUND]
            yield Pair(example.source, example.question, passage, str(digest(example.passage)))


def of_judgements(folder: Path, source: str) -> Iterator[Pair]:
    """Yield the questions of ``policy`` or ``statute`` that may be trained on, with what was judged to answer them."""
    documents = {row["_id"]: row for row in rows(folder / "corpus.jsonl")}
    queries = {row["_id"]: row for row in rows(folder / "queries.jsonl")}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, _ = line.split("\t")
        row, text = queries[query], documents[document]["text"]
        if part_of(source, row["text"]) is not Part.TRAINING:
            continue
        at = next((text.find(answer) for answer in row.get("answers") or () if answer in text), 0)
        begin = max(0, at - _AROUND)
        passage = f"{documents[document].get('title') or ''} {text[begin : begin + _LONGEST]}".strip()
        for asked in (row["text"], *_explained(row)):
            yield Pair(source, asked, passage, f"{source}/{document}")


def _explained(row: dict[str, Any]) -> list[str]:
    """Return the sentence with which a lawyer has begun to answer a lay question, where one has: it leads to the same law."""
    answer = row.get("reference_answer")
    match = _EXPLAINED.search(_GREETING.sub("", answer)) if isinstance(answer, str) else None
    return [match.group()] if match else []


def judged_texts(folder: Path, source: str) -> Iterator[tuple[str, str]]:
    """Yield the key and the beginning of each document of ``policy`` or ``statute``: most look like an answer at best."""
    for row in rows(folder / "corpus.jsonl"):
        yield f"{source}/{row['_id']}", f"{row.get('title') or ''} {row['text'][:_LONGEST]}".strip()


def of_titles(path: Path, source: str, rng: random.Random, every: int) -> Iterator[Pair]:
    """Yield, of each ``every``-th packed text, its title with a part of its body, or a sentence with what was around it.

    The second is the inverse cloze task (Lee et al., *Latent Retrieval for Weakly Supervised Open Domain Question
    Answering*, ACL 2019).
    """
    for number, text in enumerate(packed_texts(path)):
        if number % every:
            continue
        sentences = [*_SENTENCE.finditer(text.body)]
        if not sentences:
            continue
        chosen = rng.choice(sentences)
        begin = max(0, chosen.start() - _AROUND)
        around = text.body[begin : chosen.end() + _AROUND]
        if text.title and rng.random() < 0.5:
            yield Pair(source, text.title, around, f"{source}/{number}")
        else:
            rest = around.replace(chosen.group(), "" if rng.random() < 0.8 else chosen.group())
            yield Pair(source, chosen.group(), rest, f"{source}/{number}")


def all_pairs(data: Path, examples: list[Example], seed: int = 1) -> list[Pair]:
    """Return all pairs that may be trained on, in a fixed order."""
    rng = random.Random(seed)
    judged = [
        *of_judgements(data / "policy", "policy"),
        *of_judgements(data / "statute", "statute"),
    ]
    return [
        *[*of_reading(examples)][::_READ],
        *judged * _TIMES,
        *of_titles(data / "scale" / "news.tar.xz", "news", rng, every=4),
        *of_titles(data / "scale" / "laws.tar.xz", "laws", rng, every=1),
    ]
