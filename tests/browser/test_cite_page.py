"""Copying in each form with the clipboard read back, and the basket, in a real browser."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from fakes import EVIL, EVIL_TEXT, FUNDS, GORGES, REPORT, ROW, FakeService
from flashes import flashes
from playwright.sync_api import Browser, Page, expect

from bot.cite import cite_span
from ui.service import Service
from ui.settings import Settings

pytestmark = pytest.mark.slow

Serve = Callable[[Service, Settings], str]
CHANGED = "原文已有变化，没有引用；请刷新页面后再试"
UNREACHABLE = "连不上服务器，没有复制"
READ = "() => navigator.clipboard.readText()"
INSECURE = "Object.defineProperty(window, 'isSecureContext', {value: false})"


@pytest.fixture(scope="module")
def service() -> FakeService:
    return FakeService()


@pytest.fixture(scope="module")
def address(serve: Serve, service: FakeService) -> str:
    return serve(service, Settings())


@pytest.fixture
def chat(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(
        permissions=["clipboard-read", "clipboard-write"],
        locale="zh-CN",
        viewport={"width": 1280, "height": 800},
        accept_downloads=True,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(address)
    ask(page, "荔湾区给黔南州划拨了多少资金？")
    yield page
    context.close()


def ask(page: Page, question: str) -> None:
    page.fill("#yj-box textarea", question)
    page.press("#yj-box textarea", "Enter")
    expect(page.locator("#yj-current .yj-question")).to_contain_text(question)
    expect(page.locator("#yj-current .yj-done")).to_have_count(1)


def forms_of(address: str) -> dict[str, str]:
    url = address.rstrip("/") + FUNDS.url
    cited = cite_span(REPORT, FUNDS.start, url, accessed=date.today())
    return {
        "plain": f"{FUNDS.text}\n{cited.plain}",
        "official": f"{FUNDS.text}\n——{cited.official}",
        "gbt7714": f"{FUNDS.text}\n{cited.gbt7714}",
        "markdown": f"> {FUNDS.text}\n>\n> —— {cited.markdown}",
        "html": f'<blockquote cite="{url.replace("&", "&amp;")}"><p><bdi>{FUNDS.text}</bdi></p>'
        f"<footer>—— {cited.html}</footer></blockquote>",
        "reference": cited.gbt7714,
    }


@pytest.mark.parametrize("is_secure", [True, False])
def test_every_form_is_copied(chat: Page, address: str, is_secure: bool) -> None:
    if not is_secure:  # plain http on an intranet: no navigator.clipboard there
        chat.evaluate(INSECURE)
    copy = chat.locator("#yj-current .yj-copy").first
    for form, wanted in forms_of(address).items():
        chat.locator("#yj-current .yj-copy-forms").first.click()
        with flashes(copy, "已复制"):
            chat.locator(f"#yj-current [data-form={form}]").click()
        assert chat.evaluate(READ) == wanted
        expect(copy).to_have_text("复制引用")
        # One click is enough from now on: the form is remembered.
        chat.evaluate("() => navigator.clipboard.writeText('')")
        with flashes(copy, "已复制"):
            copy.click()
        assert chat.evaluate(READ) == wanted
    chat.reload()
    ask(chat, "荔湾区给黔南州划拨了多少资金？")
    with flashes(copy, "已复制"):
        copy.click()
    assert chat.evaluate(READ) == forms_of(address)["reference"]


@pytest.mark.parametrize("is_secure", [True, False])
def test_html_is_pasted_as_formatted_text(chat: Page, is_secure: bool) -> None:
    if not is_secure:
        chat.evaluate(INSECURE)
    chat.locator("#yj-current .yj-copy-forms").first.click()
    with flashes(chat.locator("#yj-current .yj-copy").first, "已复制"):
        chat.locator("#yj-current [data-form=html]").click()
    pasted = chat.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          return (await item.getType('text/html')).text();
        }"""
    )
    assert "<blockquote" in pasted
    assert FUNDS.text in pasted


def test_the_menu_by_keyboard(chat: Page, address: str) -> None:
    opener = chat.locator("#yj-current .yj-copy-forms").first
    opener.focus()
    chat.keyboard.press("Enter")
    menu = chat.locator("#yj-current [role=menu]")
    expect(menu).to_be_visible()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(menu.locator("[aria-checked=true]")).to_be_focused()
    chat.keyboard.press("ArrowUp")
    expect(menu.locator("[data-form=reference]")).to_be_focused()
    chat.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(opener).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "false")
    chat.keyboard.press("ArrowDown")
    chat.keyboard.press("ArrowDown")
    with flashes(chat.locator("#yj-current .yj-copy").first, "已复制"):
        chat.keyboard.press("Enter")
    assert chat.evaluate(READ) == forms_of(address)["official"]


def test_a_changed_text_is_an_error_and_no_quote(chat: Page, service: FakeService) -> None:
    chat.evaluate("() => navigator.clipboard.writeText('before')")
    service.store[("liwan", 2)] = replace(REPORT, text=REPORT.text.replace("645", "654"))
    try:
        copy = chat.locator("#yj-current .yj-copy").first
        with flashes(copy, CHANGED):
            copy.click()
        assert chat.evaluate(READ) == "before"
        keep = chat.locator("#yj-current .yj-keep").first
        with flashes(keep, CHANGED):
            keep.click()
        expect(chat.locator(".yj-counter")).to_be_hidden()
    finally:
        service.store[("liwan", 2)] = REPORT


def test_a_server_that_is_gone_is_told(chat: Page) -> None:
    chat.route("**/api/quotes", lambda route: route.abort())
    copy = chat.locator("#yj-current .yj-copy").first
    with flashes(copy, UNREACHABLE):
        copy.click()


