"""Signed sessions: what a browser's cookie, or an embedded page's memory, brings back with each request."""

import secrets
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

from ui.people.endings import Endings
from ui.people.identity import Identity, Role

COOKIE = "youju_session"
FRAME = "frame"


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who has signed in, as it was then."""

    id: str
    identity: Identity
    stamp: str = ""  # of the password that was given: another password ends the session


class Sessions:
    """Begins, reads and ends sessions. ``purpose`` keeps a cookie from being taken for anything else."""

    def __init__(
        self, secret: str, hours: int, purpose: str = "cookie", endings: Endings | None = None
    ) -> None:
        self.seconds = hours * 3600
        self._serializer = URLSafeTimedSerializer(secret, salt=f"youju.session.{purpose}")
        self._endings = endings or Endings()

    def begin(self, identity: Identity, stamp: str = "") -> str:
        """Return what the browser keeps. Never anything that it has brought itself."""
        return str(
            self._serializer.dumps(
                {
                    "id": secrets.token_urlsafe(12),
                    "name": identity.name,
                    "role": identity.role.value,
                    "groups": sorted(identity.groups),
                    "stamp": stamp,
                }
            )
        )

    def read(self, value: str) -> Session | None:
        """Return the session, or ``None`` for what is not ours, too old or ended."""
        try:
            told = self._serializer.loads(value, max_age=self.seconds)
            identity = Identity(told["name"], Role(told["role"]), frozenset(told["groups"]))
            session = Session(told["id"], identity, told["stamp"])
        except (BadData, KeyError, TypeError, ValueError):
            return None
        return None if self._endings.has(session.id) else session

    def end(self, value: str) -> None:
        """Refuse a session from now on, whoever brings it: signing out means it."""
        session = self.read(value)
        if session is not None:
            self._endings.add(session.id, self.seconds)
