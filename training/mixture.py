"""What the reader is trained on: reading comprehension, policy questions, figures of official text, and what is found."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from opencc import OpenCC

from corpus.places import known_places
from evaluation.held_out import Part, part_of
from training.clauses import clause_questions
from training.hits import OWN, kept_hits
from training.negatives import Lexicon
from training.questions import asked_of
from training.reading import Example, likeliest, parts, read_examples
from training.synthesis import figure_questions
from training.texts import packed_texts, rows

_YEAR = re.compile(r"(?:19|20)\d\d")
_PIECE = 400  # characters of a document that are read at a time
_STEP = 300
_SIMPLIFIED = 0.6  # of the examples in traditional script
_TITLE = 60  # characters
_ARTICLE = 300  # characters of an article of law, which answers as a whole


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of each source a pass reads. ``n`` of a source: each n-th of its examples or texts; 1 where not named."""

    reading: Mapping[str, int]  # the comprehension sets
    figures: Mapping[str, int]
    clauses: Mapping[str, int]
    policy: int  # times that a policy question is asked, of pieces that begin elsewhere: there are few
    made: int  # questions made of each policy document
    hits: int = 0  # times that what is found and answers is read; what does not, once; 0: nothing found is
    look_alikes: int = 3  # of a question of policy or statute: what BM25 finds that does not answer it
    own: int = 0  # times that a question of ours is asked, as ``policy``; 0: none is


# The machine's Chinese of SQuAD-zh is not what we are asked in.
GENERAL: Final = Shares(
    {"squad": 2}, figures={"news": 2, "laws": 3}, clauses={"news": 4, "laws": 4}, policy=4, made=2
)
# Names of two characters are most of what the first pass has seen; those who ask of documents want clauses.
CLOSER: Final = Shares(
    {"squad": 8, "drcd_dev": 6, "drcd_test": 6, "cjrc_dev": 3, "cjrc_test": 3},
    figures={"news": 8, "laws": 9},
    clauses={"news": 2, "laws": 2},
    policy=8,
    made=4,
)
# What the product's search puts first and is not it, hardest of all to tell; of the rest enough to unlearn nothing.
FOUND: Final = Shares(
    {"squad": 16, "cmrc_dev": 2, "drcd_dev": 12, "drcd_test": 12, "cjrc_dev": 5, "cjrc_test": 5},
    figures={"news": 14, "laws": 16},
    clauses={"news": 4, "laws": 4},
    policy=2,
    made=2,
    hits=2,
)
# Our own questions, with what is found for them; of what earlier passes have learnt, enough to keep it.
ASKED: Final = Shares(
    {"squad": 24, "cmrc_dev": 3, "drcd_dev": 16, "drcd_test": 16, "cjrc_dev": 8, "cjrc_test": 8},
    figures={"news": 24, "laws": 28},
    clauses={"news": 24, "laws": 24},
    policy=3,
    made=1,
    hits=2,
    look_alikes=1,
    own=2,
)
MIXTURES: Final = {"general": GENERAL, "closer": CLOSER, "found": FOUND, "asked": ASKED}


def reader_examples(data: Path, seed: int, shares: Shares, hits: Path) -> list[Example]:
    """Return all examples of one pass, shuffled.

    Args:
        data: the folder of real documents (``YOUJU_DATA``).
        seed: of what is chosen by chance.
        shares: how much of each source.
        hits: the file of ``training.hits``, if the shares have any.
    """
    rng = random.Random(seed)
    trained, _ = parts(read_examples(data / "reading"))
    kept = [each for n, each in enumerate(trained) if n % shares.reading.get(each.source, 1) == 0]
    read = [_simplified(each) if _is_to_be_simplified(each, rng) else each for each in kept]
    mixed = [
        *read,
        *_of_policy(data, shares, rng),
        *_of_figures(data / "scale", shares.figures, rng),
        *_of_clauses(data, shares, rng),
        *_of_statute(data, shares, rng),
        *_of_hits(hits, shares),
    ]
    rng.shuffle(mixed)
    return mixed


def _is_to_be_simplified(example: Example, rng: random.Random) -> bool:
    return example.source.startswith("drcd") and rng.random() < _SIMPLIFIED


