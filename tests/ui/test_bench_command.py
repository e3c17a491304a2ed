"""``youju bench`` from the command line: what it refuses, and what it hands on."""

from pathlib import Path
from typing import Any

import pytest
from cli_runner import Youju

from evaluation.bench import run as bench
from evaluation.bench.corpora import SIZES
from evaluation.bench.run import Options


def test_an_unknown_peer_is_wrong_usage(youju: Youju) -> None:
    ran = youju("bench", "--peer", "elastic")
    assert (ran.status, ran.out) == (2, "")
    assert "elastic" in ran.err and "rank-bm25" in ran.err


def test_without_the_real_documents_it_says_what_to_set(
    youju: Youju, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUJU_DATA", str(tmp_path / "nowhere"))
    ran = youju("bench", "--size", "10")
    assert (ran.status, ran.out) == (1, "")
    assert "YOUJU_DATA" in ran.err


def test_options_are_handed_on(youju: Youju, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []
    monkeypatch.setattr(bench, "run", lambda *arguments: given.append(arguments[-1]))
    assert youju("bench").status == 0
    assert youju(
        "bench", "--size", "10", "--size", "20", "--peer", "youju", "--questions", "7",
        "--encode", "5", "--memory", "2", "--docs", tmp_path,
    ).status == 0  # fmt: skip
    assert given == [Options(), Options((10, 20), ("youju",), 7, 5, 2048, tmp_path)]
    assert Options().sizes == SIZES
