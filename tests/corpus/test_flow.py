"""What Word and OpenDocument texts share: titles, labels, running heads."""

import itertools

import pytest

from corpus.parse.flow import FlowCell, Label, Part, flow_table, with_running_heads, with_title
from corpus.parse.models import Block


@pytest.mark.parametrize(
    ("levels", "shown"),
    [
        ([("某某办法", 1), ("总则", 2)], [1, 2]),  # a title by its style
        ([("某某办法", 2), ("总则", 3), ("附则", 3)], [1, 2, 2]),  # one heading above all others
        ([("总则", 2), ("附则", 2)], [2, 2]),  # chapters
        ([("第一章 总则", 2), ("第一节 目的", 3)], [2, 3]),  # a number makes a chapter
        ([("目的", 5), ("附则", 4)], [3, 2]),
        ([("某某办法", 4)], [1]),
        ([("甲", 2), ("乙", 2), ("丙", 10)], [2, 2, 6]),
    ],
)
def test_level_one_is_the_title_alone(levels: list[tuple[str, int]], shown: list[int]) -> None:
    blocks = with_title([Block(text, level) for text, level in levels])
    assert [block.level for block in blocks] == shown


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        (Label("第一条"), "第一条 文"),
        (Label("（一）"), "（一）文"),
        (Label("1."), "1. 文"),
        (Label("①", "nothing"), "①文"),
    ],
)
def test_a_label_is_set_off_as_if_typed(label: Label, shown: str) -> None:
    assert label.before("文") == shown


def test_what_running_heads_say_is_said_once() -> None:
    parts = [
        Part((Block("正文 提到 县水务局"),), (Block("望川县文件"),), (Block("— 1 —"), Block("抄送：档案馆"))),
        Part((Block("附件"),), (Block("望川县 文件"), Block("县水务局")), (Block("抄送：档案馆"),)),
    ]
    assert [b.text for b in with_running_heads(parts)] == [
        "望川县文件",
        "正文 提到 县水务局",
        "抄送：档案馆",
        "附件",
    ]


def test_the_tables_of_a_file_have_numbers_of_their_own() -> None:
    rows = [[FlowCell((Block("甲"),)), FlowCell((Block("1"),))]] * 2
    tables = itertools.count()
    numbers = [b.row and b.row.table for b in (*flow_table(rows, tables), *flow_table(rows, tables))]
    assert numbers == [0, 0, 1, 1]
