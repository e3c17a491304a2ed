import pytest
from bot_fakes import asked, conditions, document

from bot.direction import asked_direction, is_reversed


@pytest.mark.parametrize(
    ("question", "direction"),
    [
        ("荔湾区给黔南州多少资金", ("荔湾区", "黔南州")),
        ("荔湾区2013-2015年向黔南州划拨了多少资金", ("荔湾区", "黔南州")),
        ("荔湾区对口支援黔南州多少资金", ("荔湾区", "黔南州")),
        ("黔南州收到荔湾区多少资金", ("荔湾区", "黔南州")),
        ("how much did Liwan transfer to Qiannan", ("荔湾", "黔南")),
        ("荔湾区和黔南州哪年结对", None),
        ("荔湾区给了多少资金", None),
    ],
)
def test_who_gives_to_whom(question: str, direction: tuple[str, str] | None) -> None:
    assert asked(question).direction == direction


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("黔南州向荔湾区捐赠茶叶30箱", True),
        ("荔湾区向黔南州划拨资金645万元", False),
        ("市里要求荔湾区向黔南州划拨资金645万元", False),
        ("黔南州向荔湾区申请资金645万元", False),
        ("黔南州收到荔湾区资金645万元", False),
        ("荔湾区与黔南州签订协议", False),
        ("我区划拨资金645万元", False),
    ],
)
def test_the_other_way_round(clause: str, expected: bool) -> None:
    assert is_reversed(("荔湾区", "黔南州"), clause) is expected


def test_a_reversed_clause_does_not_meet_the_question() -> None:
    of = document("2015年，黔南州向荔湾区捐赠资金30万元。")
    label = "荔湾区→黔南州"
    assert not conditions(asked("荔湾区给黔南州多少资金"), of, "30万元")[label].met
    assert label not in conditions(asked("黔南州给荔湾区多少资金"), of, "30万元")
    assert asked_direction("荔湾区", ["荔湾区"]) is None


def test_a_clause_without_names_goes_by_the_sentence_before_it() -> None:
    before = "2015年，荔湾区向黔南州划拨资金645万元。"
    assert is_reversed(("黔南州", "荔湾区"), "其中2014年215万元", before)
    assert not is_reversed(("荔湾区", "黔南州"), "其中2014年215万元", before)


def test_a_county_is_part_of_what_it_lies_in() -> None:
    assert is_reversed(("黔南州", "荔湾区"), "我区拨出救灾款30万元交福泉市政府")
