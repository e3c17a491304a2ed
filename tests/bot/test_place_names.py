import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.place_names import find_places, same_place


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("荔湾区给黔南州", ("荔湾区", "黔南州")),
        ("贵州省黔南布依族苗族自治州", ("贵州省", "黔南布依族苗族自治州")),
        ("北京和上海", ("北京", "上海")),
        ("给三峡库区多少", ("三峡库区",)),
        ("大连高新区的企业", ("大连高新区",)),
        ("河口瑶族自治县", ("河口瑶族自治县",)),
    ],
)
def test_known_places(text: str, expected: tuple[str, ...]) -> None:
    assert find_places(text) == expected


@pytest.mark.parametrize(
    "text", ["药监局产业园服务中心负责什么", "中医药产业园签了什么", "物流产业园", "科技产业园有多少企业"]
)
def test_what_a_zone_is_for_or_whose_it_is_names_none(text: str) -> None:
    assert find_places(text) == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("青云产业园建了几栋楼", "青云产业园"),
        ("给黔岭州多少资金", "黔岭州"),
        ("2022年东陵县投入多少", "东陵县"),
        ("东陵县和西陵县", "西陵县"),
        ("到清河乡去的人", "清河乡"),
        ("在白塔镇停电", "白塔镇"),
        ("石桥镇投入多少", "石桥镇"),
        ("给青石镇拨款", "青石镇"),
        ("望川县给青石乡多少", "青石乡"),
        ("南山街道有几户", "南山街道"),
        ("清水社区多少人", "清水社区"),
    ],
)
def test_unknown_names_that_look_like_places(text: str, place: str) -> None:
    assert place in find_places(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "33个贫困县",
            "多少个行政村",
            "试点区",
            "对口帮扶县",
            "示范村",
            "美丽乡村",
            "各县",
            "每个村",
            "哪个县",
            "全市各区",
        ),
        *(
            "乡镇",
            "特色镇",
            "民族乡",
            "中心镇",
            "城区",
            "中心城区",
            "郊区",
            "市区",
            "社区",
            "农村",
            "新农村",
            "工业园",
            "我区",
            "本县",
            "分管副县长",
        ),
    ],
)
def test_words_that_name_no_place(text: str) -> None:
    assert find_places(text) == ()


def test_names_of_the_library() -> None:
    assert find_places("问一下青石县呢") == ()
    assert find_places("问一下青石县呢", ["青石县"]) == ("青石县",)
    assert find_places("问一下青石呢", ["青石县"]) == ("青石",)


def test_short_and_full_names_are_one_place() -> None:
    assert same_place("荔湾区", "荔湾给了")
    assert same_place("黔南布依族苗族自治州", "对口黔南")
    assert not same_place("东陵县", "西陵县")


@given(text=st.text(alphabet="荔湾区黔南州县市镇村东西岭给在的年个2014 a", max_size=20))
def test_places_stand_in_the_text(text: str) -> None:
    assert all(len(place) >= 2 and place in text for place in find_places(text, ["西岭县"]))


@pytest.mark.parametrize("question", ["贵州园区怎样帮企业", "兰州园区谁负责"])
def test_zones_of_a_place_are_no_place_of_their_own(question: str) -> None:
    assert find_places(question) == (question[:2],)


@pytest.mark.parametrize(
    ("asked", "text", "same"),
    [
        ("粤澳产业园", "粤澳合作中医药科技产业园", True),
        ("大连高新区", "大连市高新区", True),
        ("黔南高新区", "黔南州与贵阳高新区", False),
        ("黔南高新区", "黔南协助贵阳高新区", False),
        ("黔南高新区", "黔南,以及高新区", False),
    ],
)
def test_a_zone_may_be_called_by_less_than_its_full_name(asked: str, text: str, *, same: bool) -> None:
    assert same_place(asked, text) is same
