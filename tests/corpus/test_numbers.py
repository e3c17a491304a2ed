import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numbers import NUMBER, number_key, own_number

BRACKETS = ["〔〕", "[]", "［］", "（）", "()", "【】", "﹝﹞"]


@pytest.mark.parametrize("pair", BRACKETS)
@pytest.mark.parametrize(
    "code", ["国发", "临溪府办", "京政办发", "财教字", "建规字", "国办发明电", "沪府规", "X政发"]
)
def test_a_number_is_found_in_any_brackets_and_spacing(code: str, pair: str) -> None:
    for form in ("{}{}{}{}{}号", "{} {}{}{} {}号", "{}{} {} {} {} 号", "{}{}{}{}第{}号", "{}{}{}{} 第 {} 号"):
        for year, issue in (("2013", "5"), ("２０１３", "５")):
            number = form.format(code, pair[0], year, pair[1], issue)
            assert NUMBER.findall(f"见《某某通知》（{number}）。") == [number], number
            assert number_key(number) == f"{code}(2013)5号"


@pytest.mark.parametrize(
    ("text", "number", "key"),
    [
        ("青河市人民政府令第12号", "青河市人民政府令第12号", "青河市人民政府令第12号"),
        ("中华人民共和国财政部令 第 98 号", "中华人民共和国财政部令 第 98 号", "财政部令第98号"),
        ("中华人民共和国主席令第四十五号", "中华人民共和国主席令第四十五号", "主席令第45号"),
        ("商务部公告2020年第5号", "商务部公告2020年第5号", "商务部公告(2020)5号"),
        ("商务部公告〔2020〕第5号", "商务部公告〔2020〕第5号", "商务部公告(2020)5号"),
        ("青河市防汛指挥部令（第3号）", "青河市防汛指挥部令（第3号）", "青河市防汛指挥部令(第3号)"),
        ("国发〔二〇一三〕五号", "国发〔二〇一三〕五号", "国发(2013)5号"),
        ("国发〔86〕97号", "国发〔86〕97号", "国发(86)97号"),
    ],
)
def test_other_ways_of_numbering(text: str, number: str, key: str) -> None:
    assert NUMBER.findall(f"，{text}。") == [number]
    assert number_key(number) == key


@pytest.mark.parametrize("before", ["根据", "请问", "按照", "以及", "的", "是"])
def test_the_words_before_a_number_are_no_part_of_it(before: str) -> None:
    assert NUMBER.findall(f"{before}国发〔2013〕5号") == ["国发〔2013〕5号"]


@pytest.mark.parametrize(
    "text", ["第13号提案", "（2013）", "2013年5号楼", "附件〔2013〕", "电话12345号", "第三条"]
)
def test_what_is_no_number(text: str) -> None:
    assert NUMBER.findall(text) == []


def test_a_line_of_its_own() -> None:
    for line in ("国发〔2013〕5号", "（国发〔2013〕5号）", " 青政令（第3号） "):
        assert own_number(line), line
    for line in ("根据国发〔2013〕5号", "国发〔2013〕5号文件", ""):
        assert not own_number(line), line


@given(st.text(max_size=60))
def test_any_text_has_a_key(text: str) -> None:
    assert number_key(text) == number_key(text + " ")
