"""The ways of signing in: each tells who a request comes from."""

import ipaddress
from collections.abc import Callable
from typing import Protocol

from starlette.requests import HTTPConnection

from ui.errors import Forbidden
from ui.people.address import is_trusted, peer
from ui.people.identity import OWNER, Identity, Role
from ui.people.sessions import COOKIE, Session, Sessions
from ui.people.settings import PeopleSettings


class Way(Protocol):
    """One way of signing in."""

    def identity(self, connection: HTTPConnection) -> Identity | None:
        """Return who a request comes from; ``None``: nobody has signed in.

        Raises:
            Forbidden: this request may not come in, whoever it is of.
        """
        ...


class AtTheMachine:
    """Nobody signs in: whoever sits at the machine owns it. Nobody else gets in."""

    def identity(self, connection: HTTPConnection) -> Identity | None:
        """Return the owner.

        Raises:
            Forbidden: it came over the network, or under a name that only a stranger's page would use.
        """
        address = peer(connection.scope)
        if address is not None and not address.is_loopback:
            raise Forbidden("没有启用登录，只能在本机使用。")
        # A stranger's page can let its own name point to this machine (DNS rebinding); the browser then
        # takes us for that page's server, and tells the name in Host.
        server = connection.scope.get("server")
        if server is not None and is_loopback(server[0]) and not is_loopback(_host(connection)):
            raise Forbidden(
                "没有启用登录时，只能用 localhost 或 127.0.0.1 访问；经反向代理访问请设置 YOUJU_SIGN_IN。"
            )
        return OWNER


class BySession:
    """A session in a cookie; ``current`` looks at who that is now."""

    def __init__(
        self,
        sessions: Sessions,
        current: Callable[[Session], Identity | None] = lambda session: session.identity,
    ) -> None:
        self.sessions = sessions
        self._current = current

    def identity(self, connection: HTTPConnection) -> Identity | None:
        """Return who the cookie's session is of."""
        session = self.sessions.read(connection.cookies.get(COOKIE, ""))
        return None if session is None else self._current(session)


class ByProxy:
    """A header that a proxy of ours sets; from anybody else it is refused."""

    def __init__(self, settings: PeopleSettings) -> None:
        self._settings = settings

    def identity(self, connection: HTTPConnection) -> Identity | None:
        """Return whom the proxy names.

        Raises:
            Forbidden: the request does not come from a proxy of ours, or the header stands there twice.
        """
        settings = self._settings
        if not is_trusted(peer(connection.scope), settings.trusted_proxies):
            raise Forbidden("请从单位的入口访问，不能直接连到这台服务器。")
        name = _only_value(connection, settings.proxy_header)
        if not name:
            return None
        if not name.isprintable():
            raise Forbidden("请求头里的用户名称无法读取。")
        groups = ""
        if settings.proxy_groups_header:
            groups = _only_value(connection, settings.proxy_groups_header)
        role = Role.ADMINISTRATOR if name in settings.administrators else Role.READER
        return Identity(name, role, frozenset(filter(None, (word.strip() for word in groups.split(",")))))


def _only_value(connection: HTTPConnection, name: str) -> str:
    values = connection.headers.getlist(name)
    if len(values) > 1:
        raise Forbidden("请求头里的用户不止一个。")
    if not values:
        return ""
    try:
        return values[0].encode("latin-1").decode("utf-8").strip()
    except UnicodeDecodeError:
        raise Forbidden("请求头里的用户名称无法读取。") from None


def is_loopback(host: str) -> bool:
    """Tell whether ``host``, a name or an address, is this machine for itself."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _host(connection: HTTPConnection) -> str:
    """Return the name under which we were asked, without the port."""
    host = connection.headers.get("host", "").lower()
    return host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
