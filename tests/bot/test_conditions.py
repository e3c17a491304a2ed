from datetime import date

import pytest
from bot_fakes import asked, candidate, conditions, document, judged

from bot.conditions import spoken_years
from bot.evidence import FULL_SCORE
from bot.models import Kind
from bot.question import understand
from bot.quote import quote
from bot.surroundings import surroundings
from corpus.models import State
from index.aliases import Aliases, shipped_aliases

TOTAL = "2013-2015年，荔湾区划拨给黔南州帮扶资金645万元。"
PARTS = "2013年划拨200万元。2014年划拨215万元。2015年划拨230万元。"


def met(question: str, text: str, words: str, label: str, *names: str, **metadata: object) -> bool:
    of = document(text, **metadata)
    return conditions(asked(question, *names), of, words)[label].met


@pytest.mark.parametrize(
    ("question", "label", "expected"),
    [
        ("2013-2015年给黔南州多少资金", "2013-2015年", True),
        ("2014年给黔南州多少资金", "2014年", True),
        ("2018年给黔南州多少资金", "2018年", False),
        ("2012-2015年给黔南州多少资金", "2012-2015年", False),
    ],
)
def test_a_span_covers_its_years(question: str, label: str, expected: bool) -> None:
    assert met(question, TOTAL, "645万元", label) is expected


def test_a_part_is_not_the_total() -> None:
    question = "2013-2015年划拨多少资金"
    assert not met(question, PARTS, "215万元", "2013-2015年")
    assert met("2014年划拨多少资金", PARTS, "215万元", "2014年")
    assert not met("2014年划拨多少资金", PARTS, "230万元", "2014年")


def test_the_exact_year_goes_before_a_span_of_years() -> None:
    of = document(TOTAL + "其中2014年划拨给黔南州帮扶资金215万元。")
    best = judged(asked("2014年划拨给黔南州帮扶资金多少"), of)[0]
    assert "215万元" in best.candidate.text
    assert best.meets_all
    assert 0 < best.score < FULL_SCORE + 1


@pytest.mark.parametrize("question", ["2021年一共修了几座桥", "2021年修了几个水库", "2021年修了多少水库"])
def test_a_figure_of_other_things_is_no_number_of_them(question: str) -> None:
    of = document("2021年，全县新修通村道路38.6公里，建成冷库4座，惠及群众9470人。")
    assert not any(each.meets_all for each in judged(asked(question), of))
    assert judged(asked("2021年建成几座冷库"), of)[0].meets_all


def test_a_share_is_no_number_of_things() -> None:
    of = document("对小微企业按利息的50%给予贴息，专精特新企业提高到60%。")
    for question in ("有多少家小微企业拿到了贴息", "有多少小微企业拿到了贴息"):
        assert not any(each.meets_all for each in judged(asked(question), of))


@pytest.mark.parametrize(("word", "year"), [("今年", 2016), ("去年", 2015), ("前年", 2014)])
def test_relative_years_go_by_the_date_of_the_document(word: str, year: int) -> None:
    text = f"{word}划拨资金30万元。"
    assert met(f"{year}年划拨多少资金", text, "30万元", f"{year}年", issued_on=date(2016, 3, 1))
    assert not met(f"{year + 1}年划拨多少资金", text, "30万元", f"{year + 1}年", issued_on=date(2016, 3, 1))
    assert not met(f"{year}年划拨多少资金", text, "30万元", f"{year}年")


def test_the_year_of_a_title_goes_before_the_date_below() -> None:
    of = document("今年划拨资金30万元。", "2015年帮扶工作总结", issued_on=date(2016, 1, 5))
    one = candidate(of, "30万元")
    assert spoken_years(asked("划拨多少资金"), one, surroundings(one)) == {2015}


def test_the_year_of_a_document_number_says_nothing() -> None:
    text = "根据望府〔2018〕5号，划拨资金30万元。"
    found = conditions(asked("2018年划拨多少资金"), document(text), "30万元")["2018年"]
    assert not found.met
    assert found.reason == "这段原文没有写明年份"


