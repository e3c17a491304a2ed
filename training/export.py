"""A trained retriever and reader to the files that the package ships (``index.own_model``)."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from safetensors.torch import load_file

from index.own_model import DESCRIPTION, READER, RETRIEVER, TOKENIZER, WEIGHTS, WORDS, narrowed

_LEFT_OUT = ("pooler.", "embeddings.position_ids")  # mean pooling reads no pooler


def export(start: Path, retriever: Path, reader: Path, target: Path) -> int:
    """Write the model that is shipped; return its bytes.

    Args:
        start: the folder that both were trained from: its descriptions, its tokenizer.
        retriever: folder of transformers with a BertModel.
        reader: folder of transformers with a BertForTokenClassification.
        target: is emptied first, but for its README.

    Raises:
        ValueError: the two do not share their table of pieces.
    """
    found = {name: _tensors(folder) for name, folder in ((RETRIEVER, retriever), (READER, reader))}
    words = found[RETRIEVER].pop(WORDS)
    if not np.array_equal(words, found[READER].pop(f"bert.{WORDS}")):
        raise ValueError("the retriever and the reader do not share their table of pieces")
    tensors = {WORDS: words}
    for name, own in found.items():
        tensors |= {f"{name}.{key}": values for key, values in own.items()}
    target.mkdir(parents=True, exist_ok=True)
    save_file(narrowed(tensors), target / WEIGHTS)
    shutil.copyfile(start / TOKENIZER, target / TOKENIZER)
    digest = hashlib.sha256((target / WEIGHTS).read_bytes()).hexdigest()
    shipped = {"sha256": digest, RETRIEVER: _retriever(start, retriever), READER: _reader(reader)}
    (target / DESCRIPTION).write_text(
        json.dumps(shipped, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return sum((target / name).stat().st_size for name in (WEIGHTS, TOKENIZER, DESCRIPTION))


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
