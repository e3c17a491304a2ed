"""Reading processes: real ones, that are starved, stopped and killed."""

import hashlib
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from corpus.handover import Reading
from corpus.isolate import IsolatedReaders
from corpus.process import Limits

TEXT = "停水通知\n城关镇今晚八点到十点停水。\n"
LIMIT = 64 * 2**20
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits are those of POSIX")


def read(readers: IsolatedReaders, path: Path, begun: threading.Event | None = None) -> list[Reading]:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return readers.read(path, path.name, sha256, LIMIT, lambda done, total: begun.set() if begun else None)


def write(path: Path, content: str = TEXT) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def children() -> set[int]:
    """Return the ids of the processes that this one has started and that still run."""
    mine = os.getpid()
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue  # it ended meanwhile
        if int(parent) == mine and state != "Z":
            found.add(int(stat.parent.name))
    return found


def test_a_file_is_read_in_another_process_as_it_would_be_in_this_one(tmp_path: Path) -> None:
    from corpus.read import read as read_here

    path = write(tmp_path / "通知.txt")
    with IsolatedReaders(1) as readers:
        (reading,) = read(readers, path)
    assert reading.draft == read_here(path.read_bytes(), "通知.txt")
    assert reading.spans == ((0, len(TEXT) - 1),)
    assert reading.failure is None


def test_processes_are_kept_for_the_next_file_and_end_with_the_pool(tmp_path: Path) -> None:
    before = children()
    with IsolatedReaders(1) as readers:
        read(readers, write(tmp_path / "a.txt"))
        first = children() - before
        read(readers, write(tmp_path / "b.txt"))
        assert children() - before == first
        assert len(first) == 1
    assert children() - before == set()


def test_a_silent_process_is_stopped_and_the_next_file_is_read(tmp_path: Path) -> None:
    slow = write(tmp_path / "slow.txt", "一行字，说一件小事。\n" * 600_000)
    with IsolatedReaders(1, Limits(silence=0.05)) as impatient:
        (reading,) = read(impatient, slow)
        assert reading.failure is not None
        assert (reading.failure.path, reading.failure.code) == ("slow.txt", "reading_too_long")
    with IsolatedReaders(1, Limits(total=0.05)) as impatient:
        (reading,) = read(impatient, slow)
        assert reading.failure is not None
        assert reading.failure.code == "reading_too_long"


def test_a_process_without_memory_loses_its_file_only(tmp_path: Path) -> None:
    big = write(tmp_path / "big.txt", "".join(f"第{i}行字，说一件小事。\n" for i in range(1_500_000)))
    with IsolatedReaders(1, Limits(memory=450 * 2**20)) as readers:
        (reading,) = read(readers, big)
        assert reading.failure is not None
        assert reading.failure.code in {"reading_too_big", "reading_crashed"}
        (reading,) = read(readers, write(tmp_path / "a.txt"))
        assert reading.draft is not None


def test_a_killed_process_loses_its_file_only(tmp_path: Path) -> None:
    before = children()
    slow = write(tmp_path / "slow.txt", "一行字，说一件小事。\n" * 600_000)
    with IsolatedReaders(1) as readers:
        read(readers, write(tmp_path / "a.txt"))
        (process,) = children() - before
        found: list[Reading] = []
        begun = threading.Event()
        thread = threading.Thread(target=lambda: found.extend(read(readers, slow, begun)))
        thread.start()
        assert begun.wait(60)
        os.kill(process, signal.SIGABRT)
        thread.join(60)
        assert [r.failure and r.failure.code for r in found] == ["reading_crashed"]
        (reading,) = read(readers, write(tmp_path / "b.txt"))
        assert reading.draft is not None


def test_closing_ends_what_is_being_read_at_once(tmp_path: Path) -> None:
    slow = write(tmp_path / "slow.txt", "一行字，说一件小事。\n" * 600_000)
    readers = IsolatedReaders(1)
    read(readers, write(tmp_path / "a.txt"))
    found: list[Reading] = []
    begun = threading.Event()
    thread = threading.Thread(target=lambda: found.extend(read(readers, slow, begun)))
    thread.start()
    assert begun.wait(60)
    started = time.monotonic()
    readers.close()
    thread.join(60)
    assert time.monotonic() - started < 5
    assert [r.failure is not None for r in found] == [True]


def test_who_reads_hears_of_the_end_though_it_was_busy_when_the_pool_was_closed(tmp_path: Path) -> None:
    """Its pipe must not be closed under it: it would wait for the pipe's end until its patience is over."""
    slow = write(tmp_path / "slow.txt", "一行字，说一件小事。\n" * 600_000)
    readers = IsolatedReaders(1)
    before = children()
    begun, go_on = threading.Event(), threading.Event()
    found: list[Reading] = []

    def progress(done: int, total: int) -> None:
        begun.set()
        assert go_on.wait(60)

    sha256 = hashlib.sha256(slow.read_bytes()).hexdigest()
    thread = threading.Thread(
        target=lambda: found.extend(readers.read(slow, slow.name, sha256, LIMIT, progress))
    )
    thread.start()
    assert begun.wait(60)
    closer = threading.Thread(target=readers.close)
    closer.start()
    until = time.monotonic() + 60
    while children() - before and time.monotonic() < until:
        time.sleep(0.01)
    closer.join(0.5)  # what it does besides, it has done by now
    go_on.set()
    thread.join(20)
    closer.join(20)
    assert not thread.is_alive() and not closer.is_alive()
    assert [reading.failure is not None for reading in found] == [True]


def test_a_file_that_changes_under_the_reader_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    with IsolatedReaders(1) as readers:
        (reading,) = readers.read(path, "a.txt", "0" * 64, LIMIT)
    assert reading.failure is not None
    assert "正在被改动" in reading.failure.reason


def test_a_folder_named_like_the_package_is_not_taken_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "__init__.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with IsolatedReaders(1) as readers:
        (reading,) = read(readers, write(tmp_path / "a.txt"))
    assert reading.draft is not None
