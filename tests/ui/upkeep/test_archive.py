import os
import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from small_library import FILES, build_library, id_of, write_files

from corpus.errors import LibraryBusy
from corpus.store import Store
from index import frozen as frozen_module
from index.build import build, remove
from index.check import check
from index.search import Searcher
from ui.errors import BackupDamaged, BackupRefused
from ui.records.records import Records
from ui.upkeep.archive import back_up, restore


@pytest.fixture
def store(tmp_path: Path, encoder: FakeEncoder) -> Store:
    return build_library(tmp_path, encoder)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_restored_library_is_sound_and_answers_the_same(
    store: Store, encoder: FakeEncoder, tmp_path: Path
) -> None:
    (store.folder / "aliases.txt").write_text("新城 = 城关镇\n", encoding="utf-8")
    with Records(store.folder).database.write() as connection:
        connection.execute("DELETE FROM job")  # the file of records is there from now on
    assert back_up(store, tmp_path / "all.tar") > 5
    assert restore(tmp_path / "all.tar", tmp_path / "again") > 5
    again = Store.open(tmp_path / "again")
    assert check(again) == []
    assert [d.text for d in again.documents()] == [d.text for d in store.documents()]
    assert (tmp_path / "again" / "aliases.txt").read_text(encoding="utf-8") == "新城 = 城关镇\n"
    assert (tmp_path / "again" / "usage.sqlite").is_file()
    for question in ("城关镇停水", "白塔镇停电"):
        before, after = (Searcher(each, encoder).search(question) for each in (store, again))
        assert before == after
    assert not list(store.folder.glob(".backup-*"))


def test_what_changes_after_the_moment_is_not_in_it(
    store: Store, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Removing a document while its files are being packed leaves the backup whole."""
    water = id_of(store, "水.txt")
    changed = []

    def change(done: int, total: int) -> None:
        if not changed:
            changed.append(done)
            remove([water], store.folder, lambda: encoder)
            write_files(tmp_path / "files", {"新.txt": "新的公告\n县城新开一家书店。\n"})
            (tmp_path / "files" / "水.txt").unlink()
            build([tmp_path / "files"], store.folder, lambda: encoder)

    back_up(store, tmp_path / "all.tar", change)
    assert sorted(d.source for d in store.documents()) == ["新.txt", "电.txt", "路.txt"]
    restore(tmp_path / "all.tar", tmp_path / "again")
    again = Store.open(tmp_path / "again")
    assert check(again) == []
    assert sorted(d.source for d in again.documents()) == sorted(FILES)
    assert again.document(water).text in FILES["水.txt"]


def test_a_backup_waits_for_a_writer_and_then_says_that_it_is_busy(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frozen_module, "_LOCKED", 0.1)
    with store.write_lock():
        raised: list[BaseException] = []

        def other() -> None:
            try:
                back_up(Store.open(store.folder), tmp_path / "all.tar")
            except LibraryBusy as error:
                raised.append(error)

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(raised) == 1
    assert not (tmp_path / "all.tar").exists()
    assert not list(store.folder.glob(".backup-*"))


def test_nothing_is_overwritten(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "all.tar"
    back_up(store, target)
    content = target.read_bytes()
    with pytest.raises(BackupRefused):
        back_up(store, target)
    with pytest.raises(BackupRefused):
        restore(target, store.folder)
    (tmp_path / "file").write_text("x")
    with pytest.raises(BackupRefused):
        restore(target, tmp_path / "file")
    assert target.read_bytes() == content
    assert check(store) == []
    (tmp_path / "empty").mkdir()
    restore(target, tmp_path / "empty")
    assert check(Store.open(tmp_path / "empty")) == []


@pytest.mark.parametrize("damage", ["cut", "short", "flip", "more", "unlisted", "no tar"])
def test_a_damaged_backup_makes_no_library(store: Store, tmp_path: Path, damage: str) -> None:
    target = tmp_path / "all.tar"
    back_up(store, target)
    content = bytearray(target.read_bytes())
    if damage == "cut":
        del content[len(content) // 2 :]
    elif damage == "short":
        del content[-20_480:]
    elif damage == "flip":
        with tarfile.open(target) as archive:
            member = archive.getmember("library.sqlite")
        content[member.offset_data + member.size // 2] ^= 0x15
    elif damage == "no tar":
        content = bytearray(b"not an archive at all")
    target.write_bytes(content)
    if damage in {"more", "unlisted"}:
        extra = tmp_path / "extra"
        extra.write_text("x")
        with tarfile.open(target, "a") as archive:
            archive.add(extra, "originals/extra" if damage == "more" else "backup.json")
    with pytest.raises(BackupDamaged):
        restore(target, tmp_path / "again")
    assert sorted(p.name for p in tmp_path.iterdir() if "again" in p.name) == []


def test_a_hostile_archive_stays_in_its_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("kept")
    for name in ("../outside", str(outside)):
        with tarfile.open(tmp_path / "bad.tar", "w") as archive:
            archive.add(__file__, name)
        with pytest.raises(BackupDamaged):
            restore(tmp_path / "bad.tar", tmp_path / "deep" / "again")
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, str(outside)
    with tarfile.open(tmp_path / "bad.tar", "w") as archive:
        archive.addfile(link)
    with pytest.raises(BackupDamaged):
        restore(tmp_path / "bad.tar", tmp_path / "deep" / "again")
    assert outside.read_text() == "kept"


def test_a_full_disk_leaves_no_half_backup(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="No space"):
            back_up(store, tmp_path / "all.tar")
    assert not [p for p in tmp_path.iterdir() if "all.tar" in p.name]
    assert not list(store.folder.glob(".backup-*"))
    assert check(store) == []


def test_the_database_in_a_backup_is_one_file_without_a_log(store: Store, tmp_path: Path) -> None:
    back_up(store, tmp_path / "all.tar")
    with tarfile.open(tmp_path / "all.tar") as archive:
        assert not [name for name in archive.getnames() if name.endswith(("-wal", "-shm"))]
        archive.extract("library.sqlite", tmp_path, filter="data")
    with closing(sqlite3.connect(tmp_path / "library.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_what_a_killed_backup_left_is_taken_away_by_the_next(store: Store, tmp_path: Path) -> None:
    dead = store.folder / ".backup-999999999-abc"
    alive = store.folder / f".backup-{os.getpid()}-abc"
    for left in (dead, alive):
        left.mkdir()
        (left / "library.sqlite").write_bytes(b"x")
    back_up(store, tmp_path / "all.tar")
    assert not dead.exists()
    assert alive.exists()
