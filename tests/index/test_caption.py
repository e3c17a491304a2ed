import pytest
from table_document import table_document

from corpus.parse.table import GridCell
from index.caption import caption, caption_spans, tables_over

GRID = [["乡镇", "资金", "户数"], ["白塔镇", "3", "5"], ["青石镇", "4", "6"]]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("表1 2015年资金情况表", "表1 2015年资金情况表"),
        ("前文。\n资金情况\n单位：万元", "资金情况 单位：万元"),
        ("资金情况\n（截至2015年底）\n单位：万元", "资金情况 （截至2015年底） 单位：万元"),
        ("一、总体情况\n资金情况\n\n计量单位：亿元", "资金情况 计量单位：亿元"),
        ("2015年各镇资金安排如下：", "2015年各镇资金安排如下："),
        ("2015年各镇资金安排如下表。", "2015年各镇资金安排如下表。"),
        ("各镇要按时拨付资金。", ""),
        ("资金情况\n各镇要按时拨付资金。", ""),
        ("", ""),
        ("很长的一段话，" * 12, ""),
    ],
)
def test_lines_over_a_table(before: str, expected: str) -> None:
    document = table_document(before, GRID)
    assert caption(document, document.tables[0]) == expected
    joined = " ".join(document.text[a:b] for a, b in caption_spans(document, document.tables[0]))
    assert joined == expected


def test_a_title_inside_the_table() -> None:
    document = table_document("前文。", [[GridCell("各镇资金表", columns=3)], *GRID])
    assert caption(document, document.tables[0]) == "各镇资金表"


def test_the_table_before_is_no_caption() -> None:
    above = table_document("", GRID)
    below = table_document(above.text, GRID)
    both = table_document(above.text, GRID, tables=(*above.tables, *below.tables))
    assert caption(both, both.tables[1]) == ""
    assert list(tables_over(both, 0, len(both.text))) == list(both.tables)
    assert list(tables_over(both, both.tables[1].start, both.tables[1].end)) == [both.tables[1]]
    assert list(tables_over(both, both.tables[0].end, both.tables[1].start)) == []
