"""What the doors of one server share: the way of signing in, its sessions, and its provider."""

from dataclasses import dataclass

from ui.people.endings import Endings
from ui.people.identity import Identity
from ui.people.oidc import Provider
from ui.people.passwords import PasswordFile
from ui.people.secret import session_secret
from ui.people.sessions import FRAME, Session, Sessions
from ui.people.ways import AtTheMachine, ByProxy, BySession, Way
from ui.records.database import UsageDatabase
from ui.settings import Settings


@dataclass(frozen=True, slots=True)
class Entry:
    """Made once for a server."""

    settings: Settings
    way: Way
    sessions: Sessions
    frames: Sessions  # of embedded pages, which keep no cookie
    passwords: PasswordFile | None = None
    provider: Provider | None = None

    @property
    def has_page(self) -> bool:
        """Whether people sign in on a page of ours."""
        return self.passwords is not None or self.provider is not None

    @classmethod
    def of(cls, settings: Settings, database: UsageDatabase | None = None) -> "Entry":
        """Return the entry that ``settings`` ask for; who signs out is told through ``database``.

        Raises:
            PasswordFileInvalid
        """
        people = settings.people
        # Nobody signs in on this machine, so nothing is signed, and no file is written.
        secret = "" if people.way == "none" else session_secret(settings)
        endings = Endings(None if people.way == "none" else database)
        sessions = Sessions(secret, people.session_hours, endings=endings)
        frames = Sessions(secret, people.session_hours, FRAME, endings)
        if people.way == "password":
            assert people.password_file is not None
            passwords = PasswordFile(people.password_file)
            passwords.users()
            return cls(settings, BySession(sessions, _Current(passwords)), sessions, frames, passwords)
        if people.way == "oidc":
            provider = Provider(people.oidc, secret)
            return cls(settings, BySession(sessions), sessions, frames, provider=provider)
        way = ByProxy(people) if people.way == "proxy" else AtTheMachine()
        return cls(settings, way, sessions, frames)


@dataclass(frozen=True, slots=True)
class _Current:
    """Who a session is of by the file as it is now: whoever was removed, or has a new password, is out."""

    passwords: PasswordFile

    def __call__(self, session: Session) -> Identity | None:
        user = self.passwords.users().get(session.identity.name)
        return user.identity if user is not None and user.stamp == session.stamp else None
