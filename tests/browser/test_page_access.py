"""The chat page for everyone: WCAG 2.2 AA by axe in its states, the keyboard, large type, forced colours, print."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fakes import FUNDS, FakeService
from playwright.sync_api import Browser, Page, expect

from ui.service import Service
from ui.settings import Settings

pytestmark = pytest.mark.slow

Serve = Callable[[Service, Settings], str]
QUESTION = "荔湾区2013-2015年给黔南州划拨了多少资金？"
RULES: dict[str, Any] = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {
        # Gradio's frame: it wraps the page in its own main and div elements, none of which is ours to name.
        "region": {"enabled": False},
    },
}


@pytest.fixture(scope="module")
def address(serve: Serve) -> str:
    return serve(FakeService(), Settings())


@pytest.fixture
def chat(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("#yj-box textarea")
    return page


def ask(page: Page, question: str) -> None:
    page.fill("#yj-box textarea", question)
    page.press("#yj-box textarea", "Enter")
    expect(page.locator("#yj-current .yj-question")).to_contain_text(question, timeout=15_000)
    expect(page.locator("#yj-current .yj-done")).to_have_count(1, timeout=15_000)


def assert_clean(page: Page) -> None:
    found = Axe().run(page, options=RULES).response["violations"]
    told = [
        f"{violation['id']} ({violation['impact']}): {node['html'][:160]} {node['failureSummary'][:300]}"
        for violation in found
        for node in violation["nodes"]
    ]
    assert not told, "\n".join(told)


def set_appearance(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.evaluate("([name, value]) => localStorage.setItem(`youju.${name}`, value)", [name, value])
    page.reload()
    page.wait_for_selector("#yj-box textarea")


def visit(page: Page) -> Iterator[str]:
    """Walk through the states of the page."""
    yield "welcome"
    page.click("#yj-display summary")
    yield "display"
    page.click("#yj-display summary")
    page.click("#yj-filter-fold")
    page.wait_for_selector("#yj-offer-issuers option", state="attached")
    page.fill("[data-kind=issuers]", "广州市荔湾区协作办公室")
    page.wait_for_selector("#yj-chips button")
    yield "filters"
    page.click("#yj-filter-fold")
    ask(page, QUESTION)
    page.click("#yj-current .yj-more summary")
    page.click("#yj-current [data-verdict=missing]")
    page.wait_for_selector("#yj-current .yj-feedback-form input:focus")
    yield "answer, unfolded, with a comment to be written"
    ask(page, "2018年呢？")
    page.click("#yj-current .yj-near summary")
    yield "refusal"
    ask(page, "户厕")
    yield "repealed"
    ask(page, "白塔镇子基金")
    yield "table row"
    page.click("#yj-history-open")
    page.wait_for_selector("#yj-history[open]")
    yield "history"
    page.keyboard.press("Escape")


@pytest.mark.parametrize(
    ("width", "appearance"),
    [
        (1280, {}),
        (1280, {"theme": "dark"}),
        (390, {"size": "largest"}),
        (390, {"theme": "dark", "size": "large"}),
    ],
)
def test_axe_finds_nothing(browser: Browser, address: str, width: int, appearance: dict[str, str]) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, locale="zh-CN", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address)
    set_appearance(page, **appearance)
    for _ in visit(page):
        assert_clean(page)
    context.close()


def test_axe_finds_nothing_in_english(page: Page, address: str) -> None:
    page.goto(f"{address}?lang=en")
    page.wait_for_selector("#yj-box textarea")
    assert_clean(page)
    ask(page, QUESTION)
    assert_clean(page)
    ask(page, "2018?")
    assert_clean(page)


def test_large_type_is_kept_and_reaches_the_reading_view(chat: Page, address: str) -> None:
    def size() -> float:
        return float(chat.evaluate("() => parseFloat(getComputedStyle(document.documentElement).fontSize)"))

    standard = size()
    chat.click("#yj-display summary")
    chat.check("[data-appearance=size][value=largest]")
    assert size() > 1.3 * standard
    chat.reload()
    chat.wait_for_selector("#yj-box textarea")
    assert size() > 1.3 * standard
    chat.click("#yj-display summary")
    expect(chat.locator("[data-appearance=size][value=largest]")).to_be_checked()
    chat.goto(f"{address}documents/liwan?start=0&end=9")
    assert size() > 1.3 * standard


def test_colours_follow_the_system_or_the_switch(chat: Page) -> None:
    def paper() -> str:
        return str(chat.evaluate("() => getComputedStyle(document.body).backgroundColor"))

    light = paper()
    chat.emulate_media(color_scheme="dark")
    dark = paper()
    assert light != dark
    chat.click("#yj-display summary")
    chat.check("[data-appearance=theme][value=light]")
    assert paper() == light
    chat.emulate_media(color_scheme="light")
    chat.check("[data-appearance=theme][value=dark]")
    assert paper() == dark
    chat.check("[data-appearance=theme][value=system]")
    assert paper() == light


@pytest.mark.parametrize("size", ["standard", "largest"])
def test_a_line_holds_about_35_characters(chat: Page, size: str) -> None:
    set_appearance(chat, size=size)
    ask(chat, QUESTION)
    quote = chat.locator("#yj-current .yj-quote")
    width, type_size, line = quote.evaluate(
        "e => { const s = getComputedStyle(e); return [e.clientWidth, parseFloat(s.fontSize), parseFloat(s.lineHeight)] }"
    )
    assert 30 <= width / type_size <= 38
    assert line / type_size == pytest.approx(1.75, abs=0.01)


def test_nothing_moves_where_motion_is_unwanted(browser: Browser, address: str) -> None:
    context = browser.new_context(reduced_motion="reduce", locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#yj-box textarea")
    ask(page, QUESTION)
    longest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll('.yj-exchange, .yj-exchange *')]
        .map(e => parseFloat(getComputedStyle(e).animationDuration) || 0))"""
    )
    assert longest < 0.01
    context.close()


