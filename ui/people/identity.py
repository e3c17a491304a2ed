"""Who asks: a name, a role, and the groups whose documents may be seen."""

from dataclasses import dataclass
from enum import StrEnum

from starlette.types import Scope

_KEY = "youju.identity"


class Role(StrEnum):
    """What a person may do."""

    READER = "reader"
    ADMINISTRATOR = "administrator"  # sees every document, and manages the library
    MONITOR = "monitor"  # a program that reads the metrics, and nothing else


@dataclass(frozen=True, slots=True)
class Identity:
    """One person, as the way of signing in told."""

    name: str  # "" where nobody signs in
    role: Role = Role.READER
    groups: frozenset[str] = frozenset()

    @property
    def sees(self) -> frozenset[str] | None:
        """Return the groups whose documents may be seen; ``None``: everything."""
        return None if self.role is Role.ADMINISTRATOR else self.groups


OWNER = Identity("", Role.ADMINISTRATOR)
"""Whoever sits at the machine, where nobody has to sign in."""


MONITOR = Identity("", Role.MONITOR)
"""A program that brings the token of the metrics."""


def identity_of(scope: Scope) -> Identity:
    """Return who a request comes from; the middleware of signing in has noted it.

    Raises:
        LookupError: no such middleware has seen the request: a fault of ours, never an open door.
    """
    identity: Identity = scope[_KEY]
    return identity


def role_of(scope: Scope) -> str:
    """Return the role of whoever sent a request, for the log; "nobody": unknown, or turned away."""
    identity: Identity | None = scope.get(_KEY)
    return "nobody" if identity is None else identity.role.value


def note(scope: Scope, identity: Identity) -> None:
    """Note on a request who it comes from."""
    scope[_KEY] = identity
