"""What a store promises, whatever database it keeps its documents in."""

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete
from stored_documents import FILE, document, file

from corpus import tables
from corpus.errors import (
    DocumentNotFound,
    DocumentRemoved,
    LibraryBusy,
    LibraryNotFound,
)
from corpus.files import File
from corpus.find import as_text
from corpus.models import Metadata
from corpus.store import Store

AWKWARD = "停水\0通知\n𠮷野家\u0301👩‍👩‍👧\ud834 lone \udc00\ufdd0 \ufdd00000 \\x00 \\udce9 %s :a ?"


@pytest.fixture
def store(any_store: Store) -> Store:
    return any_store


def test_a_document_comes_back_as_it_was_put(store: Store) -> None:
    put = document(text="停水通知\n𠮷野家\u0301👩‍👩‍👧")
    store.put_version(put, FILE, b"original", [(0, 5), (5, 10)], b"\0\xff")
    assert store.document("a") == store.document("a", 1) == put
    assert list(store.documents()) == [put]
    assert [(p.start, p.end) for p in store.passages()] == [(0, 5), (5, 10)]
    assert store.files.at("/x/a.txt") == FILE
    assert store.originals.path(put.sha256).read_bytes() == b"original"
    assert list(store.findings()) == [("a", None, b"\0\xff")]


def test_characters_that_a_database_does_not_take_come_back_as_they_were(store: Store) -> None:
    metadata = Metadata(AWKWARD, issuer=AWKWARD, issued_on=date(2024, 1, 2), aliases=((AWKWARD, AWKWARD),))
    put = replace(document(text=AWKWARD), metadata=metadata, source=AWKWARD)
    here = File(AWKWARD, AWKWARD, put.sha256, "a", container=AWKWARD + "!")
    store.put_version(put, here, b"\0", [(0, len(AWKWARD))], profile=AWKWARD)
    store.assign_groups("a", [AWKWARD])
    put = replace(put, groups=(AWKWARD,))
    assert store.document("a") == put
    assert store.files.at(AWKWARD) == here
    assert store.files.inside(AWKWARD + "!") == (here,)
    assert [profile for _, profile, _ in store.findings()] == [AWKWARD]
    assert next(store.summaries()).headings == (AWKWARD[:4],)
    store.correct("a", {"title": AWKWARD + "改", "site": '"\\'})
    assert store.document("a").metadata.title == AWKWARD + "改"
    assert store.corrections("a") == {"title": AWKWARD + "改", "site": '"\\'}


def test_long_texts_and_paths_come_back_as_they_were(store: Store) -> None:
    text = "".join(chr(0x4E00 + at * 7 % 20_000) for at in range(2_000_000))
    path = "/" + "/".join("很长的文件夹名" * 12 for _ in range(40)) + "!/" + text[:2000]
    put = replace(document(text=text), source=path)
    here = File(path, path, put.sha256, "a", container=path + "?")
    store.put_version(put, here, text.encode(), [(0, 5)])
    assert store.document("a").text == text
    assert store.files.at(path) == here
    assert store.files.inside(path + "?") == (here,)
    assert store.originals.path(put.sha256).read_bytes() == text.encode()


def test_names_that_are_not_utf_8_are_found_again(store: Store, tmp_path: Path) -> None:
    path = as_text(bytes(tmp_path) + b"/\xcd\xa8\xd6\xaa.txt")
    store.put_version(document(), File(path, path, "ab" * 32, "a"), b"x", [])
    assert store.files.at(path) is not None
    assert store.document("a").source == path


def test_documents_and_files_stand_in_the_order_of_code_points(store: Store) -> None:
    sources = ["B.txt", "a.txt", "é.txt", "一.txt", "中.txt", "阿.txt"]  # as no dictionary has them
    for number, source in enumerate(reversed(sources)):
        put = replace(document(str(number)), source=source)
        store.put_version(put, File(source, source, "ab" * 32, put.id), b"x", [])
    assert [d.source for d in store.documents()] == sources
    assert [s.source for s in store.summaries()] == sources
    assert [f.path for f in store.files.all()] == sources


