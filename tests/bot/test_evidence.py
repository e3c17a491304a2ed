"""Which of the clauses that could answer a question comes first."""

import pytest
from bot_fakes import asked, candidate, document, judged

from bot.aim import aim
from bot.evidence import judge_one
from bot.models import Kind
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
        ("白石镇办低保去哪个地方", "白石镇解放路8号镇便民服务中心2号窗口"),
        ("会议在哪里召开", "云水县"),
    ],
)
def test_what_is_done_at_a_counter_is_not_answered_by_a_region(question: str, place: str) -> None:
    assert marked(question, "白石镇", NOTICE) == [place]


TIMES = "白石镇镇民政办收齐低保材料之日起3个工作日内审核，自2024年1月1日起执行新的低保标准，受理低保材料至4月10日。"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("低保材料哪天收齐", ["2024年1月1日", "4月10日"]),
        ("低保材料哪天截止", ["4月10日"]),
        ("低保材料收到几号", ["4月10日"]),
        ("低保材料收到几号为止", ["4月10日"]),
        ("低保材料什么时候审核", ["3个工作日", "2024年1月1日", "4月10日"]),
    ],
)
def test_a_day_is_no_length_of_time_and_what_begins_then_does_not_end(
    question: str, expected: list[str]
) -> None:
    one = candidate(document(TIMES), "3个工作日", Kind.DATE)
    found = [one.text[a:b] for a, b in judge_one(asked(question), one).answers]
    assert [text for text in found if text in TIMES] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("白石镇受理低保材料自3月11日起至4月10日", ["3月11日起", "4月10日"]),
        ("白石镇受理低保材料2024年3月11日至4月10日", ["2024年3月11日至4月10日"]),
        ("白石镇受理低保材料，名单4月10日前上报", []),
        ("白石镇受理低保材料，2024-03-05发布", []),
    ],
)
def test_from_when_to_when_is_answered_by_both_ends(text: str, expected: list[str]) -> None:
    one = candidate(document(text), "低保", Kind.DATE)
    answers = judge_one(asked("白石镇受理低保材料从哪天到哪天"), one).answers
    assert [one.text[a:b] for a, b in answers] == expected


def test_who_is_sent_a_copy_is_not_in_charge() -> None:
    notice = document("抄送：云水县防汛抗旱指挥部办公室。\n云水县应急管理局负责防汛值班。")
    copied = judge_one(asked("云水县谁负责防汛"), candidate(notice, "抄送"))
    assert (copied.answers, copied.meets_all) == ((), True)
    assert judge_one(asked("云水县谁负责防汛"), candidate(notice, "值班")).answers
