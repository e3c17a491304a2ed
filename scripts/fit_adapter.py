"""Fit the map of question vectors in ``index/data/adapters``: ``python scripts/fit_adapter.py DATA CACHE [MODEL]``.

Contrastive: the documents that are right for a question against all others of its suite (statute and policy),
and paragraphs of CMRC 2018 against each other, so that the map stays good for anything. Only the suites' questions
for training are fitted on; prints what the encoder alone finds for the others, before and after. MODEL as in
``YOUJU_MODEL``; the embedded one unless told.
"""

import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from corpus.store import Store
from evaluation.held_out import Part, part_of
from evaluation.ranking import ndcg
from evaluation.run import open_named
from evaluation.suite import rows
from index.adapter import QueryAdapter, encoder_of
from index.embed import Embedder
from index.engines.local.engine import LocalEngine
from index.own_model import NAME as OWN
from training.questions import asked_of, items_of

BATCH, EPOCHS, RATE, DECAY = 64, 8, 1e-3, 2e-3
SHARPNESS = {OWN: 30.0}
USUAL_SHARPNESS = 80.0  # of encoders whose cosines are as close together as those of the embedded one
SHARES = {"policy": 24, "cmrc": 32}  # questions beside each batch of the statute suite


@dataclass
class Task:
    """Questions and passages of one suite, encoded."""

    questions: torch.Tensor  # (n, dimension)
    passages: torch.Tensor  # (m, dimension)
    right: list[list[int]]  # rows of the right passages of each question
    parts: list[Part]  # what each question may be used for
    names: list[str]  # the document of each passage


def main(data: Path, cache_dir: Path, model: Path | None = None) -> None:
    """Fit, write the map, and print its figures."""
    embedder = Embedder.load(model, cache_dir)
    tasks = {name: suite_task(name, data, cache_dir, embedder) for name in ("statute", "policy")}
    tasks["cmrc"] = cmrc_task(data / "reading" / "cmrc2018_dev.jsonl", embedder)
    matrix, bias = fit(tasks, SHARPNESS.get(str(model), USUAL_SHARPNESS))
    adapter = QueryAdapter(encoder_of(embedder.identity), matrix, bias)
    adapter.save()
    for name in ("statute", "policy"):
        plain = tasks[name].questions.numpy()
        for part in (Part.TUNING, Part.MEASURING):
            found = {
                when: held_out(tasks[name], q, part)
                for when, q in (("before", plain), ("after", adapter(plain)))
            }
            print(json.dumps({"suite": name, "part": part, "ndcg_10": found}))


def fit(tasks: dict[str, Task], sharpness: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the matrix and the bias."""
    torch.manual_seed(0)
    size = tasks["statute"].questions.shape[1]
    matrix = torch.zeros(size, size, requires_grad=True)
    bias = torch.zeros(size, requires_grad=True)
    optimiser = torch.optim.Adam([matrix, bias], lr=RATE)
    chance = np.random.default_rng(0)
    taught = {
        name: [i for i, part in enumerate(task.parts) if part is Part.TRAINING]
        for name, task in tasks.items()
    }
    for _ in range(EPOCHS):
        order = chance.permutation(taught["statute"])
        for at in range(0, len(order), BATCH):
            batches = {"statute": order[at : at + BATCH]}
            batches |= {name: chance.choice(taught[name], count) for name, count in SHARES.items()}
            losses = [loss(tasks[name], batch, matrix, bias, sharpness) for name, batch in batches.items()]
            total = torch.stack(losses).sum() + DECAY * (matrix**2).sum()
            optimiser.zero_grad()
            total.backward()
            optimiser.step()
    return matrix.detach().numpy(), bias.detach().numpy()


def loss(
    task: Task, batch: NDArray[np.int64], matrix: torch.Tensor, bias: torch.Tensor, sharpness: float
) -> torch.Tensor:
    """Return the cross entropy of the right passages among all of the suite."""
    plain = task.questions[batch]
    mapped = torch.nn.functional.normalize(plain + plain @ matrix + bias, dim=1)
    logits = sharpness * (mapped @ task.passages.T)
    right = torch.stack([torch.logsumexp(logits[r, task.right[i]], 0) for r, i in enumerate(batch)])
    return (torch.logsumexp(logits, 1) - right).mean()


def held_out(task: Task, questions: NDArray[np.float32], part: Part) -> float:
    """Return nDCG@10 of the encoder alone on the questions of a part."""
    scores = []
    for i in (i for i, own in enumerate(task.parts) if own is part):
        best = np.argsort(-(task.passages.numpy() @ questions[i]))[:10]
        right = {task.names[row] for row in task.right[i]}
        scores.append(ndcg(list(dict.fromkeys(task.names[row] for row in best)), right))
    return round(float(np.mean(scores)), 4)


def suite_task(name: str, data: Path, cache_dir: Path, embedder: Embedder) -> Task:
    """Return the questions of a suite, with ours of its documents, and the passages of its library."""
    suite, _ = open_named(name, data, cache_dir, embedder)
    library = cache_dir / "suites" / f"{name}.library"
    store = Store.open(library)
    sources = {document.id: Path(document.source).stem for document in store.documents()}
    of_passage = {passage.id: sources[passage.document_id] for passage in store.passages()}
    ids = sorted(of_passage)
    with LocalEngine(library / "index").writer(embedder.identity, embedder.dimension) as index:
        vectors = index.vectors(ids)
    names = [of_passage[i] for i in ids]
    places = defaultdict(list)
    for row, document in enumerate(names):
        places[document].append(row)
    judged = [item for item in suite.items if item.documents]
    own = items_of([each for each in asked_of(data, name) if each.part is Part.TRAINING], name)
    items = [*judged, *own]
    right = [[row for document in item.documents for row in places[document]] for item in items]
    questions = embedder.encode_queries([item.question for item in items])
    parts = [part_of(name, item.question) for item in judged] + [Part.TRAINING] * len(own)
    return Task(torch.tensor(questions), torch.tensor(vectors), right, parts, names)


def cmrc_task(path: Path, embedder: Embedder) -> Task:
    """Return every other question of CMRC's first 1,800, and the paragraphs that they are asked of."""
    asked = list(rows(path))[:1800]
    texts = list(dict.fromkeys(str(row["context"]) for row in asked))
    place = {text: i for i, text in enumerate(texts)}
    asked = asked[::2]
    questions = embedder.encode_queries([str(row["question"]) for row in asked])
    passages = torch.tensor(embedder.encode_passages(texts))
    right = [[place[str(row["context"])]] for row in asked]
    parts = [Part.TRAINING] * len(right)
    return Task(torch.tensor(questions), passages, right, parts, [str(i) for i in range(len(texts))])


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
