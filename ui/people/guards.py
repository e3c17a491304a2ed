"""What a route asks of whoever sends the request."""

from fastapi import Request

from ui.errors import Forbidden
from ui.people.identity import Identity, Role, identity_of


def administrator(request: Request) -> Identity:
    """Return the administrator who sent the request; a dependency of FastAPI.

    Raises:
        Forbidden: the sender is none.
    """
    identity = identity_of(request.scope)
    if identity.role is not Role.ADMINISTRATOR:
        raise Forbidden("只有管理员可以使用这一项。")
    return identity


def watcher(request: Request) -> Identity:
    """Return who may read the figures of the server: an administrator, or the program that watches it.

    Raises:
        Forbidden: the sender is neither.
    """
    identity = identity_of(request.scope)
    if identity.role not in (Role.ADMINISTRATOR, Role.MONITOR):
        raise Forbidden("只有管理员和持有指标令牌的程序可以读取运行指标。")
    return identity
