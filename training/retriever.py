"""Train the retriever: questions near the passages that answer them, far from those that only look like it.

Contrastive over the batch with BM25 negatives (Karpukhin et al., *Dense Passage Retrieval*, EMNLP 2020), and drawn
to the reader's scores where these are given (Hinton et al., *Distilling the Knowledge in a Neural Network*, 2015).
"""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from index.embedded_model import PROMPTS
from index.windows import Special
from training.network import load_encoder
from training.optimiser import MasterAdamW
from training.pairs import Pair
from training.runs import keep, log, restored

_TOLD, _EVERY = 20, 100  # steps


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run is made of."""

    seed: int = 1
    epochs: int = 1
    rate: float = 5e-5
    pairs: int = 32  # in a batch
    negatives: int = 1  # of each pair, besides the others of the batch
    longest: int = 128  # tokens of a passage
    temperature: float = 0.03
    distilled: float = 0.5  # weight of the reader's scores
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A pair with its hard negatives, and how the reader scores them: the passage first."""

    pair: Pair
    negatives: tuple[str, ...]
    scores: tuple[float, ...] = ()  # logits; empty where the reader was not asked


def train(model: Path, lessons: Sequence[Lesson], recipe: Recipe, run: Path) -> BertModel:
    """Train a retriever from the encoder in the folder ``model``; a killed run goes on with where it was."""
    torch.manual_seed(recipe.seed)
    run.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    plan = list(_plan(lessons, recipe))
    encoder = load_encoder(str(model))
    nn.Module.to(encoder, recipe.device).train()
    optimiser = MasterAdamW(encoder, rate=recipe.rate, steps=len(plan))
    step = restored(run, optimiser)
    started, losses = time.monotonic(), []
    for number, batch in enumerate(plan[step:], step + 1):
        loss = _loss(encoder, tokenizer, batch, recipe)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(float(loss.detach()))
        if number % _TOLD == 0 or number == len(plan):
            log(
                run,
                step=number,
                of=len(plan),
                loss=sum(losses) / len(losses),
                s=round(time.monotonic() - started),
            )
            losses.clear()
        if number % _EVERY == 0 or number == len(plan):
            keep(run, optimiser, number)
    log(run, recipe=asdict(recipe), seconds=round(time.monotonic() - started))
    return encoder


def _plan(lessons: Sequence[Lesson], recipe: Recipe) -> Iterator[list[Lesson]]:
    """Yield batches in which no two pairs are of one document."""
    for epoch in range(recipe.epochs):
        waiting = list(lessons)
        random.Random(recipe.seed * 1000 + epoch).shuffle(waiting)
        while len(waiting) >= recipe.pairs:
            batch: dict[str, Lesson] = {}
            rest = []
            for number, lesson in enumerate(waiting):
                if len(batch) == recipe.pairs:
                    rest += waiting[number:]
                    break
                if lesson.pair.key in batch:
                    rest.append(lesson)
                else:
                    batch[lesson.pair.key] = lesson
            waiting = rest
            if len(batch) < recipe.pairs:
                break
            yield list(batch.values())


def _loss(encoder: BertModel, tokenizer: Tokenizer, batch: Sequence[Lesson], recipe: Recipe) -> Tensor:
    questions = [PROMPTS["query"] + lesson.pair.question for lesson in batch]
    passages = [lesson.pair.passage for lesson in batch]
    passages += [text for lesson in batch for text in lesson.negatives]
    asked = vectors(encoder, tokenizer, questions, recipe.longest, recipe.device)
    given = vectors(
        encoder, tokenizer, [PROMPTS["passage"] + p for p in passages], recipe.longest, recipe.device
    )
    scores = asked @ given.T / recipe.temperature
    loss = nn.functional.cross_entropy(scores, torch.arange(len(batch), device=scores.device))
    at = len(batch)
    drawn = []
    for number, lesson in enumerate(batch):
        own = [number, *range(at, at + len(lesson.negatives))]
        at += len(lesson.negatives)
        if lesson.scores:
            told = torch.tensor(lesson.scores, device=scores.device).softmax(0)
            drawn.append(nn.functional.kl_div(scores[number, own].log_softmax(0), told, reduction="sum"))
    return loss + recipe.distilled * torch.stack(drawn).mean() if drawn else loss


def vectors(
    encoder: BertModel, tokenizer: Tokenizer, texts: Sequence[str], longest: int, device: str = "cpu"
) -> Tensor:
    """Return the mean-pooled vectors of texts, shape (texts, dimension), of unit length."""
    special = Special.of(tokenizer)
    ids = [each.ids[: longest - 2] for each in tokenizer.encode_batch(list(texts), add_special_tokens=False)]
    width = max(map(len, ids)) + 2
    tokens = torch.full((len(ids), width), special.pad, dtype=torch.long)
    for row, numbers in zip(tokens, ids, strict=True):
        row[: len(numbers) + 2] = torch.tensor([special.begin, *numbers, special.end])
    mask = (tokens != special.pad).long()
    states = encoder(input_ids=tokens.to(device), attention_mask=mask.to(device)).last_hidden_state.float()
    weights = mask.to(device).unsqueeze(-1).float()
    return nn.functional.normalize((states * weights).sum(1) / weights.sum(1), dim=-1)
