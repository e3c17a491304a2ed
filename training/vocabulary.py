"""The pieces that Chinese official text and questions about it need, and a model cut to them.

Every other row of the embedding table is dropped; what is left keeps its score, so a text without dropped pieces
has the tokens that it had. A text that needs a dropped piece is spelled with shorter ones: all single characters
that were there stay.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

_TABLE = "embeddings.word_embeddings.weight"
_WORD = "▁"
_WRITTEN = {"youju.json", "model.safetensors", "tokenizer.json", "config.json"}  # not copied as they are
_RARE = 2  # times that a single character must have been seen, unless it is a common one


def count_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[int]:
    """Return how often each piece is used."""
    counts: Counter[int] = Counter()
    for encoded in tokenizer.encode_batch(list(texts), add_special_tokens=False):
        counts.update(encoded.ids)
    return counts


def chosen(pieces: Sequence[str], counts: Counter[int], special: set[int], size: int) -> list[int]:
    """Return the numbers of the pieces to keep, ascending: the special ones, characters, then the most used.

    Args:
        pieces: of the whole vocabulary.
        counts: how often each was used.
        special: always kept.
        size: how many are kept.
    """

    def is_character(number: int) -> bool:
        piece = pieces[number].removeprefix(_WORD)
        return len(piece) <= 1 and (piece.isascii() or counts[number] >= _RARE)

    kept = {*special, *filter(is_character, range(len(pieces)))}
    for number, _ in counts.most_common():
        if len(kept) >= size:
            break
        kept.add(number)
    return sorted(kept)


def cut(folder: Path, kept: Sequence[int], target: Path) -> None:
    """Write the sentence-transformers folder ``folder`` with only the pieces ``kept`` to ``target``."""
    new = {old: number for number, old in enumerate(kept)}
    target.mkdir(parents=True)
    for path in folder.rglob("*"):
        place = path.relative_to(folder)
        if path.is_file() and place.as_posix() not in _WRITTEN:
            (target / place).parent.mkdir(exist_ok=True)
            (target / place).write_bytes(path.read_bytes())
    description = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    _cut_tokenizer(description, kept, new)
    (target / "tokenizer.json").write_text(json.dumps(description, ensure_ascii=False), encoding="utf-8")
    configuration = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    configuration["vocab_size"] = len(kept)
    for name in ("bos_token_id", "eos_token_id", "pad_token_id"):
        configuration[name] = new[configuration[name]]
    (target / "config.json").write_text(json.dumps(configuration, indent=2) + "\n", encoding="utf-8")
    tensors = load_file(folder / "model.safetensors")
    tensors[_TABLE] = np.ascontiguousarray(tensors[_TABLE][np.asarray(kept)])
    save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})


def _cut_tokenizer(description: dict[str, Any], kept: Sequence[int], new: dict[int, int]) -> None:
    """Renumber a tokenizer's own description in place."""
    model = description["model"]
    model["vocab"] = [model["vocab"][old] for old in kept]
    model["unk_id"] = new[model["unk_id"]]
    for added in description["added_tokens"]:
        added["id"] = new[added["id"]]
    for token in description["post_processor"]["special_tokens"].values():
        token["ids"] = [new[old] for old in token["ids"]]
