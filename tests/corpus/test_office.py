"""LibreOffice as a helper: converts, fetches nothing, is stopped, and is asked for by its one command."""

import http.server
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import DamagedFile, HelperMissing, ReadingTooLong
from corpus.parse.docx.parser import parse_docx
from corpus.parse.office import convert

GOLDEN = Path(__file__).parents[1] / "golden"
NEEDS_OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """A web server, and the paths that it was asked for; the first item is its address."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        paths.append(f"http://127.0.0.1:{server.server_port}")
        yield paths
        server.shutdown()


@pytest.mark.slow
@NEEDS_OFFICE
def test_a_file_is_converted() -> None:
    made = convert((GOLDEN / "letter.wps").read_bytes(), "doc", "docx")
    assert "关于商请提供桥梁检测资料的函" in [block.text for block in parse_docx(made).blocks]


@pytest.mark.slow
@NEEDS_OFFICE
def test_nothing_is_fetched(asked: list[str]) -> None:
    page = f'<html><body><img src="{asked[0]}/picture.png"></body></html>'
    with pytest.raises(DamagedFile):  # LibreOffice has no way from html to docx, but opens the page
        convert(page.encode(), "html", "docx")
    assert asked[1:] == []


def test_without_it_the_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(HelperMissing, match="apt-get install libreoffice-writer-nogui"):
        convert(b"x", "doc", "docx")


def _program(folder: Path, script: str) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    program.chmod(0o755)


def test_a_program_that_hangs_is_stopped_with_its_children(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _program(tmp_path, f"sleep 600 & echo $! > {tmp_path}/child; wait")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(ReadingTooLong):
        convert(b"x", "doc", "docx", patience=0.5)
    child = Path("/proc") / (tmp_path / "child").read_text().strip()
    until = time.monotonic() + 20
    while _runs(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(child)


def _runs(process: Path) -> bool:
    try:
        return ") Z" not in (process / "stat").read_text()
    except OSError:
        return False


def test_a_program_that_makes_nothing_means_a_damaged_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _program(tmp_path, "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(DamagedFile):
        convert(b"x", "doc", "docx")


def test_the_callers_environment_stays_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _program(tmp_path, f"env > {tmp_path}/env; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("YOUJU_SECRET", "x")
    with pytest.raises(DamagedFile):
        convert(b"x", "doc", "docx")
    assert "YOUJU" not in (tmp_path / "env").read_text()
