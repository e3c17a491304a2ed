import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from index.workers import Workers, processor_workers


def test_all_results_come() -> None:
    assert sorted(Workers(3).map(lambda n: n * n, range(20))) == [n * n for n in range(20)]
    assert list(Workers(2).map(str, [])) == []


def test_two_batches_are_computed_at_once() -> None:
    both = threading.Barrier(2, timeout=30)
    assert len(list(Workers(2).map(lambda _: both.wait(), range(4)))) == 4


def test_whoever_comes_later_does_not_wait_for_all() -> None:
    """Of a hundred items only as many are handed in as there are workers: the next caller is behind those."""
    workers = Workers(1)
    order: list[str] = []
    question_is_in = threading.Event()

    def library(n: int) -> None:
        assert question_is_in.wait(30)
        order.append(f"library {n}")

    def ask() -> None:
        mapped = workers.map(order.append, ["question"])
        submit = workers._pool.submit

        def noticed(*arguments: object) -> object:
            future = submit(*arguments)  # type: ignore[arg-type]
            question_is_in.set()
            return future

        workers._pool.submit = noticed  # type: ignore[method-assign, assignment]
        list(mapped)

    running = workers.map(library, range(100))
    asking = threading.Thread(target=ask)
    first = threading.Thread(target=lambda: list(running))
    first.start()
    asking.start()
    asking.join(30)
    first.join(30)
    assert order.index("question") <= 2
    assert len(order) == 101


def test_an_error_ends_it_and_leaves_the_workers_usable() -> None:
    workers = Workers(2)

    def fail(n: int) -> int:
        if n == 3:
            raise ValueError("broken")
        return n

    with pytest.raises(ValueError, match="broken"):
        list(workers.map(fail, range(1000)))
    assert sorted(workers.map(fail, range(3))) == [0, 1, 2]


def test_items_are_read_as_they_are_needed() -> None:
    read: list[int] = []

    def items() -> Iterator[int]:
        for n in range(50):
            read.append(n)
            yield n

    results = Workers(2).map(lambda n: n, items())
    next(results)
    assert len(read) <= 3
    results.close()  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_worker_computes_on_one_core() -> None:
    import torch

    workers = processor_workers()
    assert workers is processor_workers()
    assert set(workers.map(lambda _: torch.get_num_threads(), range(8))) == {1}


def test_memory_that_was_freed_is_not_mapped_anew() -> None:
    """Counted in a process of its own: the setting is the process's."""
    code = (
        "import platform, resource, sys; import numpy as np; from index.workers import keep_freed_memory\n"
        "kept = keep_freed_memory() if sys.argv[1] == 'keep' else True\n"
        "for _ in range(20):\n"
        "    arrays = [np.full(1 << 20, 1.0) for _ in range(6)]\n"
        "    del arrays\n"
        "print(kept or platform.libc_ver()[0], resource.getrusage(resource.RUSAGE_SELF).ru_minflt)"
    )

    def faults(how: str) -> int:
        command = [sys.executable, "-c", code, how]
        kept, count = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        if kept != "True":
            pytest.skip(f"the allocator of {kept} has no such setting")
        return int(count)

    assert faults("keep") < faults("leave") / 2
