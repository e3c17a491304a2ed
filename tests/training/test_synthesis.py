"""Questions made of official text: each is answered by its passage, or by nothing there."""

import random

from training.clauses import clause_questions
from training.negatives import Lexicon, hard_negatives
from training.pairs import Pair
from training.retriever import Lesson, Recipe, _plan
from training.synthesis import figure_questions

TEXT = "穗港市对口帮扶情况。\n2014年，海珠区向黔山州投入帮扶资金120万元，建成蔬菜大棚36个。其余事项另行通知。"
PLACES = ["荔城区", "海珠区", "黔山州", "巴中州"]


def test_a_figure_is_asked_for_and_stands_in_the_passage() -> None:
    made = [
        each for seed in range(40) for each in figure_questions(TEXT, "news", PLACES, random.Random(seed))
    ]
    answered = [each for each in made if each.spans]
    assert {each.answers[0] for each in answered} == {"120万元", "36个"}
    for each in answered:
        ((start, end),) = each.spans
        assert each.passage[start:end] == each.answers[0]
        assert each.answers[0] not in each.question


def test_another_year_or_place_has_no_answer() -> None:
    made = [
        each for seed in range(40) for each in figure_questions(TEXT, "news", PLACES, random.Random(seed))
    ]
    without = [each for each in made if not each.spans]
    assert without
    for each in without:
        assert "2014年" not in each.question or not {"海珠区", "黔山州"} <= {
            p for p in PLACES if p in each.question
        }


def test_negatives_look_alike_and_are_of_other_documents() -> None:
    pairs = [
        Pair("a", "荔湾给黔南多少资金", "荔湾区给黔南州资金645万元", "1"),
        Pair("b", "荔湾给百色多少资金", "荔湾区给百色市资金262万元", "2"),
        Pair("c", "水费怎么交", "水费可以在网上交", "3"),
        Pair("d", "荔湾给黔南哪一年", "荔湾区给黔南州资金在2015年", "1"),
    ]
    assert hard_negatives(pairs, 1)[0] == ("荔湾区给百色市资金262万元",)
    further = [("1", "荔湾给黔南多少资金,荔湾给黔南"), ("9", "荔湾给黔南多少资金,另见附件")]
    assert hard_negatives(pairs, 1, further)[0] == ("荔湾给黔南多少资金,另见附件",)


def test_the_best_texts_come_first() -> None:
    lexicon = Lexicon(["水费", "电费怎么交", "水费怎么交"])
    assert lexicon.best(["水费怎么交"], 2) == [[2, 0]] or lexicon.best(["水费怎么交"], 2)[0][0] == 2


def test_no_batch_has_two_passages_of_one_document() -> None:
    lessons = [Lesson(Pair("a", f"问{n}", f"文{n}", str(n % 7)), ()) for n in range(35)]
    plan = list(_plan(lessons, Recipe(pairs=5)))
    assert plan
    assert all(len({lesson.pair.key for lesson in batch}) == 5 for batch in plan)


RULES = (
    "石桥县稳岗办法\n一、总则\n（一）加强用工保障。对返岗务工人员发放交通补贴，每人二百元。组织专车接送。\n"
    "对逾期不申报的，责令限期改正并通报批评。\n为了帮助困难企业渡过难关，县财政设立应急周转资金，优先支持小微企业。"
)


def test_a_rule_is_asked_for_and_answered_by_its_clause() -> None:
    made = [each for seed in range(40) for each in clause_questions(RULES, "policy", 3, random.Random(seed))]
    answered = {each.question.rstrip("？?"): each for each in made if each.spans}
    assert {each.answers[0] for each in answered.values()} == {
        "对返岗务工人员发放交通补贴，每人二百元。组织专车接送",
        "责令限期改正并通报批评",
        "县财政设立应急周转资金，优先支持小微企业",
    }
    assert "如何加强用工保障" in answered
    for each in answered.values():
        ((start, end),) = each.spans
        assert each.passage[start:end] == each.answers[0]


def test_what_does_not_answer_has_nothing_of_the_answer() -> None:
    filler = "其余事项由各乡镇另行通知。" * 90
    made = [
        each
        for seed in range(40)
        for each in clause_questions(RULES + filler, "policy", 1, random.Random(seed))
    ]
    without = [each for each in made if not each.spans]
    assert without
    assert all("责令限期改正" not in each.passage or "逾期" not in each.question for each in without)
