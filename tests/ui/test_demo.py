"""The folder of the demo library: another one for other vectors, or the two would be mixed up."""

from pathlib import Path

import pytest

from index import own_model
from index.own_model import shipped_digest
from ui import demo
from ui.demo import demo_library


def test_each_model_has_a_demo_library_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedded, ours, other = (demo_library(tmp_path, model) for model in (None, Path("youju"), Path("other")))
    assert len({embedded, ours, other}) == 3
    assert embedded.parent == tmp_path
    monkeypatch.setattr(demo, "shipped_digest", lambda: "of another release")
    assert demo_library(tmp_path, Path("youju")) not in {embedded, ours, other}
    assert (demo_library(tmp_path), demo_library(tmp_path, Path("other"))) == (embedded, other)


def test_the_digest_is_of_what_is_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(shipped_digest()) == 2 * 64 + 1
    monkeypatch.setattr(own_model, "SHIPPED", tmp_path)
    assert shipped_digest() == ""
    (tmp_path / own_model.DESCRIPTION).write_text("{}", encoding="utf-8")
    assert shipped_digest() == ""
