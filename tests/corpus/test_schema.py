"""Libraries of earlier releases, brought to this schema."""

import sqlite3
from pathlib import Path

import pytest

from corpus.errors import LibraryBusy
from corpus.models import State
from corpus.schema import SCHEMA_VERSION
from corpus.store import Store

FIRST_RELEASE = Path(__file__).with_name("library_1.sql")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    connection = sqlite3.connect(folder / "library.sqlite")
    connection.executescript(FIRST_RELEASE.read_text(encoding="utf-8"))
    connection.close()
    return folder


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


def test_the_schema_that_results_is_that_of_a_new_library(old: Path, tmp_path: Path) -> None:
    def shape(folder: Path) -> dict[str, list[tuple[object, ...]]]:
        connection = sqlite3.connect(folder / "library.sqlite")
        names = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {
            n: connection.execute(f"PRAGMA table_info({n})").fetchall() for n in names if "sqlite" not in n
        }
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
    from corpus.database import Database

    def held(*_: object, **__: object) -> None:
        raise LibraryBusy("held")

    monkeypatch.setattr(Database, "write_lock", held)
    with pytest.raises(LibraryBusy):
        Store.open(old)
    connection = sqlite3.connect(old / "library.sqlite")
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()
