"""The program that users start, with its model in a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli_runner import finish, start

pytestmark = pytest.mark.slow

Poll = Callable[[Callable[[], object], str], None]
PROGRAM = (sys.executable, "-c", "from ui.program import main; main()")
QUESTION = "荔湾区2013-2015年给黔南州划拨了多少资金？"


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def server(model_cache: Path, port: int, wait_until: Poll) -> Iterator["subprocess.Popen[bytes]"]:
    program = start("serve", "--port", str(port), cache=model_cache, program=PROGRAM)

    def ready() -> bool:
        assert program.poll() is None, finish(program).err
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    wait_until(ready, "the server is ready")
    yield program
    program.kill()
    program.communicate()


def children(pid: int) -> list[int]:
    return [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text(encoding="ascii").split()
    ]


def has_torch(pid: int) -> bool:
    return "libtorch" in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace")


def ask(port: int) -> dict[str, object]:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/ask",
        json.dumps({"question": QUESTION}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=120) as response:
        answer: dict[str, object] = json.load(response)
    return answer


def test_only_the_encoding_process_has_the_model(server: "subprocess.Popen[bytes]", port: int) -> None:
    assert ask(port)["status"] == "answered"
    assert not has_torch(server.pid)
    assert [has_torch(child) for child in children(server.pid)] == [True]


def test_a_killed_encoder_costs_no_answer(server: "subprocess.Popen[bytes]", port: int) -> None:
    before = ask(port)
    (encoder,) = children(server.pid)
    os.kill(encoder, signal.SIGKILL)
    again = ask(port)
    assert (again["status"], again["quotes"]) == (before["status"], before["quotes"])


def test_interrupted_it_leaves_nothing_running(server: "subprocess.Popen[bytes]", wait_until: Poll) -> None:
    left = children(server.pid)
    server.send_signal(signal.SIGINT)
    _, said = server.communicate(timeout=60)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left), "no process is left")
    assert server.returncode == 130
    assert "Traceback" not in said.decode()


def test_wrong_usage_is_told_and_leaves_nothing(model_cache: Path) -> None:
    ran = finish(start("serve", "--port", "0", cache=model_cache, program=PROGRAM))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("用法错误")
