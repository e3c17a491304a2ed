"""Table rows, pages and remarks in a real browser, over a service with known answers."""

from collections.abc import Callable

import pytest
from fakes import FUND, ROW, FakeService
from playwright.sync_api import Browser, Page, expect

from ui.service import Service
from ui.settings import Settings

pytestmark = pytest.mark.slow

Serve = Callable[[Service, Settings], str]

TEXT_AND_MARK = """() => [
  document.getElementById('text').textContent,
  [...document.querySelectorAll('#text mark')].map(mark => mark.textContent).join(''),
]"""


@pytest.fixture(scope="module")
def address(serve: Serve) -> str:
    return serve(FakeService(), Settings())


def ask(page: Page, address: str) -> None:
    page.goto(address)
    page.fill("#yj-box textarea", "子基金里白塔镇小城镇建设投了几个亿")
    page.press("#yj-box textarea", "Enter")
    expect(page.locator("#yj-current .yj-done")).to_have_count(1)


def test_a_row_is_a_table_with_its_headings(page: Page, address: str) -> None:
    ask(page, address)
    table = page.locator("#yj-current .yj-quote table")
    expect(table.locator("caption")).to_have_text("表1 各乡镇历年投资情况 单位：亿元 · 望溪县")
    expect(table.locator("th[scope=col]").last).to_have_text("小城镇建设（亿元）")
    expect(table.locator("td").last.locator("mark")).to_have_text("1.9")
    expect(page.locator("#yj-current .yj-tag").first).to_have_text("有效期已于2023年12月31日届满")
    place = page.locator("#yj-current .yj-cite")
    assert (place.get_attribute("data-start"), place.get_attribute("data-end")) == (
        str(ROW.start),
        str(ROW.end),
    )
    sizes = table.evaluate(
        "t => ['td', 'th'].map(e => parseFloat(getComputedStyle(t.querySelector(e)).fontSize))"
    )
    assert sizes[0] > sizes[1]


def test_the_reading_view_has_the_table_and_the_text_exactly(page: Page, address: str) -> None:
    page.goto(f"{address.rstrip('/')}{ROW.url}")
    assert page.evaluate(TEXT_AND_MARK) == [FUND.text, ROW.text]
    expect(page.locator("#text table")).to_have_count(1)
    expect(page.locator("#text [role=separator]")).to_have_count(2)
    shown = page.locator("#text [role=separator]").last.evaluate(
        "e => getComputedStyle(e, '::before').content"
    )
    assert shown == '"第 2 页"'
    expect(page.locator("#mark")).to_be_in_viewport()
    for start, end in ((0, len(FUND.text)), (FUND.tables[0].start - 3, FUND.tables[0].end + 3)):
        page.goto(f"{address}documents/fund?start={start}&end={end}")
        assert page.evaluate(TEXT_AND_MARK) == [FUND.text, FUND.text[start:end]]


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_phone_a_wide_table_scrolls_by_itself(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN")
    page = context.new_page()
    fits = "() => document.documentElement.scrollWidth <= window.innerWidth"
    ask(page, address)
    assert page.evaluate(fits)
    for part in ("mark", "td.yj-key", "caption span"):  # which row, which table, which cell
        expect(page.locator(f"#yj-current .yj-quote {part}")).to_be_in_viewport()
    start = FUND.text.index("1.9")
    page.goto(f"{address}documents/fund?start={start}&end={start + 3}")
    assert page.evaluate(fits)
    expect(page.locator("#mark")).to_be_in_viewport()
    wide = page.locator(".yj-wide")
    assert wide.evaluate("e => e.scrollWidth > e.clientWidth")
    wide.focus()
    before = wide.evaluate("e => e.scrollLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("before => document.querySelector('.yj-wide').scrollLeft < before", arg=before)
    context.close()
