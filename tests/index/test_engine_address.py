"""Which engine an address means, and what is said of one that means none."""

import sys
from pathlib import Path

import pytest

from index.engines import choose
from index.engines.choose import open_engine
from index.engines.local.engine import LocalEngine
from index.engines.milvus.address import Address, parse, with_token
from index.errors import EngineUnavailable
from ui.settings import Settings, SettingsError


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("milvus://10.1.2.3", Address("http://10.1.2.3:19530", "youju")),
        ("milvus://db.example:1953/county_7", Address("http://db.example:1953", "county_7")),
        ("milvuss://db.example/x/", Address("https://db.example:19530", "x")),
        ("milvus://[::1]:5/x", Address("http://[::1]:5", "x")),
        ("milvus://root:p%40ss@db.example", Address("http://db.example:19530", "youju", "root:p@ss")),
        ("milvus-lite:///srv/my%20data/milvus.db", Address("/srv/my data/milvus.db", "youju")),
    ],
)
def test_an_address_is_read(address: str, expected: Address) -> None:
    assert parse(address) == expected


def test_a_token_takes_the_place_of_the_user() -> None:
    address = with_token("milvus://root:secret@db.example:5/x", "a:b/c@d")
    assert parse(address) == Address("http://db.example:5", "x", "a:b/c@d")


@pytest.mark.parametrize(
    "address",
    [
        "db.example:19530",
        "http://db.example",
        "milvus://",
        "milvus://db.example:port",
        "milvus://db.example/一县",
        "milvus://db.example/a/b",
        "milvus://db.example/7",
        "milvus-lite://relative.db",
        "milvus-lite:///srv/milvus",
        "milvus://root:hidden@db.example/a-b",
    ],
)
def test_what_is_no_address_is_told_without_its_secret(address: str) -> None:
    with pytest.raises(ValueError, match="地址应") as told:
        parse(address)
    assert "hidden" not in str(told.value)


def test_no_address_means_the_local_engine(tmp_path: Path) -> None:
    engine = open_engine(tmp_path, None)
    assert isinstance(engine, LocalEngine)
    assert engine.folder == tmp_path / "index"


def test_opening_makes_no_connection(tmp_path: Path) -> None:
    assert type(open_engine(tmp_path, "milvus://127.0.0.1:1")).__name__ == "MilvusEngine"


def test_a_missing_client_library_is_told_with_its_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("index.engines.milvus.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(EngineUnavailable, match=r"youju\[milvus\]"):
        open_engine(tmp_path, "milvus://127.0.0.1:1")


def test_a_missing_milvus_lite_is_told_with_its_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "find_spec", lambda _: None)
    with pytest.raises(EngineUnavailable, match="pip install milvus-lite"):
        open_engine(tmp_path, "milvus-lite:///srv/milvus.db")


def test_the_engine_is_a_setting() -> None:
    assert Settings.from_env({}).engine is None
    assert Settings.from_env({"YOUJU_ENGINE": "local"}).engine is None
    given = {"YOUJU_ENGINE": "milvus://db.example/x"}
    assert Settings.from_env(given).engine == "milvus://db.example/x"
    with_secret = Settings.from_env(given | {"YOUJU_ENGINE_TOKEN": "root:geheim"})
    assert with_secret.engine is not None
    assert parse(with_secret.engine).token == "root:geheim"
    assert "geheim" not in repr(with_secret)
    with pytest.raises(SettingsError, match="YOUJU_ENGINE：检索服务器的地址"):
        Settings.from_env({"YOUJU_ENGINE": "faiss"})
