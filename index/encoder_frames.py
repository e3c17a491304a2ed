"""What an encoding process and the one that asks tell each other: frames of JSON and raw numbers, never pickles.

A frame is two lengths, a JSON object, and the bytes of an array of float32 (or none):

* the first request says which model to load: ``{"model", "cache_dir", "precision", "device"}``
* what comes back: ``{"dimension", "identity"}``, or ``{"error"}`` before the process ends
* a request: ``{"id", "kind", "texts"}``, kind ``passages``, ``queries`` or ``read`` (the question, then passages);
  ``{"cancel": id}`` gives it up
* what comes back: any number of ``{"id", "progress": [done, total]}``, then ``{"id", "shape"}`` with the numbers,
  or ``{"id", "error"}``; readings are numbers as ``index.reading.packed`` makes them, without columns where the
  model has no reader
"""

import json
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from struct import Struct
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from index.errors import CacheUnwritable, DeviceMissing, ModelDamaged, ModelNotFound

_LENGTHS: Final = Struct("<QQ")
_KNOWN: Final[Mapping[str, type[Exception]]] = {
    kind.__name__: kind for kind in (ModelNotFound, ModelDamaged, CacheUnwritable, DeviceMissing, MemoryError)
}


@dataclass(frozen=True, slots=True)
class Frame:
    """One thing told."""

    head: Mapping[str, Any]
    body: bytes = b""

    def vectors(self) -> NDArray[np.float32]:
        """Return the numbers in the shape that the head names."""
        return np.frombuffer(self.body, "<f4").reshape(self.head["shape"]).copy()  # as writable as any other


def vectors_frame(request: int, vectors: NDArray[np.float32]) -> Frame:
    """Return the answer to a request."""
    return Frame({"id": request, "shape": vectors.shape}, vectors.astype("<f4", copy=False).tobytes())


def write_frame(pipe: IO[bytes], frame: Frame) -> None:
    """Send a frame; one thread at a time.

    Raises:
        OSError, ValueError: nobody is there to read it.
    """
    head = json.dumps(frame.head).encode("ascii")
    pipe.write(_LENGTHS.pack(len(head), len(frame.body)) + head)
    pipe.write(frame.body)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> Frame | None:
    """Return the next frame, or None where the other side is gone, perhaps in the middle of one."""
    lengths = pipe.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    for_head, for_body = _LENGTHS.unpack(lengths)
    head, body = pipe.read(for_head), pipe.read(for_body)
    if len(head) < for_head or len(body) < for_body:
        return None
    return Frame(json.loads(head), body)


def error_to_json(error: BaseException) -> Sequence[str]:
    """Return what an error is, what it says, and where it came from."""
    return [type(error).__name__, str(error), "".join(traceback.format_exception(error))]


def error_from_json(values: Sequence[str]) -> Exception:
    """Return the error that ``error_to_json`` was given: itself if it was foreseen, else a RuntimeError."""
    kind, message, trace = values
    if kind in _KNOWN:
        return _KNOWN[kind](message)
    error = RuntimeError(f"{kind}: {message}")
    error.add_note(f"In the encoding process:\n{trace}")
    return error
