"""The gate before every answer: so many questions a person, so many answers at once, the others in line."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.types import Scope

from ui.errors import Busy
from ui.people.identity import Identity
from ui.people.settings import PeopleSettings
from ui.people.throttle import QuestionThrottle

PATIENCE = 8.0  # seconds in line
_WAITING = 60  # threads that wait in line
_KEY = "youju.gate"

Result = TypeVar("Result")


class Gate:
    """Lets questions through; one for each server."""

    def __init__(self, settings: PeopleSettings, patience: float = PATIENCE) -> None:
        self._throttle = QuestionThrottle(settings.questions_per_minute)
        self._places = threading.Semaphore(settings.at_once)
        self._patience = patience
        self._threads = CapacityLimiter(settings.at_once + _WAITING)
        self._counting = threading.Lock()
        self.waiting = 0  # questions in line
        self.answered_now = 0

    async def in_thread(self, call: Callable[[], Result]) -> Result:
        """Return what ``call`` returns, which may wait at this gate.

        Questions have threads of their own: where a crowd of them waits, every page is still shown.
        """
        return await run_sync(call, limiter=self._threads, abandon_on_cancel=True)

    @contextmanager
    def answering(self, identity: Identity) -> Iterator[None]:
        """Hold a place while an answer is worked out; whoever sits at the machine asks as often as they like.

        Raises:
            TooManyQuestions, Busy
        """
        if identity.name:
            self._throttle.question(identity.name)
        self._count(waiting=1)
        try:
            admitted = self._places.acquire(timeout=self._patience)
        finally:
            self._count(waiting=-1)
        if not admitted:
            raise Busy("正在提问的人太多，请过一会儿再问。")
        self._count(answered_now=1)
        try:
            yield
        finally:
            self._count(answered_now=-1)
            self._places.release()

    def _count(self, waiting: int = 0, answered_now: int = 0) -> None:
        with self._counting:
            self.waiting += waiting
            self.answered_now += answered_now


def gate_of(scope: Scope) -> Gate:
    """Return the gate of the server that took a request.

    Raises:
        LookupError: the request went past the middleware of signing in: a fault of ours.
    """
    gate: Gate = scope[_KEY]
    return gate


def note_gate(scope: Scope, gate: Gate) -> None:
    """Note on a request which gate it must pass."""
    scope[_KEY] = gate
