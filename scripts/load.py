"""Ask a server as many people at once while an office changes its library, and check every answer.

    python scripts/load.py --suite policy --users 50 --minutes 10

A copy of the suite's library is served by a process of its own. Everybody reads between two questions for 5 to
15 seconds (``--think``), drawn evenly: 50 users then ask about 5 questions a second. Ends with 1 if anything
failed: an error, a quote that its document does not say, a document that was answered from after its removal.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import gevent
import load_users
from load_users import SEEN, Asker, Updater
from locust import between
from locust.env import Environment
from locust.stats import RequestStats

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from evaluation.suite import Suite, load_suite  # noqa: E402 - found by the line above
from index.model_folder import default_cache_dir  # noqa: E402 - the same

PROGRAM = Path(sys.executable).with_name("youju")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add_options(parser)
    parser.add_argument("--minutes", type=float, default=10.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        suite = copy_library(options.suite, library)
        prepare_users(suite, options.think)
        address = f"http://127.0.0.1:{options.port}"
        with serving(library, options.port, Path(folder) / "server.log") as server:
            wait_until_ready(address, server)
            seconds = options.minutes * 60
            status = report(ask_for(seconds, options.users, address, server), seconds)
        if status:
            print("".join((Path(folder) / "server.log").read_text(encoding="utf-8").splitlines(True)[-60:]))
        return status


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--suite", choices=("demo", "policy"), default="policy")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--think", type=float, nargs=2, default=(5.0, 15.0), metavar=("FROM", "TO"))
    parser.add_argument("--port", type=int, default=7999)


def copy_library(name: str, to: Path) -> Suite:
    """Copy the library that ``youju evaluate`` keeps for a suite, built or brought up to date first."""
    data = (ROOT / (os.environ.get("YOUJU_DATA") or "../shared/data")).resolve()
    work = Path(os.environ.get("YOUJU_CACHE") or default_cache_dir()) / "suites"
    suite = load_suite(name, data, work)
    if suite is None:
        raise SystemExit(f"{name}: no data at {data}; set YOUJU_DATA")
    kept = work / f"{name}.library"
    paths = [str(path) for path in suite.paths]
    subprocess.run([PROGRAM, "sync", *paths, "--library", kept], check=True, stdout=subprocess.DEVNULL)
    shutil.copytree(kept, to)
    return suite


def prepare_users(suite: Suite, think: tuple[float, float]) -> None:
    load_users.QUESTIONS[:] = [item.question for item in suite.items if not item.history]
    Asker.wait_time = between(*think)


@contextmanager
def serving(library: Path, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends, or somebody kills it."""
    with log.open("ab") as file:
        server = subprocess.Popen(
            [PROGRAM, "serve", "--library", library, "--port", str(port)], stdout=file, stderr=file
        )
    try:
        yield server
    finally:
        server.terminate()
        server.wait()


def wait_until_ready(address: str, server: subprocess.Popen[bytes], patience: float = 180.0) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz") as response:
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not become ready")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the users saw, and the server's resident memory in MiB, a figure every few seconds."""

    stats: RequestStats
    memory: list[int]


def ask_for(seconds: float, users: int, address: str, server: subprocess.Popen[bytes]) -> Shown:
    """Let the users ask for so long, or until the server is no more."""
    environment = Environment(user_classes=[Asker, Updater], host=address)
    environment.events.user_error.add_listener(
        lambda user_instance, exception, **_: SEEN.faults.append(
            f"{type(user_instance).__name__}: {exception!r}"
        )
    )
    runner = environment.create_local_runner()
    runner.start(users + 1, spawn_rate=max(1.0, users / 5))
    memory = []
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        memory.append(resident(server.pid))
        gevent.sleep(min(5.0, seconds / 12))
    runner.quit()
    return Shown(environment.stats, memory)


def resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def report(shown: Shown, seconds: float) -> int:
    """Print what was measured; return the exit status."""
    print("what                     n    a second     p50 ms   p95 ms   p99 ms  errors")
    for entry in sorted(shown.stats.entries.values(), key=lambda each: each.name):
        times = [entry.get_response_time_percentile(share) for share in (0.5, 0.95, 0.99)]
        name = f"{entry.method} {entry.name}"
        print(
            f"{name:28}{entry.num_requests:6}{entry.num_requests / seconds:10.2f}"
            + "".join(f"{value:9.0f}" for value in times)
            + f"{entry.num_failures:8}"
        )
    for error in shown.stats.errors.values():
        print(f"error: {error.method} {error.name}: {error.error} ({error.occurrences})")
    for fault in SEEN.faults[:20]:
        print(f"fault: {fault}")
    quarter = max(len(shown.memory) // 4, 1)
    parts = [shown.memory[start : start + quarter] for start in range(0, len(shown.memory), quarter)]
    quarters = ", ".join(f"{statistics.median(part):.0f}" for part in parts[:4])
    print(f"{SEEN.checked} quotes compared, {SEEN.updates} documents added and removed")
    print(f"server's memory by quarters of the time: {quarters} MiB, at the most {max(shown.memory)} MiB")
    failed = bool(SEEN.faults or shown.stats.errors)
    print(f"{len(SEEN.faults)} faults, {sum(e.occurrences for e in shown.stats.errors.values())} errors")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