def _simplified(example: Example) -> Example:
    """Return an example of the traditional script in the simplified one, character for character."""
    convert = _converter().convert
    passage = convert(example.passage)
    if len(passage) != len(example.passage):
        raise AssertionError("the conversion has moved the answers")
    answers = tuple(map(convert, example.answers))
    return replace(example, question=convert(example.question), passage=passage, answers=answers)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _of_policy(data: Path, shares: Shares, rng: random.Random) -> Iterator[Example]:
    """Yield the policy questions that may be trained on, with their documents or with what only looks like one."""
    folder = data / "policy"
    documents = {row["_id"]: row for row in rows(folder / "corpus.jsonl")}
    queries = {row["_id"]: row for row in rows(folder / "queries.jsonl")}
    texts = [(row["title"], row["text"]) for row in documents.values()]
    asked = []
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, _ = line.split("\t")
        row, held = queries[query], documents[document]
        if part_of("policy", row["text"]) is Part.TRAINING:
            wanted = _Wanted(row["text"], tuple(row["answers"]), held["title"], held["text"], shares.policy)
            asked.append(wanted)
    if shares.own:
        own = [each for each in asked_of(data, "policy") if each.part is Part.TRAINING]
        asked += [_Wanted(each.question, each.answers, each.title, each.text, shares.own) for each in own]
        texts += sorted({(each.title, each.text) for each in own if each.source != "policy"})
    for each in asked:
        yield from _with_answers(each, rng)
    nothing = [row["text"] for row in rows(folder / "unanswerable.jsonl")]
    asked += [_Wanted(text, (), "", "", 0) for text in nothing if part_of("policy", text) is Part.TRAINING]
    pieces = [
        (title, text[at : at + _PIECE]) for title, text in texts for at in range(0, max(len(text), 1), _STEP)
    ]
    found = Lexicon([piece for _, piece in pieces]).best([each.question for each in asked])
    for each, best in zip(asked, found, strict=True):
        others = [pieces[n] for n in best if not any(answer in pieces[n][1] for answer in each.answers)]
        for title, piece in others[: shares.look_alikes]:
            yield titled(Example("policy", each.question, piece, (), ()), title, rng)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A policy question and the document that answers it."""

    question: str
    answers: tuple[str, ...]  # none: no document does
    title: str
    text: str
    times: int  # that it is asked


def _with_answers(asked: _Wanted, rng: random.Random) -> Iterator[Example]:
    """Yield a question with pieces of its document that hold an answer."""
    for answer in asked.answers:
        span = likeliest(asked.text, answer, asked.question)
        if span is None:
            continue
        for _ in range(asked.times):
            begin = max(0, span[0] - rng.randrange(_PIECE))
            passage = asked.text[begin : max(span[1], begin + _PIECE)]
            within = span[0] - begin, span[1] - begin
            yield titled(Example("policy", asked.question, passage, (within,), (answer,)), asked.title, rng)


def titled(example: Example, title: str, rng: random.Random) -> Example:
    """Return an example whose passage has, at every second time, its document's title over it."""
    if rng.random() < 0.5 or not title.strip():
        return example
    head = f"{title.strip()[:_TITLE]}\n"
    spans = tuple((start + len(head), end + len(head)) for start, end in example.spans)
    return replace(example, passage=head + example.passage, spans=spans)


def _of_figures(folder: Path, shares: Mapping[str, int], rng: random.Random) -> Iterator[Example]:
    places = sorted(name for name in known_places() if name[-1] in "省市县区州" and len(name) > 2)
    for name, every in shares.items():
        for number, text in enumerate(packed_texts(folder / f"{name}.tar.xz")):
            if number % every == 0:
                for example in figure_questions(text.body, name, places, rng):
                    # A year that only the title names would make an answer of what is to be none.
                    years = set(_YEAR.findall(example.question))
                    titled_year = years & set(_YEAR.findall(text.title))
                    yield titled(example, "" if titled_year else text.title, rng)


def _of_clauses(data: Path, shares: Shares, rng: random.Random) -> Iterator[Example]:
    """Yield questions made of the policy documents, which nobody's own question is among, and of laws and news."""
    for row in rows(data / "policy" / "corpus.jsonl"):
        for example in clause_questions(row["text"], "policy_made", shares.made, rng):
            yield titled(example, row["title"], rng)
    for name, every in shares.clauses.items():
        for number, text in enumerate(packed_texts(data / "scale" / f"{name}.tar.xz")):
            if number % every == 1:
                for example in clause_questions(text.body, name, 1, rng):
                    yield titled(example, text.title, rng)


def _of_statute(data: Path, shares: Shares, rng: random.Random) -> Iterator[Example]:
    """Yield the lay questions that may be trained on, with their articles of law and with those that look like them."""
    folder = data / "statute"
    articles = {row["_id"]: row for row in rows(folder / "corpus.jsonl")}
    asked = {
        row["_id"]: row["text"]
        for row in rows(folder / "queries.jsonl")
        if part_of("statute", row["text"]) is Part.TRAINING
    }
    wanted: dict[str, set[str]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, article, _ = line.split("\t")
        if query in asked:
            wanted.setdefault(query, set()).add(article)
    for number, each in enumerate(asked_of(data, "statute") if shares.own else ()):
        asked[f"own{number}"] = each.question
        wanted[f"own{number}"] = {each.name}
    names = list(articles)
    lexicon = Lexicon([articles[name]["text"] for name in names])
    found = lexicon.best([asked[query] for query in wanted])
    for (query, right), best in zip(wanted.items(), found, strict=True):
        wrong = [names[n] for n in best if names[n] not in right][: shares.look_alikes]
        for name in [*sorted(right), *wrong]:
            text = articles[name]["text"][:_ARTICLE]
            example = Example("statute", asked[query], text, (), (text,) if name in right else ())
            yield titled(example, articles[name].get("title") or "", rng)


def _of_hits(path: Path, shares: Shares) -> Iterator[Example]:
    for example in kept_hits(path) if shares.hits else ():
        if shares.own or not example.source.endswith(OWN):
            yield from [example] * (shares.hits if example.spans else 1)
