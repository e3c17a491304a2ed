import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fakes import EVIL_QUOTE, FUNDS, GORGES, MISS, ON_TIME, ROW, FakeService, answered

from bot.models import Answer, Operand, Part, Status
from ui.card import exchange_html
from ui.chat_order import order_of
from ui.conversation import Exchange, Phase
from ui.desk import Desk
from ui.keepsake import keepsake, reopened
from ui.people.identity import OWNER
from ui.settings import Settings

DAY = date(2026, 3, 1)


@pytest.fixture
def desk(service: FakeService) -> Desk:
    return Desk(service, OWNER)


def done(answer: Answer) -> Exchange:
    return Exchange(answer.question, Phase.DONE, answer)


def again(desk: Desk, *exchanges: Exchange, **changes: Any) -> list[Exchange]:
    kept = [json.loads(keepsake(exchange, DAY)) for exchange in exchanges]
    for one in kept:
        for place in one["quotes"][:1]:
            place.update(changes)
    wish = order_of(json.dumps({"open": {"exchanges": kept}}))
    assert wish.open is not None
    return reopened(wish.open, desk, "zh")


def test_an_exchange_comes_back_with_its_quotes(desk: Desk) -> None:
    (back,) = again(desk, done(answered("多少资金？", FUNDS, ON_TIME)))
    assert back.answer is not None
    assert [quote.text for quote in back.answer.quotes] == [FUNDS.text, ON_TIME.text]
    assert back.answer.quotes[0].highlights == FUNDS.highlights
    html = exchange_html(back, "zh", Settings())
    assert "2026-03-01的回答，引文已重新与原文核对" in html
    assert "645万元</mark>" in html
    assert "另有 1 处相关原文" in html


def test_a_table_row_comes_back_as_one(desk: Desk) -> None:
    (back,) = again(desk, done(answered("白塔镇子基金", ROW)))
    assert back.answer is not None
    row = back.answer.quotes[0].row
    assert row is not None and ROW.row is not None
    assert row.cells == ROW.row.cells


def test_no_word_of_a_document_is_kept() -> None:
    kept = keepsake(done(answered("脚本", EVIL_QUOTE, FUNDS)), DAY)
    assert "645" not in kept
    assert "script" not in kept


def test_what_reads_differently_is_told_not_shown(desk: Desk) -> None:
    (lost,) = again(desk, done(answered("多少资金？", FUNDS)), digest="0" * 16)
    assert lost.phase is Phase.FAILED
    assert "不能打开" in lost.error
    assert FUNDS.text not in exchange_html(lost, "zh", Settings())


@pytest.mark.parametrize(
    "changes", [{"document": "gone"}, {"document": "none"}, {"version": 9}, {"end": 99_999}]
)
def test_what_no_longer_opens(desk: Desk, changes: dict[str, Any]) -> None:
    (lost,) = again(desk, done(answered("多少资金？", FUNDS)), **changes)
    assert lost.phase is Phase.FAILED


def test_a_mark_outside_its_quote_shows_nothing(desk: Desk) -> None:
    (lost,) = again(desk, done(answered("多少资金？", FUNDS)), marks=[[0, 3, "amount"]])
    assert lost.phase is Phase.FAILED


def test_what_is_closed_to_the_reader_does_not_come_back(service: FakeService) -> None:
    found = service.store["liwan", 2]
    service.store["liwan", 2] = replace(found, groups=("财政",))
    reader = Desk(service, replace(OWNER, role=type(OWNER.role).READER))
    (lost,) = again(reader, done(answered("多少资金？", FUNDS)))
    assert lost.phase is Phase.FAILED


def test_the_loss_of_one_of_several_is_told(desk: Desk) -> None:
    kept = json.loads(keepsake(done(answered("多少资金？", FUNDS, ON_TIME)), DAY))
    kept["quotes"][1]["document"] = "gone"
    wish = order_of(json.dumps({"open": {"exchanges": [kept]}}))
    assert wish.open is not None
    (back,) = reopened(wish.open, desk, "zh")
    html = exchange_html(back, "zh", Settings())
    assert "1 处引文所在的文件已不能打开" in html
    assert FUNDS.text[:10] in html


def test_halves_stay_open_and_a_refusal_stays_a_refusal(desk: Desk) -> None:
    parts = (Part("黔南州", Operand(0, 0)), Part("三峡库区", Operand(1, 0)))
    halves = replace(answered("两处？", FUNDS, GORGES, ON_TIME), parts=parts)
    refused = Answer("2018？", "2018？", Status.NO_EVIDENCE, "没有2018年的。", (MISS,), {})
    first, second = again(desk, done(halves), done(refused))
    assert first.reopened is not None and first.reopened.leads == 2
    html = exchange_html(second, "zh", Settings())
    assert "没有2018年的。" in html
    assert "<mark" not in html
    assert json.loads(keepsake(first, date(2027, 1, 1)))["day"] == "2026-03-01", (
        "the day of the question stays"
    )


def test_only_finished_exchanges_are_kept() -> None:
    assert keepsake(Exchange("？", Phase.SEARCHING), DAY) == ""
    assert keepsake(Exchange("？", Phase.FAILED, error="出错"), DAY) == ""


@pytest.mark.parametrize(
    "told", ["", "[]", "{}x", '{"run": 1}', '{"open": {"exchanges": [{}]}}', " " * 500_000]
)
def test_what_no_script_of_ours_sends(told: str) -> None:
    with pytest.raises(ValueError, match="order"):
        order_of(told)
