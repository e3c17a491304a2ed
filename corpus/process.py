"""One reading process, seen from the one that asks: started, asked, watched, replaced."""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from typing import Any

from corpus.errors import ReadingCrashed, ReadingTooBig, ReadingTooLong, UnreadableFile
from corpus.handover import Reading, Task, reading_from_line, task_to_line
from corpus.models import Failure
from corpus.parse.models import Progress

_FILES = 500  # that one process reads before it is replaced: libraries leak
_PIPE = 1 << 20  # bytes taken from the pipe at once
_KILLED_FOR_MEMORY = -signal.SIGKILL  # by the kernel, when the machine runs out


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take."""

    memory: int = 4 * 1024**3  # bytes of address space
    silence: float = 120.0  # seconds without a sign of life: a page, a member
    total: float = 3_600.0  # seconds in all


class ReadingProcess:
    """A process that reads one file at a time; it is started when first needed, and again after each end."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._home: tempfile.TemporaryDirectory[str] | None = None
        self._left = 0
        self._closed = threading.Event()
        self._at_work = threading.RLock()

    def read(self, task: Task, progress: Progress) -> list[Reading]:
        """Return what a file holds. One that ends its reader is a failure like any other."""
        with self._at_work:
            return self._read(task, progress)

    def close(self) -> None:
        """End the process for good; may be called from any thread.

        Only who reads may close its pipes: a thread that waits for one would not hear that it was closed.
        """
        self._closed.set()
        self._kill()
        with self._at_work:
            self._stop()

    def _read(self, task: Task, progress: Progress) -> list[Reading]:
        readings: list[Reading] = []
        try:
            self._ask(task)
            for message in self._messages():
                if "progress" in message:
                    progress(*message["progress"])
                else:
                    readings.append(reading_from_line(message))
        except UnreadableFile as error:
            self._stop()
            readings.append(Reading("", failure=Failure(task.name, error.code, str(error))))
        self._left -= 1
        if self._left <= 0:
            self._stop()
        return readings

    def _ask(self, task: Task) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            process = self._start()
        try:
            if process.stdin is None:
                raise AssertionError("started without a pipe")
            process.stdin.write(task_to_line(task))
            process.stdin.flush()
        except OSError as error:
            raise ReadingCrashed("读取程序未能启动，请再试一次。") from error

    def _start(self) -> subprocess.Popen[bytes]:
        self._stop()
        if self._closed.is_set():
            raise ReadingCrashed("读取已被取消。")
        self._home = tempfile.TemporaryDirectory(prefix="youju-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            # -P: a folder named corpus in the working directory must not be taken for this package
            [
                *(sys.executable, "-P", "-m", "corpus.worker"),
                *(str(self._limits.memory), self._home.name, str(os.getpid())),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a group of its own: its helpers end with it, Ctrl-C is for us
        )
        self._left = _FILES
        if self._closed.is_set():  # meanwhile, by who could not see it yet
            self._kill()
        return self._process

    def _messages(self) -> Any:
        """Yield the decoded lines of one file's results, up to the end mark.

        Raises:
            ReadingTooLong, ReadingTooBig, ReadingCrashed
        """
        process = self._process
        if process is None or process.stdout is None:
            raise ReadingCrashed("读取已被取消。")
        pipe = process.stdout.fileno()
        deadline = time.monotonic() + self._limits.total
        buffered: list[bytes] = []
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while True:
                patience = min(self._limits.silence, deadline - time.monotonic())
                if patience <= 0 or not selector.select(patience):
                    raise ReadingTooLong(f"读取时间过长（{self._limits.silence:.0f} 秒没有进展），已停止。")
                chunk = os.read(pipe, _PIPE)
                if not chunk:
                    raise self._death(process)
                *lines, rest = chunk.split(b"\n")
                for line in lines:
                    message = json.loads(b"".join([*buffered, line]))
                    buffered.clear()
                    if "end" in message:
                        return
                    yield message
                buffered.append(rest)

    def _death(self, process: subprocess.Popen[bytes]) -> UnreadableFile:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        if process.returncode == _KILLED_FOR_MEMORY and not self._closed.is_set():
            return ReadingTooBig("读取此文件占用内存过多，已停止。")
        return ReadingCrashed("读取程序异常退出，文件可能已损坏；其他文件不受影响。")

    def _stop(self) -> None:
        self._kill()
        process, self._process = self._process, None
        if process is not None:
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
        home, self._home = self._home, None
        if home is not None:
            home.cleanup()

    def _kill(self) -> None:
        """Kill the process with its helpers; its pipes end, and are not closed."""
        process = self._process
        if process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
