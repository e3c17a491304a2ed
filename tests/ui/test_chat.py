"""What the chat page does with a question, without a browser."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from threading import Timer

import gradio as gr
import pytest
from fakes import FUNDS, FakeService
from starlette.requests import Request

from bot.errors import QuestionTooLong
from corpus.errors import LibraryBusy
from ui.chat import Chat, Update
from ui.conversation import Exchange, Phase
from ui.errors import LibraryEmpty, TooManyQuestions
from ui.people.gate import Gate, note_gate
from ui.people.identity import OWNER, Identity, Role, note
from ui.people.settings import PeopleSettings
from ui.settings import Settings


def sender(identity: Identity = OWNER) -> gr.Request:
    scope = {"type": "http", "headers": []}
    note(scope, identity)
    note_gate(scope, Gate(PeopleSettings()))
    return gr.Request(Request(scope))


SENDER = sender()


@pytest.fixture
def chat(service: FakeService) -> Chat:
    return Chat(service, Settings(), "zh", ("例子？",))


def collect(updates: AsyncIterator[Update]) -> list[Update]:
    async def run() -> list[Update]:
        return [update async for update in updates]

    return asyncio.run(run())


def test_the_state_then_the_growing_quote_then_the_card(chat: Chat) -> None:
    updates = collect(chat.ask("多少资金？", [], "", SENDER))
    shown = [update[chat.current] for update in updates]
    assert "正在查找" in shown[0]
    assert updates[0][chat.box] == ""
    assert all("复制引用" not in html for html in shown[:-1])
    assert len(shown) > 4
    assert "645万元" in shown[-1]
    assert updates[-1][chat.conversation][-1].phase is Phase.DONE
    assert updates[0][chat.stop]["visible"] is True
    assert updates[-1][chat.stop]["visible"] is False


def test_earlier_turns_are_handed_on(chat: Chat, service: FakeService) -> None:
    first = collect(chat.ask("多少资金？", [], "", SENDER))[-1][chat.conversation]
    updates = collect(chat.ask("那三峡库区呢？", first, "", SENDER))
    assert [(t.role, t.content) for t in service.asked[1][1]] == [
        ("user", "多少资金？"),
        ("assistant", FUNDS.text),
    ]
    assert "理解为" in updates[-1][chat.current]
    assert "645万元" in updates[0][chat.past]
    assert chat.past not in updates[-1], "what is past is not drawn again"


@pytest.mark.parametrize(("question", "sentence"), [("  ", "请先输入问题"), ("长" * 2001, "2000")])
def test_what_is_not_sent(chat: Chat, service: FakeService, question: str, sentence: str) -> None:
    (update,) = collect(chat.ask(question, [], "", SENDER))
    assert sentence in update[chat.hint]
    assert chat.box not in update, "the words stay in the box"
    assert not service.asked


def test_waiting_for_the_model(service: FakeService) -> None:
    service.loaded.clear()
    chat = Chat(service, Settings(), "zh")

    loading = Timer(0.1, service.loaded.set)
    loading.start()
    shown = [update[chat.current] for update in collect(chat.ask("多少资金？", [], "", SENDER))]
    loading.join()
    assert "正在准备模型…（约10秒）" in shown[0]
    assert "正在查找" in shown[1]
    assert "645万元" in shown[-1]


def test_a_model_that_does_not_load(service: FakeService) -> None:
    service.loaded.clear()
    service.load_failure = OSError("no such file")
    chat = Chat(service, Settings(), "zh")
    last = collect(chat.ask("多少资金？", [], "", SENDER))[-1][chat.current]
    assert "服务未能启动" in last
    assert "没有找到" not in last


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RuntimeError("secret"), "服务出错"),
        (LibraryBusy("库正忙。"), "库正在更新"),
        (QuestionTooLong("太长。"), "问题太长了"),
    ],
)
def test_errors_look_like_errors(
    chat: Chat, service: FakeService, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(service, "answer", fail)
    update = collect(chat.ask("多少资金？", [], "", SENDER))[-1]
    assert sentence in update[chat.current]
    assert "secret" not in update[chat.current]
    assert "没有找到" not in update[chat.current]
    assert update[chat.again]["visible"] is True


def test_english_errors_are_english(service: FakeService, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = Chat(service, Settings(), "en")
    last = collect(chat.ask("崩溃", [], "", SENDER))[-1][chat.current]
    assert "Something went wrong" in last
    refused = collect(chat.ask("2018", [], "", SENDER))[-1][chat.current]
    assert "No figures for 2018." in refused
    assert service.asked[-1][2] == "en"


def test_stop_clear_and_again(chat: Chat, service: FakeService) -> None:
    running = [Exchange("多少资金？", Phase.SEARCHING)]
    halted = chat.halt(running)
    assert "已停止" in halted[chat.current]
    assert halted[chat.send]["visible"] is True
    again = collect(chat.ask_again(halted[chat.conversation], "", SENDER))
    assert len(again[-1][chat.conversation]) == 1
    assert "645万元" in again[-1][chat.current]
    cleared = chat.clear()
    assert (cleared[chat.current], cleared[chat.past], cleared[chat.conversation]) == ("", "", [])
    assert cleared[chat.welcome]["visible"] is True
    assert collect(chat.ask_again([], "", SENDER)) == []


def test_filters_reach_the_search_and_are_told(chat: Chat, service: FakeService) -> None:
    told = (
        '{"issuers": ["广州市荔湾区协作办公室"], "documents": ["liwan", "gone"], "issued_from": "2014-01-01"}'
    )
    last = collect(chat.ask("多少资金？", [], told, SENDER))[-1]
    assert service.filters.issuers == ("广州市荔湾区协作办公室",)
    assert service.filters.documents == ("liwan", "gone")
    html = last[chat.current]
    assert "限于：发文机关：广州市荔湾区协作办公室；文件：《荔湾区“十二五”" in html
    assert "2014年以来" in html
    assert "gone" not in html, "what the reader may not open has no title"


@pytest.mark.parametrize("told", ["[]", '{"issuers": 5}', '{"regions": [' + '"甲",' * 60 + '"乙"]}'])
def test_filters_that_no_page_of_ours_sends(chat: Chat, service: FakeService, told: str) -> None:
    last = collect(chat.ask("多少资金？", [], told, SENDER))[-1]
    assert "服务出错" in last[chat.current]
    assert not service.asked


def test_an_order_asks_or_opens(chat: Chat, service: FakeService) -> None:
    answered = collect(chat.obey('{"ask": "多少资金？"}', [], "", SENDER))[-1]
    assert "645万元" in answered[chat.current]
    (bad,) = collect(chat.obey('{"open": 5}', [], "", SENDER))
    assert "无法读取" in bad[chat.hint]
    (nothing,) = collect(chat.obey('{"open": {"exchanges": []}}', [], "", SENDER))
    assert nothing[chat.welcome]["visible"] is True


def test_an_empty_library_says_what_to_do(
    chat: Chat, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def empty(*_: object, **__: object) -> None:
        raise LibraryEmpty("资料库里还没有文件。")

    monkeypatch.setattr(service, "answer", empty)
    html = collect(chat.ask("多少资金？", [], "", SENDER))[-1][chat.current]
    assert "库中还没有文件" in html
    assert 'href="/admin"' in html, "whoever may add documents is led there"
    reader = sender(Identity("甲", Role.READER))
    assert "/admin" not in collect(chat.ask("多少资金？", [], "", reader))[-1][chat.current]


def test_too_many_questions_are_told(
    chat: Chat, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise TooManyQuestions("提问太频繁，请稍后再试。")

    monkeypatch.setattr(service, "answer", refuse)
    html = collect(chat.ask("多少资金？", [], "", SENDER))[-1][chat.current]
    assert "yj-error" in html
    assert "服务出错" not in html


def test_what_holds_now_is_linked(chat: Chat) -> None:
    html = collect(chat.ask("户厕", [], "", SENDER))[-1][chat.current]
    assert "查看现行版" in html
    assert 'href="/documents/liwan"' in html


def test_a_successor_that_the_reader_may_not_see_is_not_named(chat: Chat, service: FakeService) -> None:
    service.store["liwan", 2] = replace(service.store["liwan", 2], groups=("财政",))
    html = collect(chat.ask("户厕", [], "", sender(Identity("甲", Role.READER))))[-1][chat.current]
    assert "500元" in html
    assert "查看现行版" not in html
