"""The folder of the demo library: another one for other vectors, or the two would be mixed up."""

from pathlib import Path

import pytest

from index import own_model
from index.own_model import shipped_digest
from ui import demo
from ui.demo import demo_library


def test_each_model_has_a_demo_library_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = demo_library(tmp_path)
    assert demo_library(tmp_path) == ours
    assert ours.parent == tmp_path
    other = demo_library(tmp_path, Path("multilingual-e5-small"))
    monkeypatch.setattr(demo, "shipped_digest", lambda: "of another release")
    assert len({ours, other, demo_library(tmp_path)}) == 3
    assert demo_library(tmp_path, Path("multilingual-e5-small")) == other


def test_the_digest_is_of_what_is_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(shipped_digest()) == 2 * 64 + 1
    monkeypatch.setattr(own_model, "SHIPPED", tmp_path)
    assert shipped_digest() == ""
    (tmp_path / own_model.DESCRIPTION).write_text("{}", encoding="utf-8")
    assert shipped_digest() == ""
