import io
from pathlib import Path

import pytest
from cli_runner import Youju
from visitors import PASSWORD

from ui.people.passwords import PasswordFile


@pytest.fixture
def path(tmp_path: Path, youju: Youju, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "people" / "users"
    monkeypatch.setenv("YOUJU_PASSWORD_FILE", str(path))
    return path


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_add_list_change_and_remove(youju: Youju, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, f"{PASSWORD}\n")
    added = youju("user", "add", "wang", "--role", "administrator", "--group", "财政", "--group", "民政")
    assert (added.status, added.out) == (0, "已添加 wang\n")
    assert youju("user", "list").out == "wang\tadministrator\t财政,民政\n"
    file = PasswordFile(path)
    assert file.verified("wang", PASSWORD)
    typed(monkeypatch, "另外一个很长很长的密码\n")
    assert youju("user", "password", "wang").status == 0
    assert not file.verified("wang", PASSWORD)
    assert file.users()["wang"].groups == ("财政", "民政")
    assert youju("user", "remove", "wang").status == 0
    assert youju("user", "list").out == ""


def test_what_cannot_be_done_is_told(youju: Youju, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "short\n")
    short = youju("user", "add", "wang")
    assert short.status == 1 and "10 到 256" in short.err
    assert not path.exists()
    assert youju("user", "remove", "wang").status == 1
    assert youju("user", "password", "wang").status == 1
    typed(monkeypatch, f"{PASSWORD}\n{PASSWORD}\n")
    assert youju("user", "add", "wang").status == 0
    again = youju("user", "add", "wang")
    assert again.status == 2 and "已有用户" in again.err


def test_the_file_must_be_named(youju: Youju) -> None:
    ran = youju("user", "list")
    assert ran.status == 2 and "YOUJU_PASSWORD_FILE" in ran.err


def test_others_are_not_served_without_signing_in(youju: Youju, tmp_path: Path) -> None:
    document = tmp_path / "通知.txt"
    document.write_text("临溪区关于户厕改造的通知\n每户补助500元。\n", "utf-8")
    youju("build", document, "--library", tmp_path / "library")
    for host in ("0.0.0.0", "::", "192.0.2.1", "youju.example"):
        ran = youju("serve", "--library", tmp_path / "library", "--host", host)
        assert (ran.status, ran.out) == (2, "")
        assert "没有启用登录" in ran.err and "YOUJU_SIGN_IN" in ran.err
