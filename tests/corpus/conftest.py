"""Fixtures of the tests of corpus."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from postgres_server import PostgresServer

from corpus.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "library")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def new_url(request: pytest.FixtureRequest) -> Callable[[], str | None]:
    """Where a new library's documents lie: in its folder, or in an empty database."""
    if request.param == "sqlite":
        return lambda: None
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database


@pytest.fixture
def any_store(new_url: Callable[[], str | None], tmp_path: Path) -> Iterator[Store]:
    """A store of each kind, in turn."""
    store = Store.create(tmp_path / "library", new_url())
    yield store
    store.close()
