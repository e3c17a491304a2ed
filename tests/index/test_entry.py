"""What a passage is searched by besides its own words."""

from dataclasses import replace

from table_document import table_document

from corpus.models import Document, Metadata, Passage, Section
from corpus.parse.table import GridCell
from index.entry import entry

GRID = [
    ["县", "乡镇", "道路建设（亿元）", "小城镇建设（亿元）"],
    [GridCell("长溪县", rows=2), "代溪镇", "1.2", "2.5"],
    ["白塔镇", "0.8", "1.9"],
]
FUND = table_document(
    "前文说明有关情况。\n表1 子基金投资情况\n单位：亿元",
    GRID,
    "后文。",
    metadata=Metadata("资金情况", "财政局"),
)


def context_of(document: Document, start: int, end: int) -> str:
    return entry(document, Passage(1, document.id, 1, start, end)).context


def test_title_issuer_headings_and_what_our_county_is() -> None:
    text = "一、资金\n我县安排资金。"
    document = Document(
        "d", 1, "d.txt", text, (Section(1, 0, 4, len(text)),),
        Metadata("通知", "财政局", aliases=(("我县", "望川县"),)), "0" * 64, "text/plain",
    )  # fmt: skip
    assert context_of(document, 5, len(text)) == "通知 财政局 一、资金 望川县"
    assert context_of(document, 0, len(text)) == "通知 财政局 望川县"


def test_a_row_is_searched_by_what_stands_over_it_and_beside_it() -> None:
    start = FUND.text.index("白塔镇")
    assert context_of(FUND, start, start + 11).split(" ") == [
        *("资金情况", "财政局", "表1", "子基金投资情况", "单位：亿元"),
        *("长溪县", "乡镇", "道路建设（亿元）", "小城镇建设（亿元）"),
    ]


def test_what_the_passage_says_itself_is_not_said_again() -> None:
    assert context_of(FUND, 0, len(FUND.text)) == "资金情况 财政局 长溪县"
    assert "小城镇" not in context_of(FUND, 0, FUND.tables[0].start - 1)


def test_the_context_of_a_table_is_bounded() -> None:
    wide = table_document("前文。", [[f"第{n}项投入资金的数额" for n in range(60)], ["9"] * 60, ["8"] * 60])
    start = wide.tables[0].rows[1].start
    context = context_of(wide, start, wide.tables[0].end)
    assert 150 < len(context) < 280
    assert "第0项" in context


def test_the_text_is_left_alone() -> None:
    start = FUND.text.index("白塔镇")
    one = entry(FUND, Passage(1, FUND.id, 1, start, start + 11))
    assert one.body == FUND.text[start : start + 11]
    assert one.key("m") != entry(replace(FUND, tables=()), one.passage).key("m")
