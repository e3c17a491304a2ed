"""Youju's own model as it is shipped, unpacked once into the cache folder.

``data/model/`` holds two encoders in 8 bits: the retriever, which turns texts into vectors, and the reader, which
says where a passage answers a question. They share the table of pieces; each of the three is a file. Unpacked, each
encoder is a standard folder: the retriever of sentence-transformers, the reader of transformers. How it was made:
``training/README.md``; what it can and cannot do: ``data/model/README.md``.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save_file

from index.errors import ModelDamaged, ModelNotFound
from index.model_folder import ModelFolder, write_json

SHIPPED: Final = Path(__file__).with_name("data") / "model"
FORMAT_VERSION: Final = 1
"""Raise it whenever the unpacked folders change: older ones are then made anew."""

NAME: Final = "youju"  # what ``YOUJU_MODEL`` calls it
WEIGHTS, TOKENIZER, DESCRIPTION = "model.safetensors", "tokenizer.json", "model.json"
RETRIEVER, READER, PIECES = "retriever", "reader", "pieces"
PARTS: Final = (PIECES, RETRIEVER, READER)
WORDS: Final = "embeddings.word_embeddings.weight"
SCALE: Final = ".scale"
_WIDEST: Final = 127  # of 8 bits
_LEAST_ROWS: Final = 64  # of a matrix that is rounded to 8 bits

Tensors = Mapping[str, NDArray[Any]]


def part_file(name: str) -> str:
    """Return the name of the file that holds one of ``PARTS``."""
    return f"{name}.safetensors"


@dataclass(frozen=True, slots=True)
class OwnModel:
    """The folders of the unpacked model."""

    retriever: Path
    reader: Path


def shipped_digest() -> str:
    """Return what changes with the vectors that the shipped model gives; empty where none is shipped, or a damaged one."""
    try:
        digests = json.loads((SHIPPED / DESCRIPTION).read_text("utf-8"))["sha256"]
        return f"{digests[PIECES]} {digests[RETRIEVER]}"
    except (OSError, ValueError, LookupError, TypeError):
        return ""  # loading it says what is wrong


def ensure_own_model(cache_dir: Path, source: Path = SHIPPED) -> OwnModel:
    """Return the folders of Youju's own model, unpacking ``source`` first if need be (some 120 MB).

    Raises:
        ModelNotFound: the package does not have it.
        ModelDamaged: it is not what its description says.
        CacheUnwritable: the folder cannot be written.
    """
    try:
        description = json.loads((source / DESCRIPTION).read_text("utf-8"))
        digest = hashlib.sha256("".join(description["sha256"][name] for name in PARTS).encode()).hexdigest()
    except OSError as error:
        raise ModelNotFound(f"找不到有据自带的语义模型（{error.strerror}）。请重新安装有据。") from error
    except (ValueError, LookupError, TypeError) as error:
        raise ModelDamaged("有据自带的语义模型的说明已损坏。请重新安装有据。") from error
    stamp: dict[str, str | int] = {"name": NAME, "source_sha256": digest, "format_version": FORMAT_VERSION}
    folder = ModelFolder(f"{NAME}-{digest[:8]}-v{FORMAT_VERSION}", stamp, megabytes=300)
    found = folder.ensure(cache_dir, lambda target: _unpack(source, description, target))
    return OwnModel(found / RETRIEVER, found / READER)


def _unpack(source: Path, description: Mapping[str, Any], target: Path) -> None:
    tokenizer = _read(source / TOKENIZER)
    words, *encoders = (_part(source, name, description["sha256"][name]) for name in PARTS)
    for name, own in zip((RETRIEVER, READER), encoders, strict=True):
        folder = target / name
        folder.mkdir()
        (folder / TOKENIZER).write_bytes(tokenizer)
        for file, values in description[name].items():
            write_json(folder / file, values)
        prefix = "bert." if name == READER else ""
        if name == RETRIEVER:  # BertModel declares a pooler, never read; without one loading warns
            width = words[WORDS].shape[1]
            own |= {
                "pooler.dense.weight": np.zeros((width, width), np.float16),
                "pooler.dense.bias": np.zeros(width, np.float16),
            }
        # transformers refuses a file that does not name the framework whose layout it follows
        save_file({**own, f"{prefix}{WORDS}": words[WORDS]}, folder / WEIGHTS, metadata={"format": "pt"})


def _part(source: Path, name: str, digest: str) -> dict[str, NDArray[Any]]:
    content = _read(source / part_file(name))
    if hashlib.sha256(content).hexdigest() != digest:
        raise ModelDamaged("有据自带的语义模型与说明中的 SHA-256 不符。请重新安装有据。")
    try:
        return {**widened(load(content))}
    except SafetensorError as error:
        raise ModelDamaged(f"无法解析有据自带的语义模型：{error}。请重新安装有据。") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelNotFound(f"找不到有据自带的语义模型（{error.strerror}）。请重新安装有据。") from error


def narrowed(tensors: Tensors) -> dict[str, NDArray[Any]]:
    """Return tensors for shipping: matrices in 8 bits with a scale for each row, the rest in half precision."""
    found: dict[str, NDArray[Any]] = {}
    for name, values in tensors.items():
        if values.ndim == 2 and len(values) >= _LEAST_ROWS:
            largest = np.abs(values).max(axis=1, keepdims=True)
            scale = np.where(largest == 0, 1, largest / _WIDEST).astype(np.float32)
            found[name] = np.rint(values / scale).astype(np.int8)
            found[name + SCALE] = scale[:, 0]
        else:
            found[name] = values.astype(np.float16)
    return found


def widened(tensors: Tensors) -> dict[str, NDArray[np.float16]]:
    """Return what ``narrowed`` was given, as nearly as 8 bits tell, in half precision."""
    return {
        name: (values * tensors[name + SCALE][:, None] if name + SCALE in tensors else values).astype(
            np.float16
        )
        for name, values in tensors.items()
        if not name.endswith(SCALE)
    }
