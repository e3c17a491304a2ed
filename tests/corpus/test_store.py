"""The library's database: real SQLite files, some of them spoilt."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from corpus.errors import LibraryBusy, LibraryDamaged, LibraryNotFound, LibraryTooNew
from corpus.files import File
from corpus.models import Document, Metadata, Section
from corpus.schema import SCHEMA_VERSION
from corpus.store import Store


def document(id: str = "a", version: int = 1, text: str = "停水通知\n今晚停水。") -> Document:
    from datetime import date

    metadata = Metadata(
        "停水通知", "自来水公司", "水〔2024〕1号", date(2024, 1, 2), None, "X/1", None, (("我县", "某县"),)
    )
    return Document(
        id, version, "a.txt", text, (Section(1, 0, 4, len(text)),), metadata, "ab" * 32, "text/plain"
    )


FILE = File("/x/a.txt", "a.txt", "ab" * 32, "a")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "library")


def test_a_document_comes_back_as_it_was_put(store: Store) -> None:
    put = document(text="停水\x00通知\n𠮷野家\u0301👩‍👩‍👧")
    store.put_version(put, FILE, b"original", [(0, 5), (6, 10)])
    assert store.document("a") == put
    assert list(store.documents()) == [put]
    assert [(p.start, p.end) for p in store.passages()] == [(0, 5), (6, 10)]
    assert store.files.at("/x/a.txt") == FILE
    assert store.originals.path(put.sha256).read_bytes() == b"original"


def test_every_transaction_is_a_revision_and_a_failed_one_leaves_nothing(store: Store) -> None:
    before = store.revision()
    store.put_version(document(), FILE, b"x", [(0, 4)])
    assert store.revision() == before + 1
    with pytest.raises(sqlite3.IntegrityError):
        store.put_version(document(), FILE, b"x", [(0, 4)])  # the same version again
    with pytest.raises(ZeroDivisionError), store.transaction() as connection:
        connection.execute("DELETE FROM passage")
        raise ZeroDivisionError
    assert store.revision() == before + 1
    assert len(list(store.passages())) == 1


def test_passage_ids_are_never_given_twice(store: Store) -> None:
    store.put_version(document(), FILE, b"x", [(0, 4), (5, 9)])
    first = {p.id for p in store.passages()}
    store.remove("a")
    store.put_version(document(version=2), FILE, b"x", [(0, 4), (5, 9)])
    assert not first & {p.id for p in store.passages()}


def test_many_threads_read_while_one_writes(store: Store) -> None:
    store.put_version(document(), FILE, b"x", [(0, 4)])
    wrong: list[object] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            found = store.document("a")
            if found.text != f"第{found.version}版" and found.version > 1:
                wrong.append(found)
        store.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for version in range(2, 40):
        store.put_version(document(version=version, text=f"第{version}版"), FILE, b"x", [(0, 3)])
    stop.set()
    for thread in threads:
        thread.join(30)
    assert not wrong
    assert store.versions("a") == tuple(range(1, 40))


def test_a_library_is_made_in_a_new_or_empty_folder_only(tmp_path: Path) -> None:
    Store.create(tmp_path / "deep" / "library")
    (tmp_path / "empty").mkdir()
    Store.create(tmp_path / "empty")
    other = tmp_path / "photos"
    other.mkdir()
    (other / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(LibraryNotFound, match="另选"):
        Store.create(other)
    assert [p.name for p in other.iterdir()] == ["holiday.jpg"]
    with pytest.raises(LibraryNotFound, match="是一个文件"):
        Store.create(other / "holiday.jpg")


def test_where_there_is_no_library_none_is_made_by_opening(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(LibraryNotFound, match="youju build"):
            Store.open(folder)
    assert list(tmp_path.iterdir()) == []


def test_spoilt_and_foreign_databases_are_told_apart(store: Store) -> None:
    file = store.folder / "library.sqlite"
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(LibraryTooNew, match="升级"):
        Store.open(store.folder)
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 0")
    connection.close()
    with pytest.raises(LibraryDamaged, match="尚未建成"):
        Store.open(store.folder)
    store.close()
    for log in store.folder.glob("library.sqlite-*"):  # the write-ahead log could stand in for the file
        log.unlink()
    for content in (b"garbage" * 1000, b"SQLite format 3\x00" + b"\xff" * 5000):
        file.write_bytes(content)
        with pytest.raises(LibraryDamaged, match="已损坏"):
            Store.open(store.folder)


def test_one_process_writes_at_a_time_and_a_killed_one_lets_go(store: Store) -> None:
    program = (
        "import sys; from pathlib import Path; from corpus.store import Store\n"
        "with Store.open(Path(sys.argv[1])).write_lock():\n    print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, store.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout and holder.stdin
    try:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LibraryBusy, match="另一个进程"), store.write_lock():
            pass
        assert store.revision() >= 0  # reading goes on
    finally:
        holder.kill()
        holder.wait(30)
        holder.stdin.close()
        holder.stdout.close()
    with store.write_lock(wait=10):
        pass


def test_an_interrupted_copy_of_an_original_is_never_taken_for_it(store: Store, monkeypatch) -> None:
    def fail(_: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        store.put_version(document(), FILE, b"original", [(0, 4)])
    monkeypatch.undo()
    assert not store.originals.path(document().sha256).exists()
    assert list(store.files.all()) == []
    assert not store.has_documents()
    store.put_version(document(), FILE, b"original", [(0, 4)])
    assert store.originals.path(document().sha256).read_bytes() == b"original"
