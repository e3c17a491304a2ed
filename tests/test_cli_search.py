"""What limits a question, and the aliases of a library, from the command line."""

import json
from pathlib import Path

import pytest
from cli_runner import Youju

FILES = {
    "水.txt": "停水通知\n发布机构：望川县自来水公司\n发布日期：2024-05-01\n因管道检修，城关镇今晚八点到十点停水。\n",
    "电.txt": "停水通知\n发布机构：广东省供水公司\n发布日期：2023-05-01\n因水源检修，白塔镇明早六点到八点停水。\n",
}


@pytest.fixture
def library(tmp_path: Path, youju: Youju) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert youju("build", folder, "--library", tmp_path / "library").status == 0
    return tmp_path / "library"


def sources(youju: Youju, library: Path, *limits: str) -> set[str]:
    ran = youju("ask", "几点停水", "--json", "--library", library, *limits)
    assert ran.status == 0, ran.err
    return {quote["source"] for quote in json.loads(ran.out)["quotes"]}


def test_questions_are_limited(youju: Youju, library: Path) -> None:
    assert sources(youju, library) == {"水.txt", "电.txt"}
    assert sources(youju, library, "--region", "广东") == {"电.txt"}
    assert sources(youju, library, "--issuer", "自来水") == {"水.txt"}
    assert sources(youju, library, "--from", "2024-01-01") == {"水.txt"}
    assert sources(youju, library, "--to", "2023年12月31日", "--state", "current") == {"电.txt"}
    assert sources(youju, library, "--state", "repealed") == set()


@pytest.mark.parametrize(
    ("limits", "status", "message"),
    [
        (("--from", "昨天"), 2, "不是日期"),
        (("--state", "gone"), 2, "用法错误"),
        (("--from", "2024-01-02", "--to", "2024-01-01"), 2, "晚于"),
        (("--document", "no-such-id"), 1, "no-such-id"),
    ],
)
def test_wrong_limits_are_told(
    youju: Youju, library: Path, limits: tuple[str, ...], status: int, message: str
) -> None:
    ran = youju("ask", "几点停水", "--library", library, *limits)
    assert (ran.status, ran.out) == (status, "")
    assert message in ran.err


def test_aliases_are_added_listed_and_removed(youju: Youju, library: Path) -> None:
    assert youju("alias", "list", "--library", library).out == ""
    assert youju("alias", "add", "望川", "望川县", "--library", library).status == 0
    assert youju("alias", "list", "--library", library).out == "望川 = 望川县\n"
    assert youju("alias", "remove", "望川", "--library", library).status == 0
    assert youju("alias", "list", "--library", library).out == ""
    assert youju("alias", "remove", "望川", "--library", library).status == 1
    assert youju("alias", "remove", "--library", library).status == 2
    assert youju("alias", "add", "只有一个", "--library", library).status == 2


def test_a_wrong_line_of_the_file_is_named(youju: Youju, library: Path) -> None:
    (library / "aliases.txt").write_text("望川 = 望川县\n望川\n", encoding="utf-8")
    for arguments in (("alias", "list"), ("ask", "几点停水")):
        ran = youju(*arguments, "--library", library)
        assert ran.status == 2
        assert "第 2 行" in ran.err
