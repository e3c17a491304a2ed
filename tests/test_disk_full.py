"""A disk that takes no more: it is said, nothing that was stored is lost, and the next build completes it."""

import resource
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_runner import Youju, finish, start

from ui.disk import told

KIB = 1024


def _room(size: int) -> Callable[[], None]:
    """Let no file of a process grow beyond ``size`` bytes: what SQLite and Python then see is a failing write."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.slow
def test_a_build_without_room_loses_nothing(youju: Youju, tmp_path: Path) -> None:
    files, library = tmp_path / "files", tmp_path / "library"
    files.mkdir()
    for number in range(120):
        text = f"第{number}号停水通知\n某县第{number}社区今晚八点到十点停水，请提前储水。\n"
        (files / f"{number:03}.txt").write_text(text, encoding="utf-8")
        if number == 9:
            assert youju("build", files, "--library", library).status == 0
    for room in (40 * KIB, 300 * KIB, 500 * KIB):
        program = start("build", files, "--library", library, cache=tmp_path, preexec=_room(room))
        ran = finish(program)
        assert ran.status == 1, ran.err
        assert "Traceback" not in ran.err
        assert youju("check", "--library", library).status == 0
        assert "八点到十点" in youju("ask", "第7社区几点停水", "--library", library).out
    before = len(youju("list", "--library", library).lines())
    ran = youju("build", files, "--library", library)
    assert ran.out == f"新增 {120 - before} · 更新 0 · 未变 {before} · 失败 0\n", ran.err
    assert youju("check", "--library", library).out == "资料库完好。\n"
    assert "八点到十点" in youju("ask", "第117社区几点停水", "--library", library).out


def test_a_full_disk_is_called_by_its_name(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "a.sqlite")
    connection.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError) as of_database:
        connection.execute("CREATE TABLE a AS SELECT zeroblob(100000)")
    connection.close()
    with pytest.raises(OSError) as of_system, Path("/dev/full").open("w", buffering=1) as full:
        full.write("一行\n")
    assert told(of_database.value) == told(of_system.value)
    assert told(of_system.value).startswith("磁盘空间不足")


def test_another_failure_keeps_its_own_reason(tmp_path: Path) -> None:
    with pytest.raises(OSError) as missing:
        (tmp_path / "none").read_text()
    assert str(tmp_path / "none") in told(missing.value)
    assert "磁盘空间不足" not in told(missing.value)
    (tmp_path / "b.sqlite").write_text("this is no database, and never was one" * 100)
    with pytest.raises(sqlite3.DatabaseError) as broken:
        sqlite3.connect(tmp_path / "b.sqlite").execute("SELECT * FROM sqlite_master")
    assert "已损坏" in told(broken.value)
