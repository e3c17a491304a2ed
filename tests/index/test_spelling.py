import pytest

from index.spelling import Lexicon, Speller
from index.tokenize import fold

FREQUENCY = {
    "高新": 9, "高新区": 5, "企业": 20, "试验": 3, "试验区": 4, "划拨": 6, "资金": 30, "公积金": 8, "失业": 2,
    "失业保险": 2, "防控": 7, "房租": 4, "防空": 1, "的企": 40, "前南": 50, "北方": 2, "y2013": 9, "y2014": 3,
}  # fmt: skip


@pytest.fixture
def speller() -> Speller:
    return Speller([Lexicon(FREQUENCY)], lambda term: FREQUENCY.get(term, 0))


@pytest.mark.parametrize(
    ("typed", "word", "meant"),
    [
        ("高薪区的企业", "高薪区", "高新区"),
        ("实验区的企业", "实验区", "试验区"),
        ("公机金", "公机金", "公积金"),
        ("失叶保险", "失叶", "失业"),
        ("房控资金", "房控", "防控"),
    ],
)
def test_a_word_that_the_library_lacks_is_found_by_its_sound(
    speller: Speller, typed: str, word: str, meant: str
) -> None:
    assert speller.corrections(fold(typed))[word] == meant


def test_a_word_that_the_library_has_is_never_replaced(speller: Speller) -> None:
    assert speller.corrections("高新区试验区企业划拨资金") == {}
    assert speller.corrections("防空企业") == {}  # though 防控 is more common


def test_places_and_joining_words_are_no_mistakes(speller: Speller) -> None:
    assert speller.corrections("黔南的哪些企业") == {}


def test_a_longer_word_one_character_off(speller: Speller) -> None:
    assert speller.corrections("失业保障企业") in ({}, {"失业保障": "失业保险"})
    assert Speller([Lexicon(["停水通知单"])], lambda t: int(t == "停水通知单")).corrections("停水") == {}


def test_the_most_common_of_those_that_sound_alike() -> None:
    frequency = {"权利": 2, "权力": 9}
    assert Speller([Lexicon(frequency)], lambda t: frequency.get(t, 0)).corrections("权立") == {
        "权立": "权力"
    }


def test_an_empty_library_corrects_nothing() -> None:
    assert Speller([], lambda _: 0).corrections("高薪区") == {}
    assert Speller([Lexicon(["y2013", "a", "国发(2013)5号"])], lambda _: 0).corrections("高薪区") == {}
