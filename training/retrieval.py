"""What a retriever finds by itself: nDCG and recall of judged questions that no training touched."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import BertModel

from evaluation.held_out import Part, part_of
from index.embedded_model import PROMPTS
from training.retriever import vectors
from training.texts import rows

_AT_ONCE = 32
_LONGEST = 256  # tokens


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of 1, over the questions kept aside."""

    questions: int
    ndcg_10: float
    recall_10: float
    hit_1: float


def measure(
    encoder: BertModel, tokenizer: Tokenizer, folder: Path, source: str, device: str = "cpu"
) -> Figures:
    """Measure on the held-out questions of ``policy`` or ``statute``, by exact search over whole texts.

    Args:
        encoder: in evaluation mode.
        tokenizer: its own.
        folder: with corpus, queries and judgements.
        source: which of the two.
        device: that the encoder lies on.
    """
    documents = [
        (row["_id"], f"{row.get('title') or ''} {row['text']}") for row in rows(folder / "corpus.jsonl")
    ]
    asked = {
        row["_id"]: row["text"]
        for row in rows(folder / "queries.jsonl")
        if part_of(source, row["text"]) is Part.MEASURING
    }
    wanted: dict[str, set[str]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, _ = line.split("\t")
        if query in asked:
            wanted.setdefault(query, set()).add(document)
    matrix = encode(encoder, tokenizer, [PROMPTS["passage"] + text for _, text in documents], device)
    queries = encode(encoder, tokenizer, [PROMPTS["query"] + asked[query] for query in wanted], device)
    names = [name for name, _ in documents]
    gains, recalls, hits = [], [], []
    for scores, relevant in zip(queries @ matrix.T, wanted.values(), strict=True):
        best = [names[n] for n in np.argsort(-scores)[:10]]
        found = [name in relevant for name in best]
        ideal = sum(1 / math.log2(n + 2) for n in range(min(10, len(relevant))))
        gains.append(sum(hit / math.log2(n + 2) for n, hit in enumerate(found)) / ideal)
        recalls.append(sum(found) / len(relevant))
        hits.append(float(found[0]))
    return Figures(len(wanted), float(np.mean(gains)), float(np.mean(recalls)), float(np.mean(hits)))


def encode(
    encoder: BertModel, tokenizer: Tokenizer, texts: Sequence[str], device: str = "cpu"
) -> NDArray[np.float32]:
    """Return the vectors of many texts, shape (texts, dimension); those of one length together."""
    order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
    found = np.empty((len(texts), encoder.config.hidden_size), np.float32)
    for begin in range(0, len(order), _AT_ONCE):
        some = order[begin : begin + _AT_ONCE]
        with torch.inference_mode():
            made = vectors(encoder, tokenizer, [texts[n] for n in some], _LONGEST, device)
        found[some] = made.float().cpu().numpy()
    return found
