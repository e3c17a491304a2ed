import pytest
from bot_fakes import PointingReader, asked, document, is_exact
from hypothesis import given
from hypothesis import strategies as st

from bot import values
from bot.highlight import highlights
from bot.models import Kind
from bot.readings import read_hits
from corpus.models import Passage
from index.models import Hit


def marked(question: str, clause: str, before: str = "前言。\n") -> str:
    of = document(f"{before}{clause}")
    understood = asked(question)
    found = highlights(understood, of, len(before), len(of.text), values.spans(understood.kind, clause))
    assert all(is_exact(of, h.text, h.start, h.end) for h in found)
    assert [h.kind for h in found] == [understood.kind]
    return found[0].text


PROJECT = "总投资20亿元的柞水高陶文化体验中心已完成投资4亿元，新增就业300人"
SHARES = "在2018年、2019年分别向黔南州拨付帮扶资金280万元、320万元"
TOTAL = (
    "全县共安排衔接资金7460万元，其中中央资金3420万元，省级资金2140万元，市级资金760万元，县级配套1140万元"
)
RATES = "按企业实际支付利息的50%给予补贴，专精特新企业提高到60%"
OFFICERS = "副局长张建军、局长李明华到会，记者王芳"


@pytest.mark.parametrize(
    ("question", "clause", "expected"),
    [
        ("体验中心完成投资多少", PROJECT, "4亿元"),
        ("体验中心总投资多少", PROJECT, "20亿元"),
        ("体验中心新增就业多少人", PROJECT, "300人"),
        ("有多少个贫困县", "派出12个工作组，走遍33个贫困县、120个村", "33个"),
        ("走遍多少个村", "派出12个工作组，走遍33个贫困县、120个村", "120个"),
        ("2018年拨付多少资金", SHARES, "280万元"),
        ("2019年拨付多少资金", SHARES, "320万元"),
        ("给百色市多少资金", "向黔南州、百色市分别拨付645万元、262.5万元", "262.5万元"),
        ("给黔南州多少资金", "向黔南州、百色市分别拨付645万元、262.5万元", "645万元"),
        ("给三峡库区多少资金", "给黔南州645万元，给三峡库区150万元", "150万元"),
        ("2015年给多少资金", "2013年给100万元，2015年给300万元", "300万元"),
        ("2013-2015年划拨多少资金", "2013-2015年划拨资金645万元，其中2014年划拨资金215万元", "645万元"),
        ("2014年划拨多少资金", "2013-2015年划拨资金645万元，其中2014年划拨资金215万元", "215万元"),
        ("2014年划拨多少资金", "2013-2015年划拨资金645万元，另支出10万元", "645万元"),
        ("2014年总投资多少", "2014年完成投资4亿元，总投资20亿元", "20亿元"),
        ("2022年全县的市级衔接资金有多少", TOTAL, "760万元"),
        ("中央衔接资金安排了多少", TOTAL, "3420万元"),
        ("省级资金安排多少", TOTAL, "2140万元"),
        ("县级配套多少", TOTAL, "1140万元"),
        ("全县安排衔接资金多少", TOTAL, "7460万元"),
        ("一共安排了多少衔接资金", TOTAL, "7460万元"),
        ("小微企业贷款贴息比例是多少", RATES, "50%"),
        ("专精特新企业贷款贴息比例是多少", RATES, "60%"),
        ("企业贴息提高到百分之多少", "企业贴息比例为50%，今年起提高到60%", "60%"),
        ("低保对象每户补多少", "每户补助800元，脱贫户提高到1200元", "800元"),
        ("脱贫户每户补多少", "每户补助800元，脱贫户提高到1200元", "1200元"),
        ("建了多少冷库", "建成油茶基地2600亩、冷库4座", "4座"),
        ("局长是谁", OFFICERS, "李明华"),
        ("副局长是谁", OFFICERS, "张建军"),
        ("记者是谁", OFFICERS, "王芳"),
        ("目前定点医院有多少个", "定点医院从13个扩增到30个", "30个"),
        ("原来定点医院有多少个", "定点医院从13个扩增到30个", "13个"),
        ("企业贴息提高到百分之多少", "企业贴息比例由50%提高到60%", "60%"),
    ],
)
def test_the_figure_that_was_asked_for_is_marked(question: str, clause: str, expected: str) -> None:
    assert marked(question, clause) == expected


