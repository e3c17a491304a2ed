"""The gate before every answer: so many questions a person, so many answers at once, the others in line."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import Scope

from ui.errors import Busy
from ui.people.identity import Identity
from ui.people.settings import PeopleSettings
from ui.people.throttle import QuestionThrottle

PATIENCE = 8.0  # seconds in line
_KEY = "youju.gate"


class Gate:
    """Lets questions through; one for each server."""

    def __init__(self, settings: PeopleSettings, patience: float = PATIENCE) -> None:
        self._throttle = QuestionThrottle(settings.questions_per_minute)
        self._places = threading.Semaphore(settings.at_once)
        self._patience = patience

    @contextmanager
    def answering(self, identity: Identity) -> Iterator[None]:
        """Hold a place while an answer is worked out; whoever sits at the machine asks as often as they like.

        Raises:
            TooManyQuestions, Busy
        """
        if identity.name:
            self._throttle.question(identity.name)
        if not self._places.acquire(timeout=self._patience):
            raise Busy("正在提问的人太多，请过一会儿再问。")
        try:
            yield
        finally:
            self._places.release()


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
