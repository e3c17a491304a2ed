"""No page of ours asks another machine for anything: every request but ours is blocked, and counted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from conftest import Serve
from fakes import EVIL_TEXT, FakeService
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from ui.settings import Settings

pytestmark = pytest.mark.slow

QUESTIONS = ("多少资金？", '<img src="http://elsewhere.example/x.png">脚本', "javascript:脚本\u202e")


@dataclass
class Seen:
    """What a browser asked for, and what its policies complained of."""

    asked: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    workers: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def address(serve: Serve) -> str:
    return serve(FakeService(), Settings())


@pytest.fixture
def seen(context: BrowserContext, address: str) -> Seen:
    seen = Seen()
    own = urlsplit(address).netloc

    def note(request: Request) -> None:
        seen.asked.append(request.url)

    def stop(route: Route) -> None:
        seen.blocked.append(route.request.url)
        route.abort()

    context.on("request", note)
    context.on("serviceworker", lambda worker: seen.workers.append(worker.url))
    context.route(lambda url: not url.startswith("data:") and urlsplit(url).netloc != own, stop)
    return seen


@pytest.fixture
def page(context: BrowserContext, seen: Seen) -> Iterator[Page]:
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on(
        "console",
        lambda message: seen.complaints.append(message.text) if "Content Security" in message.text else None,
    )
    page.on("worker", lambda worker: seen.workers.append(worker.url))
    yield page
    assert broken == []
    assert seen.asked
    assert seen.blocked == []
    assert seen.complaints == []
    assert seen.workers == []


def pwned(page: Page) -> object:
    return page.evaluate("window.pwned ?? null")


def test_the_chat(page: Page, address: str) -> None:
    for path in ("", "en/"):
        page.goto(f"{address}{path}")
        for question in QUESTIONS:
            page.fill("#yj-box textarea", question)
            page.press("#yj-box textarea", "Enter")
            expect(page.locator("#yj-current .yj-question")).to_contain_text(question.replace("\u202e", ""))
            expect(page.locator("#yj-current .yj-done")).to_have_count(1)
        expect(page.locator("#yj-current .yj-quote")).to_contain_text(EVIL_TEXT.splitlines()[0])
        assert pwned(page) is None
        assert page.locator("[data-exchange] :is(script, img, iframe)").count() == 0


def test_a_page_without_the_nonce_runs_no_script(page: Page, address: str, seen: Seen) -> None:
    page.goto(address)
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.pwned = 6";
            document.body.append(script);
            const link = document.createElement("a");
            link.href = "javascript:window.pwned = 7";
            document.body.append(link);
            link.click();
        }"""
    )
    assert pwned(page) is None
    assert len(seen.complaints) == 2
    seen.complaints.clear()


def test_the_policy_really_blocks(page: Page, address: str, seen: Seen) -> None:
    page.goto(f"{address}embed")
    fetched = page.evaluate("fetch('http://elsewhere.example/').then(() => true, () => false)")
    assert fetched is False
    assert any("connect-src" in text for text in seen.complaints)
    seen.complaints.clear()
    seen.blocked.clear()


@pytest.mark.parametrize(
    "document", ["liwan?version=2&start=10&end=30", "evil?version=1&start=0&end=20", "fund"]
)
def test_the_reading_view(page: Page, address: str, document: str) -> None:
    page.goto(f"{address}documents/{document}")
    expect(page.locator("#text")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert pwned(page) is None
    assert page.locator("#text :is(script, img, iframe)").count() == 0


def test_the_bare_page(page: Page, address: str) -> None:
    page.goto(f"{address}embed?accent=%23c8102e")
    for number, question in enumerate(QUESTIONS):
        page.fill("textarea", question)
        page.press("textarea", "Enter")
        expect(page.locator(".yj-exchange").nth(number)).to_have_class("yj-exchange yj-done")
    assert pwned(page) is None


def test_no_font_is_fetched(page: Page, address: str, seen: Seen) -> None:
    for path in ("", "documents/liwan", "embed"):
        page.goto(f"{address}{path}")
        page.evaluate("document.fonts.ready.then(() => null)")
    assert [url for url in seen.asked if urlsplit(url).path.endswith((".woff", ".woff2", ".ttf"))] == []
