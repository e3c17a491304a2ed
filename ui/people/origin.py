"""Which page sent a request: one of ours, one of a site that may show us, or a stranger's."""

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from ui.embed.origins import origin_pattern
from ui.errors import Forbidden
from ui.people.identity import Identity, Role

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_own(scope: Scope) -> bool:
    """Tell whether the request may be of a page of ours, as browsers tell it; programs tell nothing."""
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site in ("cross-site", "same-site"):  # a link that leads here is followed by the person
        return headers.get("sec-fetch-mode") == "navigate" and _only_reads(scope)
    origin = headers.get("origin")
    if origin is None or site == "same-origin":
        return True
    return _is_host(origin, headers.get("host", ""))


def as_from(scope: Scope, identity: Identity, sites: Sequence[str]) -> Identity:
    """Return the person that a request counts as whose browser vouches for it by itself.

    Such a request may have been made by another site's page, without the person's knowledge. A site that
    may show us gets no more than what is open to everyone; others change nothing here.

    Raises:
        Forbidden
    """
    if is_own(scope):
        return identity
    refuse_foreign(scope, sites)
    return replace(identity, role=Role.READER, groups=frozenset())


def refuse_foreign(scope: Scope, sites: Sequence[str] = ()) -> None:
    """Refuse what another site's page wants changed here, unless ``sites`` name it.

    Raises:
        Forbidden
    """
    if _only_reads(scope) or is_own(scope) or is_named(Headers(scope=scope).get("origin", ""), sites):
        return
    raise Forbidden("这个请求来自别的网站，没有执行。若前面有反向代理，请让它原样传递 Host。")


def is_named(origin: str, sites: Sequence[str]) -> bool:
    """Tell whether ``sites``, the sources of ``frame-ancestors``, name ``origin``."""
    return "*" in sites or re.fullmatch(origin_pattern(sites), origin) is not None


def _is_host(origin: str, host: str) -> bool:
    """Compare with the port only where the proxy in front has left it in the header."""
    try:
        asked, own = urlsplit(origin), urlsplit(f"//{host}")
        ports_differ = own.port is not None and asked.port != own.port
    except ValueError:
        return False
    return bool(asked.hostname) and asked.hostname == own.hostname and not ports_differ


def _only_reads(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] in _SAFE
