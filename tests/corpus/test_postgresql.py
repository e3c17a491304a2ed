"""A library in PostgreSQL: shared by machines, and by a server that goes away and comes back."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from postgres_server import PostgresServer
from sqlalchemy import select
from stored_documents import FILE, document, file

from corpus.address import NAME, read_address
from corpus.errors import (
    DocumentRemoved,
    LibraryBusy,
    LibraryDamaged,
    LibraryNotFound,
    LibraryTooNew,
    LibraryUnavailable,
)
from corpus.schema import SCHEMA_VERSION
from corpus.store import Store
from corpus.tables import passage

pytestmark = pytest.mark.slow

ORIGINAL = "今晚停水。".encode()
HASH = hashlib.sha256(ORIGINAL).hexdigest()


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.new_database()


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    store = Store.create(tmp_path / "library", url)
    yield store
    store.close()


@pytest.fixture
def other(store: Store, url: str, tmp_path: Path) -> Iterator[Store]:
    """The same library from the folder of another machine."""
    other = Store.create(tmp_path / "other", url)
    yield other
    other.close()


def test_two_machines_share_documents_and_originals(store: Store, other: Store) -> None:
    put = replace(document(), sha256=HASH)
    store.put_version(put, FILE, ORIGINAL, [(0, 4)])
    assert list(other.documents()) == [put]
    assert other.originals.path(HASH).read_bytes() == ORIGINAL
    other.correct("a", {"title": "检修停水通知"})
    assert store.document("a").metadata.title == "检修停水通知"
    assert store.integrity_errors() == other.integrity_errors() == []
    store.remove("a")
    with pytest.raises(DocumentRemoved):
        other.document("a")
    assert not other.originals.path(HASH).exists()  # the copy that it had goes, too


def test_copies_of_what_another_machine_removed_are_swept(store: Store, other: Store) -> None:
    store.put_version(replace(document(), sha256=HASH), FILE, ORIGINAL, [(0, 4)])
    copy = other.originals.path(HASH)
    store.originals.keep("0" * 64, b"of a build that was killed")
    store.remove("a")
    assert copy.exists()
    other.originals.sweep()
    assert not copy.exists()
    assert not store.originals.path("0" * 64).exists()


def test_machines_write_one_at_a_time(store: Store, other: Store) -> None:
    with store.write_lock(), pytest.raises(LibraryBusy), other.write_lock():
        pass
    with other.write_lock(wait=5):
        other.put_version(document(), FILE, b"x", [(0, 4)])
    with store.write_lock():
        store.put_version(document("b"), file("b"), b"x", [(0, 4)])
    assert [d.id for d in other.documents()] == ["a", "b"]


def test_a_killed_machine_lets_go_of_the_lock_and_leaves_nothing_half_done(
    store: Store, other: Store
) -> None:
    program = (
        "import sys; from pathlib import Path; from sqlalchemy import delete; from corpus import tables\n"
        "from corpus.store import Store\nstore = Store.open(Path(sys.argv[1]))\n"
        "with store.write_lock(), store.transaction() as connection:\n"
        "    connection.execute(delete(tables.passage)); print('held', flush=True); sys.stdin.read()"
    )
    store.put_version(document(), FILE, b"x", [(0, 4)])
    before = store.revision()
    holder = subprocess.Popen(
        [sys.executable, "-c", program, other.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout
    assert holder.stdin
    try:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LibraryBusy), store.write_lock(wait=0.3):
            pass
    finally:
        holder.kill()
        holder.wait(30)
        holder.stdin.close()
        holder.stdout.close()
    with store.write_lock(wait=20):
        assert store.revision() == before
        assert len(store.passages_of("a")) == 1


def test_a_server_that_is_away_is_no_missing_document_and_its_return_is_noticed(
    store: Store, postgres: PostgresServer
) -> None:
    store.put_version(document(), FILE, b"x", [(0, 4)])
    postgres.stop()
    try:
        for ask in (lambda: store.document("a"), lambda: store.document("b"), lambda: list(store.passages())):
            with pytest.raises(LibraryUnavailable, match="稍后再试"):
                ask()
        with pytest.raises(LibraryUnavailable), store.write_lock():
            pass
        with pytest.raises(LibraryUnavailable):
            Store.open(store.folder)
        with pytest.raises(LibraryUnavailable):
            store.integrity_errors()
    finally:
        postgres.start()
    assert store.document("a").text == document().text
    with store.write_lock():
        store.remove("a")


def test_a_restart_between_two_questions_is_not_seen(store: Store, postgres: PostgresServer) -> None:
    store.put_version(document(), FILE, b"x", [(0, 4)])
    postgres.stop()
    postgres.start()
    assert store.document("a").text == document().text


def test_nothing_is_written_once_the_lock_is_lost(
    store: Store, other: Store, url: str, postgres: PostgresServer
) -> None:
    with store.write_lock():
        store.put_version(document(), FILE, b"x", [(0, 4)])
        postgres.sql(url, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        with other.write_lock(wait=5):  # it is free now
            for _ in range(2):
                with pytest.raises(LibraryUnavailable):
                    store.put_version(document("b"), file("b"), b"x", [(0, 4)])
    assert [d.id for d in store.documents()] == ["a"]
    with store.write_lock(wait=5):
        store.put_version(document("b"), file("b"), b"x", [(0, 4)])


def test_a_long_reading_that_is_cut_off_is_no_short_library(
    store: Store, url: str, postgres: PostgresServer
) -> None:
    for number in range(300):
        store.put_version(document(str(number)), file(str(number)), b"x", [(0, 4)])
    reading = store.documents()
    next(reading)
    postgres.sql(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid()")
    with pytest.raises(LibraryUnavailable):
        list(reading)
    assert len(list(store.documents())) == 300


def test_a_folder_remembers_where_its_documents_lie_and_no_secret(store: Store, url: str) -> None:
    address = read_address(store.folder)
    assert address is not None
    assert unquote(address.url) == url.replace("postgresql:", "postgresql+psycopg:")
    assert not (store.folder / "library.sqlite").exists()
    for secret in (url.replace("youju@", "youju:geheim@"), url + "&password=geheim"):
        with pytest.raises(ValueError, match="口令"):
            Store.create(store.folder, secret)
    assert "geheim" not in (store.folder / NAME).read_text()
    (store.folder / NAME).write_text('{"url": 1}')
    with pytest.raises(LibraryDamaged, match="备份"):
        Store.open(store.folder)


def test_another_library_is_never_taken_for_the_folders_own(
    store: Store, url: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    second = postgres.new_database()
    Store.create(tmp_path / "second", second).close()
    with pytest.raises(LibraryNotFound, match="另一个"):
        Store.create(store.folder, second)
    address = (store.folder / NAME).read_text()
    (store.folder / NAME).write_text(
        address.replace(url.partition("?")[0][-9:], second.partition("?")[0][-9:])
    )
    with pytest.raises(LibraryNotFound, match="另一个"):
        Store.open(store.folder)
    (store.folder / NAME).write_text(address)
    Store.create(store.folder, url).close()  # again, which changes nothing
    Store.create(tmp_path / "local").close()
    with pytest.raises(LibraryNotFound, match="另选"):
        Store.create(tmp_path / "local", url)  # it has documents of its own


def test_databases_that_hold_no_library_of_ours_are_told_apart(
    store: Store, url: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    used = postgres.new_database()
    postgres.sql(used, "CREATE TABLE wages (id integer)")
    with pytest.raises(LibraryNotFound, match="其他表"):
        Store.create(tmp_path / "new", used)
    narrow = postgres.new_database(
        "--encoding=LATIN1", "--locale=C", "--locale-provider=libc", "--template=template0"
    )
    with pytest.raises(LibraryNotFound, match="UTF8"):
        Store.create(tmp_path / "newer", narrow)
    postgres.sql(url, f"UPDATE meta SET value = {SCHEMA_VERSION + 1} WHERE key = 'schema'")
    with pytest.raises(LibraryTooNew, match="升级"):
        Store.open(store.folder)
    postgres.sql(url, "DROP TABLE meta")
    with pytest.raises(LibraryNotFound, match="youju build"):
        Store.open(store.folder)
    store.close()
    postgres.drop(url)
    with pytest.raises(LibraryUnavailable):
        Store.open(store.folder)


def test_a_statement_that_is_wrong_is_no_outage(store: Store) -> None:
    with pytest.raises(Exception, match="division by zero") as caught, store.transaction() as connection:
        connection.execute(select(passage.c.id / 0).where(passage.c.id == 1))
        connection.exec_driver_sql("SELECT 1 / 0")
    assert not isinstance(caught.value, LibraryUnavailable)
    assert store.revision() == 0
