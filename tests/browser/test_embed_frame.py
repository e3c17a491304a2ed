"""Youju in a page of another site: the origins differ, and the browser keeps them apart."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from conftest import Serve
from fakes import EVIL_TEXT, FUNDS, GORGES, FakeService
from flashes import flashes
from host_site import HostSite, host_site
from playwright.sync_api import BrowserContext, FrameLocator, Page, Route, expect

from ui.settings import Settings

pytestmark = pytest.mark.slow

PANEL = '<div style="height: 640px"><script src="{src}" data-mode="panel" {more}></script></div>'
BUTTON = '<p><a href="#x">链接</a></p><script src="{src}" data-mode="button" {more}></script>'


@pytest.fixture(scope="module")
def site() -> Iterator[HostSite]:
    with host_site() as site:
        yield site


@pytest.fixture(scope="module")
def address(serve: Serve, site: HostSite) -> str:
    """A server that the site may show in a frame."""
    return serve(FakeService(), Settings(frame_ancestors=("'self'", site.at()), root_path="/youju"))


@pytest.fixture(scope="module")
def closed(serve: Serve) -> str:
    """A server that only its own pages may show."""
    return serve(FakeService(), Settings())


@pytest.fixture
def host(context: BrowserContext, site: HostSite, address: str) -> Iterator[Page]:
    """A page of the other site; whatever else a browser asks for fails the test, as does a broken script."""
    asked: list[str] = []
    broken: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    known = ("127.0.0.1", "localhost")
    assert [url for url in asked if not url.startswith("data:") and urlsplit(url).hostname not in known] == []
    assert broken == []


def put(site: HostSite, address: str, body: str, more: str = "", **headers: str) -> str:
    site.put("/", body.format(src=f"{address}static/youju.js", more=more), **headers)
    return f"{site.at()}/"


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("youju-chat iframe")


def ask(frame: FrameLocator, question: str, number: int = 0) -> None:
    frame.locator("textarea").fill(question)
    frame.locator("textarea").press("Enter")
    expect(frame.locator(".yj-exchange").nth(number)).to_have_class(re.compile(r"yj-(done|failed)"))


def test_a_panel_answers_follows_up_opens_and_copies(host: Page, site: HostSite, address: str) -> None:
    host.goto(put(site, address, PANEL + "<textarea id=there></textarea>", 'data-question="多少资金？"'))
    chat = frame(host)
    expect(chat.locator("textarea")).to_have_value("多少资金？")
    expect(chat.locator(".yj-exchange")).to_have_count(0)  # it is not sent by itself
    expect(host.locator("body")).to_be_focused()  # nor is the focus taken from the host page
    chat.locator("textarea").press("Enter")
    expect(chat.locator(".yj-done .yj-quote").first).to_have_text(FUNDS.text)
    expect(chat.locator(".yj-quote mark")).to_have_text("645万元")

    ask(chat, "那三峡库区呢？", 1)
    second = chat.locator(".yj-exchange").nth(1)
    expect(second.locator(".yj-quote")).to_have_text(GORGES.text)
    expect(second.locator(".yj-read-as")).to_contain_text("荔湾区2013-2015年给三峡库区划拨了多少资金")

    with flashes(second.locator(".yj-copy"), "已复制"):
        second.locator(".yj-copy").click()
    host.locator("#there").focus()
    host.keyboard.press("Control+V")
    assert host.locator("#there").input_value().startswith(GORGES.text)

    with host.context.expect_page() as opened:
        second.locator(".yj-open").click()
    expect(opened.value.locator("#text mark")).to_have_text(GORGES.text)
    assert opened.value.url.startswith(f"{address}documents/liwan?")


def test_the_follow_up_knows_what_was_said(host: Page, site: HostSite, serve: Serve) -> None:
    service = FakeService()
    address = serve(service, Settings(frame_ancestors=(site.at(),)))
    host.goto(put(site, address, PANEL))
    ask(frame(host), "多少资金？")
    ask(frame(host), "那三峡库区呢？", 1)
    assert [(turn.role, turn.content) for turn in service.asked[1][1]] == [
        ("user", "多少资金？"),
        ("assistant", FUNDS.text),
    ]
    frame(host).get_by_role("button", name="清空对话").click()
    expect(frame(host).locator(".yj-exchange")).to_have_count(0)
    ask(frame(host), "多少资金？")
    assert service.asked[2][1] == []


def test_a_site_that_is_not_named_is_refused_and_told(host: Page, site: HostSite, closed: str) -> None:
    refused: list[str] = []
    host.on("console", lambda message: refused.append(message.text))
    host.goto(put(site, closed, PANEL))
    expect(host.get_by_role("alert")).to_contain_text("可能尚未获准嵌入")
    assert any("frame-ancestors" in text for text in refused)
    expect(frame(host).locator("textarea")).to_have_count(0)


def test_no_other_page_of_ours_can_be_framed(host: Page, site: HostSite, address: str) -> None:
    refused: list[str] = []
    host.on("console", lambda message: refused.append(message.text))
    paths = ("", "en/", "documents/liwan", "healthz")
    site.put("/", "".join(f'<iframe src="{address}{path}"></iframe>' for path in paths))
    host.goto(f"{site.at()}/")
    host.wait_for_load_state("networkidle")
    assert len([text for text in refused if "frame-ancestors" in text]) == len(paths)


def test_only_a_named_site_may_call(host: Page, site: HostSite, address: str, closed: str) -> None:
    call = """url => fetch(`${url}api/ask`, {
        method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({question: "多少资金？"}),
    }).then(reply => reply.json()).then(answer => answer.quotes[0].text, () => "refused")"""
    site.put("/", "")
    host.goto(f"{site.at()}/")
    assert host.evaluate(call, address) == FUNDS.text
    assert host.evaluate(call, closed) == "refused"


def test_a_button_opens_a_sheet_and_gives_the_focus_back(host: Page, site: HostSite, address: str) -> None:
    host.goto(put(site, address, BUTTON))
    button = host.get_by_role("button", name="查公文")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(host.locator("youju-chat iframe")).to_have_count(0)  # nothing is loaded before it is wanted
    button.click()
    sheet = host.get_by_role("dialog", name="有据公文问答")
    expect(sheet).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    assert sheet.bounding_box()["width"] == 400  # type: ignore[index]
    expect(frame(host).locator("textarea")).to_be_focused()
    ask(frame(host), "多少资金？")

    # The focus never reaches the page behind.
    for _ in range(20):
        host.keyboard.press("Tab")
        assert host.evaluate("document.activeElement.tagName") in ("BODY", "YOUJU-CHAT")

    frame(host).locator("textarea").focus()
    host.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")

    button.click()
    expect(frame(host).locator(".yj-exchange")).to_have_count(1)  # the conversation has stayed
    host.get_by_role("button", name="关闭").click()
    expect(button).to_be_focused()


def test_on_a_phone_the_sheet_fills_the_screen(host: Page, site: HostSite, address: str) -> None:
    host.set_viewport_size({"width": 390, "height": 844})
    host.goto(put(site, address, BUTTON))
    host.get_by_role("button", name="查公文").click()
    box = host.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    ask(frame(host), "多少资金？")
    assert frame(host).locator("html").evaluate("html => html.scrollWidth <= html.clientWidth")


def test_what_is_typed_early_is_not_lost(host: Page, site: HostSite, address: str) -> None:
    """On a slow network the page is there before its script is: nothing can be sent until somebody listens."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    host.context.route("**/static/embed.js", hold)
    with host.context.expect_event("request", lambda request: request.url.endswith("/embed.js")):
        host.goto(put(site, address, PANEL), wait_until="commit")
    box = frame(host).locator("textarea")
    expect(box).to_be_disabled()
    expect(frame(host).locator(".yj-send")).to_be_disabled()
    held[0].continue_()
    ask(frame(host), "多少资金？")


