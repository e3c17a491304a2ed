"""The command line as the tests run it: in this process with the fake encoder, or as a real program."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PROGRAM = (sys.executable, str(Path(__file__).with_name("fake_youju.py")))
REAL_PROGRAM = (str(Path(sys.executable).with_name("youju")),)


@dataclass(frozen=True)
class Ran:
    """What a run left: exit status, standard output and standard error."""

    status: int
    out: str
    err: str

    def lines(self) -> list[str]:
        return self.out.splitlines()


Youju = Callable[..., Ran]


def environment(cache: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a program under test: nothing of ours but the cache."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YOUJU_")}
    return kept | {"YOUJU_CACHE": str(cache), "COLUMNS": "200"} | dict(more or {})


def start(
    *arguments: str | Path,
    cache: Path,
    program: tuple[str, ...] = PROGRAM,
    more: Mapping[str, str] | None = None,
    preexec: Callable[[], None] | None = None,
) -> "subprocess.Popen[bytes]":
    """Start the command line as a program of its own."""
    return subprocess.Popen(
        [*program, *map(str, arguments)],
        env=environment(cache, more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=preexec,
    )


def finish(program: "subprocess.Popen[bytes]", timeout: float = 120.0) -> Ran:
    """Wait for a program to end and return what it left."""
    try:
        out, err = program.communicate(timeout=timeout)
    finally:
        program.kill()
    return Ran(program.returncode, out.decode(), err.decode())
