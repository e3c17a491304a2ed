"""Files and folders into a real store on a real disk."""

import os
from pathlib import Path

import pytest
from direct_readers import DirectReaders
from small_files import FIRST, SECOND, counts, ingest, put, sources

from corpus.errors import DocumentNotFound, DocumentRemoved
from corpus.store import Store


def test_a_file_is_added_once_and_then_unchanged(store: Store, folder: Path) -> None:
    put(folder / "b" / "通知.txt")
    report = ingest([folder], store)
    assert counts(report) == (1, 0, 0, 0, 0)
    (document,) = store.documents()
    assert document.id == report.added[0]
    assert (document.source, document.version, document.text) == ("b/通知.txt", 1, FIRST.strip())
    assert store.originals.path(document.sha256).read_text(encoding="utf-8") == FIRST
    assert [document.text[p.start : p.end] for p in store.passages()] == [FIRST.strip()]
    revision = store.revision()
    assert counts(ingest([folder], store)) == (0, 0, 1, 0, 0)
    assert store.revision() == revision


def test_the_same_file_gets_the_same_id_in_every_library(tmp_path: Path, folder: Path) -> None:
    put(folder / "a.txt")
    ids = {ingest([folder], Store.create(tmp_path / name)).added for name in ("one", "two")}
    assert len(ids) == 1


def test_a_changed_file_makes_a_new_version_and_the_old_one_still_opens(store: Store, folder: Path) -> None:
    put(folder / "a.txt")
    (id,) = ingest([folder], store).added
    put(folder / "a.txt", SECOND)
    report = ingest([folder], store)
    assert report.updated == (id,)
    assert store.versions(id) == (1, 2)
    assert store.document(id).text == SECOND.strip()
    assert store.document(id, 1).text == FIRST.strip()
    assert {p.version for p in store.passages()} == {2}
    with pytest.raises(DocumentNotFound, match="第 3 版"):
        store.document(id, 3)
    put(folder / "a.txt", FIRST)
    assert ingest([folder], store).updated == (id,)
    assert store.document(id).version == 3


def test_a_moved_file_keeps_its_id(store: Store, folder: Path) -> None:
    put(folder / "old" / "a.txt")
    (id,) = ingest([folder], store).added
    (folder / "new").mkdir()
    (folder / "old" / "a.txt").rename(folder / "new" / "b.txt")
    report = ingest([folder], store, remove_missing=True)
    assert (report.updated, report.removed, report.added) == ((id,), (), ())
    document = store.document(id)
    assert (document.source, document.version) == ("new/b.txt", 1)


def test_the_same_file_built_by_another_path_changes_only_its_source(store: Store, folder: Path) -> None:
    put(folder / "sub" / "a.txt")
    (id,) = ingest([folder], store).added
    assert ingest([folder / "sub" / "a.txt"], store).unchanged == (id,)
    assert sources(store) == ["a.txt"]


def test_a_removed_document_says_so_and_comes_back_under_its_id_with_a_higher_version(
    store: Store, folder: Path
) -> None:
    path = put(folder / "a.txt")
    (id,) = ingest([folder], store).added
    original = store.originals.path(store.document(id).sha256)
    path.unlink()
    assert counts(ingest([folder], store)) == (0, 0, 0, 0, 0)  # build removes nothing
    assert sources(store) == ["a.txt"]
    assert ingest([folder], store, remove_missing=True).removed == (id,)
    assert list(store.documents()) == []
    assert list(store.passages()) == []
    assert not original.exists()
    for version in (None, 1):
        with pytest.raises(DocumentRemoved):
            store.document(id, version)
    with pytest.raises(DocumentRemoved):
        store.remove(id)
    with pytest.raises(DocumentNotFound) as never:
        store.document("ffffffffffff")
    assert not isinstance(never.value, DocumentRemoved)
    put(path)
    assert ingest([folder], store).added == (id,)
    document = store.document(id)
    assert (document.version, document.text) == (2, FIRST.strip())
    with pytest.raises(DocumentNotFound):
        store.document(id, 1)