def test_a_strict_policy_of_the_host_is_enough(host: Page, site: HostSite, address: str) -> None:
    complaints: list[str] = []
    host.on("console", lambda message: complaints.append(message.text))
    origin = address.removesuffix("/youju/")
    policy = f"default-src 'none'; script-src {origin}; frame-src {origin}"
    script = f'<script src="{address}static/youju.js" {{}}></script>'
    body = "<div>" + script.format('data-mode="panel"') + "</div>" + script.format('data-mode="button"')
    site.put("/", body, Content_Security_Policy=policy)
    host.goto(f"{site.at()}/")
    ask(frame(host), "多少资金？")
    assert host.locator("youju-chat").first.evaluate("chat => chat.clientHeight") >= 320
    host.get_by_role("button", name="查公文").click()
    expect(host.get_by_role("dialog")).to_be_visible()
    assert [text for text in complaints if "Content Security Policy" in text] == []


@pytest.mark.parametrize("how", ["async", "defer"])
def test_the_script_may_stand_in_the_head_and_come_late(
    host: Page, site: HostSite, address: str, how: str
) -> None:
    head = f'<script {how} src="{address}static/youju.js" data-mode="button" data-lang="en"></script>'
    site.put("/", "<p>正文</p>", head)
    host.goto(f"{site.at()}/")
    host.get_by_role("button", name="Ask the documents").click()
    expect(frame(host).locator("h1")).to_have_text("What are you looking for?")


