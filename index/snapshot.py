"""Atomic generations: a search sees one whole index or another, never half of one.

``index/`` in the library holds a folder a generation; the file ``CURRENT`` names the one that counts.
A generation is written beside, synced, and named last. Readers keep what they have loaded.
"""

import hashlib
import json
import os
import shutil
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from index.errors import IndexDamaged, IndexMissing
from index.lexical import Lexical
from index.vectors import Ints, Vectors

FORMAT = 2  # raised when tokens or entries change: the next build makes the index anew, keeping vectors
_KEPT = 2  # generations on disk: a reader may be loading the one before


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself."""

    format: int
    revision: int  # of the store that it was made from
    model: str
    dimension: int
    passages: int
    files: dict[str, str]  # name -> SHA-256


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation of the index in memory. ``ids``: passage ids by row, ascending, shape (n,)."""

    manifest: Manifest
    ids: Ints
    keys: np.ndarray  # what each vector stands for: 16 bytes a row, shape (n, 16)
    body: Lexical
    context: Lexical
    vectors: Vectors


def write(
    folder: Path,
    *,
    revision: int,
    model: str,
    ids: Ints,
    keys: np.ndarray,
    body: Lexical,
    context: Lexical,
    vectors: Vectors,
) -> None:
    """Write a generation, make it durable, and make it the current one."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{revision:010d}-{uuid.uuid4().hex[:8]}"
    staging = folder / f".{name}"
    staging.mkdir()
    try:
        np.save(staging / "ids.npy", ids)
        np.save(staging / "keys.npy", keys)
        body.save(staging, "body")
        context.save(staging, "context")
        vectors.save(staging / "vectors.faiss")
        files = {path.name: _sha256(path) for path in sorted(staging.iterdir())}
        manifest = Manifest(FORMAT, revision, model, vectors.dimension, len(ids), files)
        (staging / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        for path in staging.iterdir():
            _sync(path)
        staging.rename(folder / name)
        _sync(folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    pointer = folder / f".CURRENT-{uuid.uuid4().hex[:8]}"
    pointer.write_text(name, encoding="utf-8")
    _sync(pointer)
    pointer.replace(folder / "CURRENT")
    _sync(folder)
    _remove_old(folder, name)


def current(folder: Path) -> str | None:
    """Return the name of the current generation, or None where there is none."""
    try:
        return (folder / "CURRENT").read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def read(folder: Path, *, verify: bool = False) -> Snapshot:
    """Load the current generation.

    Args:
        folder: ``index/`` of the library.
        verify: compare every file with its checksum first.

    Raises:
        IndexMissing: there is none.
        IndexDamaged: a file is missing, cut or not what was written.
    """
    name = current(folder)
    if name is None:
        raise IndexMissing("资料库还没有索引：可能正在建立，请稍后再试；否则请运行 youju build。")
    generation = folder / name
    try:
        values = json.loads((generation / "manifest.json").read_text(encoding="utf-8"))
        manifest = Manifest(**values)
        if verify:
            for file, digest in manifest.files.items():
                if _sha256(generation / file) != digest:
                    raise IndexDamaged(f"索引文件 {file} 与校验值不符，请运行 youju build 重建。")
        snapshot = Snapshot(
            manifest=manifest,
            ids=np.load(generation / "ids.npy", allow_pickle=False),
            keys=np.load(generation / "keys.npy", allow_pickle=False),
            body=Lexical.load(generation, "body"),
            context=Lexical.load(generation, "context"),
            vectors=Vectors.load(generation / "vectors.faiss"),
        )
    except IndexDamaged:
        raise
    except Exception as error:  # every library has its own way to say that a file is cut
        raise IndexDamaged(f"索引已损坏（{type(error).__name__}），请运行 youju build 重建。") from error
    if not len(snapshot.ids) == len(snapshot.keys) == len(snapshot.vectors) == manifest.passages:
        raise IndexDamaged("索引各部分的条数不一致，请运行 youju build 重建。")
    return snapshot


def _remove_old(folder: Path, name: str) -> None:
    generations = sorted(
        (p for p in folder.iterdir() if p.is_dir() and p.name != name),
        key=lambda p: p.stat().st_mtime,
        reverse=True,
    )
    for path in generations[_KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
