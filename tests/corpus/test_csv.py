"""Separated values: encodings, separators, quotes, and lists of lines that are no table."""

from pathlib import Path

import pytest

from corpus.parse.csv import parse_csv


def texts(data: str, encoding: str = "utf-8") -> list[str]:
    return [block.text for block in parse_csv(data.encode(encoding)).blocks]


@pytest.mark.parametrize("separator", [",", "\t", ";", "|", "，"])
def test_the_separator_is_found(separator: str) -> None:
    rows = [("编号", "事项", "时限"), ("1", "补证", "5日"), ("2", "年检", "3日")]
    assert texts("\n".join(separator.join(row) for row in rows)) == ["\t".join(row) for row in rows]


def test_commas_in_figures_do_not_hide_the_real_separator() -> None:
    assert texts("科目;金额;备注\n水利;1,5;甲\n教育;2,5;乙\n")[1] == "水利\t1,5\t甲"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert texts("编号,事项\r\n1,残疾人证补发\r\n2,老年优待证办理\r\n", encoding)[1] == "1\t残疾人证补发"


def test_quotes_hold_separators_and_line_breaks() -> None:
    assert texts('事项,材料\n补证,"身份证,照片"\n年检,"原件；\n复印件"\n') == [
        "事项\t材料",
        "补证\t身份证,照片",
        "年检\t原件； 复印件",
    ]


def test_the_first_row_is_the_heading_of_the_cells_below() -> None:
    block = parse_csv("编号,事项,时限\n1,补证,5日\n2,年检,3日\n".encode()).blocks[1]
    assert block.row is not None
    assert block.row.headings == ("编号", "事项", "时限")


def test_lines_above_the_table_are_lines() -> None:
    found = parse_csv("办事指南,,\n编号,事项,时限\n1,补证,5日\n2,年检,3日\n".encode()).blocks
    assert (found[0].text, found[0].row) == ("办事指南", None)
    assert found[1].row is not None and found[1].row.is_header


def test_prose_is_no_table() -> None:
    assert texts("第一行文字，很好。\n\n第二行，文字；不多。\n第三行\n") == [
        "第一行文字，很好。",
        "第二行，文字；不多。",
        "第三行",
    ]


def test_a_quote_that_is_never_closed_takes_the_rest_and_loses_nothing() -> None:
    assert texts('甲,乙\n丙,"丁\n戊,己\n') == ["甲\t乙", "丙\t丁 戊,己"]


@pytest.mark.data
def test_the_real_file(data: Path) -> None:
    parsed = parse_csv((data / "formats" / "gbk" / "河南检务公开_gb18030.csv").read_bytes())
    rows = [block for block in parsed.blocks if block.row is not None]
    assert rows[0].text == "编号\t标准问题\t答案\t所属分类"
    assert rows[1].row is not None and rows[1].row.headings == ("编号", "标准问题", "答案", "所属分类")
    numbers = {block.text.split("\t")[0] for block in parsed.blocks}
    assert {str(number) for number in range(1, 100)} <= numbers
