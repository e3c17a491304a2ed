"""A real server on a free port, and a real browser."""

import os
import shutil
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "ui"))  # for the fakes

from ui.admin.keeper import Keeper
from ui.app import create_app
from ui.service import Service
from ui.settings import Settings

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 30.0
expect.set_options(timeout=20_000)  # milliseconds; a page's first answer may wait long on a loaded machine

Serve = Callable[..., str]


def chromium_path(playwright: Playwright) -> str | None:
    """Return the browser to run: YOUJU_CHROMIUM, then the system's, then Playwright's own."""
    candidates = [
        os.environ.get("YOUJU_CHROMIUM"),
        *(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")),
        playwright.chromium.executable_path,
    ]
    return next((path for path in candidates if path and Path(path).exists()), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let two warnings of Gradio's pass: it uses what pandas has retired, as it counts its events."""
    ours = Path(__file__).parent
    for item in items:
        if ours in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"))
            item.add_marker(pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"))


@pytest.fixture(scope="module")  # while Playwright runs, its event loop stands in the way of every other one
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = chromium_path(playwright)
        if path is None:
            pytest.skip("no Chromium: set YOUJU_CHROMIUM")
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def serve() -> Iterator[Serve]:
    """Return a function that serves a service and returns the address of its chat page."""
    running: list[tuple[uvicorn.Server, threading.Thread, socket.socket]] = []

    def start(service: Service, settings: Settings, keeper: Keeper | None = None) -> str:
        # Bound here, so that nobody takes the port between choosing and listening.
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        app = create_app(service, settings, keeper=keeper)
        config = uvicorn.Config(app, log_level="warning", lifespan="on", proxy_headers=False)
        config.timeout_graceful_shutdown = 1
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        running.append((server, thread, listener))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}{settings.root_path}/"
        wait_until_healthy(address, thread)
        return address

    yield start
    for server, thread, listener in running:
        server.should_exit = True
        thread.join(PATIENCE)
        listener.close()


def wait_until_healthy(address: str, thread: threading.Thread) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and thread.is_alive():
        try:
            with urllib.request.urlopen(f"{address}healthz", timeout=5) as response:
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test when a script of it fails, or when it asks another machine for anything."""
    page = context.new_page()
    broken: list[str] = []
    foreign: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    context.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://127.0.0.1:", "data:", "blob:http://127.0.0.1:"))
            else foreign.append(request.url)
        ),
    )
    yield page
    assert not broken
    assert not foreign
