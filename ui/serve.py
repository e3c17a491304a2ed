"""Starts the server: the page answers at once, the model loads beside it."""

import errno
import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from index.embed import Embedder
from index.rerank import Reranker
from ui import console
from ui.app import create_app
from ui.errors import PortTaken
from ui.library_service import LibraryService
from ui.settings import Settings


def serve(
    settings: Settings,
    library: Path,
    load_embedder: Callable[[], Embedder],
    load_reranker: Callable[[], Reranker | None] = lambda: None,
) -> None:
    """Serve the library until interrupted.

    Raises:
        PortTaken: the address can't be listened on.
    """
    listening = _listen(settings.host, settings.port)
    if not _is_loopback(settings.host):
        console.say(
            "注意：正在向本机以外开放，且没有登录；能访问此地址的人都能查阅资料库。请放在有登录的反向代理后面。"
        )
    service = LibraryService(library, load_embedder, load_reranker)
    service.load_in_background()
    app = create_app(service, settings)
    console.say(f"资料库：{library}")
    address = f"http://{_shown(settings.host)}:{settings.port}{settings.root_path or '/'}"
    console.say(f"请在浏览器打开 {address}  (按 Ctrl+C 停止)")
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5)
    uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything is loaded, so that a taken one is told at once."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except socket.gaierror as error:
        raise PortTaken(f"无法识别监听地址 {host}。") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(f"端口 {port} 已被占用，请用 --port 换一个，例如 --port {port + 1}。") from error
        raise PortTaken(f"无法监听 {host}:{port}（{error.strerror}）。") from error
    return listening


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else "127.0.0.1" if host == "0.0.0.0" else host
