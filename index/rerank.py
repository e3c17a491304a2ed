"""How well texts answer a question, by a cross-encoder that lies in a local folder. Optional.

As in ``index.embed``, torch and sentence_transformers are imported when a model is loaded; nothing here reaches
the network.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from numpy.typing import NDArray

from index.embed import fitting_device
from index.encoder import encodable
from index.errors import ModelDamaged, ModelNotFound
from index.runner import Device, Runner

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_CONFIGURATION = "config.json"


class Reranker:
    """A loaded cross-encoder with one output. May be shared by threads, which take turns."""

    def __init__(self, model: "CrossEncoder", device: Device = "cpu") -> None:
        """Wrap a model that is already in memory; most callers want ``load``."""
        self._activation = model.activation_fn
        self._runner = Runner(model, "scores", device)

    @classmethod
    def load(cls, folder: Path, device: Literal["auto"] | Device = "auto") -> Self:
        """Load the cross-encoder in ``folder``; ``auto``: on a GPU where there is one, else on the processor.

        Raises:
            ModelNotFound: there is none.
            ModelDamaged: it can't be loaded, or gives more than one score a text.
            DeviceMissing: a GPU is asked for, and there is none.
        """
        if not (folder / _CONFIGURATION).is_file():
            raise ModelNotFound(
                f"找不到重排模型：“{folder}”中没有 {_CONFIGURATION}。"
                "请指向一个已下载到本机的 sentence-transformers CrossEncoder 目录，或者不指定重排模型。"
            )
        from sentence_transformers import CrossEncoder  # noqa: PLC0415 - takes seconds; see the docstring

        place = fitting_device(device)
        try:
            # absolute: a relative name that vanished meanwhile would be taken for one on the model hub
            model = CrossEncoder(
                str(folder.resolve()), device=place, local_files_only=True, trust_remote_code=False
            )
        except (ImportError, MemoryError):
            raise
        except Exception as error:  # the loaders below raise bare Exception, too
            raise ModelDamaged(f"无法加载“{folder}”中的重排模型：{error}。模型文件可能不完整。") from error
        if model.num_labels != 1:
            raise ModelDamaged(f"“{folder}”中的模型给出 {model.num_labels} 个分数，重排模型应只给出一个。")
        return cls(model, place)

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a score for each of ``texts``, shape (n,); higher is better, the scale is the model's."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        import torch  # noqa: PLC0415 - takes seconds; loaded with the model

        pairs = [(encodable(question), encodable(text)) for text in texts]
        scores = torch.from_numpy(self._runner.run(pairs))
        if self._activation is not None:
            scores = self._activation(scores)
        return np.asarray(scores, dtype=np.float32).reshape(-1)
