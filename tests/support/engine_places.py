"""Where the engines under test keep things: a folder, milvus-lite in this process, milvus-lite's own server."""

import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.engine import Engine
from index.engines.local.engine import LocalEngine
from index.engines.milvus.address import Address
from index.engines.milvus.engine import MilvusEngine

_PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Place:
    """Where one library of one test lies; ``uri`` is None for the local engine."""

    folder: Path
    uri: str | None = None
    library: str = ""

    def open(self) -> Engine:
        """Return an engine of its own."""
        return (
            LocalEngine(self.folder / "index")
            if self.uri is None
            else MilvusEngine(Address(self.uri, self.library))
        )


def place(kind: str, folder: Path, uri: str | None) -> Place:
    """Return a place that no other test has."""
    return Place(folder) if kind == "local" else Place(folder, uri, f"t{uuid.uuid4().hex[:12]}")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(folder: Path, port: int) -> "subprocess.Popen[bytes]":
    """Start milvus-lite's server on loopback and wait until it listens."""
    command = [
        sys.executable,
        "-m",
        "milvus_lite",
        "server",
        "--data-dir",
        str(folder),
        "--host",
        "127.0.0.1",
    ]
    server = subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + _PATIENCE
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        if server.poll() is not None or time.monotonic() > until:
            server.kill()
            raise RuntimeError(f"milvus-lite's server did not start: {server.wait()}")
        time.sleep(0.05)


@contextmanager
def milvus_server(folder: Path) -> Iterator[str]:
    """Run milvus-lite's server and yield its address for pymilvus."""
    port = free_port()
    server = start_server(folder, port)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()
