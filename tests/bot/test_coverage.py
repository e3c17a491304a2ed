"""How much of a question a candidate covers, and which telling noun it lacks."""

import pytest
from bot_fakes import asked, candidate, document

from bot.confidence import calibration, confidence
from bot.evidence import judge_one
from bot.nouns import is_noun, nouns
from corpus.models import Passage
from index.models import Hit

NOTICE = document("水窖改造补助标准为每户3000元，由县财政局发放。", "云水县水窖改造补助办法")


def test_a_noun_that_stands_nowhere_near_is_absent() -> None:
    with_it = judge_one(asked("水窖改造补助每户多少元"), candidate(NOTICE, "3000元"))
    without = judge_one(asked("校舍改造补助每户多少元", nowhere="校舍"), candidate(NOTICE, "3000元"))
    assert with_it.absent == 0
    assert without.absent == pytest.approx(1, abs=0.3)
    assert without.coverage < with_it.coverage


def test_another_matter_is_answered_with_less_confidence() -> None:
    hits = [Hit(Passage(1, NOTICE.id, 1, 0, len(NOTICE.text)), 1.0, 8.0, 0.9)]
    question = asked("校舍改造补助每户多少元", nowhere="校舍")
    judgement = judge_one(question, candidate(NOTICE, "3000元"))
    assert calibration().weights["absent"] < -1
    assert calibration(with_reader=True).weights["absent"] < -1
    right = asked("水窖改造补助每户多少元")
    sure = confidence(right, judge_one(right, candidate(NOTICE, "3000元")), hits)
    assert confidence(question, judgement, hits) < sure


def test_a_figure_of_another_matter_is_no_answer() -> None:
    (missing,) = [
        c
        for c in judge_one(
            asked("校舍改造补助每户多少元", nowhere="校舍"), candidate(NOTICE, "3000元")
        ).conditions
        if not c.met
    ]
    assert (missing.label, missing.reason) == ("校舍", "这段原文没有提到校舍")
    for question in ("水窖改造补助每户多少元", "水窑改造补助每户多少元", "为什么改造校舍"):
        understood = asked(question, nowhere=question[:2])
        assert judge_one(understood, candidate(NOTICE, "3000元")).meets_all, question


@pytest.mark.parametrize("word", ["水窖", "危房", "失业保险金"])
def test_things_are_nouns(word: str) -> None:
    assert is_noun(word)


@pytest.mark.parametrize("word", ["每户", "一户", "3", "拨付", "最", "水"])
def test_counts_verbs_and_single_characters_are_none(word: str) -> None:
    assert not is_noun(word)


def test_a_compound_names_its_parts() -> None:
    assert list(nouns("危房改造")) == ["危房"]
    assert list(nouns("水窖")) == ["水窖"]
    question = asked("危房改造补助每户多少元", nowhere="危房")
    assert not judge_one(question, candidate(NOTICE, "3000元")).meets_all


GRANT = document("2013-2015年，荔湾区向黔南州划拨帮扶资金645万元。", "荔湾区帮扶工作总结")


@pytest.mark.parametrize("said", ["转了", "转账", "汇给", "打款", "掏了", "出了"])
def test_money_is_given_in_the_words_of_those_who_ask(said: str) -> None:
    judgement = judge_one(asked(f"2013-2015年荔湾区{said}黔南州多少钱"), candidate(GRANT, "645万元"))
    assert judgement.coverage > 0.7
    assert judgement.meets_all


def test_what_is_no_word_for_giving_money_is_not_covered_by_it() -> None:
    judgement = judge_one(asked("2013-2015年荔湾区偷了黔南州多少钱"), candidate(GRANT, "645万元"))
    assert judgement.coverage < 0.4


def test_giving_money_does_not_cover_another_matter() -> None:
    road = document("2013-2015年，荔湾区修建黔南州公路645公里。", "荔湾区帮扶工作总结")
    judgement = judge_one(asked("2013-2015年荔湾区转给黔南州多少钱"), candidate(road, "645公里"))
    assert judgement.coverage < 0.4
