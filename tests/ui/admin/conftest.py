"""A small real library with the fake encoder, its keeper, and the pages over it."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from desktop import Desktop, Serve
from fake_encoder import FakeEncoder
from fakes import plain_app
from small_library import build_library
from starlette.testclient import TestClient

from corpus.store import Store
from ui.admin import pages
from ui.admin.keeper import Keeper
from ui.library_service import LibraryService
from ui.people.settings import PeopleSettings
from ui.records.records import Records
from ui.settings import Settings

PEOPLE = PeopleSettings(way="proxy", administrators=("admin",), secret="s" * 40)


@pytest.fixture
def serve_library(encoder: FakeEncoder) -> Iterator[Serve]:
    """Return a function that serves the library in a folder; its keeper has not begun."""
    served: list[Keeper] = []

    def serve(library: Path) -> Desktop:
        settings = Settings(library=library, people=PEOPLE, max_file_mb=1)
        records = Records(library)
        service = LibraryService(library, lambda: encoder, records=records)
        service.load()
        keeper = Keeper(library, settings, lambda: encoder, records)
        served.append(keeper)
        app = plain_app(service, settings)
        pages.install(app, service, keeper, settings)
        client = TestClient(app, client=("127.0.0.1", 50000), headers={"X-Forwarded-User": "admin"})
        return Desktop(library, service, keeper, client)

    yield serve
    for keeper in served:
        keeper.stop()
        keeper.records.database.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that was built once; each test gets a copy."""
    store = build_library(tmp_path_factory.mktemp("built"), FakeEncoder())
    store.close()
    return store.folder


@pytest.fixture
def store(tmp_path: Path, built: Path) -> Store:
    return Store.open(shutil.copytree(built, tmp_path / "library"))


@pytest.fixture
def desktop(store: Store, serve_library: Serve) -> Desktop:
    return serve_library(store.folder)
