"""Starts the server: the page answers at once, the model loads beside it."""

import errno
import socket
from collections.abc import Callable
from pathlib import Path

from corpus.store import Store
from index.encoder import Encoder
from index.engines.choose import open_engine
from index.rerank import Reranker
from ui import console
from ui.admin.keeper import Keeper
from ui.app import create_app
from ui.errors import PortTaken
from ui.library_service import LibraryService
from ui.operations import logs, server
from ui.people.passwords import PasswordFile
from ui.people.ways import is_loopback
from ui.records.records import Records
from ui.settings import Settings
from ui.usage import UsageError


def serve(
    settings: Settings,
    library: Path,
    load_embedder: Callable[[], Encoder],
    load_reranker: Callable[[], Reranker | None] = lambda: None,
) -> None:
    """Serve the library until interrupted.

    Raises:
        PortTaken: the address can't be listened on.
        UsageError: others could reach it, and nobody would have to sign in.
    """
    logs.configure(settings.operation)
    _check_reach(settings)
    listening = _listen(settings.host, settings.port)
    if library.is_dir() and not any(library.iterdir()):
        Store.create(library)  # a new volume: the first documents are uploaded on the administration page
    records = Records(library, settings.retention_days)
    engine = open_engine(library, settings.engine_address)
    service = LibraryService(library, load_embedder, load_reranker, records, engine)
    service.load_in_background()
    keeper = Keeper(library, settings, load_embedder, records)
    keeper.start()
    app = create_app(service, settings, keeper=keeper)
    console.say(f"资料库：{library}")
    address = f"http://{_shown(settings.host)}:{settings.port}{settings.root_path or '/'}"
    console.say(f"请在浏览器打开 {address}  (按 Ctrl+C 停止)")
    server.run(app, [listening], settings.operation.connections)
    keeper.stop()


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


def _check_reach(settings: Settings) -> None:
    """Keep a library that nobody has to sign in to from the network."""
    people = settings.people
    if people.way == "none" and not is_loopback(settings.host):
        raise UsageError(
            f"没有启用登录，不能监听本机以外的地址 {settings.host}。"
            "请设置 YOUJU_SIGN_IN（password、oidc 或 proxy），或改用 --host 127.0.0.1。"
        )
    if people.password_file is not None and PasswordFile(people.password_file).is_open_to_others():
        console.say(f"注意：本机的其他账号可以读写密码文件，请运行 chmod 600 {people.password_file}。")


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else "127.0.0.1" if host == "0.0.0.0" else host
