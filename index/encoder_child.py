"""One encoding process, seen from the one that asks: started, told which model to load, asked by many threads."""

import contextlib
import itertools
import logging
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.encoder_frames import Frame, error_from_json, read_frame, write_frame

_PATIENCE: Final = 5.0  # seconds that a process may take to end

_Inbox = queue.SimpleQueue[Frame | None]

logger = logging.getLogger(__name__)


class Died(Exception):
    """The encoding process ended before it had answered."""


class EncoderChild:
    """One encoding process; many threads may ask it at once."""

    def __init__(self) -> None:
        """Start it: it imports what every model needs, and waits to be told which one to load.

        Raises:
            OSError: the system starts no more processes.
        """
        self.process = subprocess.Popen(
            # -P: a folder named index in the working directory must not be taken for this package
            [sys.executable, "-P", "-m", "index.encoder_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us
        )
        self._numbers = itertools.count()
        self._sending = threading.Lock()
        self._inboxes: dict[int, _Inbox] = {}
        self._lock = threading.Lock()  # of the inboxes, and of what was told
        self._told = threading.Event()  # what the model is, or why there is none, or nothing any more
        self._description: Frame | None = None
        self._ended = False
        self._is_wanted = True
        self._receiver = threading.Thread(target=self._receive, name="youju-encoder", daemon=True)
        self._receiver.start()

    def load(self, asked: Frame) -> None:
        """Have it load the model that ``asked`` names; to be told once, and before anything else."""
        with contextlib.suppress(Died):  # whoever asks it for something will notice
            self._send(asked)

    def is_alive(self) -> bool:
        """Whether it can still be asked."""
        return not self._ended

    def description(self) -> tuple[int, str]:
        """Wait until the model is loaded; return its dimension and identity."""
        self._told.wait()
        if self._description is None:
            raise Died
        head = self._description.head
        if "error" in head:
            raise error_from_json(head["error"])
        return head["dimension"], head["identity"]

    def ask(
        self, kind: str, texts: Sequence[str], progress: Callable[[int, int], None] | None
    ) -> NDArray[np.float32]:
        """Return the vectors of texts.

        Raises:
            Died: before it had answered.
        """
        number = next(self._numbers)
        inbox: _Inbox = queue.SimpleQueue()
        with self._lock:
            if self._ended:
                raise Died
            self._inboxes[number] = inbox
        try:
            self._send(Frame({"id": number, "kind": kind, "texts": list(texts)}))
            while (frame := inbox.get()) is not None:
                if "progress" not in frame.head:
                    return self._result(frame)
                if progress is not None:
                    progress(*frame.head["progress"])
            raise Died
        except Died:
            raise
        except BaseException:  # of ``progress``, or an interruption: the rest need not be computed
            with contextlib.suppress(Died):
                self._send(Frame({"cancel": number}))
            raise
        finally:
            with self._lock:
                self._inboxes.pop(number, None)

    def _send(self, frame: Frame) -> None:
        pipe = self.process.stdin
        assert pipe is not None, "started without a pipe"
        try:
            with self._sending:
                write_frame(pipe, frame)
        except (OSError, ValueError) as error:  # the latter where ``end`` has closed it
            raise Died from error

    def end(self) -> None:
        """End the process; whoever waits for it is told that it died."""
        self._is_wanted = False
        with contextlib.suppress(OSError):
            self.process.kill()  # it keeps nothing that could be left half done
        self._receiver.join(_PATIENCE)

    @staticmethod
    def _result(frame: Frame) -> NDArray[np.float32]:
        if "error" in frame.head:
            raise error_from_json(frame.head["error"])
        return frame.vectors()

    def _receive(self) -> None:
        """Hand what the process says to those who wait for it, until it ends."""
        pipe = self.process.stdout
        assert pipe is not None, "started without a pipe"
        try:
            while (frame := read_frame(pipe)) is not None:
                self._take(frame)
        finally:
            self._bury()

    def _take(self, frame: Frame) -> None:
        if "id" not in frame.head:
            self._description = frame
            self._told.set()
            return
        with self._lock:
            inbox = self._inboxes.get(frame.head["id"])
        if inbox is not None:
            inbox.put(frame)

    def _bury(self) -> None:
        with self._lock:
            self._ended = True
            orphans = list(self._inboxes.values())
        self._told.set()
        for inbox in orphans:
            inbox.put(None)
        self.process.kill()  # where it was we who could not go on reading
        status = self.process.wait()
        if self._is_wanted and (self._description is None or "error" not in self._description.head):
            logger.warning("the encoding process ended with status %d", status)
        for each in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if each is not None:
                    each.close()
