"""Texts to vectors, by any sentence-transformers model that lies in a local folder.

``torch`` and ``sentence_transformers`` take seconds to import, so they are imported when a model is loaded,
not when this module is. Nothing here reaches the network.

Raw cosines of the embedded model lie between 0.7 and 0.95 for any two texts: rank by them, never cut them
at a threshold.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Self

import numpy as np
from numpy.typing import NDArray

from index.embedded_model import NAME as EMBEDDED
from index.embedded_model import ensure_embedded_model
from index.encoder import encodable
from index.errors import DeviceMissing, ModelDamaged, ModelNotFound
from index.int8_linear import has_fast_int8
from index.own_model import NAME as OWN
from index.own_model import ensure_own_model
from index.quiet import without_bars
from index.reading import Reading
from index.runner import Device, Runner
from index.span_reader import SpanReader

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Precision = Literal["bf16", "fp16", "fp32"]

_DTYPES: Final[Mapping[Precision, str]] = {"bf16": "bfloat16", "fp16": "float16", "fp32": "float32"}
_MODULES: Final = "modules.json"
# the names under which models keep the prompt for what is searched; the first that says something is used
_PASSAGE_PROMPTS: Final = ("passage", "document", "corpus")
_QUERY_PROMPTS: Final = ("query",)
_WEIGHTS: Final = (".safetensors", ".bin")
_DESCRIPTIONS: Final = (".json", ".txt", ".model")
_SAMPLES: Final = 64
_SAMPLE_BYTES: Final = 1 << 16


class Embedder:
    """A loaded model. May be shared by threads: the batches of several callers take turns.

    Texts longer than the model's limit (512 tokens for the embedded model, some 800 Chinese characters) are
    cut off there without notice; keep passages shorter.
    """

    def __init__(
        self,
        model: "SentenceTransformer",
        *,
        identity: str,
        device: Device = "cpu",
        reader: SpanReader | None = None,
    ) -> None:
        """Wrap a model that is already in memory; most callers want ``load``."""
        dimension = model.get_embedding_dimension()
        if dimension is None:
            raise ModelDamaged("语义模型没有说明向量的维数，无法使用。")
        self._dimension = dimension
        self._identity = identity
        self._passage_prompt = _first_prompt(model, _PASSAGE_PROMPTS)
        self._query_prompt = _first_prompt(model, _QUERY_PROMPTS)
        self._runner = Runner(model, "sentence_embedding", device)
        self._reader = reader

    @classmethod
    def load(
        cls,
        model: Path | None,
        cache_dir: Path,
        *,
        precision: Literal["auto"] | Precision = "auto",
        device: Literal["auto"] | Device = "auto",
    ) -> Self:
        """Load the model in the folder ``model``, or the embedded one and the reader that Youju trained if ``None``.

        ``youju`` names the retriever and the reader that Youju trained; ``multilingual-e5-small`` the embedded one
        by itself. A folder has no reader.
        ``cache_dir`` is where models that come with Youju are kept, and unpacked to on first use (a few seconds).
        Device ``auto`` is a GPU where torch can use one, else the processor. Precision ``auto`` is bfloat16
        where the device is several times faster in it (AMX-BF16, newer GPUs), float16 on other GPUs and float32
        on other processors: AVX512-BF16 without AMX was measured to be slower than float32. There the reader
        computes in 8 bits where the processor has AVX512-VNNI.

        Raises ``ModelNotFound`` if there is no such model, ``ModelDamaged`` if it cannot be loaded,
        ``CacheUnwritable`` if the embedded model cannot be converted, ``DeviceMissing`` if there is no GPU.
        """
        folder, reader = _folders(model, cache_dir)
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
        place = fitting_device(device)
        chosen: Precision = precision if precision != "auto" else fitting_precision(place)
        try:
            loaded = _load(folder, chosen, place)
            # the reader has no part in it: another one makes no other vectors
            name = OWN if model == Path(OWN) and reader else folder.name
            return cls(
                loaded,
                identity=f"{name}-{_fingerprint(folder)}-{chosen}",
                device=place,
                reader=None if reader is None else _load_reader(reader, precision, place),
            )
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
        one length, so that little is padded, and a text's vector is the same whatever it is encoded with;
        other threads get their turn between two batches.
        """
        if not texts:
            return np.empty((0, self._dimension), np.float32)
        texts = [encodable(text) for text in texts]
        return _normalised(self._runner.run(texts, prompt=self._passage_prompt, progress=progress))

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of questions: ``(len(texts), dimension)``, L2-normalised."""
        if not texts:
            return np.empty((0, self._dimension), np.float32)
        texts = [encodable(text) for text in texts]
        return _normalised(self._runner.run(texts, prompt=self._query_prompt, steady=False))

    def read(self, question: str, passages: Sequence[str]) -> list[Reading] | None:
        """Return where each passage answers a question, and whether it does; None: the model has no reader."""
        return None if self._reader is None else self._reader.read(question, passages)


def _folders(model: Path | None, cache_dir: Path) -> tuple[Path, Path | None]:
    """Return the folder of a retriever, and that of a reader where it has one."""
    if model is None:
        return ensure_embedded_model(cache_dir), ensure_own_model(cache_dir).reader
    if model == Path(EMBEDDED) and not model.is_dir():
        return ensure_embedded_model(cache_dir), None
    if model == Path(OWN) and not model.is_dir():
        own = ensure_own_model(cache_dir)
        return own.retriever, own.reader
    return model, None


def fitting_device(asked: Literal["auto"] | Device) -> Device:
    """Return where models run: a GPU where there is one, unless the processor is asked for.

    Raises ``DeviceMissing`` if a GPU is asked for, and torch can use none.
    """
    import torch  # noqa: PLC0415 - takes seconds; see the module's docstring

    if asked == "cpu":
        return "cpu"
    if torch.cuda.is_available():
        return "cuda"
    if asked == "cuda":
        raise DeviceMissing(
            "找不到可用的 GPU。请安装带 CUDA 的 torch 和显卡驱动，或将 YOUJU_DEVICE 改为 auto 或 cpu。"
        )
    return "cpu"


def _first_prompt(model: "SentenceTransformer", names: Sequence[str]) -> str | None:
    """Return the first of the prompts called ``names`` that says something, else the model's default."""
    found = next((model.prompts[name] for name in names if model.prompts.get(name)), None)
    return found or model.prompts.get(model.default_prompt_name or "")


