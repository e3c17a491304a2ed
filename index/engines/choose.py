"""Which engine keeps the index of a library."""

from importlib.util import find_spec
from pathlib import Path

from index.engine import Engine
from index.engines.local.engine import LocalEngine
from index.engines.milvus.address import parse
from index.errors import EngineUnavailable


def open_engine(folder: Path, address: str | None) -> Engine:
    """Return the engine of the library in ``folder``: the local one, or the Milvus at ``address``.

    No connection is made yet.

    Raises:
        ValueError: the address is none (see ``index.engines.milvus.address``).
        EngineUnavailable: the client library of Milvus, or milvus-lite, is not installed.
    """
    if address is None:
        return LocalEngine(folder / "index")
    where = parse(address)
    try:
        # Here, not above: an extra, which may be missing, and takes a second to import.
        from index.engines.milvus.engine import MilvusEngine  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pymilvus", "grpc"):
            raise
        raise EngineUnavailable(
            "连接 Milvus 的组件还没有安装，请先运行：pip install 'youju[milvus]'"
        ) from error
    if where.uri.endswith(".db") and find_spec("milvus_lite") is None:
        raise EngineUnavailable("milvus-lite 还没有安装，请先运行：pip install milvus-lite")
    return MilvusEngine(where)
