"""The guard itself: tests that reach for another machine fail."""

import socket

import pytest


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_another_machine_cannot_be_reached(blocked: type[Exception]) -> None:
    for address in (("192.0.2.1", 80), ("93.184.216.34", 443)):
        with socket.socket() as client, pytest.raises(blocked):
            client.settimeout(1)
            client.connect(address)


def test_this_machine_can_be_reached() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    with listening, socket.create_connection(listening.getsockname()) as client:
        peer, _ = listening.accept()
        with peer:
            client.sendall(b"x")
            assert peer.recv(1) == b"x"
    first, second = socket.socketpair()
    first.close()
    second.close()