def _normalised(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    # also when the model normalises: bfloat16 leaves lengths a few thousandths off 1
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.maximum(lengths, np.finfo(np.float32).tiny)
    return vectors


def fitting_precision(device: Device) -> Precision:
    """Return the precision that a device computes fastest in, of those that are exact enough."""
    import torch  # noqa: PLC0415 - takes seconds; see the module's docstring

    if device == "cuda":
        return "bf16" if torch.cuda.is_bf16_supported() else "fp16"
    return "bf16" if torch.cpu.get_capabilities().get("amx_bf16") else "fp32"


def _load(folder: Path, precision: Precision, device: Device) -> "SentenceTransformer":
    import torch  # noqa: PLC0415 - takes seconds; see the module's docstring
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - the same

    with without_bars():
        return SentenceTransformer(
            # absolute: a relative name that vanished meanwhile would be taken for one on the model hub
            str(folder.resolve()),
            device=device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"dtype": getattr(torch, _DTYPES[precision])},
        )


def _load_reader(folder: Path, asked: Literal["auto"] | Precision, device: Device) -> SpanReader:
    """Load a reader; in 8 bits where float32 is what would fit and 8 bits are faster, unless float32 is asked for."""
    precision = fitting_precision(device) if asked == "auto" else asked
    int8 = asked == "auto" and device == "cpu" and precision == "fp32" and has_fast_int8()
    return SpanReader.load(folder, dtype=_DTYPES[precision], device=device, int8=int8)


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
