"""Checking, repairing, backing up and restoring from the command line."""

import json
import shutil
from pathlib import Path

import pytest
from cli_runner import Youju

QUESTION = "城关镇几点停水"


@pytest.fixture
def library(youju: Youju, tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.txt").write_text("停水通知\n城关镇今晚八点到十点停水。\n", encoding="utf-8")
    (folder / "b.txt").write_text("停电通知\n白塔镇明早六点到八点停电。\n", encoding="utf-8")
    assert youju("build", folder, "--library", tmp_path / "library").status == 0
    return tmp_path / "library"


def answer(youju: Youju, library: Path) -> object:
    said = json.loads(youju("ask", QUESTION, "--json", "--library", library).out)
    return said["status"], [(quote["text"], quote["url"]) for quote in said["quotes"]]


def test_a_cut_index_is_told_and_repaired_from_the_store(youju: Youju, library: Path) -> None:
    before = answer(youju, library)
    (path,) = (library / "index").glob("segments/*/segment.safetensors")
    path.write_bytes(path.read_bytes()[:-200])
    asked = youju("ask", QUESTION, "--library", library)
    assert asked.status == 1
    assert "--repair" in asked.err  # never a wrong answer, never "nothing found"
    assert "没有依据" not in asked.out
    checked = youju("check", "--library", library)
    assert checked.status == 1
    assert "segment.safetensors" in checked.out
    repaired = youju("check", "--repair", "--library", library)
    assert (repaired.status, repaired.out) == (0, "资料库完好。\n")
    assert "segment.safetensors" in repaired.err
    assert answer(youju, library) == before


def test_a_lost_index_is_made_again(youju: Youju, library: Path) -> None:
    before = answer(youju, library)
    shutil.rmtree(library / "index")
    checked = youju("check", "--library", library)
    assert checked.status == 0
    assert "还没有索引" in checked.err
    repaired = youju("check", "--repair", "--library", library)
    assert (repaired.status, repaired.out) == (0, "资料库完好。\n")
    assert "补齐" in repaired.err
    assert answer(youju, library) == before


def test_what_is_wrong_with_the_documents_is_not_repaired_away(youju: Youju, library: Path) -> None:
    original = next(path for path in (library / "originals").rglob("*") if path.is_file())
    original.unlink()
    repaired = youju("check", "--repair", "--library", library)
    assert repaired.status == 1
    assert "原件缺失" in repaired.out
    assert "备份" in repaired.err


def test_a_backup_is_restored_and_nothing_is_overwritten(youju: Youju, library: Path, tmp_path: Path) -> None:
    before = answer(youju, library)
    target = tmp_path / "all.tar"
    assert youju("backup", target, "--library", library).status == 0
    again = youju("backup", target, "--library", library)
    assert again.status == 1
    assert "已存在" in again.err
    refused = youju("restore", target, "--library", library)
    assert refused.status == 1
    assert "不是空文件夹" in refused.err
    shutil.rmtree(library)
    assert youju("restore", target, "--library", library).status == 0
    assert youju("check", "--library", library).out == "资料库完好。\n"
    assert answer(youju, library) == before


def test_what_is_no_backup_is_refused(youju: Youju, tmp_path: Path) -> None:
    (tmp_path / "bad.tar").write_bytes(b"nothing of the kind")
    ran = youju("restore", tmp_path / "bad.tar", "--library", tmp_path / "new")
    assert ran.status == 1
    assert "不是完整的备份" in ran.err
    assert not (tmp_path / "new").exists()
    assert youju("restore", tmp_path / "none.tar", "--library", tmp_path / "new").status == 2
    assert youju("restore", tmp_path / "bad.tar").status == 2
