"""Wrong usage, spoilt libraries, hostile files: one sentence on standard error and the right exit status."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_runner import Ran, Youju, finish, start

LONG = "长" * 100_000


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("停水", "停电", "封路"):
        (folder / f"{name}.txt").write_text(f"{name}通知\n城关镇今晚八点到十点{name}。\n", encoding="utf-8")
    return folder


@pytest.fixture
def library(youju: Youju, files: Path, tmp_path: Path) -> Path:
    assert youju("build", files, "--library", tmp_path / "library").status == 0
    return tmp_path / "library"


def assert_one_sentence(ran: Ran, status: int) -> None:
    assert (ran.status, ran.out) == (status, "")
    assert "Traceback" not in ran.err
    assert any("\u4e00" <= c <= "\u9fff" for c in ran.err)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nope"], "nope"),
        (["build"], "PATH"),
        (["build", "{tmp}/nowhere"], "没有这个文件或文件夹"),
        (["show"], "DOC"),
        (["remove"], "DOC"),
        (["list", "--jsom"], "--jsom"),
        (["ask"], "二者取一"),
        (["ask", "问题", "--batch", "x.jsonl"], "二者取一"),
        (["ask", ""], "请先输入"),
        (["ask", " \u3000\n"], "请先输入"),
        (["ask", "？！。"], "请先输入"),
        (["ask", LONG], "问题太长（100000 字）"),
        (["ask", "问题", "--top", "0"], "top"),
        (["ask", "问题", "--top", "many"], "top"),
        (["ask", "--batch", "{tmp}/nowhere.jsonl"], "无法读取"),
        (["ask", "--batch", "{tmp}"], "无法读取"),
        (["serve", "--port", "99999"], "port"),
        (["show", "x", "--version", "one"], "version"),
    ],
    ids=lambda value: None if isinstance(value, str) else " ".join(value)[:30],
)
def test_wrong_usage_is_status_2(
    youju: Youju, library: Path, tmp_path: Path, arguments: list[str], told: str
) -> None:
    ready = [argument.replace("{tmp}", str(tmp_path)) for argument in arguments]
    if ready[0] == "ask":
        ready += ["--library", str(library)]
    ran = youju(*ready)
    assert_one_sentence(ran, 2)
    assert told in ran.err
    assert len(ran.err) < 500


def test_no_arguments_at_all_give_the_help_and_status_2(youju: Youju) -> None:
    ran = youju()
    assert ran.status == 2
    assert "build" in ran.out + ran.err


@pytest.mark.parametrize(
    ("name", "value"), [("YOUJU_PORT", "abc"), ("YOUJU_LANG", "fr"), ("YOUJU_MAX_FILE_MB", "0")]
)
def test_a_setting_that_cannot_be_is_status_2(
    youju: Youju, library: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    ran = youju("list", "--library", library)
    assert_one_sentence(ran, 2)
    assert name in ran.err


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        "3",
        '"问题"',
        "null",
        "{}",
        '{"question": 3}',
        '{"question": null}',
        '{"question": "问", "history": [{"role": "user"}]}',
        '{"question": "问", "history": "text"}',
        '{"question": "问", "history": 5}',
        '{"question": "问"} {"question": "二"}',
        '{"question": "问", "id": ' + "1" * 5000 + "}",
        "[" * 50_000,
    ],
    ids=lambda line: line[:30],
)
def test_a_bad_line_of_a_batch_is_named_before_anything_is_answered(
    youju: Youju, library: Path, tmp_path: Path, line: str
) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(
        json.dumps({"id": 1, "question": "今晚哪里停水"}) + "\n\n" + line + "\n", encoding="utf-8"
    )
    ran = youju("ask", "--batch", path, "--json", "--library", library)
    assert_one_sentence(ran, 2)
    assert "第 3 行" in ran.err


def test_a_batch_in_another_encoding_is_refused(youju: Youju, library: Path, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes('{"question": "城关镇今晚几点停水"}'.encode("gbk"))
    assert_one_sentence(youju("ask", "--batch", tmp_path / "in.jsonl", "--json", "--library", library), 2)


@pytest.mark.parametrize("command", [["list"], ["show", "x"], ["remove", "x"], ["ask", "问题"], ["check"]])
def test_where_there_is_no_library_every_command_says_so(
    youju: Youju, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "nowhere", tmp_path / "empty"):
        ran = youju(*command, "--library", folder)
        assert_one_sentence(ran, 1)
        assert "youju build" in ran.err
    assert not (tmp_path / "nowhere").exists()
    assert list((tmp_path / "empty").iterdir()) == []


def test_an_empty_library_says_so(youju: Youju, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    ran = youju("build", tmp_path / "nothing", "--library", tmp_path / "library")
    assert (ran.status, ran.out) == (0, "新增 0 · 更新 0 · 未变 0 · 失败 0\n")
    ran = youju("ask", "今晚哪里停水", "--library", tmp_path / "library")
    assert_one_sentence(ran, 1)
    assert "还没有文件" in ran.err
    assert youju("list", "--library", tmp_path / "library").out == ""
    assert youju("list", "--json", "--library", tmp_path / "library").out == "[]\n"
    assert youju("check", "--library", tmp_path / "library").status == 0


def test_a_folder_that_holds_other_things_is_never_taken_for_a_library(youju: Youju, files: Path) -> None:
    before = sorted(p.name for p in files.iterdir())
    ran = youju("build", files, "--library", files)
    assert_one_sentence(ran, 1)
    assert "另选" in ran.err
    assert sorted(p.name for p in files.iterdir()) == before
    ran = youju("build", files, "--library", files / "停水.txt")
    assert_one_sentence(ran, 1)


def replace_database(library: Path, content: bytes) -> None:
    for path in library.glob("library.sqlite*"):
        path.unlink()
    (library / "library.sqlite").write_bytes(content)


def spoil_pages(library: Path) -> None:
    connection = sqlite3.connect(library / "library.sqlite")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray((library / "library.sqlite").read_bytes())
    for page in range(4096, len(content), 4096):
        content[page : page + 4096] = os.urandom(4096)
    replace_database(library, bytes(content))


def cut(library: Path) -> None:
    replace_database(library, (library / "library.sqlite").read_bytes()[:5000])


def put_a_folder(library: Path) -> None:
    replace_database(library, b"")
    (library / "library.sqlite").unlink()
    (library / "library.sqlite").mkdir()


SPOILT: dict[str, Callable[[Path], None]] = {
    "garbage": lambda library: replace_database(library, b"\xa5garbage" * 4000),
    "empty": lambda library: replace_database(library, b""),
    "pages": spoil_pages,
    "cut": cut,
    "folder": put_a_folder,
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_database_is_said_to_be_so_by_every_command(
    youju: Youju, files: Path, library: Path, how: str
) -> None:
    SPOILT[how](library)
    for command in (
        ["list"],
        ["show", "abc"],
        ["remove", "abc"],
        ["ask", "今晚哪里停水"],
        ["build", str(files)],
    ):
        ran = youju(*command, "--library", library)
        assert_one_sentence(ran, 1)
        assert str(library) in ran.err or "资料库" in ran.err
    ran = youju("check", "--library", library)
    assert ran.status == 1
    assert "Traceback" not in ran.err
    assert ran.out or ran.err


@pytest.mark.parametrize(
    "file", ["segments/*/segment.safetensors", "0*/dead.safetensors", "0*/manifest.json"]
)
def test_a_cut_index_is_told_by_ask_and_repaired_by_build(
    youju: Youju, files: Path, library: Path, file: str
) -> None:
    (path,) = (library / "index").glob(file)
    path.write_bytes(path.read_bytes()[:-20])
    ran = youju("ask", "今晚哪里停水", "--library", library)
    assert_one_sentence(ran, 1)
    assert "索引已损坏" in ran.err
    assert "youju check --repair" in ran.err
    ran = youju("check", "--library", library)
    assert ran.status == 1
    assert "索引" in ran.out
    assert youju("build", files, "--library", library).status == 0
    assert youju("check", "--library", library).status == 0
    assert youju("ask", "今晚哪里停水", "--library", library).status == 0


def test_check_names_the_fault_on_standard_output_and_fails(youju: Youju, library: Path) -> None:
    shutil.rmtree(library / "originals")
    ran = youju("check", "--library", library)
    assert ran.status == 1
    assert len(ran.lines()) == 3
    assert all("原件缺失" in line for line in ran.lines())


def test_a_huge_file_is_refused_at_once_and_the_others_are_read(
    youju: Youju, files: Path, tmp_path: Path
) -> None:
    with (files / "huge.txt").open("wb") as file:
        file.write("政府工作报告".encode())
        file.truncate(200 * 2**20)
    ran = youju("build", files, "--library", tmp_path / "library")
    assert (ran.status, ran.out) == (0, "新增 3 · 更新 0 · 未变 0 · 失败 1\n")
    assert "文件过大（200 MB），上限 64 MB" in ran.err


def test_an_unreadable_folder_is_listed_and_the_rest_is_built(
    files: Path, tmp_path: Path, obey_permissions: Callable[[], None] | None
) -> None:
    closed = files / "closed"
    closed.mkdir()
    (closed / "a.txt").write_text("不许读的文件。", encoding="utf-8")
    (files / "停电.txt").chmod(0)
    closed.chmod(0)
    try:
        arguments = (files, "--library", tmp_path / "library")
        other = ("build", closed, "--library", tmp_path / "other")
        both = [
            start("build", *arguments, cache=tmp_path, preexec=obey_permissions),
            start(*other, cache=tmp_path, preexec=obey_permissions),
        ]
        build, alone = map(finish, both)
        sync = finish(start("sync", *arguments, cache=tmp_path, preexec=obey_permissions))
    finally:
        closed.chmod(0o755)
    assert (build.status, build.out) == (0, "新增 2 · 更新 0 · 未变 0 · 失败 2\n"), build.err
    assert build.err.count("没有读取权限") == 2
    assert "closed" in build.err
    assert (sync.status, sync.out) == (0, "新增 0 · 更新 0 · 未变 2 · 失败 2\n"), sync.err
    assert (alone.status, alone.out) == (1, "新增 0 · 更新 0 · 未变 0 · 失败 1\n")


def test_a_library_that_may_not_be_written_says_so(
    files: Path, library: Path, tmp_path: Path, obey_permissions: Callable[[], None] | None
) -> None:
    parent = tmp_path / "parent"
    parent.mkdir()
    parent.chmod(0o555)
    try:
        ran = finish(
            start("build", files, "--library", parent / "library", cache=tmp_path, preexec=obey_permissions)
        )
    finally:
        parent.chmod(0o755)
    assert_one_sentence(Ran(ran.status, ran.out, ran.err), 1)


@pytest.mark.slow
def test_a_taken_port_is_told_at_once(library: Path, tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = finish(start("serve", "--port", str(port), "--library", library, cache=tmp_path))
    assert_one_sentence(ran, 1)
    assert f"端口 {port} 已被占用" in ran.err


@pytest.mark.slow
def test_serving_a_library_that_is_not_there_fails(tmp_path: Path) -> None:
    ran = finish(
        start("serve", "--port", "0" * 0 + "18761", "--library", tmp_path / "nowhere", cache=tmp_path)
    )
    assert_one_sentence(ran, 1)
    assert "里没有资料库" in ran.err
