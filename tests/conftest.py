"""What all tests share: no network, the real data, the real model, and an encoder that stands in for it."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import SocketConnectBlockedError, socket_allow_hosts

# The repository first: tests/corpus and tests/index would else be taken for the packages of these names.
sys.path.insert(0, str(Path(__file__).parent / "support"))
sys.path.insert(0, str(Path(__file__).parents[1]))

from cli_runner import REPOSITORY, Ran, Youju
from fake_encoder import FakeEncoder
from postgres_server import PostgresServer, find_binaries

# A shell that starts the suite in the background has it ignore Ctrl-C, and so would every program that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

PATIENCE = 60.0  # seconds that a poll may take on a loaded machine

# The suite runs on machines of any speed and load, so an example has no deadline; examples are the same each run.
settings.register_profile(
    "youju",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("youju")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate-golden",
        action="store_true",
        help="write what is read now as the expectations of tests/golden",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let no test reach another machine: only loopback and Unix sockets."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    data = data_folder()
    if not data.is_dir():
        skip = pytest.mark.skip(reason=f"no real documents at {data}: set YOUJU_DATA")
        for item in items:
            if item.get_closest_marker("data"):
                item.add_marker(skip)


def data_folder() -> Path:
    """Return where the real documents are, relative to the repository's root as everywhere."""
    return (REPOSITORY / (os.environ.get("YOUJU_DATA") or "../shared/data")).resolve()


@pytest.fixture(scope="session")
def data() -> Path:
    return data_folder()


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """The cache folder, with the models unpacked into it: once, then shared by later runs."""
    from index.embedded_model import ensure_embedded_model
    from index.model_folder import default_cache_dir
    from index.own_model import ensure_own_model

    folder = os.environ.get("YOUJU_CACHE")
    cache = Path(folder) if folder else default_cache_dir()
    ensure_embedded_model(cache)
    ensure_own_model(cache)
    return cache


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this run's own."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    server = PostgresServer(binaries)
    yield server
    server.close()


@pytest.fixture
def postgres(postgres_cluster: PostgresServer) -> Iterator[PostgresServer]:
    """The server, with empty databases for one test."""
    yield postgres_cluster
    postgres_cluster.empty()


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture(scope="session")
def blocked() -> type[Exception]:
    """What a test gets that reaches for the network."""
    return SocketConnectBlockedError


Poll = Callable[[Callable[[], object], str], None]


@pytest.fixture(scope="session")
def wait_until() -> Poll:
    """Return a function that waits until a condition holds, and fails with what it waited for."""

    def wait(holds: Callable[[], object], what: str) -> None:
        until = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > until:
                raise AssertionError(f"waited {PATIENCE:.0f} s in vain: {what}")
            time.sleep(0.01)

    return wait


def _obey_permissions() -> None:
    """Give up root's right to read everything: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, for good."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (1, 2):
        if libc.prctl(24, capability, 0, 0, 0):  # PR_CAPBSET_DROP
            raise OSError(ctypes.get_errno(), "capabilities can't be dropped here")


@pytest.fixture(scope="session")
def obey_permissions(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], None] | None:
    """Return a ``preexec_fn`` under which file permissions bind even root; skip where there is none."""
    if os.geteuid() != 0:
        return None
    closed = tmp_path_factory.mktemp("closed") / "closed.txt"
    closed.write_text("x")
    closed.chmod(0)
    try:
        done = subprocess.run(["cat", closed], preexec_fn=_obey_permissions, capture_output=True, check=False)
    except (subprocess.SubprocessError, AttributeError):
        pytest.skip("running as root, and its capabilities can't be dropped")
    if done.returncode == 0:
        pytest.skip("running as root, and permissions don't bind it")
    return _obey_permissions


@pytest.fixture
def youju(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> Youju:
    """Return a function that runs the command line in this process with the fake encoder."""
    from ui import cli

    for name in list(os.environ):
        if name.startswith("YOUJU_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("YOUJU_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cli.console.err, "_width", 200)
    encoder = FakeEncoder()
    monkeypatch.setattr(cli, "_load_embedder", lambda *_: encoder)
    monkeypatch.setattr(cli, "encoder_of_server", lambda *_: nullcontext(lambda: encoder))

    def run(*arguments: str | Path) -> Ran:
        capsysbinary.readouterr()
        status = cli.run([str(argument) for argument in arguments])
        captured = capsysbinary.readouterr()
        return Ran(status, captured.out.decode(), captured.err.decode())

    return run
