"""A program that serves the fake library as ``youju serve`` does; its argument is the port."""

import os
import socket
import sys
import threading
from contextlib import suppress

from fakes import FakeService, plain_app
from fastapi.responses import PlainTextResponse

from ui.operations import logs, server
from ui.settings import Settings

settings = Settings.from_env(os.environ)
logs.configure(settings.operation)
app = plain_app(FakeService(), settings)


@app.get("/printing")
def printing() -> PlainTextResponse:
    print("a library prints")
    print("and prints an error", file=sys.stderr)
    thread = threading.Thread(target=int, args=("no number",), name="unlucky")
    thread.start()
    thread.join()
    return PlainTextResponse("")


if __name__ == "__main__":
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", int(sys.argv[1])))
    with suppress(KeyboardInterrupt):
        server.run(app, [listening], settings.operation.connections)
