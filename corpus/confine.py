"""What a process that opens untrusted files does to itself first: limits, and an end with its parent's."""

import contextlib
import ctypes
import os
import signal
import sys

_MAX_WRITTEN = 2 * 1024**3  # bytes of any file that such a process or its helper writes
_PR_SET_PDEATHSIG = 1  # prctl(2)


def confine(memory: int, parent: int) -> None:
    """Limit this process to ``memory`` bytes of address space, and let it end with the process ``parent``."""
    _die_with(parent)
    _limit(memory)


def _die_with(parent: int) -> None:
    """Have Linux end this process with the one that started it, also when that one is killed."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before we asked
            sys.exit(1)


def _limit(memory: int) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (not on Windows)

    wanted = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: _MAX_WRITTEN, resource.RLIMIT_AS: memory}
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        with contextlib.suppress(ValueError, OSError):  # macOS knows no RLIMIT_AS
            resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
