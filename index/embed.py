"""Texts to vectors, by any sentence-transformers model that lies in a local folder.

``torch`` and ``sentence_transformers`` take seconds to import, so they are imported when a model is loaded,
not when this module is. Nothing here reaches the network.

Raw cosines of the embedded model lie between 0.7 and 0.95 for any two texts: rank by them, never cut them
at a threshold.
"""

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Self

import numpy as np
from numpy.typing import NDArray

from index.embedded_model import ensure_embedded_model
from index.errors import ModelDamaged, ModelNotFound

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Precision = Literal["bf16", "fp32"]

_BATCH: Final = 32
_MODULES: Final = "modules.json"
# the names under which models keep the prompt for what is searched; the first that says something is used
_PASSAGE_PROMPTS: Final = ("passage", "document", "corpus")
_QUERY_PROMPTS: Final = ("query",)
_WEIGHTS: Final = (".safetensors", ".bin")
_DESCRIPTIONS: Final = (".json", ".txt", ".model")
_SAMPLES: Final = 64
_SAMPLE_BYTES: Final = 1 << 16


class Embedder:
    """A loaded model. May be shared by threads: batches of several callers take turns.

    Texts longer than the model's limit (512 tokens for the embedded model, some 800 Chinese characters) are
    cut off there without notice; keep passages shorter.
    """

    def __init__(self, model: "SentenceTransformer", *, identity: str) -> None:
        """Wrap a model that is already in memory; most callers want ``load``."""
        dimension = model.get_embedding_dimension()
        if dimension is None:
            raise ModelDamaged("语义模型没有说明向量的维数，无法使用。")
        self._model = model
        self._dimension = dimension
        self._identity = identity
        self._passage_prompt = _first_prompt(model.prompts, _PASSAGE_PROMPTS)
        self._query_prompt = _first_prompt(model.prompts, _QUERY_PROMPTS)
        self._queue = threading.Lock()
        self._engine = threading.Lock()

    @classmethod
    def load(
        cls, model: Path | None, cache_dir: Path, *, precision: Literal["auto", "bf16", "fp32"] = "auto"
    ) -> Self:
        """Load the model in the folder ``model``, or the embedded one if that is ``None``.

        ``cache_dir`` is where the embedded model is kept, and converted to on first use (a few seconds).
        Precision ``auto`` is bfloat16 on processors that compute in it (AMX-BF16, AVX512-BF16), where it is
        several times faster, and float32 elsewhere. The model runs on the processor, not on a GPU.

        Raises ``ModelNotFound`` if there is no such model, ``ModelDamaged`` if it cannot be loaded,
        ``CacheUnwritable`` if the embedded model cannot be converted.
        """
        folder = ensure_embedded_model(cache_dir) if model is None else model
        if not folder.is_dir():
            raise ModelNotFound(
                f"找不到语义模型目录“{folder}”。请改为一个已下载到本机的 sentence-transformers 模型目录，"
                "或者不指定模型，使用内置模型。"
            )
        if not (folder / _MODULES).is_file():
            raise ModelNotFound(
                f"“{folder}”不是 sentence-transformers 模型目录：其中没有 {_MODULES}。"
                "请指向直接包含该文件的目录，或者不指定模型，使用内置模型。"
            )
        chosen: Precision = precision if precision != "auto" else _fitting_precision()
        try:
            loaded = _load(folder, chosen)
            return cls(loaded, identity=f"{folder.name}-{_fingerprint(folder)}-{chosen}")
        except (ModelDamaged, ImportError, MemoryError):
            raise
        except Exception as error:  # the loaders below raise bare Exception, too (tokenizers does)
            raise ModelDamaged(
                f"无法加载“{folder}”中的语义模型：{error}。"
                "模型文件可能不完整，或者需要更高版本的 sentence-transformers。"
            ) from error

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._dimension

    @property
    def identity(self) -> str:
        """Names the model and precision; stored vectors may be reused only while it stays the same.

        The folder's name, a digest of its configuration and of samples of its weights, and the precision.
        """
        return self._identity

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return the vectors of texts to be searched: ``(len(texts), dimension)``, L2-normalised.

        ``progress`` is called after each batch with (texts done, texts in all). Batches are made of texts of
        like length, so that little is padded; other threads get their turn between two batches.
        """
        return self._encode(texts, self._passage_prompt, progress)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of questions: ``(len(texts), dimension)``, L2-normalised."""
        return self._encode(texts, self._query_prompt, None)

    def _encode(
        self, texts: Sequence[str], prompt: str | None, progress: Callable[[int, int], None] | None
    ) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self._dimension), np.float32)
        # longest first: a batch too large for the memory then fails at once, not near the end
        order = sorted(range(len(texts)), key=lambda number: (-len(texts[number]), number))
        for start in range(0, len(order), _BATCH):
            numbers = order[start : start + _BATCH]
            batch = [_encodable(texts[number]) for number in numbers]
            with self._turn():
                encoded = self._model.encode(
                    batch,
                    prompt_name=prompt,
                    batch_size=_BATCH,
                    show_progress_bar=False,
                    convert_to_numpy=True,
                )
            vectors[numbers] = encoded
            if progress is not None:
                progress(start + len(numbers), len(order))
        # also when the model normalises: bfloat16 leaves lengths a few thousandths off 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.maximum(lengths, np.finfo(np.float32).tiny)
        return vectors

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Hold the model, which is for one thread at a time: its tokenizer keeps state between calls.

        Whoever waits holds the queue meanwhile, so a thread that encodes a whole library cannot take the
        model again at once, and a question waits for about one batch.
        """
        with self._queue:
            self._engine.acquire()
        try:
            yield
        finally:
            self._engine.release()


def _first_prompt(prompts: Mapping[str, str | None], names: Sequence[str]) -> str | None:
    """Return the first of ``names`` with a prompt, or ``None``: then the model's own default applies."""
    return next((name for name in names if prompts.get(name)), None)


