"""The encoding process: turns texts into vectors for ``index.encoder_process``, several requests at once.

Run as ``python -m index.encoder_worker``. Requests come on standard input, results go to standard output (see
``index.encoder_frames``); what the libraries print goes to standard error. It ends when standard input does.
"""

import contextlib
import gc
import os
import queue
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO, Final, NoReturn

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.encoder_frames import Frame, error_to_json, read_frame, vectors_frame, write_frame
from index.reading import packed

_AT_ONCE: Final = 64  # requests, so that a question is never behind several libraries
_DEPARTED, _FAILED = 0, 1  # statuses: the parent is gone; there is no model


def main() -> None:
    """Load the model that the first request names, then encode until standard input ends."""
    # Ours to end is the parent, or the end of the pipe: a server that is told to stop still answers.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    _fall_first()
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # libraries print; the results' channel is ours alone
    requests = os.fdopen(os.dup(0), "rb")
    waiting: queue.SimpleQueue[Frame] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(requests, waiting), daemon=True).start()
    gc.disable()  # what is imported and loaded stays; looking through it again and again takes time
    _Worker(results).serve(waiting)


def _receive(requests: BinaryIO, waiting: "queue.SimpleQueue[Frame]") -> None:
    """Take requests as they come, also while a model loads; end the process at once when the parent is gone."""
    try:
        while (frame := read_frame(requests)) is not None:
            waiting.put(frame)
    finally:
        os._exit(_DEPARTED)  # nobody is left to compute for; threads deep in torch would not hear of it


def _fall_first() -> None:
    """Have Linux end this process rather than the server where memory runs out: it is the one that is replaced."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


def _load(waiting: "queue.SimpleQueue[Frame]") -> Encoder:
    # What every model needs, while the parent still finds out which one it wants.
    import sentence_transformers  # noqa: F401, PLC0415 - takes seconds

    from index.embed import Embedder  # noqa: PLC0415 - only now: the parent is listened to before

    asked = waiting.get().head
    model = None if asked["model"] is None else Path(asked["model"])
    cache_dir = Path(asked["cache_dir"])
    return Embedder.load(model, cache_dir, precision=asked["precision"], device=asked["device"])


def _result(
    embedder: Encoder, kind: str, texts: Sequence[str], progress: Callable[[int, int], None]
) -> NDArray[np.float32]:
    if kind == "queries":
        return embedder.encode_queries(texts)
    if kind == "passages":
        return embedder.encode_passages(texts, progress=progress)
    readings = embedder.read(texts[0], texts[1:])
    return np.empty(0, np.float32) if readings is None else packed(readings)


class _Gone(Exception):
    """Whoever asked for this does not want it any more."""


class _Worker:
    def __init__(self, results: BinaryIO) -> None:
        self._results = results
        self._telling = threading.Lock()
        self._given_up: dict[int, threading.Event] = {}  # of the requests that are being answered

    def serve(self, waiting: "queue.SimpleQueue[Frame]") -> NoReturn:
        """Load the model that is asked for first, then answer; never returns."""
        try:
            embedder = _load(waiting)
        except Exception as error:  # told to the parent, whatever it is
            self._tell(Frame({"error": error_to_json(error)}))
            os._exit(_FAILED)  # the thread that reads would hold up any other end
        gc.freeze()
        gc.enable()
        self._tell(Frame({"dimension": embedder.dimension, "identity": embedder.identity}))
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="youju-request") as pool:
            while True:
                head = waiting.get().head
                if "cancel" not in head:
                    given_up = self._given_up[head["id"]] = threading.Event()
                    pool.submit(self._answer, embedder, head, given_up)
                elif running := self._given_up.get(head["cancel"]):
                    running.set()

    def _answer(self, embedder: Encoder, head: Mapping[str, Any], given_up: threading.Event) -> None:
        number: int = head["id"]

        def progress(done: int, total: int) -> None:
            if given_up.is_set():
                raise _Gone
            self._tell(Frame({"id": number, "progress": [done, total]}))

        try:
            self._tell(vectors_frame(number, _result(embedder, head["kind"], head["texts"], progress)))
        except _Gone:
            pass
        except Exception as error:  # told to the parent, whatever it is
            self._tell(Frame({"id": number, "error": error_to_json(error)}))
        finally:
            del self._given_up[number]

    def _tell(self, frame: Frame) -> None:
        try:
            with self._telling:
                write_frame(self._results, frame)
        except OSError:
            os._exit(_DEPARTED)


if __name__ == "__main__":
    main()
