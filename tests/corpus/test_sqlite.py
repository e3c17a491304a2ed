"""A library in one SQLite file: real files, some of them spoilt."""

import os
import sqlite3
from pathlib import Path

import pytest
from stored_documents import FILE, document

from corpus.errors import LibraryDamaged, LibraryNotFound, LibraryTooNew
from corpus.schema import SCHEMA_VERSION
from corpus.store import Store


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


def test_every_commit_is_on_the_disk(store: Store) -> None:
    with store.transaction() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_full_disk_ends_a_transaction_with_what_sqlite_says(store: Store) -> None:
    store.put_version(document(), FILE, b"x", [(0, 4)])
    before = store.revision()
    with store._database._lent() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        store.put_version(document(version=2, text="停水通知" * 100_000), FILE, b"x", [(0, 4)])
    assert store.revision() == before
    assert store.document("a").version == 1
    assert store.integrity_errors() == []


def test_an_interrupted_copy_of_an_original_is_never_taken_for_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
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
