"""The pages in a real browser, over a service with known answers."""

import urllib.parse
from collections.abc import Callable

import pytest
from fakes import EVIL_TEXT, FUNDS, TEXT, FakeService
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ui.service import Service
from ui.settings import Settings

pytestmark = pytest.mark.slow

Serve = Callable[[Service, Settings], str]

TEXT_AND_MARK = """() => [
  document.getElementById('text').textContent,
  [...document.querySelectorAll('#text mark')].map(mark => mark.textContent).join(''),
]"""
FUNDS_QUESTION = "荔湾区2013-2015年给黔南州划拨了多少资金？"


@pytest.fixture(scope="module")
def fake() -> FakeService:
    return FakeService()


@pytest.fixture(scope="module")
def address(serve: Serve, fake: FakeService) -> str:
    return serve(fake, Settings())


@pytest.fixture
def chat(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("#yj-box textarea")
    return page


def type_and_send(page: Page, question: str) -> None:
    page.fill("#yj-box textarea", question)
    page.press("#yj-box textarea", "Enter")


def ask(page: Page, question: str) -> None:
    type_and_send(page, question)
    current = page.locator("#yj-current")
    expect(current.locator(".yj-question")).to_contain_text(question)
    expect(current.locator(".yj-done")).to_have_count(1)


def test_question_quote_mark_source(chat: Page, context: BrowserContext) -> None:
    ask(chat, FUNDS_QUESTION)
    quote = chat.locator("#yj-current .yj-quote")
    expect(quote).to_have_text(FUNDS.text)
    expect(quote.locator("mark")).to_have_text("645万元")
    expect(chat.locator("#yj-box textarea")).to_have_value("")
    sizes = chat.evaluate(
        """() => [...document.querySelectorAll('#yj-current .yj-exchange :not(.yj-quote):not(.yj-quote *)')]
        .map(e => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert max(sizes) < float(quote.evaluate("e => parseFloat(getComputedStyle(e).fontSize)"))
    with context.expect_page() as opened:
        chat.locator("#yj-current .yj-open").first.click()
    reader = opened.value
    mark = reader.locator("#mark")
    expect(mark).to_be_in_viewport()
    assert reader.evaluate(TEXT_AND_MARK) == [TEXT, FUNDS.text]
    top = mark.evaluate("e => e.getBoundingClientRect().top / window.innerHeight")
    assert 0 < top < 1 / 3


def test_screen_readers_hear_the_answer_once(chat: Page) -> None:
    ask(chat, FUNDS_QUESTION)
    live = chat.locator("#yj-live")
    expect(live).to_have_attribute("aria-live", "polite")
    expect(live).to_contain_text(FUNDS.text)


def test_folds_open_and_stay(chat: Page) -> None:
    ask(chat, FUNDS_QUESTION)
    more = chat.locator("#yj-current .yj-more")
    expect(more.locator("li").first).not_to_be_visible()
    more.locator("summary").click()
    expect(more.locator("blockquote")).to_have_text("上述款项每年均按市里规定的时限足额到位，没有拖欠。")


def test_refusal(chat: Page) -> None:
    ask(chat, "荔湾区2018年给黔南州划拨了多少资金？")
    current = chat.locator("#yj-current")
    expect(current.locator(".yj-refusal")).to_have_text("库中只有2013-2015年的数据，没有2018年的。")
    expect(current.locator(".yj-quote, mark")).to_have_count(0)
    near = current.locator(".yj-near")
    expect(near.locator("blockquote").first).not_to_be_visible()
    near.locator("summary").click()
    expect(near.locator("blockquote").first).to_be_visible()
    expect(near).to_contain_text("原文说的是2013-2015年")
    expect(current.locator(".yj-try")).to_contain_text("可以试试")


def test_follow_up_keeps_the_conversation(chat: Page, fake: FakeService) -> None:
    ask(chat, FUNDS_QUESTION)
    ask(chat, "那三峡库区呢？")
    expect(chat.locator("#yj-current .yj-read-as")).to_contain_text("理解为：荔湾区2013-2015年给三峡库区")
    expect(chat.locator("#yj-past .yj-question")).to_contain_text(FUNDS_QUESTION)
    assert [turn.content for turn in fake.asked[-1][1]] == [FUNDS_QUESTION, FUNDS.text]


def test_stop_retry_clear(chat: Page, fake: FakeService) -> None:
    fake.hold.clear()
    type_and_send(chat, "慢慢查多少资金？")
    current = chat.locator("#yj-current")
    expect(current).to_contain_text("正在查找…")
    chat.click("#yj-stop")
    expect(current).to_contain_text("已停止")
    expect(chat.locator("#yj-send")).to_be_visible()
    fake.hold.set()
    chat.wait_for_timeout(400)  # what was stopped must not come back by itself
    expect(current.locator(".yj-quote")).to_have_count(0)
    chat.click("#yj-retry")
    expect(current.locator(".yj-quote")).to_have_text(FUNDS.text)
    chat.click("#yj-clear")
    expect(chat.locator(".yj-exchange")).to_have_count(0)
    expect(chat.locator(".yj-welcome")).to_be_visible()


def test_two_clicks_ask_once(chat: Page, fake: FakeService) -> None:
    before = len(fake.asked)
    chat.fill("#yj-box textarea", FUNDS_QUESTION)
    chat.dblclick("#yj-send")
    expect(chat.locator("#yj-current .yj-done")).to_have_count(1)
    assert len(fake.asked) == before + 1


def test_an_example_asks_itself(chat: Page) -> None:
    chat.locator("button.yj-example").first.click()
    expect(chat.locator("#yj-current .yj-quote")).to_have_text(FUNDS.text)
    expect(chat.locator(".yj-welcome")).not_to_be_visible()


def test_nothing_typed_nothing_sent(chat: Page) -> None:
    sent: list[str] = []
    chat.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    chat.press("#yj-box textarea", "Enter")
    expect(chat.locator("#yj-said")).to_have_text("请先输入问题。")
    chat.click("#yj-send")
    expect(chat.locator("#yj-said")).to_have_count(1)
    assert not sent
    chat.type("#yj-box textarea", "钱")
    expect(chat.locator("#yj-said")).to_have_count(0)


def test_too_long_a_question_stays_in_the_box(chat: Page) -> None:
    question = "资" * 2001
    type_and_send(chat, question)
    expect(chat.locator("#yj-hint")).to_contain_text("2000")
    expect(chat.locator("#yj-box textarea")).to_have_value(question)


def test_a_fault_is_an_error_not_a_refusal(chat: Page) -> None:
    type_and_send(chat, "崩溃")
    failed = chat.locator("#yj-current .yj-failed")
    expect(failed).to_contain_text("服务出错")
    expect(failed).not_to_contain_text("没有找到")
    expect(failed).not_to_contain_text("secret")


def test_enter_of_an_input_method_does_not_send(chat: Page, fake: FakeService) -> None:
    before = len(fake.asked)
    chat.fill("#yj-box textarea", "zijin")
    chat.evaluate(
        """() => document.querySelector('#yj-box textarea').dispatchEvent(
        new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"""
    )
    chat.wait_for_timeout(200)
    assert len(fake.asked) == before


def test_what_a_document_says_does_nothing(chat: Page, address: str) -> None:
    ask(chat, '脚本 <img src=x onerror="window.pwned = 5"> ${window.pwned = 6} {{value}}')
    expect(chat.locator("#yj-current .yj-quote")).to_contain_text("<script>window.pwned = 1</script>")
    expect(chat.locator("#yj-current img")).to_have_count(0)
    expect(chat.locator("#yj-current .yj-question")).to_contain_text("${window.pwned = 6} {{value}}")
    assert chat.evaluate("() => window.pwned") is None
    chat.goto(f"{address}documents/evil?start=0&end={len(EVIL_TEXT)}")
    assert chat.evaluate("() => document.getElementById('text').textContent") == EVIL_TEXT
    assert chat.evaluate("() => window.pwned") is None


def test_odd_characters_are_exact_in_a_browser(page: Page, serve: Serve) -> None:
    from fakes import document

    service = FakeService()
    odd = document(
        "odd", "甲\r\n\n乙\r\t丙\u3000\u00a0\u2028丁\ufeff\u200b𠮷👨‍👩‍👧\u0085\f\v①㎡<b>&amp;\n  戊", "怪字"
    )
    service.store[("odd", 1)] = odd
    address = serve(service, Settings())
    for start, end in ((0, len(odd.text)), (1, 9), (2, 3), (10, 22)):
        page.goto(f"{address}documents/odd?start={start}&end={end}")
        assert page.evaluate(TEXT_AND_MARK) == [odd.text, odd.text[start:end]]


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_scrolls_only_down(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN")
    page = context.new_page()

    def fits() -> bool:
        return bool(page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))

    page.goto(address)
    page.wait_for_selector("#yj-box textarea")
    assert fits()
    ask(page, FUNDS_QUESTION)
    assert fits()
    expect(page.locator("#yj-send")).to_be_in_viewport()
    ask(page, "2018年的" + "长" * 60)
    page.locator("#yj-current summary").click()
    assert fits()
    page.goto(f"{address}documents/liwan?start=100&end=400")
    assert fits()
    expect(page.locator("#mark")).to_be_in_viewport()
    context.close()


def test_the_english_switch(chat: Page, address: str) -> None:
    chat.click("#yj-switch")
    expect(chat.locator("h1")).to_have_text("What are you looking for?")
    assert urllib.parse.urlsplit(chat.url).path == "/en/"
    ask(chat, "2018?")
    expect(chat.locator("#yj-current .yj-refusal")).to_have_text("No figures for 2018.")
    chat.click("#yj-switch")
    expect(chat.locator("h1")).to_have_text("想查什么？")


def test_while_the_model_loads(page: Page, serve: Serve) -> None:
    service = FakeService(ready=False)
    page.goto(serve(service, Settings()))
    page.wait_for_selector("#yj-box textarea")
    type_and_send(page, FUNDS_QUESTION)
    expect(page.locator("#yj-current")).to_contain_text("正在准备模型…（约10秒）")
    service.loaded.set()
    expect(page.locator("#yj-current .yj-quote")).to_have_text(FUNDS.text)


def test_a_lost_connection_is_told_in_chinese(chat: Page) -> None:
    chat.route("**/gradio_api/queue/**", lambda route: route.abort())
    type_and_send(chat, FUNDS_QUESTION)
    expect(chat.locator("#yj-said")).to_contain_text("连接断了")
    expect(chat.locator(".toast-wrap")).not_to_be_visible()


def test_under_a_public_path(page: Page, serve: Serve) -> None:
    address = serve(FakeService(), Settings(root_path="/x"))
    page.goto(address)
    page.wait_for_selector("#yj-box textarea")
    ask(page, FUNDS_QUESTION)
    href = str(page.locator("#yj-current .yj-open").first.get_attribute("href"))
    assert href.startswith("/x/documents/liwan?")
    page.click("#yj-switch")
    expect(page.locator("h1")).to_have_text("What are you looking for?")
    assert urllib.parse.urlsplit(page.url).path == "/x/en/"
    ask(page, "2018?")
