import stat
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from visitors import PASSWORD, QUICK, user_file

from ui.errors import PasswordFileInvalid
from ui.people import passwords
from ui.people.identity import Identity, Role
from ui.people.passwords import PasswordFile


def test_a_line_a_person(tmp_path: Path) -> None:
    file = user_file(tmp_path)
    lines = file.path.read_text("utf-8").splitlines()
    assert [(line.split(":")[0], *line.split(":")[2:]) for line in lines] == [
        ("guanli", "administrator", ""),
        ("duzhe", "reader", "财政"),
    ]
    assert all(line.split(":")[1].startswith("$argon2id$") for line in lines)
    assert PASSWORD not in file.path.read_text("utf-8")
    assert file.users()["duzhe"].identity == Identity("duzhe", Role.READER, frozenset({"财政"}))


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    file = user_file(tmp_path)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert not file.is_open_to_others()
    file.path.chmod(0o644)
    assert file.is_open_to_others()
    file.remove("duzhe")
    assert not file.is_open_to_others(), "whoever writes it closes it"
    assert [path.name for path in tmp_path.iterdir()] == ["users"], "nothing is left beside it"


def test_a_password_is_verified(tmp_path: Path) -> None:
    file = user_file(tmp_path)
    found = file.verified("duzhe", PASSWORD)
    assert found is not None and found.name == "duzhe"
    assert file.verified("duzhe", PASSWORD + "x") is None
    assert file.verified("duzhe", "") is None
    assert file.verified("nobody", PASSWORD) is None


def test_a_name_of_nobody_takes_a_hash_of_full_strength() -> None:
    assert not PasswordHasher().check_needs_rehash(passwords._NOBODY)


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    server, command = user_file(tmp_path), PasswordFile(tmp_path / "users", QUICK)
    assert "duzhe" in server.users()
    stamp = server.users()["guanli"].stamp
    assert command.remove("duzhe")
    assert not command.remove("duzhe")
    assert list(server.users()) == ["guanli"]
    command.put("guanli", "新的一个很长很长的密码", Role.ADMINISTRATOR, ())
    assert server.users()["guanli"].stamp != stamp


def test_comments_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    file = user_file(tmp_path)
    file.path.write_text("# our people\n\n" + file.path.read_text("utf-8"), "utf-8")
    assert set(file.users()) == {"guanli", "duzhe"}


@pytest.mark.parametrize(
    "line",
    [
        "wang",
        "wang:plain text:reader:",
        "wang:$2b$12$abcdefghijklmnopqrstuv:reader:",
        "wang:$argon2id$x:owner:",
        "wang:$argon2id$x:reader:a b",
        "wang:$argon2id$x:reader:a:b",
        ":$argon2id$x:reader:",
        "duzhe:$argon2id$x:reader:\nduzhe:$argon2id$x:administrator:",
    ],
)
def test_a_line_that_cannot_be_read_closes_the_whole_file(tmp_path: Path, line: str) -> None:
    file = user_file(tmp_path)
    file.path.write_text(f"{line}\n", "utf-8")
    with pytest.raises(PasswordFileInvalid, match="行"):
        file.users()


@pytest.mark.parametrize(
    ("name", "password", "groups"),
    [
        ("a b", PASSWORD, ()),
        ("a:b", PASSWORD, ()),
        ("", PASSWORD, ()),
        ("#a", PASSWORD, ()),
        ("a\u202eb", PASSWORD, ()),
        ("a\nroot", PASSWORD, ()),
        ("wang", "short", ()),
        ("wang", "x" * 257, ()),
        ("wang", PASSWORD, ("a,b",)),
        ("wang", PASSWORD, ("a:b",)),
    ],
)
def test_what_would_break_a_line_is_not_written(
    tmp_path: Path, name: str, password: str, groups: tuple[str, ...]
) -> None:
    file = user_file(tmp_path)
    before = file.path.read_bytes()
    with pytest.raises(PasswordFileInvalid):
        file.put(name, password, Role.READER, groups)
    assert file.path.read_bytes() == before
