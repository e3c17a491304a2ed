"""Libraries of earlier releases, brought to this schema."""

import sqlite3
from pathlib import Path

import pytest

from corpus.errors import DocumentRemoved, LibraryBusy
from corpus.models import State
from corpus.profile import profile_from_json
from corpus.schema import SCHEMA_VERSION
from corpus.settle import settle
from corpus.sqlite import SqliteDatabase
from corpus.store import Store

SCHEMAS = {name: Path(__file__).with_name(f"{name}.sql") for name in ("library_1", "library_3")}


def library_of(schema: str, folder: Path) -> Path:
    folder.mkdir()
    connection = sqlite3.connect(folder / "library.sqlite")
    connection.executescript(SCHEMAS[schema].read_text(encoding="utf-8"))
    connection.close()
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return library_of("library_1", tmp_path / "library")


def test_a_library_of_the_first_release_opens_with_all_that_it_held(old: Path) -> None:
    store = Store.open(old)
    documents = {d.source: d for d in store.documents()}
    assert sorted(documents) == ["a.txt", "b.txt", "b2.txt", "c.txt"]
    changed = documents["a.txt"]
    assert (changed.version, changed.state, changed.successor_id) == (
        2,
        State.SUPERSEDED,
        documents["c.txt"].id,
    )
    assert "500元" in store.document(changed.id, 1).text
    assert "600元" in changed.text
    assert (changed.tables, changed.pages, changed.recognised, changed.also) == ((), (), False, ())
    assert {file.path: file.document_id for file in store.files.all()} == {
        f"/srv/files/{source}": document.id for source, document in documents.items()
    }
    assert all(len(file.sha256) == 64 for file in store.files.all())
    assert store.knows("0" * 12) is None
    assert len(list(store.passages())) == 6
    assert store.integrity_errors() == []


def test_a_library_of_the_third_schema_opens_with_all_that_it_held(tmp_path: Path) -> None:
    folder = library_of("library_3", tmp_path / "library")
    connection = sqlite3.connect(folder / "library.sqlite")
    before = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()[0]
    connection.close()
    store = Store.open(folder)
    assert store.revision() == before
    documents = {d.source: d for d in store.documents()}
    assert sorted(documents) == ["a.txt", "b.md", "c.txt", "d.txt", "e.txt"]
    ended, corrected, one, other, ending = (documents[source] for source in sorted(documents))
    assert (ended.version, ended.state, ended.successor_id) == (2, State.SUPERSEDED, ending.id)
    assert store.versions(ended.id) == (1, 2)
    assert (corrected.metadata.title, corrected.groups) == ("某镇检修停水通知", ("办公室", "水务"))
    assert [len(table.rows) for table in corrected.tables] == [3]
    assert (one.also, other.also) == ((other.id,), (one.id,))
    for document, summary in zip(store.documents(), store.summaries(), strict=True):
        headings = tuple(document.text[s.start : s.heading_end].strip() for s in document.sections)
        assert (summary.id, summary.metadata) == (document.id, document.metadata)
        assert (summary.characters, summary.headings) == (len(document.text), headings)
        assert summary.revision == before
    removed = [touched.document_id for touched in store.changed_since(0) if touched.version is None]
    assert len(removed) == 1
    with pytest.raises(DocumentRemoved):
        store.document(removed[0])
    assert [file.source for file in store.files.all()] == sorted(documents)
    assert all(profile is None for _, profile, _ in store.findings())
    assert store.integrity_errors() == []


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_schema_that_results_is_that_of_a_new_library(schema: str, tmp_path: Path) -> None:
    old = library_of(schema, tmp_path / "library")

    def shape(folder: Path) -> dict[str, list[tuple[object, ...]]]:
        connection = sqlite3.connect(folder / "library.sqlite")
        names = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        # A primary key is never NULL, whether or not its column says so.
        columns = 'SELECT name, type, "notnull" OR pk, dflt_value, pk FROM pragma_table_info(?)'
        found = {n: connection.execute(columns, (n,)).fetchall() for n in names if "sqlite" not in n}
        found["foreign keys"] = connection.execute("PRAGMA foreign_key_check").fetchall()
        found["version"] = connection.execute("PRAGMA user_version").fetchall()
        indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
        found["indexes"] = connection.execute(indexes).fetchall()
        connection.close()
        return found

    Store.open(old).close()
    Store.create(tmp_path / "new").close()
    assert shape(old) == shape(tmp_path / "new")
    assert shape(old)["version"] == [(SCHEMA_VERSION,)]


def test_a_library_that_another_process_writes_to_is_not_migrated(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object, **__: object) -> None:
        raise LibraryBusy("held")

    monkeypatch.setattr(SqliteDatabase, "write_lock", held)
    with pytest.raises(LibraryBusy):
        Store.open(old)
    connection = sqlite3.connect(old / "library.sqlite")
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_migrated_library_is_settled_from_its_texts_once(schema: str, tmp_path: Path) -> None:
    store = Store.open(library_of(schema, tmp_path / "library"))
    settle(store)
    assert all(profile_from_json(profile) for _, profile, _ in store.findings())
    revision = store.revision()
    settle(store)
    assert store.revision() == revision
