from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest
from bot_fakes import PointingReader, asked, candidate, document, judged
from numpy.typing import NDArray

from bot import aim as module
from bot.aim import aim, stretch_around
from bot.candidates import Candidate
from bot.evidence import Judgement, judge_one
from bot.question import Question
from bot.quote import quote
from bot.readings import Read, read_hits
from corpus.models import Document, Passage, Row, Section, Table
from index.models import Hit

BRIDGE = """关于青石河大桥封闭施工的通告
一、大桥现状
青石河大桥位于望川县城东侧，连接城关镇和白塔镇两地。桥面铺装曾经翻新过一次，护栏在三年前换成了钢制的。
每天早晚高峰，过桥的车辆排成长队，两岸居民习惯步行上班。桥头设有小广场一处，供老人歇脚。
二、封闭缘由
不少居民来电询问大桥封闭施工的缘由。因桥墩受洪水冲刷出现裂缝，经检测已不能保证车辆安全，决定实行全封闭施工。检测报告可在县交通局查阅。
三、绕行办法
封闭施工期间，小型车辆可从云岭渡口绕行，大型车辆请走省道。公交车改在东门站掉头，票价不变。学生乘坐校车的，由学校另行安排接送地点。
四、可办事项
封闭施工期间，桥头服务点提供下列便民服务：代收快递；代办公交卡；发放绕行地图。服务点每天早上开门，傍晚关门，节假日照常。
五、施工单位的责任
施工单位应当设置围挡和夜间警示灯，每天洒水降尘，夜里不得使用高噪声的机械。工地门口公布监督员姓名，接受沿线居民监督。违反上述要求的，由县交通局责令改正。
"""
QUESTIONS = {
    "青石河大桥为什么封闭施工？": "因桥墩受洪水冲刷出现裂缝，经检测已不能保证车辆安全，决定实行全封闭施工。",
    "大桥封闭施工期间小型车辆如何绕行？": "小型车辆可从云岭渡口绕行，大型车辆请走省道。",
    "桥头服务点提供哪些便民服务？": "代收快递；代办公交卡；发放绕行地图。",
    "施工单位如何降尘和减少噪声？": "每天洒水降尘，夜里不得使用高噪声的机械。",
}


def idf(token: str) -> float:
    return 2.0


def first(question: Question, of: Document) -> Judgement:
    return judged(question, of)[0]


@pytest.fixture
def bridge() -> Document:
    return document(BRIDGE, "关于青石河大桥封闭施工的通告")


@pytest.mark.parametrize(("text", "expected"), QUESTIONS.items())
def test_the_window_holds_the_answer(bridge: Document, text: str, expected: str) -> None:
    question = asked(text)
    judgement = first(question, bridge)
    aimed = aim(question, judgement, idf)
    assert expected in aimed.candidate.text
    assert len(aimed.candidate.text) <= 350 < len(BRIDGE)
    ((start, end),) = aimed.answers
    assert 0 <= start < end <= len(aimed.candidate.text)
    assert aimed.score == judgement.score
    assert aimed.coverage == judgement.coverage


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_window_is_of_whole_sentences(bridge: Document, text: str) -> None:
    question = asked(text)
    window = aim(question, first(question, bridge), idf).candidate
    assert window.start == 0 or BRIDGE[: window.start].rstrip(" ")[-1] in "。\n"
    assert BRIDGE[window.end - 1] in "。" or BRIDGE[window.end] == "\n"
    assert window.sentence == (window.start, window.end)


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_quote_of_it_and_its_mark_are_slices(bridge: Document, text: str) -> None:
    question = asked(text)
    aimed = aim(question, first(question, bridge), idf)
    built = quote(question, aimed)
    assert built.text == BRIDGE[built.start : built.end] == aimed.candidate.text
    (mark,) = built.highlights
    assert mark.text == BRIDGE[mark.start : mark.end]
    assert built.start <= mark.start < mark.end <= built.end


@pytest.mark.parametrize(
    "text", ["小型车辆从哪天起绕行", "望川县给青石乡拨款多少元", "监督员姓名是谁", "县交通局电话是多少"]
)
def test_what_is_found_by_its_form_stays_as_it_is(text: str) -> None:
    of = document(
        "望川县于6月1日给青石乡拨款30万元，监督员姓名为陆景明。县交通局电话0899-88881234。小型车辆绕行。"
    )
    question = asked(text)
    judgement = first(question, of)
    assert aim(question, judgement, idf) is judgement


def test_no_words_are_marked_for_a_figure_that_is_not_there(bridge: Document) -> None:
    question = asked("青石河大桥封闭施工花了多少钱")
    judgement = first(question, bridge)
    hits = [Hit(Passage(1, bridge.id, bridge.version, 0, len(bridge.text)), 1.0, 1.0, 1.0)]
    readings = read_hits(question.folded, hits, lambda *_: bridge, PointingReader("全封闭施工"))
    read = replace(judgement, readings=readings)
    assert not read.answers
    assert aim(question, read, idf) is read


def test_a_row_and_an_own_line_stay_as_they_are(bridge: Document) -> None:
    question = asked("桥头服务点提供哪些便民服务")
    one = candidate(bridge, "便民服务")
    row = Row(one.start, one.end, ())
    kept = [
        replace(one, is_own_line=True),
        replace(one, row=row, table=Table(one.start, one.end, (row,))),
    ]
    for each in kept:
        judgement = replace(judge_one(question, one), candidate=each)
        assert aim(question, judgement, idf) is judgement
    assert aim(question, judge_one(question, one), idf) is not judge_one(question, one)


LISTED = "申报材料\n（一）申请书；\n（二）营业执照复印件。"


