"""The systemd unit and the container file, as far as they can be looked at without being run."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from cli_runner import REPOSITORY

UNIT = REPOSITORY / "deploy" / "youju.service"
CONTAINER = REPOSITORY / "deploy" / "Containerfile"
MOST_EXPOSED = 2.0  # of 10, as systemd-analyze has it


def analyze(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze")
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "youju.service"
    text = UNIT.read_text(encoding="utf-8")
    # The program and the account are there once they are installed.
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.M)
    text = re.sub(r"^(User|Group)=youju$", r"\1=root", text, flags=re.M)
    unit.write_text(text, encoding="utf-8")
    done = analyze("verify", unit)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_gives_nothing_away() -> None:
    done = analyze("security", "--offline=yes", "--no-pager", UNIT)
    exposure = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert exposure is not None, done.stdout + done.stderr
    assert float(exposure[1]) <= MOST_EXPOSED


def test_what_the_unit_sets_is_known() -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(UNIT.read_text(encoding="utf-8"))
    known = set(
        re.findall(r'"(YOUJU_[A-Z_]+)"', (REPOSITORY / "ui" / "settings.py").read_text(encoding="utf-8"))
    )
    for text in (UNIT.read_text(encoding="utf-8"), CONTAINER.read_text(encoding="utf-8")):
        assert set(re.findall(r"YOUJU_[A-Z_]+", text)) <= known
    assert unit["Service"]["ExecStart"].endswith("/youju serve")


def test_the_container_takes_all_that_is_installed() -> None:
    text = CONTAINER.read_text(encoding="utf-8")
    for name in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.M):
        for part in name.split():
            assert (REPOSITORY / part).exists(), part
    assert {"corpus", "index", "bot", "evaluation", "ui"} <= set(re.findall(r"^COPY (\w+) \1$", text, re.M))
    assert "USER 10001" in text