def test_the_script_may_be_added_when_all_is_ready(host: Page, site: HostSite, address: str) -> None:
    site.put("/", '<div id="here" style="height: 30rem"></div>')
    host.goto(f"{site.at()}/")
    host.evaluate(
        """src => {
            const script = Object.assign(document.createElement("script"), { src });
            script.dataset.mode = "panel";
            document.getElementById("here").append(script);
        }""",
        f"{address}static/youju.js",
    )
    ask(frame(host), "多少资金？")
    assert host.locator("#here iframe").bounding_box()["height"] > 470  # type: ignore[index]  # all of its place


def test_several_stand_on_one_page(host: Page, site: HostSite, address: str) -> None:
    body = "".join(
        f'<div style="height: 400px"><script src="{address}static/youju.js" data-mode="panel" '
        f'data-question="{question}"></script></div>'
        for question in ("甲", "乙")
    )
    written = f'<script src="{address}static/youju.js"></script><youju-chat data-question="丙"></youju-chat>'
    site.put("/", body + written)
    host.goto(f"{site.at()}/")
    for number, question in enumerate("甲乙丙"):
        box = host.frame_locator(f"youju-chat >> nth={number} >> iframe").locator("textarea")
        expect(box).to_have_value(question)
    assert host.evaluate("Object.keys(window).filter(name => /youju/i.test(name))") == []


def test_theme_and_colour(host: Page, site: HostSite, address: str) -> None:
    host.goto(put(site, address, PANEL, 'data-theme="dark" data-accent="#c8102e"'))
    chat = frame(host)
    expect(chat.locator("html")).to_have_attribute("data-theme", "dark")
    paper = "element => getComputedStyle(element).backgroundColor"
    assert chat.locator("body").evaluate(paper) == "rgb(22, 24, 27)"
    red, green, blue = map(int, re.findall(r"\d+", chat.locator(".yj-send").evaluate(paper)))
    assert red > 180 > max(green, blue)  # still the host's red, made brighter


@pytest.mark.parametrize(
    "question", ["脚本", '<img src=x onerror="window.pwned = 5">脚本', "javascript:脚本\u202e"]
)
def test_markup_in_documents_and_questions_does_nothing(
    host: Page, site: HostSite, address: str, question: str
) -> None:
    complaints: list[str] = []
    host.on("console", lambda message: complaints.append(message.text))
    host.goto(put(site, address, PANEL))
    chat = frame(host)
    ask(chat, question)
    expect(chat.locator(".yj-question")).to_contain_text(question.replace("\u202e", ""))
    expect(chat.locator(".yj-quote")).to_contain_text(EVIL_TEXT.splitlines()[0])
    assert chat.locator("html").evaluate("() => window.pwned") is None
    assert chat.locator(".yj-exchange :is(script, img, iframe)").count() == 0
    assert [text for text in complaints if "Content Security Policy" in text] == []


def test_the_marked_cell_of_a_wide_row_is_in_sight(host: Page, site: HostSite, address: str) -> None:
    host.goto(put(site, address, PANEL))
    ask(frame(host), "望溪县子基金投资了多少？")
    expect(frame(host).locator(".yj-quote mark")).to_be_in_viewport(ratio=0.9)


def test_a_server_that_is_gone_is_told(host: Page, site: HostSite, address: str) -> None:
    host.goto(put(site, address, PANEL))
    chat = frame(host)
    host.route("**/embed/ask", lambda route: route.abort())
    ask(chat, "多少资金？")
    expect(chat.locator(".yj-error")).to_contain_text("连接不上服务器")
    expect(chat.locator("textarea")).to_have_value("多少资金？")  # to be sent again
    host.unroute("**/embed/ask")
    chat.locator("textarea").press("Enter")
    expect(chat.locator(".yj-exchange").nth(1).locator(".yj-quote")).to_have_text(FUNDS.text)


def test_an_answer_can_be_stopped(host: Page, site: HostSite, serve: Serve) -> None:
    service = FakeService()
    host.goto(put(site, serve(service, Settings(frame_ancestors=(site.at(),))), PANEL))
    chat = frame(host)
    chat.locator("textarea").fill("慢慢来")
    chat.locator("textarea").press("Enter")
    expect(chat.locator(".yj-searching")).to_have_count(1)
    chat.get_by_role("button", name="停止").click()
    expect(chat.locator(".yj-stopped")).to_contain_text("已停止")
    service.hold.set()


def test_the_first_answer_follows_once_the_model_is_loaded(host: Page, site: HostSite, serve: Serve) -> None:
    service = FakeService(ready=False)
    host.goto(put(site, serve(service, Settings(frame_ancestors=(site.at(),))), PANEL))
    chat = frame(host)
    chat.locator("textarea").fill("多少资金？")
    chat.locator("textarea").press("Enter")
    expect(chat.locator(".yj-loading")).to_contain_text("正在准备模型")
    service.loaded.set()
    expect(chat.locator(".yj-done .yj-quote").first).to_have_text(FUNDS.text)
