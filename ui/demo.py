"""The demo library: built from the documents that the package brings, when it is first asked for."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import corpus
from corpus.errors import CorpusError
from corpus.schema import SCHEMA_VERSION
from corpus.store import Store
from index.build import build
from index.encoder import Encoder
from index.engines.local.engine import LocalEngine
from index.own_model import NAME as OWN
from index.own_model import shipped_digest
from ui import console

SAMPLES = Path(corpus.__file__).with_name("samples")


def demo_library(cache_dir: Path, model: Path | None = None) -> Path:
    """Return where the demo library of this release is kept; other samples, tables or vectors, another folder.

    Two releases may use one cache: the older could not open what the newer one wrote.
    """
    vectors = shipped_digest() if model == Path(OWN) else model or ""
    digest = hashlib.sha256(f"{SCHEMA_VERSION}{vectors}".encode())
    for path in sorted(SAMPLES.iterdir()):
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return cache_dir / f"demo-{digest.hexdigest()[:8]}"


def ensure_demo(cache_dir: Path, load_embedder: Callable[[], Encoder], model: Path | None = None) -> Path:
    """Return the demo library, building it where it is missing or was left half built.

    Args:
        cache_dir: where it is kept.
        load_embedder: gives the encoder.
        model: the folder of the encoder, where it is not the one that comes with Youju.
    """
    library = demo_library(cache_dir, model)
    if not _complete(library):
        console.say("首次使用：正在建立示例资料库…")
        library.parent.mkdir(parents=True, exist_ok=True)
        with console.progress("读入文件", "建立索引") as (reading, indexing):
            build(
                [SAMPLES],
                library,
                load_embedder,
                reading_progress=reading,
                indexing_progress=indexing,
            )
    return library


def _complete(library: Path) -> bool:
    try:
        return LocalEngine(library / "index").generation() is not None and Store.open(library).revision() > 0
    except CorpusError:
        return False
