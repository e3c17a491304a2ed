"""Fixtures of the page tests. ``fakes`` lies beside this file."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from fakes import FakeService, plain_app
from starlette.testclient import TestClient

from ui.settings import Settings


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def client(service: FakeService) -> Iterator[TestClient]:
    with TestClient(plain_app(service, Settings())) as client:
        yield client