def test_every_transaction_is_a_revision_and_a_failed_one_leaves_nothing(store: Store) -> None:
    before = store.revision()
    store.put_version(document(), FILE, b"x", [(0, 4)])
    assert store.revision() == before + 1
    with pytest.raises(Exception, match=r"(?i)unique"):
        store.put_version(document(), FILE, b"x", [(0, 4)])  # the same version again
    with pytest.raises(ZeroDivisionError), store.transaction() as connection:
        connection.execute(delete(tables.passage))
        raise ZeroDivisionError
    assert store.revision() == before + 1
    assert len(list(store.passages())) == 1


def test_an_unknown_a_removed_and_a_missing_version_are_told_apart(store: Store) -> None:
    store.put_version(document(), FILE, b"x", [(0, 4)])
    with pytest.raises(DocumentNotFound, match="第 7 版"):
        store.document("a", 7)
    with pytest.raises(DocumentNotFound, match="没有编号"):
        store.document("b")
    store.remove("a")
    with pytest.raises(DocumentRemoved):
        store.document("a")
    assert store.knows("a") == 1
    assert store.knows("b") is None
    assert not store.has_documents()
    assert not store.originals.path("ab" * 32).exists()


def test_an_original_stays_while_a_document_has_it(store: Store) -> None:
    store.put_version(document("a"), file("a"), b"x", [])
    store.put_version(document("b"), file("b"), b"x", [])
    store.remove("a")
    assert store.originals.path("ab" * 32).read_bytes() == b"x"
    store.originals.sweep()
    assert store.originals.path("ab" * 32).read_bytes() == b"x"
    store.remove("b")
    assert not store.originals.path("ab" * 32).exists()


def test_a_document_is_named_after_the_file_that_was_read_first(store: Store) -> None:
    store.put_version(replace(document(), source="z.txt"), File("/z", "z.txt", "ab" * 32, "a"), b"x", [])
    store.files.put(File("/b", "b.txt", "ab" * 32, "a"))
    store.files.put(File("/z", "z.txt", "cd" * 32, "a"))  # read again
    assert store.document("a").source == "z.txt"
    assert [f.path for f in store.files.of("a")] == ["/b", "/z"]
    assert store.files.forget("/z") is None
    assert store.document("a").source == "b.txt"
    assert store.files.forget("/b") == "a"


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
        try:
            while not stop.is_set():
                found = store.document("a")
                if found.text != f"第{found.version}版" and found.version > 1:
                    wrong.append(found)
        except Exception as error:
            wrong.append(error)
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


def test_two_that_write_without_the_lock_wait_for_each_other(store: Store) -> None:
    other = Store.open(store.folder)
    done = threading.Event()

    def write() -> None:
        other.put_version(document("b"), file("b"), b"x", [(0, 4)])
        other.close()
        done.set()

    thread = threading.Thread(target=write)
    with store.transaction():
        thread.start()
        assert not done.wait(0.3)
        assert [s.id for s in store.summaries()] == []
    thread.join(30)
    assert done.is_set()
    assert store.revision() == 2
    assert store.changed_since(1)


def test_a_library_is_made_in_a_new_or_empty_folder_only(
    new_url: Callable[[], str | None], tmp_path: Path
) -> None:
    Store.create(tmp_path / "deep" / "library", new_url()).close()
    (tmp_path / "empty").mkdir()
    Store.create(tmp_path / "empty", new_url()).close()
    other = tmp_path / "photos"
    other.mkdir()
    (other / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(LibraryNotFound, match="另选"):
        Store.create(other, new_url())
    assert [p.name for p in other.iterdir()] == ["holiday.jpg"]
    with pytest.raises(LibraryNotFound, match="是一个文件"):
        Store.create(other / "holiday.jpg", new_url())


def test_one_process_writes_at_a_time_and_a_killed_one_lets_go(store: Store) -> None:
    program = (
        "import sys; from pathlib import Path; from corpus.store import Store\n"
        "with Store.open(Path(sys.argv[1])).write_lock():\n    print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, store.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout
    assert holder.stdin
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
        store.put_version(document(), FILE, b"x", [(0, 4)])
    with store.write_lock():  # let go at once
        store.remove("a")


def test_a_sound_library_has_no_integrity_errors(store: Store) -> None:
    store.put_version(document(), replace(FILE, sha256="1"), b"x", [(0, 4)])
    if store._database.has_originals:
        assert store.integrity_errors() == [f"原件 {'ab' * 32} 的内容已损坏。"]  # a made-up hash
    else:
        assert store.integrity_errors() == []
