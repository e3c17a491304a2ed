"""Which of the clauses that could answer a question comes first."""

import pytest
from bot_fakes import asked, document, judged

from bot.aim import aim
from bot.quote import quote
from corpus.models import Document

REPORT = document(
    "（一）河阳州。2016—2018年，我区通过市协作办向河阳州划拨财政援助资金共600万元。"
    "其中2016年180万元，2017年190万元，2018年230万元。",
    "青原区对口协作总结",
    issuer="青原区协作办",
    aliases=(("我区", "青原区"),),
)


def marked(question: str, name: str, of: Document) -> list[str]:
    """Return what is marked in the quote that comes first."""
    understood = asked(question, name)
    best = judged(understood, of)[0]
    shown = quote(understood, aim(understood, best, lambda token: 2.0), "zh")
    return [mark.text for mark in shown.highlights]


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("青原区2016年拨给河阳州多少", "180万元"),
        ("青原区2018年划拨河阳州多少资金", "230万元"),
        ("青原区2016-2018年拨给河阳州多少", "600万元"),
    ],
)
def test_one_year_is_answered_by_its_own_clause_and_not_by_the_total(question: str, figure: str) -> None:
    assert marked(question, "青原区", REPORT) == [figure]


NOTICE = document(
    "根据云水县民政局要求，现将白石镇低保申请有关事项通知如下：\n一、办理地点\n"
    "地点：白石镇解放路8号镇便民服务中心2号窗口。\n会议定于5月8日在云水县召开。",
    "白石镇关于低保申请的通知",
)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("低保申请要在哪里办理", "白石镇解放路8号镇便民服务中心2号窗口"),
        ("白石镇在哪办低保", "白石镇解放路8号镇便民服务中心2号窗口"),
        ("会议在哪里召开", "云水县"),
    ],
)
def test_what_is_done_at_a_counter_is_not_answered_by_a_region(question: str, place: str) -> None:
    assert marked(question, "白石镇", NOTICE) == [place]
