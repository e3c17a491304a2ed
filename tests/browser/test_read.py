"""The reading view in a real browser: text selected and cited, the original beside it, links that never move."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FUND, REPORT, TEXT, FakeService, document
from flashes import flashes
from original_files import SPENT, as_document, kept, pdf_file, png_file, scan_document
from playwright.sync_api import Browser, Page, expect

from ui.service import Service
from ui.settings import Settings

pytestmark = pytest.mark.slow

Serve = Callable[[Service, Settings], str]
SLOW = 30_000  # milliseconds: a page is drawn by a process of its own, which has to start
READ = "() => navigator.clipboard.readText()"
# Selects the document's characters from .. to in code points, as a reader's hand would.
SELECT = """([from, to]) => {
  const at = offset => {
    const walker = document.createTreeWalker(document.getElementById('text'), NodeFilter.SHOW_TEXT);
    let left = [...document.getElementById('text').textContent].slice(0, offset).join('').length;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (left <= node.length) return [node, left];
      left -= node.length;
    }
  };
  const range = document.createRange();
  range.setStart(...at(from));
  range.setEnd(...at(to));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""
ODD = document("odd", "一、𠮷林\n𠮷村修路👨‍👩‍👧三条，\r共①②公里。\n二、余下\n  缩进的一行\n", "怪字")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> FakeService:
    folder: Path = tmp_path_factory.mktemp("originals")
    service = FakeService()
    paged = as_document(pdf_file(), '../帮扶"报告\n.pdf')
    scan = scan_document()
    for found, data in ((paged, pdf_file()), (scan, png_file())):
        service.store[(found.id, 1)] = found
        service.originals[(found.id, 1)] = kept(folder, found.id, data)
    service.store[("odd", 1)] = ODD
    return service


@pytest.fixture(scope="module")
def address(serve: Serve, service: FakeService) -> str:
    return serve(service, Settings())


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        permissions=["clipboard-read", "clipboard-write"],
        locale="zh-CN",
        viewport={"width": 1280, "height": 800},
        accept_downloads=True,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    assert not broken
    context.close()


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("liwan", "我区通过市协作办向黔南州划拨对口帮扶财政援助资金共645万元"),
        ("liwan", "（二）资金划拨。2013—2015年"),  # over a heading and the text behind it
        ("odd", "修路👨‍👩‍👧三条，\r共①②"),
        ("odd", "𠮷林\n𠮷村"),
        ("fund", "0.8\t0.8"),
    ],
)
def test_any_text_is_cited_exactly(
    reader: Page, address: str, service: FakeService, id: str, words: str
) -> None:
    text = service.document(id).text
    start = text.index(words)
    reader.goto(f"{address}documents/{id}")
    reader.evaluate(SELECT, [start, start + len(words)])
    expect(reader.locator(".yj-pick")).to_be_visible()
    copy = reader.locator(".yj-pick-copy")
    with flashes(copy, "已复制"), reader.expect_request("**/api/quotes") as request:
        copy.click()
    sent = request.value.post_data_json
    assert (sent["start"], sent["end"], sent["text"]) == (start, start + len(words), words)
    # The clipboard of the system knows one kind of line end.
    assert reader.evaluate(READ).replace("\r", "").startswith(f"{words}\n《".replace("\r", ""))


def test_selecting_with_the_mouse(reader: Page, address: str) -> None:
    reader.goto(f"{address}documents/liwan")
    line = reader.locator("#text p", has_text="接你办")
    line.click()  # once it is painted, the mouse finds its characters
    box = line.bounding_box()
    assert box
    reader.mouse.move(box["x"] + 62, box["y"] + 16)
    reader.mouse.down()
    reader.mouse.move(box["x"] + 300, box["y"] + 16, steps=5)
    reader.mouse.up()
    chosen = reader.evaluate("() => getSelection().toString()")
    assert chosen and chosen in TEXT
    with flashes(reader.locator(".yj-pick-copy"), "已复制"):
        reader.locator(".yj-pick-copy").click()
    assert reader.evaluate(READ).startswith(f"{chosen}\n《")
    reader.locator(".yj-pick-keep").click()
    expect(reader.locator(".yj-counter")).to_have_text("摘录 1")
    reader.mouse.click(box["x"] + 10, box["y"] + 200)
    expect(reader.locator(".yj-pick")).to_be_hidden()


def test_selecting_with_the_keyboard(reader: Page, address: str) -> None:
    reader.goto(f"{address}documents/liwan")
    start = TEXT.index("市协作办")
    reader.evaluate(SELECT, [start, start + 1])
    for _ in range(3):
        reader.keyboard.press("Shift+ArrowRight")
    expect(reader.locator("#yj-live")).to_have_text("已选 4 字，按 Alt+C 复制引用")
    with flashes(reader.locator(".yj-pick-copy"), "已复制"):
        reader.keyboard.press("Alt+c")
    assert reader.evaluate(READ).startswith("市协作办\n《")
    reader.keyboard.press("Escape")
    expect(reader.locator(".yj-pick")).to_be_hidden()


