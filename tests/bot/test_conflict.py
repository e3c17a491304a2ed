"""When two documents contradict each other, and when they only seem to."""

from datetime import date

import pytest
from bot_fakes import asked, document, judged

from bot.conflict import find_conflicts
from bot.figure import figure_of
from bot.models import Conflict
from bot.quote import quote
from corpus.models import Document, State

QUESTION = "望川县2015年给青石乡划拨了多少帮扶资金"
HERE = document(
    "2015年，望川县划拨给青石乡帮扶资金645万元。",
    "望川县甲报告",
    issuer="望川县协作办",
    issued_on=date(2016, 1, 4),
)


def other(text: str, **fields: object) -> Document:
    return document(
        text, "望川县乙报告", **{"issuer": "望川县财政局", "issued_on": date(2016, 3, 2), **fields}
    )


def conflicts(question: str, *documents: Document, language: str = "zh") -> tuple[Conflict, ...]:
    understood = asked(question, "青石乡")
    found = [quote(understood, j) for of in documents for j in judged(understood, of)[:1] if j.meets_all]
    figures = [figure_of(q, q.highlights[0]) for q in found]
    return find_conflicts(understood, found, figures, language)


def test_a_different_figure_is_told_with_issuer_and_date() -> None:
    (conflict,) = conflicts(QUESTION, HERE, other("2015年，望川县划拨给青石乡帮扶资金650万元。"))
    assert conflict.sentence == "另有文件说法不同：《望川县乙报告》（望川县财政局，2016-03-02）为650万元。"
    assert conflict.quotes == (1, 0)  # the newest first


def test_what_holds_comes_before_what_held() -> None:
    old = other("2015年，望川县划拨给青石乡帮扶资金650万元。", state=State.SUPERSEDED)
    (conflict,) = conflicts(QUESTION, HERE, old)
    assert conflict.quotes == (0, 1)


def test_in_english() -> None:
    (conflict,) = conflicts(
        QUESTION, HERE, other("2015年，望川县划拨给青石乡帮扶资金650万元。"), language="en"
    )
    assert conflict.sentence == (
        "Other documents state it differently: 《望川县乙报告》 (望川县财政局, 2016-03-02): 650万元."
    )


@pytest.mark.parametrize(
    "text",
    [
        "2015年，望川县划拨给青石乡帮扶资金6450000元。",
        "2015年，望川县划拨给青石乡帮扶资金六百四十五万元。",
        "2015年，望川县划拨给青石乡帮扶资金约650万元。",
        "2015年，望川县划拨给青石乡帮扶资金600多万元。",
        "2015年，望川县划拨给青石乡帮扶资金0.06亿元。",
        "2013-2015年，望川县划拨给青石乡帮扶资金900万元。",
        "2015年，望川县计划划拨给青石乡帮扶资金700万元。",
        "截至2015年，望川县累计划拨给青石乡帮扶资金1200万元。",
        "2015年，望川县划拨给青石乡小学教育资金30万元，用于改善办学条件和购置图书设备。",
        "2015年，望川县划拨给青石乡和白塔镇帮扶资金共900万元。",
        "2015年，望川县划拨给青石乡帮扶资金比上年增加40万元。",
        "2015年，望川县划拨给青石乡帮扶资金20万美元。",
    ],
)
def test_what_only_seems_to_contradict(text: str) -> None:
    assert conflicts(QUESTION, HERE, other(text)) == ()


def test_one_document_does_not_contradict_itself() -> None:
    assert conflicts(QUESTION, HERE, HERE) == ()


def test_other_counties_do_not_contradict() -> None:
    there = document("2015年，划拨帮扶资金900万元。", "西陵县乙报告", issuer="西陵县财政局")
    here = document("2015年，划拨帮扶资金645万元。", "望川县甲报告", issuer="望川县财政局")
    assert conflicts("2015年划拨帮扶资金多少", here, there) == ()
