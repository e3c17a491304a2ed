"""The fuzzing script itself: a short run finds nothing in what we serve, and finds a fault that is planted."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_runner import REPOSITORY
from fakes import FakeService, plain_app
from fastapi import FastAPI

from ui.settings import Settings

sys.path.insert(0, str(REPOSITORY / "scripts"))

import fuzz_rest

pytestmark = pytest.mark.slow


def run(app: FastAPI, listen: Callable[..., int], folder: Path) -> fuzz_rest.Round:
    return fuzz_rest.fuzz_once(
        f"http://127.0.0.1:{listen(app)}", folder, seed=1, examples=5, phases="examples,fuzzing"
    )


def test_no_answer_is_a_fault(listen: Callable[..., int], tmp_path: Path) -> None:
    service = FakeService()
    service.hold.set()
    found = run(plain_app(service, Settings()), listen, tmp_path)
    assert not found.failures, found.report
    assert found.inputs > 60
    assert found.operations >= 14


def test_a_planted_fault_is_found(listen: Callable[..., int], tmp_path: Path) -> None:
    app = FastAPI()

    @app.get("/api/planted")
    def planted(number: int) -> dict[str, float]:
        return {"inverse": 1 / number}

    found = run(app, listen, tmp_path)
    assert found.failures["Server error"] >= 1
    assert "curl" in found.report
