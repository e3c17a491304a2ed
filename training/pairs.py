"""Questions with the passage that answers each, for the retriever: real ones, and ones made of titles and sentences."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.held_out import Part, digest, part_of
from training.reading import Example
from training.texts import packed_texts, rows

_AROUND = 160  # characters of a passage on either side of an answer
_LONGEST = 320  # characters of a passage
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
    """Yield the questions of ``policy`` or ``statute`` with what was judged to answer them."""
    documents = {row["_id"]: row for row in rows(folder / "corpus.jsonl")}
    queries = {row["_id"]: row for row in rows(folder / "queries.jsonl")}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, _ = line.split("\t")
        row, text = queries[query], documents[document]["text"]
        at = next((text.find(answer) for answer in row.get("answers") or () if answer in text), 0)
        begin = max(0, at - _AROUND)
        passage = f"{documents[document].get('title') or ''} {text[begin : begin + _LONGEST]}".strip()
        yield Pair(source, row["text"], passage, f"{source}/{document}")


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
        *of_reading(examples),
        *(pair for pair in judged if part_of(pair.source, pair.question) is Part.TRAINING),
        *of_titles(data / "scale" / "news.tar.xz", "news", rng, every=2),
        *of_titles(data / "scale" / "laws.tar.xz", "laws", rng, every=1),
    ]