def aimed_list(of: Document, read: Read | None = None) -> str:
    """Return what is marked in a document that is one list."""
    question = asked("申报要交哪些材料")
    span = 0, len(of.text)
    judgement = judge_one(question, Candidate(of, *span, span, span, 1.0, is_list=True))
    if read:
        hits = [Hit(Passage(1, of.id, of.version, *span), 1.0, 1.0, 1.0)]
        judgement = replace(judgement, readings=read_hits(question.folded, hits, lambda *_: of, read))
    ((start, end),) = aim(question, judgement, idf).answers
    return of.text[start:end]


def test_all_items_of_a_list_are_marked_without_its_heading() -> None:
    assert aimed_list(document(LISTED)) == "（一）申请书；\n（二）营业执照复印件。"
    assert aimed_list(document("材料：申请书、营业执照")) == "材料：申请书、营业执照"


def test_the_words_of_one_item_are_marked_where_the_reader_marks_them() -> None:
    assert aimed_list(document(LISTED), PointingReader("营业执照")) == "营业执照"
    across = PointingReader("申请书；\n（二）营业执照")
    assert aimed_list(document(LISTED), across) == "（一）申请书；\n（二）营业执照复印件。"


@pytest.mark.parametrize("head", ["二、票价", "（二）票价", "第二条 票价"])
def test_no_quote_goes_on_in_the_next_section(head: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        module, "span_model", lambda: SureOf(row=2)
    )  # of three pieces, the last in the next section
    of = document(f"渡口早上六点开船。逢大雾停航。 {head}照常。")
    question = asked("渡口如何开船")
    aimed = aim(question, first(question, of), idf)
    assert aimed.candidate.text == "渡口早上六点开船。逢大雾停航。"
    ((start, end),) = aimed.answers
    assert aimed.candidate.text[start:end] == "渡口早上六点开船。逢大雾停航。"


@dataclass(frozen=True)
class SureOf:
    """A model that is sure of one span: the last of all, unless told."""

    row: int = -1

    def logits(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        logits = np.zeros(len(features), dtype=np.float32)
        logits[self.row] = 50.0
        return logits


@pytest.fixture
def last_span(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "span_model", SureOf)
    yield


FAR = "县里的河流很多，两岸种着柳树，早晚都有人散步。" * 16  # more than a window
MOVED = "学校放假三天，学生在家自习。"


@pytest.mark.usefixtures("last_span")
def test_the_answer_may_stand_away_from_the_candidate() -> None:
    of = document(f"望川县中学因暴雨停课。{FAR}{MOVED}")
    question = asked("望川县中学如何停课")
    judgement = replace(judge_one(question, candidate(of, "因暴雨停课")), confidence=0.7)
    aimed = aim(question, judgement, idf)
    assert aimed.confidence == 0.7
    assert MOVED.endswith(aimed.candidate.text)
    assert [aimed.candidate.text[slice(*span)] for span in aimed.answers] == ["学生在家自习。"]


@pytest.mark.usefixtures("last_span")
def test_no_window_is_taken_that_breaks_a_condition() -> None:
    of = document(f"2015年，望川县中学因暴雨停课。{FAR}2016年，{MOVED}")
    question = asked("2015年望川县中学如何停课")
    judgement = judge_one(question, candidate(of, "因暴雨停课"))
    assert judgement.meets_all
    assert aim(question, judgement, idf) is judgement


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        ("二、加大信用保险扶持力度。", False),
        ("（二）加大信用保险扶持力度\n", False),
        ("二、支持外贸企业。", True),  # says what the question does not
    ],
)
def test_the_mark_leaves_out_what_repeats_the_question_and_who_is_in_charge(
    head: str, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = "对投保的企业给予全额支持，保费先缴后补。"
    of = document(f"{head}{answer}（责任单位：市财政局、市商务局）")
    monkeypatch.setattr(module, "span_model", lambda: SureOf(row=3))  # of all four pieces
    question = asked("如何加大信用保险扶持力度")
    aimed = aim(question, first(question, of), idf)
    ((start, end),) = aimed.answers
    assert aimed.candidate.text[start:end] == (head + answer if kept else answer)


def stretch(of: Document, words: str) -> str:
    start, end = stretch_around(candidate(of, words))
    return of.text[start:end]


def test_only_the_section_of_the_candidate_is_looked_at() -> None:
    texts = [f"一、供水\n{'自来水管每年检修。' * 40}\n", f"二、供电\n电费按月收取。{'电线每年检修。' * 50}\n"]
    at = len(texts[0])
    sections = (Section(1, 0, 4, at), Section(1, at, at + 4, at + len(texts[1])))
    seen = stretch(document("".join(texts), sections=sections), "电费按月收取")
    assert seen.startswith("二、供电")
    assert "自来水" not in seen
    assert "自来水" in stretch(document("".join(texts)), "电费按月收取")


def test_a_short_section_bounds_nothing() -> None:
    text = "一、供水\n水管每年检修。\n二、供电\n电费按月收取。\n"
    of = document(text, sections=(Section(1, 0, 4, 13), Section(1, 13, 17, len(text))))
    assert stretch(of, "电费按月收取") == text


def test_tables_are_not_looked_at() -> None:
    text = "表前的话。\n甲\t乙\n电费按月收取。\n丙\t丁\n表后的话。\n"
    tables = tuple(Table(at, at + 4, (Row(at, at + 3, ()),)) for at in (text.index("甲"), text.index("丙")))
    of = replace(document(text), tables=tables)
    assert stretch(of, "电费按月收取") == "电费按月收取。\n"


def test_a_cut_sentence_is_not_looked_at() -> None:
    text = f"{'很长的一句话，' * 90}到此为止。水费按季收取。{'水管检修。' * 20}电费按月收取。"
    assert stretch(document(text), "电费按月收取").startswith("水费按季收取。")