def test_exact_copies_join_in_one_document_that_stays_while_one_of_them_does(
    store: Store, folder: Path
) -> None:
    put(folder / "a" / "x.txt")
    put(folder / "b" / "x.txt")
    report = ingest([folder], store)
    assert (len(report.added), report.joined) == (1, report.added)
    (id,) = report.added
    assert [file.source for file in store.files.of(id)] == ["a/x.txt", "b/x.txt"]
    assert counts(ingest([folder], store)) == (0, 0, 2, 0, 0)
    (folder / "a" / "x.txt").unlink()
    assert ingest([folder], store, remove_missing=True).removed == ()
    assert sources(store) == ["b/x.txt"]
    (folder / "b" / "x.txt").unlink()
    assert ingest([folder], store, remove_missing=True).removed == (id,)
    assert list(store.files.all()) == []


def test_a_copy_that_changes_goes_its_own_way(store: Store, folder: Path) -> None:
    put(folder / "a.txt")
    put(folder / "b.txt")
    (id,) = ingest([folder], store).added
    put(folder / "a.txt", SECOND)
    report = ingest([folder], store)
    assert (len(report.added), report.unchanged) == (1, (id,))
    assert sources(store) == ["a.txt", "b.txt"]
    assert (store.document(id).text, store.versions(id)) == (FIRST.strip(), (1,))


def test_removing_a_document_of_several_copies_removes_it_whole(store: Store, folder: Path) -> None:
    put(folder / "a.txt")
    put(folder / "b.txt")
    (id,) = ingest([folder], store).added
    store.remove(id)
    assert list(store.files.all()) == []
    assert list(store.documents()) == []


def test_a_file_whose_bytes_change_but_not_its_text_keeps_its_version(store: Store, folder: Path) -> None:
    put(folder / "a.html", "<html><body><p>停水通知</p><p>今晚停水。</p><!-- 1 --></body></html>")
    (id,) = ingest([folder], store).added
    put(folder / "a.html", "<html><body><p>停水通知</p><p>今晚停水。</p><!-- 2 --></body></html>")
    assert ingest([folder], store).unchanged == (id,)
    assert store.versions(id) == (1,)
    assert counts(ingest([folder], store)) == (0, 0, 1, 0, 0)


