from pathlib import Path
from typing import Any

import pytest
import yaml
from cli_runner import Youju
from fake_encoder import FakeEncoder
from small_library import write_files

from bot.confidence import calibration
from corpus.store import Store
from evaluation import run
from evaluation.run import EXPECTED
from evaluation.suite import Item
from index.build import build


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the command hands to ``evaluate``, which then does nothing."""
    taken: dict[str, Any] = {}

    def evaluate(name: str | None, *_: object, **options: object) -> bool:
        assert options.pop("load_reranker")() is None  # type: ignore[operator]
        taken.update(options, suite=name)
        return True

    monkeypatch.setattr(run, "evaluate", evaluate)
    return taken


def test_the_command_hands_on_its_options(youju: Youju, given: dict[str, Any], tmp_path: Path) -> None:
    ran = youju("evaluate", "--suite", "demo", "--sample", "7", "--errors", tmp_path / "errors")
    assert ran.status == 0, ran.err
    assert given == {"suite": "demo", "sample": 7, "errors": tmp_path / "errors"}


def test_all_questions_and_no_report_unless_asked_for(youju: Youju, given: dict[str, Any]) -> None:
    assert youju("evaluate").status == 0
    assert given == {"suite": None, "sample": 1, "errors": None}


@pytest.mark.parametrize("sample", ["0", "-1", "x"])
def test_a_sample_is_a_positive_number(youju: Youju, given: dict[str, Any], sample: str) -> None:
    ran = youju("evaluate", "--sample", sample)
    assert (ran.status, ran.out, given) == (2, "", {})
    assert "参数 sample 的值不对" in ran.err


def test_errors_go_to_a_folder(youju: Youju, given: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    ran = youju("evaluate", "--errors", tmp_path / "file")
    assert (ran.status, given) == (2, {})


def test_a_sample_is_asked_and_its_misses_are_reported(tmp_path: Path, encoder: FakeEncoder) -> None:
    said: list[str] = []
    out: list[str] = []
    errors = tmp_path / "new" / "errors"
    run.evaluate(
        "demo",
        tmp_path,
        tmp_path / "cache",
        lambda: encoder,
        out.append,
        said.append,
        sample=40,
        errors=errors,
    )
    asked = int(said[-1].removeprefix("demo：").split()[0])
    assert f"\tquestions={asked}\t" in out[0]
    assert (errors / "demo.md").read_text(encoding="utf-8").splitlines()[0].endswith(f" / {asked}")


def test_a_suite_without_data_fails_only_when_it_is_named(tmp_path: Path, encoder: FakeEncoder) -> None:
    said: list[str] = []
    assert not run.evaluate("seeds", tmp_path, tmp_path / "cache", lambda: encoder, said.append, said.append)
    assert said == [f"跳过 seeds：{tmp_path} 中没有它的数据（用 YOUJU_DATA 指定）。"]


def test_shortfalls() -> None:
    expected = {"right": {"at_least": 0.9}, "slow": {"at_most": 100}, "even": {"at_least": 1, "at_most": 1}}
    assert run.shortfalls({"right": 0.9, "slow": 100, "even": 1}, expected) == []
    assert run.shortfalls({"right": 0.8, "slow": 101, "even": 1}, expected) == [
        "right 0.8 < 0.9",
        "slow 101 > 100",
    ]


def test_the_threshold_on_record_is_the_one_in_use() -> None:
    expected = yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))
    assert expected["confidence_threshold"] == calibration().threshold


def test_exact_copies_are_known_by_the_name_of_their_document(tmp_path: Path, encoder: FakeEncoder) -> None:
    library = tmp_path / "library"
    text = "停水通知\n城关镇今晚八点到十点停水。\n"
    build([write_files(tmp_path / "files", {"甲.txt": text, "乙.txt": text})], library, lambda: encoder)
    store = Store.open(library)
    (document,) = store.documents()
    item = Item("1", "place", "哪里停水", ("甲", "乙", "丙"), ("城关镇",), ())
    assert run.named_by_document([item], store)[0].documents == (Path(document.source).stem, "丙")
