from corpus.parse.markdown import parse_markdown
from corpus.read import read


def lines(text: str) -> list[str]:
    return [block.text for block in parse_markdown(text.encode()).blocks]


def test_headings_of_both_kinds_keep_their_level() -> None:
    blocks = parse_markdown("# 标题\n\n副标题\n---\n\n### 一、**总则** ###\n正文\n".encode()).blocks
    assert [(b.text, b.level) for b in blocks] == [("标题", 1), ("副标题", 2), ("一、总则", 3), ("正文", 0)]


def test_numbers_of_ordered_lists_stay_as_written() -> None:
    assert lines("3. 甲\n4. 乙\n9. 丙\n") == ["3. 甲", "4. 乙", "9. 丙"]
    assert lines("1) 甲\n2) 乙\n") == ["1) 甲", "2) 乙"]
    assert lines("1. 甲\n   续行\n\n   第二段\n2. - 子项\n   - 子项二\n") == [
        "1. 甲",
        "续行",
        "第二段",
        "2. 子项",
        "子项二",
    ]


def test_chinese_numbers_are_text_and_never_renumbered() -> None:
    assert lines("一、总则\n（一）目的\n1、第一\n2．第二\n") == [
        "一、总则",
        "（一）目的",
        "1、第一",
        "2．第二",
    ]


def test_tables_are_lines_with_tabs() -> None:
    text = "| 县 | 增速 |\n|----|-----:|\n| 临溪区 | **5.8** |\n| 望川县 |  |\n\n后文\n"
    assert lines(text) == ["县\t增速", "临溪区\t5.8", "望川县", "后文"]


def test_marks_go_and_words_stay() -> None:
    text = (
        "共**645**万元，见[附件](http://x/)、`代码`、<b>粗</b>与![图注](a.png)。  \n硬换行\n\n"
        "> 引文\n\n```\n第一行\n  第二行\n```\n"
    )
    assert lines(text) == ["共645万元，见附件、代码、粗与图注。", "硬换行", "引文", "第一行", "  第二行", ""]


def test_html_inside_loses_its_tags_only() -> None:
    assert lines("<div>\n甲<br>乙\n</div>\n") == ["甲", "乙"]
    assert lines("甲<br>乙<u>丙</u>") == ["甲", "乙丙"]


def test_front_matter_becomes_fields_and_is_no_text() -> None:
    parsed = parse_markdown(
        '---\ntitle: "关于某事的通知"\n文号： 青政〔2023〕1号\nempty:\n---\n正文\n'.encode()
    )
    assert parsed.fields == {"title": "关于某事的通知", "文号": "青政〔2023〕1号"}
    assert [block.text for block in parsed.blocks] == ["正文"]


def test_front_matter_with_windows_line_ends() -> None:
    draft = read(
        "---\r\ntitle: 通知\r\nissued_on: 2023-08-07\r\n---\r\n\r\n# 标题\r\n正文。\r\n".encode(), "a.md"
    )
    assert draft.metadata.title == "通知"
    assert str(draft.metadata.issued_on) == "2023-08-07"
    assert draft.text == "标题\n正文。"


def test_a_rule_is_not_front_matter() -> None:
    assert lines("正文\n\n---\n\n后文\n") == ["正文", "后文"]
    assert parse_markdown("---\n没有结尾\n".encode()).fields == {}


def test_tables_of_both_kinds_know_their_headings() -> None:
    text = "| 县 | 增速 |\n|--|--|\n| 甲 | 5 |\n\n<table><tr><th>县<th>人口<tr><td>乙<td>7</table>\n"
    rows = [block.row for block in parse_markdown(text.encode()).blocks]
    assert [(row.table, row.is_header, row.headings) for row in rows if row] == [
        (0, True, ("", "")),
        (0, False, ("县", "增速")),
        (1, True, ("", "")),
        (1, False, ("县", "人口")),
    ]


def test_emphasis_beside_chinese_punctuation_loses_its_marks() -> None:
    assert lines("按照**《办法》**规定，**共645万元**。~~废止~~") == ["按照《办法》规定，共645万元。废止"]
    assert lines("2 ** 3 与 `**`") == ["2 ** 3 与 **"]