@pytest.mark.parametrize(
    ("question", "clause", "read", "expected"),
    [
        ("给了多少资金", "先给30万元，后给20万元", "30万元", "30万元"),
        ("给了多少资金", "先给30万元，后给20万元", "20万元", "20万元"),
        # However sure the reader is: a place that is named is not outweighed.
        ("给三峡库区多少资金", "给百色市262.5万元，给三峡库区150万元", "262.5万元", "150万元"),
        ("2015年给多少资金", "2013年给100万元，2015年给300万元", "100万元", "300万元"),
    ],
)
def test_the_reader_decides_between_figures_that_nothing_else_tells_apart(
    question: str, clause: str, read: str, expected: str
) -> None:
    of = document(clause)
    understood = asked(question)
    hits = [Hit(Passage(1, of.id, of.version, 0, len(clause)), 1.0, 1.0, 1.0)]
    readings = read_hits(understood.folded, hits, lambda *_: of, PointingReader(read))
    spans = values.spans(understood.kind, clause)
    (mark,) = highlights(understood, of, 0, len(clause), spans, readings=readings)
    assert mark.text == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [("防汛找谁", "丁跃进"), ("防汛办公室副主任是谁", "曲宏伟"), ("防汛办公室主任是谁", "丁跃进")],
)
def test_a_deputy_is_marked_only_where_one_is_asked_for(question: str, expected: str) -> None:
    clause = "防汛办公室主任由丁跃进兼任，副主任由副局长曲宏伟担任"
    understood = asked(question)
    spans = values.spans(understood.kind, clause)
    assert [clause[a:b] for a, b in spans] == ["丁跃进", "曲宏伟"]
    (mark,) = highlights(understood, document(clause), 0, len(clause), spans)
    assert mark.text == expected


def test_no_answers_no_highlights() -> None:
    assert highlights(asked("给了多少资金"), document("没有写明"), 0, 4, ()) == ()


def test_a_list_has_several() -> None:
    of = document("荔湾区、南沙区")
    found = highlights(asked("有哪些区"), of, 0, 7, [(0, 3), (4, 7)])
    assert [h.text for h in found] == ["荔湾区", "南沙区"]


PARTS = st.sampled_from(
    [
        "2018年",
        "2019年",
        "、",
        "，",
        "。",
        "分别",
        "给",
        "黔南州",
        "百色市",
        "280万元",
        "33个",
        "县",
        "投资",
        "5%",
        "电话020-81234567",
        " ",
    ]
)


@given(clause=st.lists(PARTS, max_size=20).map("".join), before=st.text(max_size=10))
def test_highlights_are_exact_slices(clause: str, before: str) -> None:
    of = document(before + clause)
    for question in ("2018年给黔南州投资多少万元", "有多少个县", "电话是多少", "增长百分之几", "哪一年"):
        understood = asked(question)
        answers = values.spans(understood.kind, clause)
        found = highlights(understood, of, len(before), len(of.text), answers)
        assert len(found) == (1 if answers else 0)
        assert all(is_exact(of, h.text, h.start, h.end) for h in found)
        assert {(h.start - len(before), h.end - len(before)) for h in found} <= set(answers)
    assert Kind.LIST is asked("有哪些县").kind


def test_what_is_counted_must_be_counted_in_the_unit_asked_for() -> None:
    text = "到2017年末，双方办过4场产业扶贫对接活动，签约61个项目。"
    assert marked("2017年底签约了几个产业扶贫项目", text) == "61个"