def test_a_reason_names_the_year_that_was_found() -> None:
    found = conditions(asked("2018年给黔南州多少资金"), document(TOTAL), "645万元")["2018年"]
    assert found.reason == "这段原文说的是2013-2015年"


@pytest.mark.parametrize(
    ("question", "place", "text", "expected"),
    [
        ("荔湾区给了多少钱", "荔湾区", "荔湾给了30万元。", True),
        ("广东给了多少钱", "广东", "粤方给了30万元。", True),
        ("贵州得了多少钱", "贵州", "黔南得了30万元。", True),
        ("黔南州得了多少钱", "黔南州", "贵州得了30万元。", False),
        ("黔岭州得了多少钱", "黔岭州", "黔南州得了30万元。", False),
        ("东陵县得了多少钱", "东陵县", "西陵县得了30万元。", False),
        ("东陵县得了多少钱", "东陵县", "东岭县得了30万元。", True),  # typed by sound: no such place anywhere
        ("江大乡得了多少钱", "江大乡", "江达乡得了30万元。", True),
        ("荔波县得了多少钱", "荔波县", "荔湾区得了30万元。", False),
    ],
)
def test_places(question: str, place: str, text: str, expected: bool) -> None:
    found = conditions(asked(question), document(text), "30万元")
    assert found[place].met is expected
    assert expected or place in (found[place].reason or "")


def test_what_the_document_calls_itself() -> None:
    text = "我区划拨资金30万元。"
    assert met("荔湾区划拨多少资金", text, "30万元", "荔湾区", aliases=(("我区", "荔湾区"),))
    assert not met("荔湾区划拨多少资金", text, "30万元", "荔湾区")
    assert met("荔湾区划拨多少资金", text, "30万元", "荔湾区", issuer="荔湾区协作办")


def test_a_place_that_the_document_names_is_not_mistyped() -> None:
    text = "东岭县得了30万元。\n另有东陵县得了50万元。"
    question = asked("东陵县得了多少钱")
    assert not conditions(question, document(text), "30万元")["东陵县"].met
    assert conditions(question, document(text), "50万元")["东陵县"].met


def test_documents() -> None:
    of = document(
        "补助标准为每户5000元。",
        "望川县危房改造补助办法",
        number="望府〔2020〕5号",
        issued_on=date(2020, 1, 1),
    )
    assert conditions(asked("《望川县危房改造补助办法》补助多少钱"), of, "5000元")[
        "《望川县危房改造补助办法》"
    ].met
    other = conditions(asked("《清河县低保办法》补助多少钱"), of, "5000元")["《清河县低保办法》"]
    assert not other.met
    assert other.reason == "这段原文不出自《清河县低保办法》"
    assert conditions(asked("望府[2020]5号补助多少钱"), of, "5000元")["望府〔2020〕5号"].met
    assert not conditions(asked("望府[2020]6号补助多少钱"), of, "5000元")["望府〔2020〕6号"].met


def test_offices() -> None:
    text = "望川县水利局电话：88881234。"
    assert conditions(asked("水利局的电话是多少"), document(text), "88881234")["水利局"].met
    assert not conditions(asked("教育局的电话是多少"), document(text), "88881234")["教育局"].met
    assert "教育局" not in conditions(asked("教育局怎么走"), document(text), "88881234")


@pytest.mark.parametrize(
    ("question", "role", "text", "expected"),
    [
        ("教育局局长是谁", "局长", "教育局局长王建国主持会议。", True),
        ("教育局局长是谁", "局长", "教育局副局长王建国主持会议。", False),
        ("教育局副局长是谁", "副局长", "教育局副局长王建国主持会议。", True),
        ("教育局副局长是谁", "副局长", "教育局局长王建国主持会议。", False),
        ("教育局副总指挥是谁", "副总指挥", "教育局副总指挥王建国主持会议。", True),
        ("教育局书记是谁", "书记", "教育局局长王建国主持会议。", False),
    ],
)
def test_a_deputy_holds_another_office(question: str, role: str, text: str, expected: bool) -> None:
    assert conditions(asked(question), document(text), "王建国")[role].met is expected


