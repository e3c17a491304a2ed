"""The secrets scan of ``make lint``: quick, quiet about what is accepted, and not to be got past."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runner import REPOSITORY

SCRIPT = REPOSITORY / "scripts" / "find_secrets.py"
# Put together here, or the scan would find them in this file.
PLANTED = {
    "settings.py": "pass" + 'word = "Tr0ub4dor-und-3-Katzen"\n',
    "deploy.env": "AWS_ID=" + "AKIA" + "QYLPMN5HFIQR7XYA\n",
    "key.pem": "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIB\n",
    "notes.md": "curl https://guanli:" + "hunter2hunter2@files.example.org/\n",
    "client.js": "const token = '" + "ghp_" + "a1B2" * 9 + "'\n",
}


def scan(folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, SCRIPT, *options, folder], capture_output=True, text=True, check=False
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    if shutil.which("git") is None:
        pytest.skip("no git")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "plain.py").write_text(
        'name = "nothing"\npassword = os.environ["PASSWORD"]\n', encoding="utf-8"
    )
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_secret_ends_it(checkout: Path, name: str) -> None:
    assert scan(checkout).returncode == 0
    (checkout / name).write_text("# first line\n" + PLANTED[name], encoding="utf-8")
    done = scan(checkout)
    assert done.returncode == 1
    assert f"{name}:2: " in done.stdout
    assert PLANTED[name].strip()[-12:] not in done.stdout  # a log must not hold it


@pytest.mark.slow
def test_what_is_accepted_may_move_but_not_change(checkout: Path) -> None:
    file = checkout / "settings.py"
    file.write_text(PLANTED["settings.py"], encoding="utf-8")
    assert scan(checkout, "--accept").returncode == 0
    file.write_text("# moved\n" + PLANTED["settings.py"], encoding="utf-8")
    assert scan(checkout).returncode == 0
    file.write_text(PLANTED["settings.py"].replace("Tr0ub", "Kr1mb"), encoding="utf-8")
    assert scan(checkout).returncode == 1
    assert "Tr0ub" not in (checkout / ".secrets.baseline").read_text(encoding="utf-8")


@pytest.mark.slow
def test_this_repository_holds_none() -> None:
    if not (REPOSITORY / ".git").exists():
        pytest.skip("not a git checkout")
    done = scan(REPOSITORY)
    assert done.returncode == 0, done.stdout + done.stderr
