"""Builds that are killed, and builds that meet: real programs, real signals."""

import os
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest
from cli_runner import REAL_PROGRAM, Youju, finish, start
from fake_encoder import FakeEncoder

from corpus.store import Store
from index.build import build

COUNT = 300


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many small files, which no test changes."""
    folder = tmp_path_factory.mktemp("files")
    for i in range(COUNT):
        place = folder / f"{i % 7}" / f"{i:03}.txt"
        place.parent.mkdir(exist_ok=True)
        place.write_text(
            f"第{i}号停水通知\n某县第{i}社区今晚八点到十点停水，请提前储水。\n", encoding="utf-8"
        )
    return folder


@pytest.fixture(scope="module")
def undisturbed(files: Path) -> list[tuple[str, str]]:
    """Return ids and sources of a library that was built in one go."""
    library = files.with_name("undisturbed")
    build([files], library, FakeEncoder)
    return [(document.id, document.source) for document in Store.open(library).documents()]


Undisturbed = list[tuple[str, str]]


def stored(library: Path) -> int:
    """Return how many documents another process has committed so far."""
    try:
        connection = sqlite3.connect(f"file:{library / 'library.sqlite'}?mode=ro", uri=True)
    except sqlite3.OperationalError:
        return 0
    try:
        return int(connection.execute("SELECT count(*) FROM document").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


def kill(program: "subprocess.Popen[bytes]") -> None:
    program.send_signal(signal.SIGKILL)
    program.communicate(timeout=30)
    assert program.returncode == -signal.SIGKILL


def assert_whole(youju: Youju, files: Path, library: Path, undisturbed: Undisturbed) -> None:
    """The next build finishes; what it leaves is sound and what an undisturbed build makes."""
    before = stored(library)
    ran = youju("build", files, "--library", library)
    assert (ran.status, ran.out) == (0, f"新增 {COUNT - before} · 更新 0 · 未变 {before} · 失败 0\n"), ran.err
    check = youju("check", "--library", library)
    assert (check.status, check.out) == (0, "资料库完好。\n")
    rows = [line.split("\t") for line in youju("list", "--library", library).lines()]
    assert [(row[0], row[3]) for row in rows] == undisturbed
    assert len(rows) == COUNT
    assert youju("ask", "第17社区几点停水", "--library", library).status == 0


def test_a_build_killed_while_reading(
    youju: Youju, files: Path, undisturbed: Undisturbed, tmp_path: Path, wait_until
) -> None:
    library = tmp_path / "library"
    program = start("build", files, "--library", library, cache=tmp_path)
    wait_until(lambda: stored(library) >= 40 or program.poll() is not None, "some documents in the store")
    kill(program)
    assert 40 <= stored(library) < COUNT
    ran = youju("ask", "第17社区几点停水", "--library", library)
    assert ran.status == 1
    assert "还没有索引" in ran.err
    check = youju("check", "--library", library)
    assert (check.status, check.out) == (0, "资料库完好。\n")
    assert "从中断处继续" in check.err
    assert_whole(youju, files, library, undisturbed)


@pytest.mark.slow
def test_a_build_killed_while_encoding(
    youju: Youju, files: Path, undisturbed: Undisturbed, tmp_path: Path, wait_until
) -> None:
    library = tmp_path / "library"
    hold = {"YOUJU_TEST_HOLD": str(tmp_path)}
    program = start("build", files, "--library", library, cache=tmp_path, more=hold)
    wait_until(
        lambda: (tmp_path / "encoding").exists() or program.poll() is not None, "the encoding to begin"
    )
    kill(program)
    assert stored(library) == COUNT
    assert_whole(youju, files, library, undisturbed)


def test_a_build_killed_while_it_writes_the_index(
    youju: Youju, files: Path, undisturbed: Undisturbed, tmp_path: Path, wait_until
) -> None:
    library = tmp_path / "library"
    index = library / "index"
    hold = {"YOUJU_TEST_HOLD": str(tmp_path)}
    program = start("build", files, "--library", library, cache=tmp_path, more=hold)
    wait_until(
        lambda: (tmp_path / "encoding").exists() or program.poll() is not None, "the encoding to begin"
    )
    (tmp_path / "go").touch()
    wait_until(lambda: index.is_dir() and os.listdir(index), "the first file of the index")  # noqa: PTH208
    kill(program)
    assert_whole(youju, files, library, undisturbed)


def test_an_update_that_is_killed_leaves_the_old_index_answering(
    youju: Youju, files: Path, tmp_path: Path, wait_until
) -> None:
    library = tmp_path / "library"
    youju("build", files / "0", files / "1", "--library", library)
    hold = {"YOUJU_TEST_HOLD": str(tmp_path)}
    program = start("build", files, "--library", library, cache=tmp_path, more=hold)
    wait_until(
        lambda: (tmp_path / "encoding").exists() or program.poll() is not None, "the encoding to begin"
    )
    kill(program)
    assert youju("ask", "第14社区几点停水", "--library", library).status == 0
    check = youju("check", "--library", library)
    assert (check.status, check.out) == (0, "资料库完好。\n")
    assert "索引还不是最新的" in check.err
    ran = youju("build", files, "--library", library)
    assert (ran.status, ran.out) == (0, f"新增 0 · 更新 0 · 未变 {COUNT} · 失败 0\n")
    assert youju("check", "--library", library).status == 0


def test_a_second_build_is_told_that_the_library_is_busy_and_readers_go_on(
    youju: Youju, files: Path, tmp_path: Path, wait_until
) -> None:
    library = tmp_path / "library"
    youju("build", files / "0", "--library", library)
    (document, *_) = youju("list", "--library", library).lines()[0].split("\t")
    hold = {"YOUJU_TEST_HOLD": str(tmp_path)}
    program = start("build", files, "--library", library, cache=tmp_path, more=hold)
    try:
        wait_until(lambda: (tmp_path / "encoding").exists() or program.poll() is not None, "the first build")
        second = finish(start("build", files, "--library", library, cache=tmp_path))
        assert (second.status, second.out) == (1, "")
        assert "正在被另一个进程更新" in second.err
        for arguments in (("sync", files), ("remove", document)):
            ran = youju(*arguments, "--library", library)
            assert (ran.status, ran.out) == (1, "")
            assert "正在被另一个进程更新" in ran.err
        assert youju("ask", "第14社区几点停水", "--library", library).status == 0
        assert youju("show", document, "--text", "--library", library).status == 0
        (tmp_path / "go").touch()
    finally:
        first = finish(program)
    assert (first.status, first.out.split(" · ")[0]) == (0, f"新增 {COUNT - 43}")
    assert youju("check", "--library", library).status == 0


@pytest.mark.slow
def test_an_interrupt_from_the_keyboard_ends_with_a_sentence(
    youju: Youju, files: Path, undisturbed: Undisturbed, tmp_path: Path, wait_until
) -> None:
    library = tmp_path / "library"
    hold = {"YOUJU_TEST_HOLD": str(tmp_path)}
    # A shell lets what it runs in the background ignore the signal, and a child inherits that.
    program = start(
        "build",
        files,
        "--library",
        library,
        cache=tmp_path,
        more=hold,
        preexec=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    wait_until(
        lambda: (tmp_path / "encoding").exists() or program.poll() is not None, "the encoding to begin"
    )
    program.send_signal(signal.SIGINT)
    ran = finish(program)
    assert (ran.status, ran.out) == (130, "")
    assert "已中断" in ran.err
    assert "Traceback" not in ran.err
    assert_whole(youju, files, library, undisturbed)


@pytest.mark.slow
def test_a_real_build_that_is_killed_is_finished_by_the_next_real_build(
    files: Path, tmp_path: Path, wait_until, model_cache: Path
) -> None:
    library = tmp_path / "library"
    program = start("build", files, "--library", library, cache=model_cache, program=REAL_PROGRAM)
    wait_until(lambda: stored(library) >= COUNT // 2 or program.poll() is not None, "documents in the store")
    kill(program)
    assert COUNT // 2 <= stored(library) < COUNT
    for command in (("build", files), ("check",), ("ask", "第17社区几点停水", "--json")):
        ran = finish(start(*command, "--library", library, cache=model_cache, program=REAL_PROGRAM), 280)
        assert ran.status == 0, ran.err
    listed = finish(start("list", "--library", library, cache=model_cache, program=REAL_PROGRAM))
    assert len(listed.lines()) == COUNT
