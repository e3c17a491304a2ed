"""How well texts answer a question, by a cross-encoder that lies in a local folder. Optional.

As in ``index.embed``, torch and sentence_transformers are imported when a model is loaded; nothing here reaches
the network.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelDamaged, ModelNotFound

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_CONFIGURATION = "config.json"
_BATCH = 32


class Reranker:
    """A loaded cross-encoder with one output. May be shared by threads, which take turns."""

    def __init__(self, model: "CrossEncoder") -> None:
        """Wrap a model that is already in memory; most callers want ``load``."""
        self._model = model
        self._lock = threading.Lock()

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load the cross-encoder in ``folder``, on the processor.

        Raises:
            ModelNotFound: there is none.
            ModelDamaged: it can't be loaded, or gives more than one score a text.
        """
        if not (folder / _CONFIGURATION).is_file():
            raise ModelNotFound(
                f"找不到重排模型：“{folder}”中没有 {_CONFIGURATION}。"
                "请指向一个已下载到本机的 sentence-transformers CrossEncoder 目录，或者不指定重排模型。"
            )
        from sentence_transformers import CrossEncoder  # noqa: PLC0415 - takes seconds; see the docstring

        try:
            # absolute: a relative name that vanished meanwhile would be taken for one on the model hub
            model = CrossEncoder(
                str(folder.resolve()), device="cpu", local_files_only=True, trust_remote_code=False
            )
        except (ImportError, MemoryError):
            raise
        except Exception as error:  # the loaders below raise bare Exception, too
            raise ModelDamaged(f"无法加载“{folder}”中的重排模型：{error}。模型文件可能不完整。") from error
        if model.num_labels != 1:
            raise ModelDamaged(f"“{folder}”中的模型给出 {model.num_labels} 个分数，重排模型应只给出一个。")
        return cls(model)

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a score for each of ``texts``, shape (n,); higher is better, the scale is the model's."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        pairs = [(_encodable(question), _encodable(text)) for text in texts]
        with self._lock:
            scores = self._model.predict(
                pairs, batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True
            )
        return np.asarray(scores, dtype=np.float32).reshape(-1)


def _encodable(text: str) -> str:
    """Replace lone surrogates, which no tokenizer accepts, by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
