"""Atomic generations: a search sees one whole index or another, never half of one.

``index/`` in the library holds a folder a generation, the segments that generations share, and the file
``CURRENT``, which names the generation that counts. All is written beside, synced, and named last. Readers keep
what they have mapped, also when its files are gone.
"""

import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from index.engine import FORMAT, State
from index.engines.local.arrays import Array, map_arrays, save_arrays
from index.engines.local.bm25 import Share, statistics
from index.engines.local.durable import replace, sha256, sync
from index.engines.local.segment import Numbers, Segment
from index.engines.okapi import Statistics
from index.errors import IndexDamaged, IndexOutdated

CURRENT, MANIFEST, DEAD, SEGMENTS = "CURRENT", "manifest.json", "dead.safetensors", "segments"
_LAYOUT = 3  # the first format that was laid out as here
_MOST_NAME = 256  # bytes
_KEPT = 2  # generations on disk: a reader may be opening the one before
_SHARES = ("dead", "body_lost", "body_counts", "context_lost", "context_counts")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as the manifest knows it."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself."""

    format: int
    revision: int
    model: str
    dimension: int
    passages: int
    body: Statistics
    context: Statistics
    segments: tuple[str, ...]
    files: dict[str, Stored]  # by path below ``index/``


@dataclass(frozen=True, slots=True)
class Part:
    """A segment, and what has been removed of it since."""

    segment: Segment
    dead: Numbers  # rows, ascending
    body: Share
    context: Share

    @classmethod
    def of(cls, segment: Segment, dead: Numbers) -> "Part":
        """Work out what removed rows take from the counts of a segment."""
        body, context = segment.body, segment.context
        return cls(
            segment,
            dead,
            Share(body, dead, *body.lost(dead)),
            Share(context, dead, *context.lost(dead)),
        )

    def __len__(self) -> int:
        """Return the number of live rows."""
        return len(self.segment) - len(self.dead)


@dataclass(frozen=True, slots=True)
class Generation:
    """An index as it is on the disk."""

    name: str
    manifest: Manifest
    parts: tuple[Part, ...]

    @property
    def state(self) -> State:
        """What it says of itself."""
        told = self.manifest
        return State(told.format, told.revision, told.model, told.dimension, told.passages)