def _encodable(text: str) -> str:
    """Replace lone surrogates, which JSON can smuggle in and no tokenizer accepts, by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _fitting_precision() -> Precision:
    import torch  # noqa: PLC0415 - takes seconds; see the module's docstring

    capabilities = torch.cpu.get_capabilities()
    return "bf16" if capabilities.get("amx_bf16") or capabilities.get("avx512_bf16") else "fp32"


def _load(folder: Path, precision: Precision) -> "SentenceTransformer":
    import torch  # noqa: PLC0415 - takes seconds; see the module's docstring
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - the same

    with _without_bars():
        return SentenceTransformer(
            # absolute: a relative name that vanished meanwhile would be taken for one on the model hub
            str(folder.resolve()),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"dtype": torch.bfloat16 if precision == "bf16" else torch.float32},
        )


@contextmanager
def _without_bars() -> Iterator[None]:
    """Keep transformers from drawing a bar on standard error for each model it loads; logs stay on."""
    from transformers.utils import logging  # noqa: PLC0415 - takes seconds; see the module's docstring

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _fingerprint(folder: Path) -> str:
    """Return 12 hex digits that change when any file changes that has a say in the vectors.

    Configuration files are read whole; of each weights file, which may have gigabytes, 64 samples spread
    evenly over it are: training changes all of the weights.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix not in (*_WEIGHTS, *_DESCRIPTIONS):
            continue
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            if path.suffix in _DESCRIPTIONS or size <= _SAMPLES * _SAMPLE_BYTES:
                digest.update(file.read())
                continue
            for number in range(_SAMPLES):
                file.seek((size - _SAMPLE_BYTES) * number // (_SAMPLES - 1))
                digest.update(file.read(_SAMPLE_BYTES))
    return digest.hexdigest()[:12]