def test_what_was_asked_for_must_be_there() -> None:
    found = conditions(asked("荔湾区给了多少钱"), document("荔湾区给了很多。"), "荔湾区")["金额"]
    assert not found.met
    assert found.reason == "这段原文没有写明金额"


def test_the_figure_of_the_question_is_no_answer_to_it() -> None:
    of = document("2015年6月1日，三峡库区得了150万元。")
    assert not judged(asked("2015年6月1日三峡库区得了150万元是什么时候"), of)[0].answers


def test_a_year_alone_answers_no_question_for_a_day() -> None:
    of = document("2015年动工。")
    assert not judged(asked("工程几月几日动工"), of)[0].answers
    assert judged(asked("工程哪一年动工"), of)[0].answers


def test_a_text_that_no_longer_holds_is_put_back_unless_it_is_asked_for() -> None:
    text = "危房改造补助标准为每户{}元。"
    old = document(
        text.format(3000), state=State.SUPERSEDED, issued_on=date(2015, 1, 1), number="望府〔2015〕5号"
    )
    new = document(text.format(5000), issued_on=date(2020, 1, 1))

    def first(question: str) -> str:
        return judged(asked(question), old, new)[0].candidate.text

    assert "5000元" in first("危房改造补助标准是多少元")
    assert "3000元" in first("望府〔2015〕5号危房改造补助标准是多少元")


def test_a_span_of_years_is_wanted() -> None:
    question = asked("荔湾区对口帮扶福泉市的期限是哪几年")
    span = document("荔湾区对口帮扶福泉市，期限为2013年到2020年。")
    assert conditions(question, span, "2013年")["起止年份"].met
    assert not conditions(question, document("荔湾区2015年帮扶福泉市。"), "2015年")["起止年份"].met


def test_nothing_to_judge() -> None:
    assert judged(asked("荔湾区给了多少钱")) == []
    assert asked("荔湾区给了多少钱").kind is Kind.AMOUNT


def test_an_alias_of_the_library_meets_conditions() -> None:
    own = Aliases([*shipped_aliases().groups, ("老望", "望川县"), ("乡振局", "乡村振兴局")])
    of = document("2022年，望川县乡村振兴局安排资金210万元。")
    question = understand("老望2022年乡振局安排多少资金", lambda token: 2.0, ["望川县"], own)
    best = judged(question, of)[0]
    assert best.meets_all
    assert "老望" in [condition.label for condition in best.conditions]
    plain = understand("老望2022年乡振局安排多少资金", lambda token: 2.0, ["望川县"])
    assert plain.places == ()


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("补了多少学生", "发放“雨露计划”补助210.6万元，惠及学生702人。", "702人"),
        ("县里派到东陵县的医务人员有多少", "到东陵县支援的骨干教师有23名、医务人员有7名。", "7名"),
        ("户厕改造归哪个部门管", "县农业农村局负责户厕改造，县财政局按职责配合。", "县农业农村局"),
        ("审核意见公示多久", "（三）审核意见公示7天。公示无异议的，在5个工作日内作出决定。", "7天"),
    ],
)
def test_of_several_values_the_one_asked_for(question: str, text: str, answer: str) -> None:
    read = asked(question, "东陵县")
    built = quote(read, judged(read, document(text))[0])
    assert [highlight.text for highlight in built.highlights] == [answer]


def test_an_aspect_particle_is_no_part_of_the_word() -> None:
    assert [term.text for term in asked("扶贫车间建了几个").terms] == ["扶贫", "车间", "建"]
    assert "为了" in [term.text for term in asked("为了什么修路").terms]


def test_money_given_by_another_word_is_money_given() -> None:
    of = document("同一时期，望川县上缴云岭库区无偿资金150万元。会议安排了3名同志负责。")
    given = judged(asked("望川县划拨云岭库区多少万元", "望川县", "云岭库区"), of)[0]
    assert "150万元" in given.candidate.text
    assert given.coverage >= 0.8
    counted = judged(asked("望川县划拨云岭库区多少名干部", "望川县", "云岭库区"), of)[0]
    assert counted.coverage < 0.8
