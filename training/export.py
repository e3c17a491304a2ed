"""A trained retriever and reader to the files that the package ships (``index.own_model``)."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from safetensors.torch import load_file

from index.own_model import (
    DESCRIPTION,
    PARTS,
    PIECES,
    READER,
    RETRIEVER,
    TOKENIZER,
    WORDS,
    narrowed,
    part_file,
)

_LEFT_OUT = ("pooler.", "embeddings.position_ids")  # mean pooling reads no pooler


def export(start: Path, retriever: Path, reader: Path, target: Path) -> int:
    """Write the model that is shipped; return its bytes.

    Args:
        start: the folder that both were trained from: its descriptions, its tokenizer.
        retriever: folder of transformers with a BertModel.
        reader: folder of transformers with a BertForTokenClassification.
        target: is written to; its README is left as it is.

    Raises:
        ValueError: the two do not share their table of pieces.
    """
    parts = {RETRIEVER: _tensors(retriever), READER: _tensors(reader)}
    words = parts[RETRIEVER].pop(WORDS)
    if not np.array_equal(words, parts[READER].pop(f"bert.{WORDS}")):
        raise ValueError("the retriever and the reader do not share their table of pieces")
    parts[PIECES] = {WORDS: words}
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(start / TOKENIZER, target / TOKENIZER)
    for name, tensors in parts.items():
        save_file(narrowed(tensors), target / part_file(name))
    shipped = {"sha256": {name: _digest(target / part_file(name)) for name in PARTS}}
    shipped |= {RETRIEVER: _retriever(start, retriever), READER: _reader(reader)}
    text = json.dumps(shipped, ensure_ascii=False, indent=1) + "\n"
    (target / DESCRIPTION).write_text(text, encoding="utf-8")
    return sum((target / name).stat().st_size for name in (TOKENIZER, DESCRIPTION, *map(part_file, parts)))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _tensors(folder: Path) -> dict[str, np.ndarray[Any, Any]]:
    kept = load_file(folder / "model.safetensors")
    return {
        name: values.float().numpy()
        for name, values in kept.items()
        if not any(part in name for part in _LEFT_OUT)
    }


def _retriever(start: Path, folder: Path) -> dict[str, Any]:
    """Return the descriptions of a sentence-transformers folder, with the trained encoder's own sizes."""
    files = {path.relative_to(start).as_posix(): _json(path) for path in sorted(start.rglob("*.json"))}
    files.pop(TOKENIZER)
    return {**files, "config.json": _of(folder)}


def _reader(folder: Path) -> dict[str, Any]:
    return {"config.json": _of(folder)}


def _of(folder: Path) -> dict[str, Any]:
    """Return a network's configuration, without what is of this one training."""
    values = _json(folder / "config.json")
    for name in ("_name_or_path", "transformers_version", "_attn_implementation_autoset"):
        values.pop(name, None)
    return {**values, "dtype": "float16"}


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