def keep_all(chat: Page) -> None:
    chat.locator("#yj-current .yj-answer > .yj-tools .yj-keep").click()
    expect(chat.locator(".yj-counter")).to_have_text("摘录 1")
    ask(chat, "那三峡库区呢？")
    chat.locator("#yj-current .yj-keep").click()
    expect(chat.locator(".yj-counter")).to_have_text("摘录 2")
    ask(chat, "子基金里白塔镇投了多少")
    chat.locator("#yj-current .yj-keep").click()
    expect(chat.locator(".yj-counter")).to_have_text("摘录 3")


def test_the_basket_is_kept_sorted_and_exported(chat: Page, tmp_path: Path, address: str) -> None:
    keep_all(chat)
    keep = chat.locator("#yj-current .yj-keep")
    with flashes(keep, "已在摘录中"):
        keep.click()
    chat.goto(f"{address}documents/liwan")  # kept over pages
    chat.locator(".yj-counter").click()
    tray = chat.locator(".yj-tray")
    expect(tray.locator("li")).to_have_count(3)
    tray.locator("li").nth(2).locator("[data-do=up]").click()
    expect(tray.locator("li").nth(1)).to_contain_text("白塔镇")
    tray.locator("li").nth(0).locator("input").fill("核对过")
    tray.locator("li").nth(0).locator("input").press("Tab")

    with chat.expect_download() as download:
        tray.locator("[data-export=docx]").click()
    path = tmp_path / "a.docx"
    download.value.save_as(path)
    assert download.value.suggested_filename == f"有据摘录-{date.today().isoformat()}.docx"
    words = [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
    at = [words.index(text) for text in (FUNDS.text, ROW.text, GORGES.text)]
    assert at == sorted(at)
    assert "备注：核对过" in words
    notes = zipfile.ZipFile(path).read("word/footnotes.xml").decode()
    assert f"{address.rstrip('/')}{FUNDS.url}".replace("&", "&amp;") in notes

    with chat.expect_download() as download:
        tray.locator("[data-export=md]").click()
    download.value.save_as(tmp_path / "a.md")
    assert "[^3]: [《" in (tmp_path / "a.md").read_text("utf-8")
    with chat.expect_download() as download:
        tray.locator("[data-export=xlsx]").click()
    download.value.save_as(tmp_path / "a.xlsx")
    assert zipfile.is_zipfile(io.BytesIO((tmp_path / "a.xlsx").read_bytes()))

    tray.locator("li").nth(1).locator("[data-do=remove]").click()
    expect(tray.locator("li")).to_have_count(2)
    chat.keyboard.press("Escape")
    expect(tray).to_be_hidden()
    expect(chat.locator(".yj-counter")).to_be_focused()
    chat.reload()
    expect(chat.locator(".yj-counter")).to_have_text("摘录 2")
    chat.locator(".yj-counter").click()
    tray.locator("[data-do=clear]").click()
    expect(tray.locator("li")).to_have_count(2)
    tray.locator("[data-do=clear]").click()
    expect(tray.locator("li")).to_have_count(0)


def test_an_export_that_is_refused_names_the_item(chat: Page, service: FakeService) -> None:
    keep_all(chat)
    downloads: list[object] = []
    chat.on("download", lambda download: downloads.append(download))
    gone = service.store.pop(("fund", 1))
    try:
        chat.locator(".yj-counter").click()
        chat.locator("[data-export=docx]").click()
        expect(chat.locator(".yj-tray-problem")).to_have_text("没有导出：第3条的文件不在库中。")
    finally:
        service.store[("fund", 1)] = gone
    assert not downloads


def test_a_hostile_document_does_nothing(chat: Page, service: FakeService, address: str) -> None:
    hostile = replace(
        EVIL,
        text=f"{EVIL_TEXT}javascript:window.pwned=5 \u202e反了\u202c\n",
        metadata=replace(EVIL.metadata, title="</title><script>window.pwned=6</script>\u202e《题》"),
    )
    service.store[("evil", 1)] = hostile
    try:
        ask(chat, "脚本规定多少金额")
        chat.locator("#yj-current .yj-keep").click()
        expect(chat.locator(".yj-counter")).to_be_visible()
        chat.locator("#yj-current .yj-copy-forms").click()
        with flashes(chat.locator("#yj-current .yj-copy"), "已复制"):
            chat.locator("#yj-current [data-form=html]").click()
        copied = chat.evaluate(READ)
        # Pasted into a page as it is, none of it is a tag of the document's.
        tags = chat.evaluate(
            "html => [...new DOMParser().parseFromString(html, 'text/html').body.querySelectorAll('*')]"
            ".map(e => e.tagName)",
            copied,
        )
        assert set(tags) <= {"BLOCKQUOTE", "P", "BDI", "BR", "FOOTER", "A"}
        chat.locator(".yj-counter").click()
        expect(chat.locator(".yj-tray li blockquote")).to_contain_text("<script>")
        links = chat.locator(".yj-tray a").evaluate_all("links => links.map(a => a.href)")
        assert all(link.startswith(address) for link in links)
        chat.goto(f"{address}documents/evil")
        assert chat.evaluate("() => document.getElementById('text').textContent") == hostile.text
        assert chat.evaluate("() => window.pwned") is None
    finally:
        service.store[("evil", 1)] = EVIL


def test_what_another_hand_put_into_the_storage_breaks_nothing(chat: Page, address: str) -> None:
    for kept in (
        "{",
        "7",
        json.dumps([{"document": "x"}, {"document": "../evil", "text": "<b>1</b>", "version": "a"}]),
    ):
        chat.evaluate("kept => localStorage.setItem('youju.basket:', kept)", kept)
        chat.goto(f"{address}documents/liwan")
        assert chat.evaluate("() => document.querySelectorAll('.yj-tray b').length") == 0
