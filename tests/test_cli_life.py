"""The life of documents from the command line: joined copies, corrections, archives, reading again."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cli_runner import Youju

NOTICE = "停水通知\n城关镇今晚八点到十点停水。\n"
POWER = "停电通知\n白塔镇明早六点到八点停电。\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.txt").write_text(NOTICE, encoding="utf-8")
    (folder / "b.txt").write_text(POWER, encoding="utf-8")
    return folder


def listed(youju: Youju, library: Path) -> dict[str, dict[str, Any]]:
    rows = json.loads(youju("list", "--json", "--library", library).out)
    return {row["source"]: row for row in rows}


def test_copies_are_counted_as_joined(youju: Youju, files: Path, tmp_path: Path) -> None:
    (files / "copy.txt").write_text(NOTICE, encoding="utf-8")
    ran = youju("build", files, "--library", tmp_path / "library")
    assert ran.out == "新增 2 · 更新 0 · 未变 0 · 合并 1 · 失败 0\n"
    assert sorted(listed(youju, tmp_path / "library")) == ["a.txt", "b.txt"]


def test_an_archive_is_read_and_its_bad_members_are_told(youju: Youju, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "包.zip", "w") as package:
        package.writestr("一/停水.txt", NOTICE)
        package.writestr("坏.docx", b"PK\x03\x04 and no more")
    ran = youju("build", tmp_path / "包.zip", "--library", tmp_path / "library")
    assert (ran.status, ran.out) == (0, "新增 1 · 更新 0 · 未变 0 · 失败 1\n")
    assert "坏.docx" in ran.err
    assert "损坏" in ran.err
    assert list(listed(youju, tmp_path / "library")) == ["包.zip/一/停水.txt"]
    answer = json.loads(youju("ask", "城关镇几点停水", "--json", "--library", tmp_path / "library").out)
    assert answer["quotes"][0]["source"] == "包.zip/一/停水.txt"


def test_a_correction_is_in_every_citation_and_outlives_a_rebuild(
    youju: Youju, files: Path, tmp_path: Path
) -> None:
    library = tmp_path / "library"
    youju("build", files, "--library", library)
    document = listed(youju, library)["a.txt"]["id"]
    ran = youju(
        "correct", document, "--set", "issuer=城关镇人民政府", "--set", "issued_on=2024年5月1日", "--library", library
    )  # fmt: skip
    assert (ran.status, ran.out) == (0, "已改正 2 项，撤销 0 项\n")
    assert youju("check", "--library", library).out == "资料库完好。\n"
    youju("build", files, "--reread", "--library", library)
    shown = json.loads(youju("show", document, "--library", library).out)
    assert (shown["issuer"], shown["issued_on"]) == ("城关镇人民政府", "2024-05-01")
    answer = json.loads(youju("ask", "城关镇几点停水", "--json", "--library", library).out)
    assert "城关镇人民政府" in answer["quotes"][0]["citation"]["plain"]
    youju("correct", document, "--undo", "issuer", "--library", library)
    assert listed(youju, library)["a.txt"]["issuer"] is None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--set"),
        (("--set", "issuer"), "字段=值"),
        (("--set", "colour=red"), "字段=值"),
        (("--set", "title="), "标题不能为空"),
        (("--set", "issued_on=去年夏天"), "不是日期"),
        (("--undo", "colour"), "参数 undo"),
    ],
)
def test_a_correction_that_makes_no_sense_is_wrong_usage(
    youju: Youju, files: Path, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    youju("build", files, "--library", tmp_path / "library")
    document = listed(youju, tmp_path / "library")["a.txt"]["id"]
    ran = youju("correct", document, *arguments, "--library", tmp_path / "library")
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err


def test_a_correction_of_an_unknown_document_fails(youju: Youju, files: Path, tmp_path: Path) -> None:
    youju("build", files, "--library", tmp_path / "library")
    ran = youju("correct", "f" * 12, "--set", "issuer=甲", "--library", tmp_path / "library")
    assert ran.status == 1
    assert "没有编号为" in ran.err
