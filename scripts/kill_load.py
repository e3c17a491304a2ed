"""Kill servers and builders at random moments while people ask, and prove each time that nothing was lost.

    python scripts/kill_load.py --suite policy --rounds 100

Each round: people ask a server while a builder adds and removes notices; server and builder get SIGKILL, each at
a random moment of its own. Then ``youju check`` must find nothing, the next ``youju sync`` must complete what
was begun, and a fixed set of questions must have the answers that it had before the first kill, word for word.
Ends with 1 at the first round where that is not so.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from load import PROGRAM, add_options, copy_library, serving, wait_until_ready

_FIXED = 20  # questions whose answers are compared
_NOTICES = 5  # that a builder adds at a time


@dataclass(slots=True)
class Crowd:
    """People who go on asking; what they got wrong, and how often they were answered."""

    address: str
    questions: Sequence[str]
    answered: int = 0
    faults: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def ask(self) -> None:
        """Ask until it is over. A server that is gone is no fault; a wrong answer is."""
        while not self.over.is_set():
            try:
                answer = ask(self.address, random.choice(self.questions))
                for quote in answer["quotes"]:
                    path = f"/api/documents/{quote['document_id']}?version={quote['version']}"
                    text = call(self.address + path)["text"]
                    if text[quote["start"] : quote["end"]] != quote["text"]:
                        self.faults.append(f"{quote['url']} does not say what is quoted")
                self.answered += 1
            except urllib.error.HTTPError as error:
                error.close()
                if error.code != 410:  # removed meanwhile
                    self.faults.append(f"HTTP {error.code}")
            except (OSError, ValueError, HTTPException):
                self.over.wait(0.2)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add_options(parser)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.set_defaults(users=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return kill_load(Path(folder), options)


def kill_load(folder: Path, options: argparse.Namespace) -> int:
    """Return 0 if every killed program left a sound library with the same answers."""
    chance = random.Random(options.seed)
    library = folder / "library"
    suite = copy_library(options.suite, library)
    questions = [item.question for item in suite.items if not item.history]
    files = [path.resolve() for path in suite.paths]
    address = f"http://127.0.0.1:{options.port}"
    with serving(library, options.port, folder / "server.log") as server:
        wait_until_ready(address, server)
        fixed = chance.sample(questions, min(_FIXED, len(questions)))
        wanted = answers(address, fixed)
        started = time.monotonic()
        with building(folder, library):
            pass
        longest = 1.2 * (time.monotonic() - started)  # a kill may come at any moment of a build
    run("sync", *files, folder / "notices", "--library", library)
    answered = kills = 0
    for number in range(1, options.rounds + 1):
        moments = sorted((chance.uniform(0.0, longest), victim) for victim in ("server", "builder"))
        with serving(library, options.port, folder / "server.log") as server:
            wait_until_ready(address, server)
            if answers(address, fixed) != wanted:  # as the round before has left it
                print(f"round {number}: the answers are not those of before", flush=True)
                return 1
            with asking(address, questions, options.users) as crowd, building(folder, library) as builder:
                killed = kill({"server": server, "builder": builder}, moments)
        fault = next(iter(crowd.faults), "") or check(library)
        if not fault:
            run("sync", *files, folder / "notices", "--library", library)
            fault = check(library)
        answered += crowd.answered
        kills += len(killed)
        print(
            f"round {number}/{options.rounds}: killed {', '.join(killed)};"
            f" {crowd.answered} answers: {fault or 'sound'}",
            flush=True,
        )
        if fault:
            return 1
    with serving(library, options.port, folder / "server.log") as server:
        wait_until_ready(address, server)
        if answers(address, fixed) != wanted:
            print("the answers are not those of before", flush=True)
            return 1
    print(f"{kills} kills, {answered} answers under way: every library sound, every answer the same")
    return 0


def kill(running: dict[str, subprocess.Popen[bytes]], moments: Sequence[tuple[float, str]]) -> list[str]:
    """Kill each program at its moment, seconds from now; return who was killed when, not who had ended before."""
    killed = []
    started = time.monotonic()
    for moment, name in moments:
        time.sleep(max(0.0, started + moment - time.monotonic()))
        if running[name].poll() is None:
            running[name].kill()
            killed.append(f"{name} after {moment:.1f} s")
    return killed


@contextmanager
def asking(address: str, questions: Sequence[str], users: int) -> Iterator[Crowd]:
    """Let people ask while the block runs."""
    crowd = Crowd(address, questions)
    threads = [threading.Thread(target=crowd.ask) for _ in range(users)]
    for thread in threads:
        thread.start()
    try:
        yield crowd
    finally:
        crowd.over.set()
        for thread in threads:
            thread.join()


@contextmanager
def building(folder: Path, library: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a builder of new notices; what is left of it when the block ends is waited for."""
    notices = folder / "notices"
    shutil.rmtree(notices, ignore_errors=True)
    notices.mkdir()
    for number in range(_NOTICES):
        text = f"临江镇第{number}号水闸检修公告\n2024年3月1日\n检修期间,每日限行{number + 300}分钟。\n"
        (notices / f"{number}.txt").write_text(text, encoding="utf-8")
    builder = subprocess.Popen(
        [PROGRAM, "build", notices, "--library", library],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield builder
    finally:
        builder.wait()
        for path in notices.iterdir():  # the next sync takes them out again
            path.unlink()


def check(library: Path) -> str:
    """Return what ``youju check`` finds wrong."""
    done = run("check", "--library", library, strict=False)
    return "" if done.returncode == 0 else f"youju check: {done.stdout}{done.stderr}"


def run(*arguments: str | Path, strict: bool = True) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=strict)


def answers(address: str, questions: Sequence[str]) -> list[object]:
    """Return what is answered: status, and place and words of each quote."""
    kept = ("document_id", "version", "start", "end", "text")
    found = [ask(address, question) for question in questions]
    return [(each["status"], [[quote[key] for key in kept] for quote in each["quotes"]]) for each in found]


def ask(address: str, question: str) -> dict[str, Any]:
    return call(f"{address}/api/ask", {"question": question})


def call(address: str, body: object = None) -> dict[str, Any]:
    """Send a request; GET without a body."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        found: dict[str, Any] = json.load(response)
        return found


if __name__ == "__main__":
    sys.exit(main())