def test_the_mark_survives_forced_colours_and_greyscale_print(chat: Page) -> None:
    ask(chat, QUESTION)
    mark = chat.locator("#yj-current .yj-quote mark")
    width = "e => parseFloat(getComputedStyle(e).borderBottomWidth)"
    chat.emulate_media(forced_colors="active")
    assert mark.evaluate(width) >= 2
    chat.emulate_media(forced_colors="none", media="print")
    assert mark.evaluate(width) >= 2


def test_printing_gives_the_quote_and_where_it_stands(chat: Page) -> None:
    ask(chat, QUESTION)
    chat.emulate_media(media="print")
    expect(chat.locator("#yj-current .yj-quote")).to_be_visible()
    expect(chat.locator("#yj-current .yj-source").first).to_be_visible()
    for hidden in ("#yj-ask", ".yj-bar", "#yj-current .yj-tools >> nth=0", "#yj-current .yj-feedback"):
        expect(chat.locator(hidden)).not_to_be_visible()
    place = chat.locator("#yj-current .yj-source a").first.evaluate(
        "e => getComputedStyle(e, '::after').content"
    )
    assert "/documents/liwan?" in place


def test_the_whole_path_by_keyboard(chat: Page) -> None:
    """Ask, copy, open the folds, say what is missing, filter, look at the history: no mouse."""

    def focused() -> str:
        return str(
            chat.evaluate(
                """() => { const e = document.activeElement;
                return e.id || e.dataset.verdict || e.dataset.kind || e.className || e.tagName }"""
            )
        )

    def tab_to(wanted: str, back: bool = False) -> None:
        for _ in range(40):
            chat.keyboard.press("Shift+Tab" if back else "Tab")
            if wanted in focused():
                return
        raise AssertionError(f"the keyboard does not reach {wanted}")

    expect(chat.locator("#yj-box textarea")).to_be_focused()
    chat.keyboard.type(QUESTION)
    chat.keyboard.press("Enter")
    expect(chat.locator("#yj-current .yj-quote")).to_have_text(FUNDS.text)
    expect(chat.locator("#yj-current .yj-done")).to_have_count(1)
    chat.focus("#yj-switch")
    for wanted in ("yj-copy", "yj-copy-forms", "yj-open", "yj-keep"):
        tab_to(wanted)
    chat.keyboard.press("Tab")
    chat.keyboard.press("Enter")
    expect(chat.locator("#yj-current .yj-more blockquote")).to_be_visible()
    tab_to("missing")
    chat.keyboard.press("Enter")
    expect(chat.locator("#yj-current .yj-feedback-form input")).to_be_focused()
    chat.keyboard.type("缺2016年")
    chat.keyboard.press("Enter")
    expect(chat.locator("#yj-current [data-verdict=missing]")).to_be_focused()
    tab_to("yj-filter-fold")
    chat.keyboard.press("Enter")
    tab_to("issuers")
    chat.wait_for_selector("#yj-offer-issuers option", state="attached")
    chat.keyboard.type("广州市荔湾区协作办公室")
    expect(chat.locator("#yj-chips button")).to_have_count(1)
    chat.keyboard.press("Escape")
    expect(chat.locator("#yj-filter-fold")).to_be_focused()
    chat.keyboard.press("Tab")
    chat.keyboard.press("Enter")
    expect(chat.locator("#yj-chips button")).to_have_count(0)
    tab_to("yj-history-open", back=True)
    chat.keyboard.press("Enter")
    expect(chat.locator("#yj-history")).to_be_visible()
    chat.keyboard.press("Escape")
    expect(chat.locator("#yj-history")).not_to_be_visible()
    expect(chat.locator("#yj-history-open")).to_be_focused()
