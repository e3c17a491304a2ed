"""Writers killed at any step: the earlier generation is there or the new one, never half, and the next one mends."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from engine_places import Place, milvus_server, place
from engine_rows import assert_holds, row, write
from killed_writer import change, content

PROGRAM = Path(__file__).parents[1] / "support" / "killed_writer.py"
MOST = 5  # steps that are tried

Release = Callable[[], None]


@pytest.fixture(
    params=["local", pytest.param("milvus-lite"), pytest.param("milvus-lite server")],
)
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Place, Release]]:
    """A library, and what closes it in this process so that another may open it."""
    with ExitStack() as stack:
        uri = None
        if request.param == "milvus-lite server":
            uri = stack.enter_context(milvus_server(tmp_path / "server"))
        elif request.param == "milvus-lite":
            uri = str(tmp_path / "milvus.db")

        def release() -> None:
            if request.param == "milvus-lite":
                from milvus_lite.server_manager import server_manager_instance

                server_manager_instance.release_server(str(uri))

        stack.callback(release)
        yield place(request.param, tmp_path, uri), release


def run(there: Place, number: int, step: int) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, PROGRAM, there.folder, there.uri or "", there.library, str(number), str(step)]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_killed_writer_leaves_one_generation_or_the_other(there: tuple[Place, Release]) -> None:
    its, release = there
    write(its.open(), content(0), revision=1)
    release()
    whole = run(its, 0, 0)
    assert whole.returncode == 0, whole.stderr
    steps = int(whole.stdout)
    # Later writers have a few steps more than the first: they sweep up first.
    tried = {-1, *range(1, steps + 5, -(-steps // MOST)), steps + 1, steps + 3, steps + 5}
    ends = set()
    for number, step in enumerate(sorted(tried), 1):
        killed = run(its, number, step)
        assert killed.returncode in {-signal.SIGKILL, 0}, killed.stderr  # not every writer has as many steps
        engine = its.open()
        after = engine.state().revision - 1 - number
        assert after in {0, 1}
        ends.add(after)
        assert_holds(engine.reader(), content(number + after), number + after + 1)
        assert list(engine.faults()) == []
        added, removed = change(number)
        if after == 0:  # nothing of what was begun shows in a generation that is about something else
            other = [row(20_000 + number, "别的", ["水费"] * 20, ["总则"] * 4)]
            write(engine, other, revision=number + 1)
            assert_holds(engine.reader(), content(number) + other, number + 1)
            assert list(engine.faults()) == []
            removed.append(other[0].passage.id)
        write(engine, added, removed, revision=number + 2)
        assert_holds(engine.reader(), content(number + 1), number + 2)
        assert list(engine.faults()) == []
        release()
    assert ends == {0, 1}, "all kills fell on one side of the step that counts"