def current(folder: Path) -> str | None:
    """Return the name of the current generation, or None where there is none; every question asks."""
    try:
        file = os.open(folder / CURRENT, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        return os.read(file, _MOST_NAME).decode("utf-8").strip() or None
    finally:
        os.close(file)


def publish(folder: Path, parts: Sequence[Part], state: State, known: dict[str, Stored]) -> Generation:
    """Write a generation of segments that are on the disk, and make it the current one.

    Args:
        folder: ``index/`` of the library.
        parts: of the generation.
        state: what it shall say of itself; format and passages are filled in.
        known: files whose checksums are known from the generation before.
    """
    name = f"{state.revision:010d}-{uuid.uuid4().hex[:8]}"
    staging = folder / f".{name}"
    staging.mkdir(parents=True)
    try:
        save_arrays(staging / DEAD, _removals(parts))
        files = {
            path: known[path] if path in known else _stored(folder / path)
            for part in parts
            for path in _paths(part.segment)
        }
        files[DEAD] = _stored(staging / DEAD)
        manifest = Manifest(
            FORMAT,
            state.revision,
            state.model,
            state.dimension,
            sum(map(len, parts)),
            statistics([part.body for part in parts]),
            statistics([part.context for part in parts]),
            tuple(part.segment.name for part in parts),
            files,
        )
        (staging / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        sync(staging / MANIFEST)
        sync(staging)
        staging.rename(folder / name)
        sync(folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    replace(folder / CURRENT, name)
    _sweep(folder, name)
    return Generation(name, manifest, tuple(parts))


def read(folder: Path, name: str, open_segment: Callable[[Path], Segment]) -> Generation:
    """Open a generation.

    Raises:
        IndexOutdated: an earlier release wrote it.
        IndexDamaged: a file is missing, cut or not what was written.
    """
    try:
        manifest = read_manifest(folder / name)
        for path, stored in manifest.files.items():
            if path != DEAD and (folder / path).stat().st_size != stored.size:
                raise IndexDamaged(f"索引已损坏（{path} 的长度不对），请运行 youju check --repair 重建。")
        removals = map_arrays(folder / name / DEAD)
        parts = tuple(
            _part(open_segment(folder / SEGMENTS / segment), removals) for segment in manifest.segments
        )
    except (IndexDamaged, IndexOutdated):
        raise
    except Exception as error:  # every library has its own way to say that a file is cut
        raise IndexDamaged(
            f"索引已损坏（{type(error).__name__}），请运行 youju check --repair 重建。"
        ) from error
    if sum(map(len, parts)) != manifest.passages:
        raise IndexDamaged("索引已损坏（各部分的条数不一致），请运行 youju check --repair 重建。")
    return Generation(name, manifest, parts)


def read_manifest(generation: Path) -> Manifest:
    """Read what a generation says of itself.

    Raises:
        IndexOutdated: an earlier release wrote it.
        OSError, ValueError, KeyError, TypeError: it is not what was written.
    """
    values = json.loads((generation / MANIFEST).read_text(encoding="utf-8"))
    if values["format"] < _LAYOUT:
        raise IndexOutdated("索引由另一个版本的有据建立，请运行一次 youju build。")
    values["files"] = {path: Stored(**stored) for path, stored in values["files"].items()}
    values["segments"] = tuple(values["segments"])
    for field in ("body", "context"):
        values[field] = Statistics(**values[field])
    return Manifest(**values)


def damaged_files(folder: Path, generation: Generation, sound: set[str]) -> Iterator[str]:
    """Yield the files of a generation that are not what was written; those found ``sound`` are noted there."""
    for path, stored in generation.manifest.files.items():
        if path in sound:
            continue
        place = folder / generation.name / path if path == DEAD else folder / path
        if sha256(place) != stored.sha256:
            yield path
        elif path != DEAD:
            sound.add(path)


def _paths(segment: Segment) -> list[str]:
    return [f"{SEGMENTS}/{segment.name}/{file.name}" for file in sorted(segment.folder.iterdir())]


def _stored(path: Path) -> Stored:
    return Stored(path.stat().st_size, sha256(path))


def _removals(parts: Sequence[Part]) -> dict[str, Array]:
    arrays: dict[str, Array] = {}
    for part in parts:
        values = (
            part.dead,
            part.body.lost,
            part.body.lost_counts,
            part.context.lost,
            part.context.lost_counts,
        )
        if len(part.dead):
            arrays |= {
                f"{part.segment.name}.{name}": value.astype(np.int64)
                for name, value in zip(_SHARES, values, strict=True)
            }
    return arrays or {"none": np.zeros(0, np.int64)}


def _part(segment: Segment, removals: dict[str, Array]) -> Part:
    none = np.zeros(0, dtype=np.int64)
    dead, body, body_counts, context, context_counts = (
        removals.get(f"{segment.name}.{name}", none) for name in _SHARES
    )
    return Part(
        segment,
        dead,
        Share(segment.body, dead, body, body_counts),
        Share(segment.context, dead, context, context_counts),
    )


def _made(path: Path) -> tuple[str, float]:
    """Order generations by the revision that they are named after, and only then by a clock, which may jump."""
    return path.name.partition("-")[0], path.stat().st_mtime


def _sweep(folder: Path, name: str) -> None:
    """Delete what no generation needs that a reader may still be opening."""
    hidden = {name, SEGMENTS}
    generations = sorted(
        (path for path in folder.iterdir() if path.is_dir() and path.name not in hidden),
        key=_made,
        reverse=True,
    )
    for path in generations[_KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
    used: set[str] = set()
    for path in [folder / name, *generations[: _KEPT - 1]]:
        try:
            used.update(read_manifest(path).segments)
        except (OSError, ValueError, KeyError, TypeError, IndexOutdated):
            continue  # of an earlier release, or never finished
    for path in (folder / SEGMENTS).iterdir():
        if path.name not in used:
            shutil.rmtree(path, ignore_errors=True)
