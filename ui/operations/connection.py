"""A connection that is not held open for nothing: its head, its body and its reader must come along.

uvicorn by itself waits for ever for a head that has begun, for a body, and for a reader who does not read.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from ui.errors import problem_of_status
from ui.operations.logs import fields

logger = logging.getLogger(__name__)

_KINDLY = 2.0  # seconds that an unfinished body is left alone, however many want to connect
_LAST_WORDS = 5.0  # seconds that a closed connection may take to read what was sent to it


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a connection may take, and how many there may be."""

    connections: int = 2000
    head: float = 10.0  # seconds from the connection, or from the last answer, to a whole head
    body: float = 15.0  # seconds to which each ``rate`` bytes of a body add one
    rate: int = 4096  # bytes a second
    reader: float = 30.0  # seconds in which nothing is read of an answer
    look: float = 1.0  # seconds between two looks


class PatientConnection(H11Protocol):
    """HTTP/1.1 for one connection. Where too many are open, the one that does least makes room."""

    patience = Patience()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or refuse it where all that are open are at work."""
        super().connection_made(transport)
        self._since = self.loop.time()  # waiting for the head, later for the body
        self._received = 0  # bytes since then
        self._paused = 0.0  # seconds since then in which we did not want to read
        self._unread = 0  # bytes of the answer that lie here
        self._unread_since = self._since
        self._timer: asyncio.TimerHandle | None = self.loop.call_later(self.patience.look, self._look)
        if len(self.connections) > self.patience.connections:
            (self._idlest() or self)._end(503)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._unset_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has come."""
        was_head = self.conn.their_state is h11.IDLE
        super().data_received(data)
        if was_head and self.conn.their_state is not h11.IDLE:
            self._restart()
        else:
            self._received += len(data)

    def on_response_complete(self) -> None:
        """Wait for the next request from now on."""
        self._restart()
        super().on_response_complete()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Leave the connection to another protocol."""
        self._unset_timer()
        super().handle_websocket_upgrade(event)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP in the shape of all our errors."""
        problem = problem_of_status(400)
        body = bytes(problem.response().body)
        head = (
            "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()

    def _restart(self) -> None:
        self._since, self._received, self._paused = self.loop.time(), 0, 0.0

    def _look(self) -> None:
        """Close the connection if its time is up; look again later."""
        now = self.loop.time()
        self._timer = self.loop.call_later(self.patience.look, self._look)
        if self.flow.read_paused:
            self._paused += self.patience.look
        if self._is_unread_for_long(now):
            self._log("unread")
            self.transport.abort()
        elif self._is_late(now):
            self._end(408)

    def _is_late(self, now: float) -> bool:
        state = self.conn.their_state
        if state is h11.IDLE:
            return now - self._since > self.patience.head
        if state is h11.SEND_BODY:
            allowed = self.patience.body + self._received / self.patience.rate
            return now - self._since - self._paused > allowed
        return False  # it is our turn

    def _is_unread_for_long(self, now: float) -> bool:
        size = self.transport.get_write_buffer_size()
        if size == 0 or size < self._unread:
            self._unread_since = now
        self._unread = size
        return size > 0 and now - self._unread_since > self.patience.reader

    def _idlest(self) -> "PatientConnection | None":
        """Return who has waited longest for a head, else whose body comes slowest; none who waits for us."""
        now = self.loop.time()
        others = [
            each for each in self.connections if isinstance(each, PatientConnection) and each is not self
        ]
        heads = [each for each in others if each.conn.their_state is h11.IDLE]
        if heads:
            return min(heads, key=lambda each: each._since)
        bodies = [
            each
            for each in others
            if each.conn.their_state is h11.SEND_BODY
            and not each.flow.read_paused
            and now - each._since > _KINDLY
        ]
        return min(bodies, key=lambda each: each._received / (now - each._since), default=None)

    def _end(self, status: int) -> None:
        """Say why where no answer has begun, then close."""
        self._log("late" if status == 408 else "crowded")
        begun = self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
        if not begun and not self.transport.is_closing():
            words = {408: "Request Timeout", 503: "Service Unavailable"}[status]
            head = f"HTTP/1.1 {status} {words}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            self.transport.write(head.encode("ascii"))
        self.connections.discard(self)
        self._unset_timer()
        self.transport.close()
        self._timer = self.loop.call_later(_LAST_WORDS, self.transport.abort)

    def _log(self, reason: str) -> None:
        logger.info("connection closed", extra=fields(reason=reason, client=self.client and self.client[0]))

    def _unset_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def connection_class(patience: Patience) -> type[PatientConnection]:
    """Return the class of connections that have this ``patience``, as uvicorn wants it."""
    members: dict[str, Any] = {"patience": patience}
    return type("Connection", (PatientConnection,), members)
