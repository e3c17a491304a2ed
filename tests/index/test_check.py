import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from small_library import build_library, id_of

from corpus.store import Store
from index.check import check, unfinished
from index.engines.local.arrays import map_arrays, save_arrays
from index.engines.local.durable import sha256


@pytest.fixture
def store(tmp_path: Path, encoder: FakeEncoder) -> Store:
    return build_library(tmp_path, encoder)


def change(store: Store, statement: str) -> None:
    connection = sqlite3.connect(store.folder / "library.sqlite")
    with connection:
        assert connection.execute(statement).rowcount > 0
    connection.close()


def test_a_library_as_built_is_sound(store: Store) -> None:
    calls: list[tuple[int, int]] = []
    assert check(store, progress=lambda done, total: calls.append((done, total))) == []
    assert calls == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ('UPDATE passage SET "end" = "end" - 5 WHERE id = 1', "不在任何段落中"),
        ("UPDATE passage SET start = start + 3 WHERE id = 2", "不在任何段落中"),
        ('UPDATE passage SET "end" = 100000 WHERE id = 1', "超出正文"),
        ("UPDATE passage SET start = -1 WHERE id = 1", "超出正文"),
        ("INSERT INTO passage (document_id, version, start, \"end\") SELECT id, 1, 0, 5 FROM document LIMIT 1", "重叠"),
        ("DELETE FROM passage WHERE id = 3", "不在任何段落中"),
        ("UPDATE version SET text = replace(text, '八点', '九点') WHERE text LIKE '%停水%'", "内容与文件库不一致"),
        ("UPDATE version SET text = text || '伪造的一句。'", "不在任何段落中"),
        ("UPDATE version SET metadata = replace(metadata, '自来水公司', '煤气公司')", "内容与文件库不一致"),
        ("UPDATE version SET metadata = '{' WHERE rowid = 1", "无法解读"),
        ("UPDATE version SET sections = '[[1, 0, 5000, 9000]]' WHERE rowid = 1", "标题位置超出正文"),
        ("UPDATE version SET sha256 = 'ff' WHERE rowid = 1", "原件缺失"),
        ("UPDATE document SET state = 'unheard-of' WHERE rowid = 1", "无法解读"),
        ("DELETE FROM version WHERE rowid = 1", "没有所属的文件"),
    ],
)  # fmt: skip
def test_every_tampering_with_the_database_is_found(store: Store, statement: str, told: str) -> None:
    change(store, statement)
    faults = check(store)
    assert any(told in fault for fault in faults), faults


def test_a_missing_or_changed_original_is_found(store: Store) -> None:
    document = store.document(id_of(store, "水.txt"))
    original = store.originals.path(document.sha256)
    original.write_bytes(original.read_bytes() + b"x")
    assert check(store) == ["水.txt 第 1 版：原件与校验值不符。"]
    original.unlink()
    assert check(store) == ["水.txt 第 1 版：原件缺失。"]


def test_a_missing_original_of_an_old_version_is_found(
    tmp_path: Path, store: Store, encoder: FakeEncoder
) -> None:
    from index.build import build

    old = store.document(id_of(store, "水.txt"))
    (tmp_path / "files" / "水.txt").write_text("停水通知\n改为后天停水。\n", encoding="utf-8")
    build([tmp_path / "files"], store.folder, lambda: encoder)
    store.originals.path(old.sha256).unlink()
    assert check(store) == ["水.txt 第 1 版：原件缺失。"]


def rewrite_segment(store: Store, change) -> None:
    """Put other arrays into the segment, with sizes and checksums that fit them."""
    index = store.folder / "index"
    (path,) = index.glob("segments/*/segment.safetensors")
    arrays = {name: array.copy() for name, array in map_arrays(path).items()}
    path.unlink()
    save_arrays(path, arrays | change(arrays))
    manifest_path = index / (index / "CURRENT").read_text() / "manifest.json"
    manifest = json.loads(manifest_path.read_text())
    manifest["files"][str(path.relative_to(index))] = {"size": path.stat().st_size, "sha256": sha256(path)}
    manifest_path.write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda a: {"vectors": a["vectors"][:-1]}, ["索引已损坏"]),
        (lambda a: {"ids": a["ids"][:-1]}, ["索引已损坏"]),
        (lambda a: {"ids": a["ids"] + 100}, ["内容与文件库不一致", "在文件库中没有"]),
        (lambda a: {"ids": a["ids"] * 0 + 1}, ["有段落重复"]),
        (lambda a: {"vectors": a["vectors"] * 2}, ["长度不为 1"]),
        (lambda a: {"keys": a["keys"] ^ 1}, ["3 个段落的内容与文件库不一致"]),
        (lambda a: {"start": a["start"] + 1}, ["3 个段落的内容与文件库不一致"]),
        (lambda a: {"ids": a["ids"]}, []),
    ],
)
def test_an_index_that_says_other_things_than_the_store_is_found(store: Store, change, told) -> None:
    rewrite_segment(store, change)
    faults = check(store)
    assert bool(faults) == bool(told)
    for words in told:
        assert any(words in fault for fault in faults), faults


def test_a_database_with_a_spoilt_page_is_found(store: Store) -> None:
    store.close()
    file = store.folder / "library.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(file.read_bytes())
    for page in range(1, len(content) // 4096):
        content[page * 4096 : page * 4096 + 200] = b"\xa5" * 200
    file.write_bytes(content)
    faults = check(Store(store.folder))
    assert any("数据库" in fault for fault in faults)


def test_an_index_that_is_behind_is_unfinished_not_unsound(store: Store) -> None:
    assert unfinished(store) is None
    change(store, "UPDATE meta SET value = value + 1 WHERE key = 'revision'")
    assert check(store) == []
    assert "从中断处继续" in (unfinished(store) or "")


def test_a_library_without_any_index_is_unfinished_but_a_lost_pointer_is_a_fault(store: Store) -> None:
    index = store.folder / "index"
    (index / "CURRENT").unlink()
    assert any("索引" in fault for fault in check(store))
    for generation in index.iterdir():
        shutil.rmtree(generation)
    assert check(store) == []
    assert "还没有索引" in (unfinished(store) or "")
