"""Where a request comes from, and whether what a proxy says about it may be believed."""

import ipaddress
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import Scope

from ui.setting_values import Network

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def peer(scope: Scope) -> Address | None:
    """Return the address at the other end of the connection; ``None`` where it has none."""
    client = scope.get("client")
    return None if client is None else _address(client[0])


def is_trusted(address: Address | None, networks: Sequence[Network]) -> bool:
    """Tell whether ``address`` is that of a proxy of ours."""
    return address is not None and any(address in network for network in networks)


def address_of(scope: Scope, proxies: Sequence[Network]) -> str:
    """Return the address of the person: what our own proxies have forwarded, else the peer.

    The list is read from its end: what stands before the first address that is no proxy of ours was
    written by a stranger.
    """
    nearest = peer(scope)
    if is_trusted(nearest, proxies):
        forwarded = ",".join(Headers(scope=scope).getlist("x-forwarded-for"))
        for word in reversed(forwarded.split(",")):
            address = _address(word.strip())
            if address is None:
                break
            nearest = address
            if not is_trusted(address, proxies):
                break
    return str(nearest or "")


def is_https(scope: Scope, proxies: Sequence[Network]) -> bool:
    """Tell whether the person's browser speaks https, to us or to a proxy of ours."""
    if scope["scheme"] in ("https", "wss"):
        return True
    said = Headers(scope=scope).get("x-forwarded-proto", "")
    return said.strip().lower() == "https" and is_trusted(peer(scope), proxies)


def _address(value: str) -> Address | None:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