def test_selecting_with_a_finger(browser: Browser, address: str) -> None:
    context = browser.new_context(
        permissions=["clipboard-read", "clipboard-write"],
        locale="zh-CN",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    page = context.new_page()
    page.goto(f"{address}documents/liwan")
    start = TEXT.index("特此报告。")
    page.locator("#text p", has_text="特此报告").scroll_into_view_if_needed()
    page.evaluate(SELECT, [start, start + 5])
    with flashes(page.locator(".yj-pick-copy"), "已复制"):
        page.locator(".yj-pick-copy").tap()
    assert page.evaluate(READ).startswith("特此报告。\n《")
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    for side in page.locator(".yj-side").all():
        assert side.get_attribute("open") is None
    context.close()


def test_nothing_beside_the_text_is_cited(reader: Page, address: str) -> None:
    reader.goto(f"{address}documents/liwan")
    reader.evaluate("() => getSelection().selectAllChildren(document.querySelector('.yj-about'))")
    expect(reader.locator(".yj-pick")).to_be_hidden()
    # Everything: what lies outside the text is left out.
    reader.evaluate("() => getSelection().selectAllChildren(document.body)")
    copy = reader.locator(".yj-pick-copy")
    with flashes(copy, "已复制"), reader.expect_request("**/api/quotes") as request:
        copy.click()
    assert request.value.post_data_json["text"] == TEXT.strip()


def test_a_text_that_changed_meanwhile_is_not_quoted(
    reader: Page, address: str, service: FakeService
) -> None:
    reader.goto(f"{address}documents/liwan?version=2")
    start = TEXT.index("645万元")
    reader.evaluate(SELECT, [start, start + 5])
    expect(reader.locator(".yj-pick")).to_be_visible()
    reader.evaluate("() => navigator.clipboard.writeText('before')")
    service.store[("liwan", 2)] = replace(REPORT, text=TEXT.replace("645", "654"))
    try:
        reader.locator(".yj-pick-copy").click()
        expect(reader.locator(".yj-pick-copy")).to_contain_text("原文已有变化")
        assert reader.evaluate(READ) == "before"
    finally:
        service.store[("liwan", 2)] = REPORT


def test_a_permalink_never_moves(reader: Page, address: str) -> None:
    start = TEXT.index("645万元")
    reader.goto(f"{address}documents/liwan?version=1&start={start}&end={start + 5}")
    expect(reader.locator("#mark")).to_have_text("640万元")
    expect(reader.locator("#mark")).to_be_in_viewport()
    expect(reader.locator(".yj-notice")).to_contain_text("这是第 1 版，已有更新的版本。")
    reader.locator(".yj-notice a").click()
    expect(reader.locator("#text")).to_contain_text("645万元")
    gone = reader.goto(f"{address}documents/gone?version=1&start=0&end=1")
    assert gone and gone.status == 410
    expect(reader.locator("main")).to_contain_text("已从库中移除")


def test_the_original_page_bears_the_mark(reader: Page, address: str, service: FakeService) -> None:
    text = service.document("paged").text
    start = text.index(SPENT)
    reader.goto(f"{address}documents/paged?version=1&start={start}&end={start + len(SPENT)}")
    expect(reader.locator("#original")).to_be_hidden()
    reader.locator("[data-view=original]").click()
    picture = reader.locator("#original img")
    expect(picture).to_be_visible(timeout=SLOW)
    expect(reader.locator("#text")).to_be_hidden()
    expect(reader.locator("#original [role=status]")).to_have_text("")
    expect(reader.locator("#original [aria-live]")).to_have_text("第 1 / 2 页")
    yellow = picture.evaluate(
        """async image => {
          await image.decode();
          const canvas = Object.assign(document.createElement('canvas'), {width: image.naturalWidth, height: image.naturalHeight});
          const paper = canvas.getContext('2d');
          paper.drawImage(image, 0, 0);
          const {data} = paper.getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4) if (data[i] > 230 && data[i + 1] > 200 && data[i + 2] < 180) count += 1;
          return count;
        }"""
    )
    assert yellow > 1000
    reader.locator("[data-turn='1']").click()
    expect(reader.locator("#original [aria-live]")).to_have_text("第 2 / 2 页")
    expect(reader.locator("[data-turn='1']")).to_be_disabled()
    reader.locator(".yj-to-mark").click()
    expect(reader.locator("#mark")).to_be_in_viewport()


def test_a_scan_says_that_it_bears_no_mark(reader: Page, address: str) -> None:
    reader.goto(f"{address}documents/scan?start=3&end=9")
    reader.locator("[data-view=original]").click()
    expect(reader.locator("#original img")).to_be_visible(timeout=SLOW)
    expect(reader.locator("#original [role=status]")).to_contain_text("这是扫描件")


def test_a_page_that_cannot_be_drawn_is_told(reader: Page, address: str, service: FakeService) -> None:
    whole = service.originals[("scan", 1)].read_bytes()
    service.originals[("scan", 1)].write_bytes(b"no picture")
    try:
        reader.goto(f"{address}documents/scan")
        reader.locator("[data-view=original]").click()
        remark = reader.locator("#original [role=status]")
        expect(remark).to_have_text("这一页无法显示。", timeout=SLOW)
    finally:
        service.originals[("scan", 1)].write_bytes(whole)


def test_the_original_is_saved_under_a_harmless_name(reader: Page, address: str, tmp_path: Path) -> None:
    reader.goto(f"{address}documents/paged")
    with reader.expect_download() as download:
        reader.get_by_role("link", name="下载原始文件").click()
    assert download.value.suggested_filename == "帮扶_报告_.pdf"
    download.value.save_as(tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == pdf_file()


def test_without_an_original_there_is_only_the_text(reader: Page, address: str) -> None:
    reader.goto(f"{address}documents/{FUND.id}")
    expect(reader.locator("#text")).to_be_visible()
    expect(reader.locator(".yj-views")).to_have_count(0)
    expect(reader.get_by_role("link", name="下载原始文件")).to_have_count(0)
