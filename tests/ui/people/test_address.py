import ipaddress

import pytest

from ui.people.address import address_of, is_https
from ui.people.settings import LOOPBACK

PROXIES = (*LOOPBACK, ipaddress.ip_network("10.0.0.0/8"))


def scope(client: str | None, **headers: str) -> dict[str, object]:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"client": client and (client, 1), "headers": pairs, "scheme": "http"}


@pytest.mark.parametrize(
    ("client", "forwarded", "address"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.9", "192.0.2.1"),
        ("127.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("127.0.0.1", "203.0.113.5, 198.51.100.9", "198.51.100.9"),
        ("127.0.0.1", "203.0.113.5, 198.51.100.9, 10.1.1.1", "198.51.100.9"),
        ("127.0.0.1", "127.0.0.1, 198.51.100.9", "198.51.100.9"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.5, nonsense, 10.1.1.1", "10.1.1.1"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("::ffff:127.0.0.1", "198.51.100.9", "198.51.100.9"),
        (None, "198.51.100.9", ""),
    ],
)
def test_only_what_our_proxies_wrote_is_believed(client: str | None, forwarded: str, address: str) -> None:
    assert address_of(scope(client, x_forwarded_for=forwarded), PROXIES) == address


def test_https_is_told_by_our_proxies_only() -> None:
    assert is_https(scope("127.0.0.1", x_forwarded_proto="https"), PROXIES)
    assert not is_https(scope("192.0.2.1", x_forwarded_proto="https"), PROXIES)
    assert not is_https(scope("127.0.0.1", x_forwarded_proto="http"), PROXIES)
    assert not is_https(scope("127.0.0.1"), PROXIES)
    assert is_https({**scope("192.0.2.1"), "scheme": "https"}, PROXIES)
