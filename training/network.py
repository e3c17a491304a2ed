"""The networks that are trained: a BERT encoder by itself, and one that says of each token what an answer does there."""

from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor, nn
from transformers import BertForTokenClassification, BertModel

from index.embed import fitting_precision
from index.span_reader import ANSWERED, END, START

_OUTPUTS: Final = {START: "start", END: "end", ANSWERED: "answered"}
# No dropout: on a processor drawing its masks takes as long as all the rest.
_OPTIONS: Final[dict[str, Any]] = {
    "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
    "local_files_only": True,
}


@dataclass(frozen=True, slots=True)
class Logits:
    """What a reader says of a batch of windows."""

    starts: Tensor  # (windows, tokens); the smallest number outside the passage
    ends: Tensor  # the same
    answers: Tensor  # (windows,), that the window answers


def fast_type() -> torch.dtype:
    """Return bfloat16 where the machine multiplies it several times as fast as float32, else float32."""
    fast = fitting_precision("cuda" if torch.cuda.is_available() else "cpu") == "bf16"
    return torch.bfloat16 if fast else torch.float32


def _attention() -> str:
    """Return the attention that is fastest here.

    On a processor the fused kernel's backward pass in bfloat16 takes three times as long as its parts (2 cores: 1,860
    tokens a second, 3,900 without); in float32 it is the faster one (1,620 and 1,510).
    """
    on_processor = not torch.cuda.is_available()
    return "eager" if on_processor and fast_type() is torch.bfloat16 else "sdpa"


def load_encoder(folder: str) -> BertModel:
    """Return the encoder of a model folder in what is fastest here; its table of pieces is not trained."""
    encoder: BertModel = BertModel.from_pretrained(
        folder, add_pooling_layer=False, dtype=fast_type(), attn_implementation=_attention(), **_OPTIONS
    )
    _freeze_words(encoder)
    return encoder


def load_reader(folder: str, layers: int | None = None) -> BertForTokenClassification:
    """Return the encoder of a model folder with new outputs, or a reader that was kept, in what is fastest here.

    The table of pieces is not trained: the reader and the retriever share it, and a step takes a third less.

    Args:
        folder: of the model.
        layers: of the encoder that are kept, from the first; all.
    """
    labels: dict[str, Any] = {"id2label": _OUTPUTS, "label2id": {name: n for n, name in _OUTPUTS.items()}}
    network: BertForTokenClassification = BertForTokenClassification.from_pretrained(
        folder, dtype=fast_type(), attn_implementation=_attention(), **labels, **_OPTIONS
    )
    if layers is not None:
        del network.bert.encoder.layer[layers:]
        network.config.num_hidden_layers = layers
    _freeze_words(network.bert)
    return network


def _freeze_words(encoder: BertModel) -> None:
    encoder.embeddings.word_embeddings.weight.requires_grad_(False)


def read(network: BertForTokenClassification, tokens: Tensor, mask: Tensor, in_passage: Tensor) -> Logits:
    """Read windows.

    Args:
        network: the reader.
        tokens: (windows, tokens), numbers of the vocabulary.
        mask: the same shape, 1 where there is a token.
        in_passage: the same shape, True where the token is the passage's.
    """
    logits = network(input_ids=tokens, attention_mask=mask).logits.float()
    outside = torch.finfo(torch.float32).min
    return Logits(
        logits[..., START].masked_fill(~in_passage, outside),
        logits[..., END].masked_fill(~in_passage, outside),
        logits[:, 0, ANSWERED],
    )


def loss_of(logits: Logits, first: Tensor, last: Tensor, located: Tensor, answered: Tensor) -> Tensor:
    """Return the loss of a batch: both ends where the answer has a span, and whether there is one.

    Args:
        logits: of the batch.
        first: (windows,), the first token of the answer; anything where there is none.
        last: the last token.
        located: (windows,), 1.0 where the answer has a span.
        answered: (windows,), 1.0 where the window answers.
    """
    weight = located.sum().clamp(min=1.0)
    of_start = nn.functional.cross_entropy(logits.starts, first, reduction="none")
    of_end = nn.functional.cross_entropy(logits.ends, last, reduction="none")
    spans = ((of_start + of_end) / 2 * located).sum() / weight
    return spans + nn.functional.binary_cross_entropy_with_logits(logits.answers, answered)
