"""Questions taken apart into their halves."""

import pytest
from bot_fakes import asked

from bot.models import Operation
from bot.split import split

NAMES = ("云岭库区", "青石乡", "白塔镇")


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("荔湾给黔南和百色各划拨多少", ["荔湾给黔南划拨多少", "荔湾给百色划拨多少"]),
        ("2014和2015年望川县分别划拨多少资金", ["2014年望川县划拨多少资金", "2015年望川县划拨多少资金"]),
        ("2019年、2020年、2021年资金各是多少", ["2019年资金是多少", "2020年资金是多少", "2021年资金是多少"]),
        (
            "《望川县办法》和《临溪区办法》规定的补助标准分别是多少",
            ["《望川县办法》规定的补助标准是多少", "《临溪区办法》规定的补助标准是多少"],
        ),
        ("县教育局和县民政局的电话分别是多少", ["县教育局的电话是多少", "县民政局的电话是多少"]),
        ("望川县教育局和民政局的电话分别是多少", ["望川县教育局的电话是多少", "望川县民政局的电话是多少"]),
        ("青石乡和白塔镇哪个得到的资金多？", ["青石乡得到的资金是多少", "白塔镇得到的资金是多少"]),
        ("望川县给青石乡多少钱，给白塔镇多少钱？", ["望川县给青石乡多少钱", "望川县给白塔镇多少钱"]),
        ("2015年望川县的资金比2014年多多少", ["2015年望川县的资金是多少", "2014年望川县的资金是多少"]),
        ("2015年比2014年望川县的资金多多少", ["2015年望川县的资金是多少", "2014年望川县的资金是多少"]),
        (
            "望川县给青石乡的资金比给白塔镇的多多少",
            ["望川县给青石乡的资金是多少", "望川县给白塔镇的资金是多少"],
        ),
        ("望川县2013-2014年每年划拨多少资金", ["望川县2013年划拨多少资金", "望川县2014年划拨多少资金"]),
        ("从2013年到2015年望川县的资金增加了多少", ["2015年望川县的资金是多少", "2013年望川县的资金是多少"]),
    ],
)
def test_each_part_is_a_question_of_its_own(question: str, parts: list[str]) -> None:
    plan = split(asked(question, *NAMES), NAMES)
    assert plan is not None
    assert [half.question for half in plan.halves] == parts


@pytest.mark.parametrize(
    "question",
    [
        "荔湾区和福泉市的合作框架协议是哪天签的？",
        "荔湾区给黔南州划拨了多少资金？",
        "望川县2015年各类项目的占比是多少",
        "望川县2015年投入比例比上年提高多少",
        "望川县各乡镇一共多少人",
        "请问一下，望川县派出几批次",
        "望川县和",
        "荔湾区2000-2015年一共给黔南划拨多少资金",
        "申请农村危房改造补助应当提交哪些材料，怎么办理？",
        "青石乡、白塔镇、云岭库区、荔湾区、福泉市、黔南州各有多少人",  # more than can be set side by side
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert split(asked(question, *NAMES), NAMES) is None


@pytest.mark.parametrize(
    ("question", "operation"),
    [
        ("青石乡和白塔镇一共多少资金", Operation.SUM),
        ("青石乡和白塔镇各多少资金", None),
        ("青石乡和白塔镇的资金相差多少", Operation.DIFFERENCE),
        ("2015年资金比2014年增长百分之几", Operation.GROWTH),
        ("2015年资金是2014年的几倍", Operation.RATIO),
        ("2013到2015年资金增加了多少", Operation.DIFFERENCE),
    ],
)
def test_operations(question: str, operation: Operation | None) -> None:
    plan = split(asked(question, *NAMES), NAMES)
    assert plan is not None
    assert plan.operation is operation
