"""A real library behind the interface: its figures in the metrics, and versions that nobody has."""

from pathlib import Path

from fake_encoder import FakeEncoder
from fakes import plain_app
from small_library import build_library, id_of, write_files
from starlette.testclient import TestClient

from index.build import build
from ui.library_service import LibraryService
from ui.service import Figures
from ui.settings import Settings


def test_they_follow_the_library(tmp_path: Path, encoder: FakeEncoder) -> None:
    store = build_library(tmp_path, encoder)
    service = LibraryService(store.folder, lambda: encoder)
    before = service.figures()
    assert (before.ready, before.documents, before.passages) == (False, 3, None)
    service.load()
    loaded = service.figures()
    assert loaded.ready and loaded.passages == len(list(store.passages()))
    assert loaded.revision == loaded.index_revision == store.revision()
    write_files(tmp_path / "more", {"气.txt": "停气通知\n因管网检修，桃源镇后天停气，请居民关好阀门。\n"})
    build([tmp_path / "more"], store.folder, lambda: encoder)
    after = service.figures()
    assert after.documents == 4
    assert after.revision == after.index_revision == store.revision() > (loaded.revision or 0)
    assert (after.indexed_at or 0) >= (loaded.indexed_at or 0) > 0
    assert isinstance(after, Figures)


def test_a_version_that_no_database_can_hold_is_not_there(tmp_path: Path, encoder: FakeEncoder) -> None:
    store = build_library(tmp_path, encoder)
    client = TestClient(plain_app(LibraryService(store.folder, lambda: encoder), Settings()))
    document = id_of(store, "水.txt")
    for version in (2, 2**31, 2**63, 10**30):
        for path in (f"/api/documents/{document}", f"/documents/{document}"):
            assert client.get(path, params={"version": version}).status_code in (400, 404), version
