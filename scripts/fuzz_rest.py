"""Ask the REST interface everything that its own description allows, and forbids: no answer may be a fault.

    python scripts/fuzz_rest.py --inputs 10000 --seed 1

Serves a library of the samples (with the tests' stand-in for the encoder, all else as ``youju serve``), and lets
schemathesis read ``/openapi.json`` and send it examples, boundary values, random and broken data, and chains of
requests, administration included: it may remove every document. Round after round until there were enough
inputs; each has a seed of its own. Ends with 1 where an answer was a 5xx, not as described, or the server died.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "tests" / "support" / "fake_youju.py"
SAMPLES = ROOT / "corpus" / "samples"
PHASES = "examples,coverage,fuzzing,stateful"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
    "unsupported_method"
)
# A library that is being updated says so, with a time to come back: no fault.
CONFIGURATION = '[checks.not_a_server_error]\nexpected-statuses = ["2xx", "3xx", "4xx", 503]\n'
PATIENCE = 120.0  # seconds until the server answers


@dataclass(frozen=True)
class Round:
    """What one run of schemathesis found."""

    inputs: int
    operations: int
    failures: Counter[str]  # title -> how often
    report: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=100, help="of one operation in one round")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address:
        return fuzz(address, Path(folder), options.inputs, options.seed, options.examples)


def fuzz(address: str, folder: Path, inputs: int, seed: int, examples: int) -> int:
    """Return 0 where all answers were as described."""
    begun = time.monotonic()
    sent, failures = 0, Counter[str]()
    while sent < inputs:
        found = fuzz_once(address, folder, seed, examples)
        sent += found.inputs
        failures += found.failures
        print(f"seed {seed}: {found.inputs} inputs to {found.operations} operations", flush=True)
        if found.failures:
            print(found.report, flush=True)
        if not found.inputs or not answers(address):
            print("the server no longer answers")
            return 1
        seed += 1
    told = ", ".join(f"{title} {count}" for title, count in failures.items()) or "none"
    print(f"{sent} inputs in {time.monotonic() - begun:.0f} s; failures: {told}")
    return 1 if failures else 0


def fuzz_once(address: str, folder: Path, seed: int, examples: int, phases: str = PHASES) -> Round:
    """Run schemathesis once; its report names each failure with the command that shows it again."""
    (folder / "schemathesis.toml").write_text(CONFIGURATION, encoding="utf-8")
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    done = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"), "--no-color", "run", f"{address}/openapi.json",
            "--seed", str(seed), "--max-examples", str(examples), "--phases", phases, "--checks", CHECKS,
            "--continue-on-failure", "--warnings", "off", "--generation-database", "none",
            "--report", "json", "--report-json-path", report, "--request-timeout", "30",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if not report.exists():
        return Round(0, 0, Counter({"no report": 1}), done.stdout + done.stderr)
    told = json.loads(report.read_text(encoding="utf-8"))
    failures = Counter({failure["title"]: failure["count"] for failure in told["failures"]})
    if told["errors"]:
        failures["error"] = len(told["errors"])
    return Round(told["test_cases"]["generated"], told["operations"]["tested"], failures, done.stdout)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a new library of the samples; yield its address."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("YOUJU_")}
    environment |= {"YOUJU_CACHE": str(folder / "cache"), "YOUJU_QUESTIONS_PER_MINUTE": "0"}
    library = folder / "library"
    command = [sys.executable, PROGRAM]
    subprocess.run([*command, "build", SAMPLES, "--library", library], env=environment, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [*command, "serve", "--library", library, "--port", str(port)], env=environment, cwd=ROOT
    )
    try:
        until = time.monotonic() + PATIENCE
        while not answers(address):
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the server did not start")
            time.sleep(0.2)
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def answers(address: str) -> bool:
    """Tell whether the server can be asked."""
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=30) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
