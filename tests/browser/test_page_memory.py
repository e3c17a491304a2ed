"""What the page remembers and sends on: filters, one's own conversations, a verdict on an answer."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from fakes import FUNDS, FakeService
from playwright.sync_api import Page, Route, expect

from ui.service import Service
from ui.settings import Settings

pytestmark = pytest.mark.slow

Serve = Callable[[Service, Settings], str]
QUESTION = "荔湾区2013-2015年给黔南州划拨了多少资金？"
ISSUER = "广州市荔湾区协作办公室"


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
    page.wait_for_selector("#yj-administer:not([hidden])")  # the server has said who looks
    return page


def ask(page: Page, question: str) -> None:
    page.fill("#yj-box textarea", question)
    page.press("#yj-box textarea", "Enter")
    expect(page.locator("#yj-current .yj-question")).to_contain_text(question, timeout=15_000)
    expect(page.locator("#yj-current .yj-done")).to_have_count(1, timeout=15_000)


def unfold_filters(page: Page) -> None:
    page.click("#yj-filter-fold")
    page.wait_for_selector("#yj-offer-issuers option", state="attached")


def kept(page: Page) -> list[dict[str, object]]:
    found = page.evaluate(
        """() => JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith('youju.history.'))?.[1] ?? '[]')"""
    )
    return list(found)


def test_filters_limit_the_search_and_are_shown_with_the_answer(chat: Page, fake: FakeService) -> None:
    unfold_filters(chat)
    chat.fill("[data-kind=issuers]", ISSUER)
    chat.fill("[data-kind=regions]", "荔湾区")
    chat.fill("[data-kind=documents]", "荔湾区“十二五”期间对口支援和对口帮扶情况的报告")
    chat.select_option("[data-year=issued_to]", "2015")
    expect(chat.locator("#yj-chips button")).to_have_count(4)
    ask(chat, QUESTION)
    assert fake.filters.issuers == (ISSUER,)
    assert fake.filters.regions == ("荔湾区",)
    assert fake.filters.documents == ("liwan",)
    assert (fake.filters.issued_from, fake.filters.issued_to) == (None, date(2015, 12, 31))
    limits = chat.locator("#yj-current .yj-limits")
    expect(limits).to_contain_text(f"限于：发文机关：{ISSUER}；地区：荔湾区；文件：《荔湾区“十二五”")
    expect(limits).to_contain_text("2015年以前（含）")
    ask(chat, "那三峡库区呢？")
    assert fake.filters.issuers == (ISSUER,), "kept for the conversation"
    chat.locator("#yj-chips button").first.click()
    expect(chat.locator("#yj-chips button")).to_have_count(3)
    ask(chat, "2018年呢？")
    assert fake.filters.issuers == ()
    expect(chat.locator("#yj-current .yj-try")).to_contain_text("放宽筛选")
    chat.click("#yj-clear")
    expect(chat.locator("#yj-chips button")).to_have_count(0)
    expect(chat.locator(".yj-welcome")).to_be_visible(timeout=15_000)
    ask(chat, QUESTION)
    assert fake.filters.regions == ()
    expect(chat.locator("#yj-current .yj-limits")).to_have_count(0)


def test_only_what_the_library_holds_can_be_set(chat: Page) -> None:
    unfold_filters(chat)
    chat.fill("[data-kind=issuers]", "没有这个机关")
    chat.press("[data-kind=issuers]", "Tab")
    expect(chat.locator("#yj-chips button")).to_have_count(0)
    message = chat.locator("[data-kind=issuers]").evaluate("e => e.validationMessage")
    assert message == "库中没有这一项，请从列表中选。"


def test_a_span_of_years_that_ends_before_it_begins_is_turned_round(chat: Page) -> None:
    unfold_filters(chat)
    chat.evaluate(
        """() => { for (const year of ['2013']) for (const s of document.querySelectorAll('[data-year]'))
        s.append(new Option(year, year)) }"""
    )
    chat.select_option("[data-year=issued_to]", "2013")
    chat.select_option("[data-year=issued_from]", "2015")
    told = json.loads(chat.get_attribute("#yj-filter", "data-filters") or "{}")
    assert told == {"issued_from": "2013-01-01", "issued_to": "2015-12-31"}


def test_a_conversation_is_kept_opened_again_and_continued(chat: Page, fake: FakeService) -> None:
    ask(chat, QUESTION)
    ask(chat, "2018年呢？")
    chat.reload()
    chat.wait_for_selector("#yj-administer:not([hidden])")
    expect(chat.locator(".yj-exchange")).to_have_count(0)
    asked = len(fake.asked)
    chat.click("#yj-history-open")
    expect(chat.locator("#yj-history-list li")).to_have_count(1)
    chat.click("#yj-history-list [data-open]")
    expect(chat.locator("#yj-past .yj-quote")).to_have_text(FUNDS.text)
    expect(chat.locator("#yj-past .yj-reopened")).to_contain_text("引文已重新与原文核对")
    expect(chat.locator("#yj-current .yj-refusal")).to_contain_text("没有2018年")
    expect(chat.locator(".yj-welcome")).not_to_be_visible()
    assert len(fake.asked) == asked, "opening asks nothing"
    ask(chat, "那三峡库区呢？")
    assert [turn.content for turn in fake.asked[-1][1]][:2] == [QUESTION, FUNDS.text]
    (conversation,) = kept(chat)
    assert len(list(conversation["exchanges"])) == 3  # type: ignore[call-overload]


def test_no_text_of_a_document_is_kept_in_the_browser(chat: Page) -> None:
    ask(chat, "脚本")
    ask(chat, QUESTION)
    everything = chat.evaluate("() => JSON.stringify(localStorage)")
    assert "645" not in everything
    assert "pwned" not in everything


def test_what_is_kept_runs_nothing(chat: Page) -> None:
    evil = '<img src=x onerror="window.pwned = 1">'
    ask(chat, f"2018 {evil}")
    chat.reload()
    chat.wait_for_selector("#yj-administer:not([hidden])")
    chat.click("#yj-history-open")
    expect(chat.locator("#yj-history-list")).to_contain_text(evil)
    chat.click("#yj-history-list [data-open]")
    expect(chat.locator("#yj-current .yj-question")).to_contain_text(evil)
    assert chat.evaluate("() => window.pwned") is None


def test_what_was_changed_in_the_browser_is_not_shown_as_a_quote(chat: Page) -> None:
    ask(chat, QUESTION)
    chat.evaluate(
        """() => { const [key, value] = Object.entries(localStorage).find(([key]) => key.startsWith('youju.history.'));
        const all = JSON.parse(value); all[0].exchanges[0].quotes[0].start += 3;
        localStorage.setItem(key, JSON.stringify(all)); }"""
    )
    chat.reload()
    chat.wait_for_selector("#yj-administer:not([hidden])")
    chat.click("#yj-history-open")
    chat.click("#yj-history-list [data-open]")
    expect(chat.locator("#yj-current .yj-error")).to_contain_text("不能打开")
    expect(chat.locator(".yj-quote")).to_have_count(0)


def test_deleting_one_and_all(chat: Page) -> None:
    for question in (QUESTION, "2018年呢？", "户厕"):
        ask(chat, question)
        chat.click("#yj-clear")
        expect(chat.locator(".yj-exchange")).to_have_count(0)
    chat.click("#yj-history-open")
    expect(chat.locator("#yj-history-list li")).to_have_count(3)
    expect(chat.locator("#yj-history-list li").first).to_contain_text("户厕")
    chat.locator("#yj-history-list [data-delete]").first.click()
    expect(chat.locator("#yj-history-list li")).to_have_count(2)
    assert len(kept(chat)) == 2
    chat.click("#yj-history-clear")
    assert len(kept(chat)) == 2, "asked first"
    chat.click("#yj-history-clear")
    expect(chat.locator("#yj-history-none")).to_be_visible()
    assert not kept(chat)


def test_at_most_fifty_and_a_full_storage_drops_the_oldest(chat: Page) -> None:
    ask(chat, QUESTION)
    chat.evaluate(
        """() => { const [key, value] = Object.entries(localStorage).find(([key]) => key.startsWith('youju.history.'));
        const [one] = JSON.parse(value);
        const many = Array.from({length: 60}, (_, n) => ({...one, id: `old-${n}`}));
        localStorage.setItem(key, JSON.stringify(many)); }"""
    )
    ask(chat, "2018年呢？")
    assert len(kept(chat)) == 50
    chat.evaluate(
        """() => { const set = Storage.prototype.setItem;
        Storage.prototype.setItem = function (key, value) {
          if (value.length > 4000) throw new DOMException('full', 'QuotaExceededError');
          set.call(this, key, value); } }"""
    )
    ask(chat, "户厕")
    assert 0 < len(kept(chat)) < 50
    expect(chat.locator("#yj-live")).to_contain_text("存储空间不足")


def test_history_of_one_person_is_not_shown_to_another(chat: Page) -> None:
    ask(chat, QUESTION)

    def someone_else(route: Route) -> None:
        route.fulfill(json={"reader": "another", "administrator": True, "ready": True, "examples": []})

    chat.route("**/api/start*", someone_else)
    chat.reload()
    chat.wait_for_selector("#yj-administer:not([hidden])")
    chat.click("#yj-history-open")
    expect(chat.locator("#yj-history-none")).to_be_visible()
    expect(chat.locator("#yj-history-list li")).to_have_count(0)


def test_a_verdict_is_sent_once_and_told_once(chat: Page) -> None:
    sent: list[dict[str, object]] = []

    def note(route: Route) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(json={})

    chat.route("**/api/feedback", note)
    ask(chat, QUESTION)
    answer_id = chat.get_attribute("#yj-current [data-answer-id]", "data-answer-id")
    useful = chat.locator("#yj-current [data-verdict=right]")
    useful.dblclick()
    expect(useful).to_have_attribute("aria-pressed", "true")
    expect(chat.locator("#yj-live")).to_have_text("已记下，谢谢。")
    expect(chat.locator("#yj-current .yj-feedback-form")).not_to_be_visible()
    assert sent == [{"answer_id": answer_id, "verdict": "right"}]
    ask(chat, "2018年呢？")
    past = chat.locator("#yj-past [data-verdict=right]")
    expect(past).to_have_attribute("aria-pressed", "true")
    expect(chat.locator("#yj-current [data-verdict=right]")).to_have_count(0)
    chat.click("#yj-current [data-verdict=wrong_passage]")
    chat.fill("#yj-current .yj-feedback-form input", "  应是2016年的  ")
    chat.press("#yj-current .yj-feedback-form input", "Enter")
    expect(chat.locator("#yj-current .yj-feedback-form")).not_to_be_visible()
    assert [(one["verdict"], one.get("comment")) for one in sent[1:]] == [
        ("wrong_passage", None),
        ("wrong_passage", "应是2016年的"),
    ]


def test_a_verdict_that_could_not_be_kept_is_told(chat: Page) -> None:
    chat.route("**/api/feedback", lambda route: route.abort())
    ask(chat, QUESTION)
    chat.click("#yj-current [data-verdict=right]")
    expect(chat.locator("#yj-current .yj-feedback-said")).to_have_text("未能记下，请稍后再试。")
    expect(chat.locator("#yj-current [data-verdict=right]")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(
    ("status", "sentence"), [(401, "登录已失效"), (429, "提问的人太多"), (500, "服务出错")]
)
def test_what_gradio_cannot_do_is_told_in_chinese(chat: Page, status: int, sentence: str) -> None:
    chat.route("**/gradio_api/queue/join*", lambda route: route.fulfill(status=status, json={"detail": "no"}))
    if status != 500:
        chat.route("**/api/start*", lambda route: route.fulfill(status=status, json={"error": {}}))
    chat.fill("#yj-box textarea", QUESTION)
    chat.press("#yj-box textarea", "Enter")
    said = chat.locator("#yj-said")
    expect(said).to_contain_text(sentence)
    expect(said.locator("a")).to_have_count(1 if status == 401 else 0)


def test_a_document_that_was_replaced_leads_to_the_one_in_force(chat: Page) -> None:
    ask(chat, "户厕")
    expect(chat.locator("#yj-current .yj-tag")).to_contain_text("废止")
    link = chat.locator("#yj-current .yj-successor")
    expect(link).to_have_text("查看现行版")
    assert link.get_attribute("href") == "/documents/liwan"


def test_a_conversation_that_the_server_has_forgotten_is_told(chat: Page) -> None:
    ask(chat, QUESTION)
    chat.evaluate(
        """() => { const [key, value] = Object.entries(localStorage).find(([key]) => key.startsWith('youju.history.'));
        const all = JSON.parse(value); const [one] = all[0].exchanges;
        all[0].exchanges = [{...one, question: '更早的问题？'}, one, one];
        localStorage.setItem(key, JSON.stringify(all)); }"""
    )
    ask(chat, "2018年呢？")
    expect(chat.locator("#yj-said")).to_contain_text("没有接上前面的对话")
    assert [len(list(one["exchanges"])) for one in kept(chat)] == [2, 3]  # type: ignore[call-overload]
