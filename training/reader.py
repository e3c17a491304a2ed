"""Train the reader: one visible loop, which a killed run goes on with where it was."""

import random
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertForTokenClassification

from index.windows import Special
from training.batches import batch_of, shuffled
from training.network import load_reader, loss_of, read
from training.optimiser import MasterAdamW
from training.reading import Example
from training.runs import keep, log, restored
from training.windows import Row, training_rows

_EVERY = 100  # steps between two checkpoints
_TOLD = 20  # steps between two lines of the log


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run is made of; two runs with the same one on one machine give the same weights."""

    seed: int = 1
    epochs: int = 2
    rate: float = 2e-4
    longest: int = 256  # tokens of a window
    tokens: int = 2048  # of a batch
    batches: int = 4  # whose gradients make a step: a step costs as much as a batch
    layers: int | None = None  # of the encoder; all
    device: str = "cpu"


def train(model: Path, examples: list[Example], recipe: Recipe, run: Path) -> BertForTokenClassification:
    """Train a reader from the encoder in the folder ``model``; what a run leaves is kept in ``run``.

    Returns:
        The network after the last step.
    """
    torch.manual_seed(recipe.seed)
    run.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    special = Special.of(tokenizer)
    plan = _plan(examples, tokenizer, recipe)
    network = load_reader(str(model), recipe.layers)
    nn.Module.to(network, recipe.device).train()
    steps = -(-len(plan) // recipe.batches)
    optimiser = MasterAdamW(network, rate=recipe.rate, steps=steps)
    step = restored(run, optimiser)
    started, seen = time.monotonic(), 0
    losses: list[float] = []
    for number in range(step + 1, steps + 1):
        for rows in plan[(number - 1) * recipe.batches : number * recipe.batches]:
            batch = batch_of(rows, special.pad, recipe.device)
            logits = read(network, batch.tokens, batch.mask, batch.in_passage)
            loss = loss_of(logits, batch.first, batch.last, batch.located, batch.answered) / recipe.batches
            loss.backward()  # type: ignore[no-untyped-call]
            losses.append(float(loss.detach()) * recipe.batches)
            seen += int(batch.mask.sum())
        optimiser.step()
        if number % _TOLD == 0 or number == steps:
            rate = seen / (time.monotonic() - started)
            log(run, step=number, of=steps, loss=sum(losses) / len(losses), tokens_a_second=round(rate))
            losses.clear()
        if number % _EVERY == 0 or number == steps:
            keep(run, optimiser, number)
    log(run, recipe=asdict(recipe), seconds=round(time.monotonic() - started))
    return network


def _plan(examples: list[Example], tokenizer: Tokenizer, recipe: Recipe) -> list[list[Row]]:
    """Return the batches of all epochs; each epoch begins the windows elsewhere."""
    plan: list[list[Row]] = []
    for epoch in range(recipe.epochs):
        rng = random.Random(recipe.seed * 1000 + epoch)
        rows = list(training_rows(examples, tokenizer, recipe.longest, rng))
        plan += shuffled(rows, recipe.tokens, recipe.seed * 1000 + epoch)
    return plan
