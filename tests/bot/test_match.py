import pytest

from bot.match import found, place_sounds_in, sounds_in
from index.aliases import Aliases


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("六百四十五万元", "安排资金6450000元"),
        ("645万元", "安排资金六百四十五万元"),
        ("6450000", "安排资金645万元"),
        ("12", "新增企业十二家"),
    ],
)
def test_a_figure_is_found_in_any_form(word: str, text: str) -> None:
    assert found(word, text) == 1.0


def test_another_figure_is_not(word: str = "645万元") -> None:
    assert found(word, "安排资金六百四十六万元") < 1.0
    assert found("645", "安排资金64.5万元") == 0.0


def test_a_thing_is_found_under_its_other_name() -> None:
    assert 0.9 <= found("人社局", "由市人力资源和社会保障局负责") < 1.0
    assert found("望川办", "由望川县服务中心负责") < 0.9
    own = Aliases([("望川办", "望川县服务中心")])
    assert 0.9 <= found("望川办", "由望川县服务中心负责", own) < 1.0


def test_a_mistyped_word_is_found_with_less_weight() -> None:
    assert found("高薪区", "高新区企业") == 0.7
    assert found("养老保现", "养老保险待遇") == 0.7
    assert found("高新区", "高新区企业") == 1.0
    assert found("高薪", "高新区") < 0.5


def test_parts_of_a_word_count_for_as_much_as_stands_there() -> None:
    assert 0 < found("补助资金发放", "补助已经发放") < 0.7
    assert found("补助", "毫不相干") == 0.0


def test_words_that_sound_alike() -> None:
    assert sounds_in("高薪区", "在高新区设厂")
    assert not sounds_in("高薪区", "在开发区设厂")
    assert not sounds_in("西安", "先到")  # xi an, xian
    assert place_sounds_in("试研区", "实验区挂牌")
