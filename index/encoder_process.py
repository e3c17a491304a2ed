"""An encoder in a process of its own: what it imports, computes or dies of is no matter of this process.

It takes seconds to load, and a library takes minutes to encode; this process serves meanwhile, without waiting
for the interpreter's one lock. An encoding process that dies (most likely of memory) is replaced.
"""

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Literal, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.encoder_child import Died, EncoderChild
from index.encoder_frames import Frame
from index.errors import EncoderStopped, ModelChanged
from index.reading import Reading, unpacked

if TYPE_CHECKING:
    from index.embed import Precision
    from index.runner import Device

_TRIES: Final = 2  # a request that two processes die of is not given to a third

Result = TypeVar("Result")


class EncoderProcess:
    """An ``Encoder`` whose model is in a process of its own. May be shared by threads.

    Besides the errors of ``index.embed.Embedder``, every method raises ``EncoderStopped`` where processes die
    of what they were asked, and ``ModelChanged`` where another model has taken the place of the first one.
    """

    def __init__(
        self,
        model: Path | None,
        cache_dir: Path,
        *,
        precision: "Literal['auto'] | Precision" = "auto",
        device: "Literal['auto'] | Device" = "auto",
        spare: EncoderChild | None = None,
    ) -> None:
        """Take what ``Embedder.load`` takes. ``spare`` is a process that is already there, and has no model yet."""
        self._asked = Frame(
            {
                "model": None if model is None else os.fspath(model),
                "cache_dir": os.fspath(cache_dir),
                "precision": precision,
                "device": device,
            }
        )
        self._lock = threading.Lock()
        self._child = spare
        if spare is not None:
            spare.load(self._asked)
        self._known: tuple[int, str] | None = None  # dimension and identity
        self._cannot_read = False  # the model has no reader
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Begin to load the model, and don't wait for it."""
        self._living()

    def loaded(self) -> Self:
        """Wait until the model is loaded.

        Raises:
            ModelNotFound, ModelDamaged, CacheUnwritable, DeviceMissing
        """
        self._try(lambda child: None)
        return self

    def close(self) -> None:
        """End the process for good; may be called from any thread."""
        with self._lock:
            self._closed = True
            child, self._child = self._child, None
        if child is not None:
            child.end()

    @property
    def pid(self) -> int | None:
        """The number of the process that encodes now, if there is one."""
        child = self._child
        return None if child is None else child.process.pid

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._described()[0]

    @property
    def identity(self) -> str:
        """Names the model and precision; stored vectors may be reused only while it stays the same."""
        return self._described()[1]

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return the vectors of texts to be searched: ``(len(texts), dimension)``, L2-normalised.

        ``progress`` is called, in this thread, after each batch with (texts done, texts in all); it begins anew
        where the process dies and another one is asked.
        """
        return self._encode("passages", texts, progress)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of questions: ``(len(texts), dimension)``, L2-normalised."""
        return self._encode("queries", texts, None)

    def read(self, question: str, passages: Sequence[str]) -> list[Reading] | None:
        """Return where each passage answers a question, and whether it does; None: the model has no reader."""
        if self._cannot_read:  # each question would be sent with its passages only to hear it again
            return None
        rows = self._try(lambda child: child.ask("read", [question, *passages], None))
        self._cannot_read = rows.ndim == 1
        return None if self._cannot_read else unpacked(rows)

    def _encode(
        self, kind: str, texts: Sequence[str], progress: Callable[[int, int], None] | None
    ) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return self._try(lambda child: child.ask(kind, texts, progress))

    def _described(self) -> tuple[int, str]:
        return self._known or self._try(lambda child: child.description())

    def _try(self, ask: Callable[[EncoderChild], Result]) -> Result:
        """Ask a process whose model is loaded, and another one where that dies."""
        for _ in range(_TRIES):
            child = self._living()
            try:
                self._check(child.description())
                return ask(child)
            except Died:
                continue
        raise EncoderStopped(
            "语义模型的进程已停止。"
            if self._closed
            else "语义模型的进程异常退出，可能是内存不足，请稍后再试。"
        )

    def _living(self) -> EncoderChild:
        with self._lock:
            if self._closed:
                raise EncoderStopped("语义模型的进程已停止。")
            if self._child is None or not self._child.is_alive():
                self._child = _started()
                self._child.load(self._asked)
            return self._child

    def _check(self, described: tuple[int, str]) -> None:
        with self._lock:
            if self._known is None:
                self._known = described
            elif self._known != described:  # the vectors of two models have nothing to do with each other
                raise ModelChanged("语义模型在运行期间被换过，请重新启动服务。")


def _started() -> EncoderChild:
    try:
        return EncoderChild()
    except OSError as error:
        raise EncoderStopped(f"无法启动语义模型的进程（{error.strerror}），请稍后再试。") from error
