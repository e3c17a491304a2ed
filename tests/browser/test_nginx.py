"""Behind a real nginx, set up by the very block that the docs show: a path prefix, and who the reader is."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import PATIENCE, Serve
from fakes import FUNDS, GORGES, FakeService
from flashes import flashes
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ui.people.settings import PeopleSettings
from ui.settings import Settings

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parents[2] / "docs" / "embed.md"
READER, PASSWORD = "wang", "mima"


@dataclass(frozen=True)
class Front:
    """What a reader sees of the server, and what lies behind."""

    address: str
    behind: str
    service: FakeService


@pytest.fixture(scope="module")
def front(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if nginx is None:
        pytest.skip("no nginx: apt-get install nginx-light")
    service = FakeService()
    people = PeopleSettings(way="proxy", administrators=("zhang",), secret="s" * 40)
    behind = serve(service, Settings(root_path="/youju", people=people))
    folder = tmp_path_factory.mktemp("nginx")
    (folder / "users").write_text(f"{READER}:{{PLAIN}}{PASSWORD}\n", encoding="utf-8")
    port = free_port()
    (folder / "nginx.conf").write_text(configuration(folder, behind, port), encoding="utf-8")
    log = (folder / "log.txt").open("wb")
    server = subprocess.Popen(
        [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"], stdout=log, stderr=log
    )
    try:
        wait_until_open(port, server, folder / "log.txt")
        yield Front(f"http://127.0.0.1:{port}/youju/", behind, service)
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def configuration(folder: Path, behind: str, port: int) -> str:
    """Return nginx's configuration around the block of the docs, whose addresses and file are put in their place."""
    found = re.search(r"```nginx\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    block = found[1]
    ours = {
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "http://127.0.0.1:7860;": f"{behind.removesuffix('/youju/')};",
        "/etc/nginx/youju.users": str(folder / "users"),
    }
    for shown, real in ours.items():
        assert block.count(shown) == 1
        block = block.replace(shown, real)
    user = "user root root;" if os.geteuid() == 0 else ""  # the folder of a test is closed to others
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; {user} worker_processes 1; pid {folder}/pid; events {{ }}\n"
        f"http {{ access_log off; {places}\n{block}}}\n"
    )


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until_open(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"nginx did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 800},
        locale="zh-CN",
        http_credentials={"username": READER, "password": PASSWORD},
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


def ask(page: Page, question: str) -> None:
    page.fill("#yj-box textarea", question)
    page.press("#yj-box textarea", "Enter")
    expect(page.locator("#yj-current .yj-question")).to_contain_text(question)
    expect(page.locator("#yj-current .yj-done")).to_have_count(1)


def test_ask_follow_up_open_and_copy(page: Page, context: BrowserContext, front: Front) -> None:
    page.goto(front.address)
    ask(page, "多少资金？")
    expect(page.locator("#yj-current .yj-quote").first).to_have_text(FUNDS.text)
    ask(page, "那三峡库区呢？")
    expect(page.locator("#yj-current .yj-quote")).to_have_text(GORGES.text)
    expect(page.locator("#yj-current .yj-read-as")).to_contain_text("给三峡库区划拨了多少资金")

    context.grant_permissions(["clipboard-read", "clipboard-write"])
    with flashes(page.locator("#yj-current .yj-copy"), "已复制"):
        page.locator("#yj-current .yj-copy").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(GORGES.text)
    assert f"{front.address}documents/liwan?" in copied  # the address that readers know

    with context.expect_page() as opened:
        page.locator("#yj-current .yj-open").click()
    expect(opened.value.locator("#text mark")).to_have_text(GORGES.text)
    assert opened.value.url.startswith(f"{front.address}documents/liwan?")

    assert {record.person for record in front.service.records.all()} == {READER}


def test_the_bare_page_answers(page: Page, front: Front) -> None:
    page.goto(f"{front.address}embed")
    page.fill("textarea", "多少资金？")
    page.press("textarea", "Enter")
    expect(page.locator(".yj-done .yj-quote").first).to_have_text(FUNDS.text)


def test_nobody_comes_past_nginx_or_in_anothers_name(browser: Browser, front: Front) -> None:
    context = browser.new_context()
    try:
        asked = {"data": {"question": "多少资金？"}}
        assert context.request.post(f"{front.address}api/ask", **asked).status == 401
        claimed = {"X-Forwarded-User": "zhang"}
        assert context.request.post(f"{front.address}api/ask", headers=claimed, **asked).status == 401
        assert context.request.post(f"{front.behind}api/ask", **asked).status == 401
    finally:
        context.close()


def test_a_header_that_a_reader_sends_is_overwritten(context: BrowserContext, front: Front) -> None:
    before = len(list(front.service.records.all()))
    reply = context.request.post(
        f"{front.address}api/ask", headers={"X-Forwarded-User": "zhang"}, data={"question": "多少资金？"}
    )
    assert reply.status == 200
    records = list(front.service.records.all())
    assert len(records) == before + 1
    assert {record.person for record in records} == {READER}
