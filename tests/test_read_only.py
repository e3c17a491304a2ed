"""A library in a folder that can't be written to: asked as any other, and never changed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli_runner import Ran, Youju, finish, start

Ask = Callable[..., Ran]


@pytest.fixture
def closed(youju: Youju, tmp_path: Path) -> Iterator[Path]:
    files, library = tmp_path / "files", tmp_path / "library"
    files.mkdir()
    (files / "a.txt").write_text("停水通知\n城关镇今晚八点到十点停水。\n", encoding="utf-8")
    youju("build", files, "--library", library)
    every = [library, *library.rglob("*")]
    for path in every:
        path.chmod(path.stat().st_mode & 0o555)
    yield library
    for path in every:
        if path.exists():
            path.chmod(path.stat().st_mode | 0o200)


@pytest.fixture
def ran(closed: Path, tmp_path: Path, obey_permissions: Callable[[], None] | None) -> Ask:
    def run(*arguments: str | Path) -> Ran:
        program = start(*arguments, "--library", closed, cache=tmp_path, preexec=obey_permissions)
        return finish(program)

    return run


def test_it_is_asked_listed_and_checked(ran: Ask) -> None:
    answered = json.loads(ran("ask", "城关镇几点停水", "--json").out)
    assert "八点到十点" in answered["quotes"][0]["text"]
    assert len(ran("list").lines()) == 1
    assert ran("check").out == "资料库完好。\n"


def test_what_would_change_it_is_refused_in_a_sentence(ran: Ask, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "library").rglob("*")}
    document = ran("list").out.split("\t")[0]
    for arguments in (("build", tmp_path / "files"), ("remove", document), ("backup", tmp_path / "all.tar")):
        refused = ran(*arguments)
        assert refused.status == 1, arguments
        assert "只读" in refused.err, refused.err
        assert "Traceback" not in refused.err
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "library").rglob("*")} == before
