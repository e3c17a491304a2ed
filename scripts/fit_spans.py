"""Fits ``bot/data/span_model.npz``: ``python scripts/fit_spans.py DATA CACHE [NPZ]``.

Reading comprehension (CMRC 2018, DRCD, CJRC) teaches where an answer stands; the policy suite, whose answers
are clauses and sentences, then teaches how much of it a reader wants. What is maximised is the expected
ROUGE-L of a span drawn from the softmax over all spans of a stretch. No question for measuring is fitted on: prints
what the model gives on those. NPZ takes the model of the questions for training alone, which what weighs it is
tuned with.
"""

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from bot import span_model
from bot.aim import stretch_around
from bot.find import Finder
from bot.kinds import kind_of
from bot.pieces import Piece, pieces
from bot.question import understand
from bot.span_features import Matrix, span_features
from evaluation.held_out import Part, part_of
from evaluation.overlap import rouge_l
from evaluation.run import open_suite
from evaluation.suite import load_suite, rows
from index.embed import Embedder
from index.search import Searcher
from index.tokenize import fold

_UNITS, _SEEDS = 32, (0, 1, 2)
_READING_EPOCHS, _POLICY_EPOCHS, _BATCH = 3, 20, 8
_RATE, _DECAY, _DROPOUT = 4e-3, 1e-2, 0.1
_READING_QUESTIONS = 1500  # of each set
_UNANSWERED = {"YES", "NO", ""}  # CJRC's marks of what is no span


@dataclass(frozen=True, slots=True)
class Example:
    """The spans of one stretch and how much of the answer each gives."""

    features: Matrix  # (n, features)
    gain: NDArray[np.float32]  # (n,), ROUGE-L


def fit_spans(data: Path, cache_dir: Path, of_training: Path | None = None) -> dict[str, float]:
    """Fit, write the model, and return the mean ROUGE-L of the spans chosen for questions that it has not seen."""
    torch.set_num_threads(1)
    reading = list(_reading(data / "reading"))
    policy: dict[Part, list[Example]] = {part: [] for part in Part}
    for part, example in _policy(data, cache_dir):
        policy[part].append(example)
    mean, deviation = _scale(policy[Part.TRAINING])
    taught = {seed: _fitted(reading, mean, deviation, seed, _READING_EPOCHS) for seed in _SEEDS}

    def ensemble(examples: Sequence[Example]) -> span_model.SpanModel:
        nets = [_fitted(examples, mean, deviation, s, _POLICY_EPOCHS, taught[s]) for s in _SEEDS]
        return _joined(nets, mean, deviation)

    def gain(model: span_model.SpanModel, examples: Sequence[Example]) -> float:
        gains = [float(each.gain[model.logits(each.features).argmax()]) for each in examples]
        return round(float(np.mean(gains)), 4)

    first = ensemble(policy[Part.TRAINING])
    if of_training is not None:
        first.save(of_training)
    shipped = ensemble([*policy[Part.TRAINING], *policy[Part.TUNING]])
    shipped.save(Path(span_model.__file__).with_name("data") / "span_model.npz")
    measured = policy[Part.MEASURING]
    return {
        "questions": len(measured),
        "rouge_l": gain(shipped, measured),
        "rouge_l_on_tuning": gain(first, policy[Part.TUNING]),
        "best_span": round(float(np.mean([each.gain.max() for each in measured])), 4),
    }


