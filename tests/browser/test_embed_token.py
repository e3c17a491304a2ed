"""A site that tells who its reader is: two names, plain http, and no cookies of third parties."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import ARGS, Serve, chromium_path
from fakes import FUNDS, FakeService
from flashes import flashes
from host_site import HostSite, host_site
from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from ui.people.settings import PeopleSettings
from ui.settings import Settings

pytestmark = pytest.mark.slow

SECRET = "a secret of thirty-two characters or more"
HOST, OURS = "portal.test", "youju.test"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser that finds both names on this machine, and blocks cookies of third parties."""
    with sync_playwright() as playwright:
        path = chromium_path(playwright)
        if path is None:
            pytest.skip("no Chromium: set YOUJU_CHROMIUM")
        more = ["--host-resolver-rules=MAP *.test 127.0.0.1", "--test-third-party-cookie-phaseout"]
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGS, *more])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site() -> Iterator[HostSite]:
    with host_site() as site:
        yield site


@pytest.fixture(scope="module")
def service() -> FakeService:
    return FakeService()


@pytest.fixture(scope="module")
def address(
    serve: Serve, site: HostSite, service: FakeService, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """A server where people sign in, under its own name."""
    folder = tmp_path_factory.mktemp("people")
    (folder / "users").touch(0o600)
    people = PeopleSettings(
        way="password", password_file=folder / "users", secret=SECRET[::-1], embed_secret=SECRET
    )
    settings = Settings(
        cache_dir=Path(folder), root_path="/youju", people=people, frame_ancestors=(site.at(HOST),)
    )
    return serve(service, settings).replace("127.0.0.1", OURS)


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test when a script of it fails, or when it asks a third machine for anything."""
    page = context.new_page()
    broken: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    context.on("request", lambda request: asked.append(request.url))
    yield page
    assert broken == []
    assert {urlsplit(url).hostname for url in asked} <= {HOST, OURS}


def token(name: str, seconds: int = 60) -> str:
    claims = {"sub": name, "aud": "youju", "exp": int(time.time()) + seconds}
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))


def open_panel(page: Page, site: HostSite, address: str, more: str) -> None:
    site.put(
        "/",
        f'<div style="height: 640px"><script src="{address}static/youju.js" data-mode="panel" {more}></script>'
        "</div><textarea id=there></textarea>",
    )
    page.goto(f"{site.at(HOST)}/")


def ask(page: Page) -> None:
    chat = page.frame_locator("iframe")
    chat.locator("textarea").fill("多少资金？")
    chat.locator("textarea").press("Enter")


def test_the_reader_asks_copies_and_opens(
    page: Page, site: HostSite, address: str, service: FakeService
) -> None:
    page.context.on("request", lambda request: asked.append(request.url))
    asked: list[str] = []
    open_panel(page, site, address, f'data-token="{token("menhu")}"')
    assert not page.evaluate("isSecureContext")
    ask(page)
    chat = page.frame_locator("iframe")
    expect(chat.locator(".yj-done .yj-quote").first).to_have_text(FUNDS.text)
    assert [record.person for record in service.records.all()] == ["menhu"]

    with flashes(chat.locator(".yj-copy").first, "已复制"):
        chat.locator(".yj-copy").first.click()
    page.locator("#there").focus()
    page.keyboard.press("Control+V")
    assert page.locator("#there").input_value().startswith(FUNDS.text)

    with page.context.expect_page() as opened:
        chat.locator(".yj-open").first.click()
    expect(opened.value.locator("#text mark")).to_have_text(FUNDS.text)
    assert opened.value.url.startswith(f"{address}documents/liwan?")
    assert [url for url in asked if "token" in url or "session" in url] == []  # not in any address


def test_without_a_token_nobody_answers(page: Page, site: HostSite, address: str) -> None:
    page.clock.install()
    open_panel(page, site, address, "")
    ask(page)
    chat = page.frame_locator("iframe")
    expect(chat.locator(".yj-searching")).to_have_count(1)
    # The host page has been asked, and hands over nothing. The frame may begin to wait after it says so.
    for _ in range(30):
        page.clock.run_for(1_000)
        if chat.locator(".yj-error").count():
            break
    expect(chat.locator(".yj-error")).to_contain_text("登录已过期", timeout=15_000)


def test_a_new_token_is_asked_for_and_the_question_goes_on(page: Page, site: HostSite, address: str) -> None:
    open_panel(page, site, address, f'data-token="{token("menhu", -60)}"')
    page.evaluate(
        """fresh => document.addEventListener("youju-token-needed", event => { event.target.token = fresh; })""",
        token("menhu"),
    )
    ask(page)
    expect(page.frame_locator("iframe").locator(".yj-done .yj-quote").first).to_have_text(FUNDS.text)


def test_a_token_in_the_address_leaves_it_at_once(page: Page, site: HostSite, address: str) -> None:
    site.put("/", f'<iframe src="{address}embed?lang=en&token={token("menhu")}"></iframe>')
    page.goto(f"{site.at(HOST)}/")
    ask(page)
    expect(page.frame_locator("iframe").locator(".yj-done .yj-quote").first).to_have_text(FUNDS.text)
    assert page.frames[1].evaluate("location.search") == "?lang=en"
