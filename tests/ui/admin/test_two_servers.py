"""Two servers, processes of their own, over one library: uploads are read once, signing out counts everywhere."""

import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from argon2 import PasswordHasher
from cli_runner import PROGRAM, environment

from ui.people.identity import Role
from ui.people.passwords import PasswordFile

pytestmark = pytest.mark.slow

Poll = Callable[[Callable[[], object], str], None]
PASSWORD = "望溪县的一个长长的密码"
NOTICE = "停气通知\n发布机构：燃气公司\n因管网检修，桃源镇后天九点到十一点停气，请居民关好阀门。\n"


@dataclass(frozen=True)
class Server:
    """One of the two."""

    program: "subprocess.Popen[bytes]"
    client: httpx2.Client
    log: Path
    stack: ExitStack

    def kill(self) -> None:
        self.program.send_signal(signal.SIGKILL)
        self.program.wait(30)

    def sign_in(self) -> httpx2.Client:
        """Return a client who has signed in here."""
        client = self.stack.enter_context(httpx2.Client(base_url=self.client.base_url, timeout=30))
        answer = client.post("/login", data={"name": "guanli", "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client


@pytest.fixture
def pair(tmp_path: Path, built: Path, wait_until: Poll) -> Iterator[Callable[..., Server]]:
    """Return a function that starts one more server over the library."""
    file = PasswordFile(tmp_path / "users", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    file.put("guanli", PASSWORD, Role.ADMINISTRATOR, ())
    library = tmp_path / "library"
    subprocess.run(["cp", "-r", built, library], check=True)
    with ExitStack() as stack:

        def start(**more: str) -> Server:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            people = {"YOUJU_SIGN_IN": "password", "YOUJU_PASSWORD_FILE": str(tmp_path / "users")}
            log = tmp_path / f"{port}.log"
            with log.open("wb") as written:
                program = subprocess.Popen(
                    [*PROGRAM, "serve", "--library", str(library), "--port", str(port)],
                    env=environment(tmp_path / "cache", people | more),
                    stdout=written,
                    stderr=written,
                )
            stack.callback(program.wait, 30)
            stack.callback(program.kill)
            client = stack.enter_context(httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30))
            wait_until(lambda: _is_ready(client), f"the server is ready: {log.read_text()}")
            return Server(program, client, log, stack)

        yield start


def _is_ready(client: httpx2.Client) -> bool:
    try:
        return client.get("/readyz").status_code == 200
    except httpx2.TransportError:
        return False


def upload(client: httpx2.Client, name: str, text: str = NOTICE) -> str:
    answer = client.post("/api/documents", files={"file": (name, text.encode())})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def job(client: httpx2.Client, job_id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/jobs/{job_id}").json()
    return found


def test_what_either_takes_in_is_read_once_and_answered_by_both(
    pair: Callable[..., Server], wait_until: Poll
) -> None:
    one, two = pair().sign_in(), pair().sign_in()
    texts = [
        NOTICE.replace("桃源镇", f"{town}镇") for town in ("柳河", "清溪", "石桥", "双塔", "松林", "沙湾")
    ]
    jobs = [upload((one, two)[n % 2], f"通知{n}.txt", text) for n, text in enumerate(texts)]
    for n, id in enumerate(jobs):
        wait_until(lambda id=id: job(one, id)["state"] in ("done", "failed"), f"upload {n} is over")  # type: ignore[misc]
    # Read twice, it would be "unchanged", or a second version.
    assert [job(two, id)["outcome"] for id in jobs] == ["added"] * len(jobs)
    for client in (one, two):
        listed = {row["source"]: row["version"] for row in client.get("/api/documents").json()["documents"]}
        assert {listed[f"通知{n}.txt"] for n in range(6)} == {1}
        answer = client.post("/api/ask", json={"question": "石桥镇几点停气"}).json()
        assert "石桥镇" in answer["quotes"][0]["text"]


def test_the_other_goes_on_with_what_a_killed_one_was_reading(
    pair: Callable[..., Server], tmp_path: Path, wait_until: Poll
) -> None:
    hold = tmp_path / "hold"
    hold.mkdir()
    doomed = pair(YOUJU_TEST_HOLD=str(hold))
    client = doomed.sign_in()
    id = upload(client, "停气通知.txt")
    wait_until((hold / "encoding").exists, "the upload is being read")
    survivor = pair()
    watcher = survivor.sign_in()
    assert job(watcher, id)["state"] == "reading"
    waiting = upload(watcher, "改期通知.txt", NOTICE.replace("停气", "改期"))
    assert job(watcher, waiting)["state"] == "waiting"
    doomed.kill()
    wait_until(lambda: job(watcher, id)["state"] == "done", "the survivor has read it")
    wait_until(lambda: job(watcher, waiting)["state"] == "done", "and its own")
    listed = watcher.get("/api/documents").json()["documents"]
    assert [row["version"] for row in listed if row["source"] == "停气通知.txt"] == [1]
    assert "停气" in watcher.post("/api/ask", json={"question": "桃源镇几点停气"}).json()["quotes"][0]["text"]


def test_who_signs_out_of_one_is_out_of_both(pair: Callable[..., Server]) -> None:
    one, two = pair(), pair()
    client = one.sign_in()
    cookie = {"Cookie": f"youju_session={client.cookies['youju_session']}"}
    for server in (one, two):
        assert server.client.get("/api/documents", headers=cookie).status_code == 200
    assert client.post("/logout").status_code == 303
    for server in (one, two):
        assert server.client.get("/api/documents", headers=cookie).status_code == 401
    assert two.sign_in().get("/api/documents").status_code == 200
    for server in (one, two):
        assert not re.search("Traceback|ERROR", server.log.read_text(encoding="utf-8"))