def test_files_are_read_again_once_when_the_readers_have_changed(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder / "a.txt")
    put(folder / "b.txt", SECOND)
    first, second = ingest([folder], store).added
    with store.transaction() as connection:  # as an earlier release left it, which read one of them worse
        connection.exec_driver_sql("UPDATE file SET reader = 1")
        connection.exec_driver_sql("UPDATE version SET text = '停水' WHERE document_id = ?", (first,))
    report = ingest([folder], store)
    assert (report.updated, report.unchanged) == ((first,), (second,))
    assert store.document(first).text == FIRST.strip()
    assert store.versions(second) == (1,)

    def never(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(DirectReaders, "read", never)
    assert ingest([folder], store).unchanged == (first, second)


def test_a_correction_survives_a_new_version_and_reading_again(store: Store, folder: Path) -> None:
    put(folder / "a.txt")
    (id,) = ingest([folder], store).added
    store.correct(id, {"issuer": "城关镇人民政府", "issued_on": "2024-05-01", "number": None})
    for _ in range(2):
        metadata = store.document(id).metadata
        assert (metadata.issuer, str(metadata.issued_on)) == ("城关镇人民政府", "2024-05-01")
        assert {g.rule for g in metadata.grounds if g.field in {"issuer", "issued_on"}} == {"human"}
        assert ingest([folder], store, reread=True).unchanged == (id,)
    put(folder / "a.txt", SECOND)
    ingest([folder], store)
    assert store.document(id).metadata.issuer == "城关镇人民政府"
    store.correct(id, {}, undo=["issuer"])
    assert store.document(id).metadata.issuer is None
    assert store.corrections(id) == {"issued_on": "2024-05-01", "number": None}


def test_what_is_outside_the_given_paths_is_never_removed(store: Store, tmp_path: Path, folder: Path) -> None:
    other = put(tmp_path / "other" / "o.txt", SECOND)
    beside = put(tmp_path / "files-2" / "o.txt", SECOND + "。")
    put(folder / "a.txt")
    ingest([folder, other.parent, beside], store)
    other.unlink()
    beside.unlink()
    (folder / "a.txt").unlink()
    assert len(ingest([folder], store, remove_missing=True).removed) == 1
    assert sources(store) == ["o.txt", "o.txt"]


def test_a_folder_that_is_gone_is_a_failure_and_its_documents_are_removed_by_sync(
    store: Store, folder: Path
) -> None:
    put(folder / "sub" / "a.txt")
    (id,) = ingest([folder / "sub"], store).added
    (folder / "sub" / "a.txt").unlink()
    (folder / "sub").rmdir()
    report = ingest([folder / "sub"], store, remove_missing=True)
    assert report.removed == (id,)
    assert [f.code for f in report.failures] == ["path_not_found"]


def test_hidden_files_and_links_out_of_the_folder_are_passed_over(
    store: Store, tmp_path: Path, folder: Path
) -> None:
    secret = put(tmp_path / "secret" / "密.txt", "不得外传的内容")
    put(folder / ".hidden.txt")
    put(folder / ".git" / "a.txt")
    put(folder / "real.txt")
    (folder / "out.txt").symlink_to(secret)
    (folder / "outdir").symlink_to(secret.parent)
    (folder / "up").symlink_to(folder.parent)
    (folder / "inside.txt").symlink_to(folder / "real.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "broken.txt").symlink_to(folder / "nowhere.txt")
    report = ingest([folder], store)
    assert [file.source for file in store.files.all()] == ["inside.txt", "real.txt"]
    assert {Path(f.path).name for f in report.failures} == {"loop.txt", "broken.txt"}
    assert len(ingest([folder / "out.txt"], store).added) == 1  # named, so it is meant


@pytest.mark.parametrize(
    "name",
    [
        "通\n知.txt",
        "a\tb.txt",
        "\x1b[31m红.txt",
        "; rm -rf ~.txt",
        "'\".txt",
        "％s%s{}.txt",
        "甲" * 80 + ".txt",
    ],
)
def test_odd_file_names_are_only_names(store: Store, folder: Path, name: str) -> None:
    put(folder / name)
    (id,) = ingest([folder], store).added
    document = store.document(id)
    assert document.source == name
    assert document.metadata.title == "停水通知"
    assert ingest([folder], store, remove_missing=True).unchanged == (id,)


def test_a_file_name_that_is_no_utf8_is_read_and_kept_in_escapes(store: Store, folder: Path) -> None:
    name = "停水通知.txt".encode("gbk")
    where = os.fsencode(folder)
    with open(os.path.join(where, name), "wb") as file:  # noqa: PTH118, PTH123 - bytes, which Path has not
        file.write(FIRST.encode())
    (id,) = ingest([folder], store).added
    assert store.document(id).source == name.decode("utf-8", "backslashreplace")
    put(folder / "copy.txt")
    assert ingest([folder], store, remove_missing=True).joined == (id,)
    assert counts(ingest([folder], store, remove_missing=True)) == (0, 0, 2, 0, 0)
    (folder / "copy.txt").unlink()
    os.unlink(os.path.join(where, name))  # noqa: PTH108, PTH118
    assert ingest([folder], store, remove_missing=True).removed == (id,)


def test_what_a_killed_process_left_of_an_original_is_deleted(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder / "a.txt")

    def killed(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("corpus.originals.os.fsync", killed)
        ingest([folder], store)
    kept = store.originals.folder
    assert [path.read_text(encoding="utf-8") for path in kept.rglob("*") if path.is_file()] == [FIRST]
    put(folder / "a.txt", SECOND)
    ingest([folder], store)
    assert [path.read_text(encoding="utf-8") for path in kept.rglob("*") if path.is_file()] == [SECOND]
