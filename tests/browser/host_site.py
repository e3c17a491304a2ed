"""Another site on this machine: pages with headers of their own, on a port of their own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class HostSite:
    """Pages by path; ``at(name)`` is the site's origin under that name."""

    port: int
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def at(self, name: str = "localhost") -> str:
        return f"http://{name}:{self.port}"

    def put(self, path: str, body: str, head: str = "", **headers: str) -> None:
        html = f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>某局门户</title>{head}</head>'
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (f"{html}<body>{body}</body></html>", headers)


@contextmanager
def host_site() -> Iterator[HostSite]:
    """Serve a site until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html, headers = site.pages.get(self.path.partition("?")[0], ("", {}))
            self.send_response(200 if html else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = HostSite(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
