"""Which sessions were ended before their time, known to every process that serves the library."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable

from ui.records.database import UsageDatabase

logger = logging.getLogger(__name__)


class Endings:
    """Ended sessions. What ended here is refused here, whatever becomes of the database. Safe from any thread."""

    def __init__(self, database: UsageDatabase | None = None, now: Callable[[], float] = time.time) -> None:
        """Share endings through ``database``; ``None``: with nobody, as where only one process serves."""
        self._database = database
        self._now = now
        self._lock = threading.Lock()
        self._own: dict[str, float] = {}  # id -> until when it must be remembered, seconds since 1970

    def add(self, session_id: str, seconds: int) -> None:
        """End a session; nobody can bring it any more after ``seconds``, so that it may be forgotten then."""
        now = self._now()
        with self._lock:
            self._own = {id: until for id, until in self._own.items() if until > now}
            self._own[session_id] = now + seconds
        if self._database is None:
            return
        try:
            with self._database.write() as connection:
                connection.execute("DELETE FROM ended_session WHERE until <= ?", (now,))
                connection.execute(
                    "INSERT OR REPLACE INTO ended_session (id, until) VALUES (?, ?)",
                    (session_id, now + seconds),
                )
        except sqlite3.Error:
            logger.exception("that a session has ended can't be told to other processes")

    def has(self, session_id: str) -> bool:
        """Tell whether a session was ended, here or elsewhere."""
        with self._lock:
            if session_id in self._own:
                return True
        if self._database is None:
            return False
        try:
            return self._database.has_row("SELECT 1 FROM ended_session WHERE id = ?", (session_id,))
        except sqlite3.Error:
            logger.exception("which sessions have ended elsewhere can't be read")
            return False
