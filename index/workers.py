"""The threads that compute for the models: one a core, each with one core. Shared by all models of the process.

torch would rather split each operation over all cores, and have them wait for each other several hundred times a
text. That is a little slower where the machine is idle, and many times slower where it isn't: every core has to
wait for the one that something else is using. Batches need not wait for each other.
"""

import ctypes
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import cache
from itertools import islice
from typing import Final, TypeVar

_M_TRIM_THRESHOLD: Final = -1  # mallopt(3), glibc
_M_MMAP_THRESHOLD: Final = -3
_LARGEST_TENSOR: Final = 32 << 20  # bytes; glibc takes no more
_KEPT: Final = 128 << 20  # bytes

Item = TypeVar("Item")
Result = TypeVar("Result")


class Workers:
    """Threads that take what is to be computed in the order in which it was asked for."""

    def __init__(self, count: int, initializer: Callable[[], None] | None = None) -> None:
        """Start threads as they are needed, ``count`` at the most; each calls ``initializer`` first."""
        self.count = count
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="youju-model", initializer=initializer)

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Yield the results as they become ready, in any order.

        A caller has no more than ``count`` items here at a time: one who brings a whole library doesn't keep
        those who come later waiting for all of it. ``items`` is read as it is needed, in the caller's thread.
        An error of ``function`` or ``items`` ends the iteration; what was handed in and has not begun is dropped.
        """
        source = iter(items)
        running: set[Future[Result]] = set()
        try:
            while True:
                running |= {
                    self._pool.submit(function, item) for item in islice(source, self.count - len(running))
                }
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()


@cache
def processor_workers() -> Workers:
    """Return the workers of this process: as many as torch would have used threads (``OMP_NUM_THREADS``)."""
    import torch  # noqa: PLC0415 - takes seconds

    keep_freed_memory()
    return Workers(torch.get_num_threads(), lambda: torch.set_num_threads(1))


@cache
def accelerator_workers() -> Workers:
    """Return the one worker that feeds a GPU."""
    return Workers(1)


def keep_freed_memory() -> bool:
    """Let the allocator keep what one operation frees for the next; whether it can.

    glibc gives large blocks back to the system at once, and the next tensor of the same size is then zeroed and
    mapped anew, page by page: a third of the time that a batch takes.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library
        return False
    return bool(mallopt(_M_MMAP_THRESHOLD, _LARGEST_TENSOR) and mallopt(_M_TRIM_THRESHOLD, _KEPT))
