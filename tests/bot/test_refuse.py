import re

import pytest
from bot_fakes import asked, document, judged

from bot.refuse import reason_for

TOTAL = "2013-2015年，荔湾区划拨给黔南州帮扶资金645万元。"
HAN = re.compile(r"[\u3400-\u9fff]")


def reason(question: str, text: str, language: str = "zh") -> str:
    understood = asked(question)
    return reason_for(understood, judged(understood, document(text)), language)


@pytest.mark.parametrize(
    ("question", "text", "chinese", "english"),
    [
        (
            "2018年荔湾区划拨给黔南州多少帮扶资金",
            TOTAL,
            "库中相关的内容只有2013-2015年的数据，没有2018年的。",
            "What the library holds on this is about 2013-2015 only, not 2018.",
        ),
        (
            "2018年荔湾区划拨给黔南州多少帮扶资金",
            "荔湾区帮扶黔南州资金划拨的协议，时间为2013年到2020年。" + TOTAL,
            "库中相关的内容只有2013-2015年的数据，没有2018年的。",
            "What the library holds on this is about 2013-2015 only, not 2018.",
        ),
        (
            "2018年划拨给黔南州多少帮扶资金",
            "划拨给黔南州帮扶资金645万元。",
            "库中相关的原文没有写明年份，无法确认是2018年的情况。",
            "The passages found name no year, so 2018 cannot be confirmed.",
        ),
        (
            "荔湾区划拨给黔岭州多少帮扶资金",
            TOTAL,
            "库中没有找到黔岭州的相关内容，最接近的说的是黔南州。",
            "The library holds nothing about 黔岭州 in this matter; the nearest is about 黔南州.",
        ),
        (
            "荔湾区划拨给黔南州帮扶资金的联系电话",
            TOTAL,
            "找到了相关的原文，但其中没有写明联系方式。",
            "Related passages were found, but they do not state it (the contact details).",
        ),
        (
            "教育局局长是谁",
            "教育局副局长王建国主持会议。",
            "找到了相关的原文，但其中没有写明局长。",
            "Related passages were found, but they do not state it (the person's name).",
        ),
        (
            "火星探测器的轨道参数如何",
            TOTAL,
            "库中的文件没有回答这个问题。",
            "The documents in the library do not answer this question.",
        ),
        (
            "是什么？",
            TOTAL,
            "这里只回答能在资料库的文件中找到原文的问题，请说明要查的事项、单位或年份。",
            "Only questions that the library's documents speak of are answered here:"
            " please name a matter, an office or a year.",
        ),
    ],
)
def test_reasons(question: str, text: str, chinese: str, english: str) -> None:
    assert reason(question, text) == chinese
    assert reason(question, text, "en") == english
    assert reason(question, text, "fr") == chinese


def test_an_empty_library() -> None:
    understood = asked("荔湾区给了多少钱")
    assert reason_for(understood, [], "zh") == "库中没有找到与这个问题相关的原文。"
    assert reason_for(understood, [], "en") == "The library holds nothing about this question."


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("2018、2020年划拨给黔南州多少帮扶资金", ()),
        ("荔湾区划拨给黔岭州和白陵县多少帮扶资金", ("黔岭州", "白陵县", "黔南州")),
        ("荔湾区划拨帮扶资金的文号是多少", ()),
        ("荔湾区划拨帮扶资金增长百分之几", ()),
        ("荔湾区划拨帮扶资金的是谁", ()),
        ("荔湾区几月几日划拨帮扶资金", ()),
        ("荔湾区派出了多少名干部帮扶黔南州", ()),
    ],
)
def test_english_reasons_hold_no_chinese_but_names(question: str, names: tuple[str, ...]) -> None:
    english = reason(question, TOTAL, "en")
    for name in names:
        assert name in english
        english = english.replace(name, "")
    assert not HAN.search(english)
    assert not re.search(r"[，。、；：]", english)