def _fitted(
    examples: Sequence[Example],
    mean: Matrix,
    deviation: Matrix,
    seed: int,
    epochs: int,
    start: torch.nn.Sequential | None = None,
) -> torch.nn.Sequential:
    """Return a network fitted by AdamW, its rate falling to nothing."""
    torch.manual_seed(seed)
    net = torch.nn.Sequential(
        torch.nn.Linear(len(mean), _UNITS),
        torch.nn.Tanh(),
        torch.nn.Dropout(_DROPOUT),
        torch.nn.Linear(_UNITS, 1),
    )
    if start is not None:
        net.load_state_dict(start.state_dict())
    optimiser = torch.optim.AdamW(net.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = epochs * (len(examples) // _BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(0.02, 1 - step / steps))
    order, chance = list(examples), random.Random(seed)
    for _ in range(epochs):
        chance.shuffle(order)
        for at in range(0, len(order), _BATCH):
            loss = torch.stack([_loss(net, e, mean, deviation) for e in order[at : at + _BATCH]]).mean()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return net


def _loss(net: torch.nn.Sequential, example: Example, mean: Matrix, deviation: Matrix) -> torch.Tensor:
    scaled = np.clip((example.features - mean) / deviation, -span_model.LIMIT, span_model.LIMIT)
    chances = torch.softmax(net(torch.from_numpy(scaled)).squeeze(1), 0)
    return -5 * (chances * torch.from_numpy(example.gain)).sum()


def _joined(nets: Sequence[torch.nn.Sequential], mean: Matrix, deviation: Matrix) -> span_model.SpanModel:
    """Return the mean of networks as one network with all their units."""
    states = [{name: value.numpy() for name, value in net.state_dict().items()} for net in nets]
    return span_model.SpanModel(
        mean,
        deviation,
        np.concatenate([s["0.weight"] for s in states]).T,
        np.concatenate([s["0.bias"] for s in states]),
        np.concatenate([s["3.weight"][0] / len(states) for s in states]),
    )


def _scale(examples: Sequence[Example]) -> tuple[Matrix, Matrix]:
    seen = np.concatenate([example.features[::7] for example in examples])
    return seen.mean(axis=0), seen.std(axis=0) + 1e-3


def _policy(data: Path, cache_dir: Path) -> Iterator[tuple[Part, Example]]:
    """Yield the stretches that the bot would look at in the right documents, and what they may be used for."""
    work = cache_dir / "suites"
    suite = load_suite("policy", data, work)
    if suite is None:
        raise SystemExit(f"{data} has no policy suite")
    searcher = open_suite(
        suite, work / "policy.library", Embedder.load(Path("multilingual-e5-small"), cache_dir)
    )
    for item in suite.items:
        question = understand(item.question, searcher.idf, searcher.place_names())
        for judgement in Finder(searcher).find(question).judged if item.answers else ():
            candidate = judgement.candidate
            if Path(candidate.document.source).stem in item.documents:
                text = candidate.document.text
                stretch = pieces(text, *stretch_around(candidate))
                for example in _example(item.question, item.answers, text, stretch, searcher):
                    yield part_of("policy", item.question), example
                break


def _reading(folder: Path) -> Iterator[Example]:
    for asked in (_cmrc(folder / "cmrc2018_dev.jsonl"), _squad(folder / "drcd_dev.json"),
                  _squad(folder / "cjrc_dev.json")):  # fmt: skip
        for question, answers, text in asked[:_READING_QUESTIONS]:
            yield from _example(question, answers, text, pieces(text, 0, len(text)))


Asked = list[tuple[str, tuple[str, ...], str]]


def _cmrc(path: Path) -> Asked:
    return _shuffled([(str(r["question"]), tuple(r["answers"]), str(r["context"])) for r in rows(path)])  # type: ignore[arg-type]


def _squad(path: Path) -> Asked:
    found = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                answers = tuple(a["text"] for a in question["answers"] if a["text"] not in _UNANSWERED)
                if answers:
                    found.append((question["question"], answers, paragraph["context"]))
    return _shuffled(found)


def _shuffled(asked: Asked) -> Asked:
    random.Random(1).shuffle(asked)
    return asked


def _example(
    question: str,
    answers: Sequence[str],
    text: str,
    stretch: Sequence[Piece],
    searcher: Searcher | None = None,
) -> Iterator[Example]:
    """Yield the example of a question, none where no span gives anything of its answer."""
    if len(stretch) < 2:
        return
    folded = fold(question)
    idf = lru_cache(searcher.idf) if searcher else (lambda gram: 1.0)
    spans = span_features(folded, kind_of(folded), idf, stretch)
    words = [text[stretch[a].start : stretch[b].end] for a, b in zip(spans.first, spans.last, strict=True)]
    gain = np.array([max(rouge_l(word, answer) for answer in answers) for word in words], dtype=np.float32)
    if gain.max() > 0.05:
        yield Example(spans.features, gain)


if __name__ == "__main__":
    print(json.dumps(fit_spans(*map(Path, sys.argv[1:]))))
