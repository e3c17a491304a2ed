"""Quoted figures: the year they are of, how they are meant, and whether two can be compared."""

import pytest
from bot_fakes import asked, candidates, document
from table_document import table_document

from bot.evidence import judge
from bot.figure import Figure, comparable, figure_of, plain
from bot.models import Highlight, Kind, Quote
from bot.quote import quote
from corpus.models import Document, Metadata

WHOSE = "望川县划拨给青石乡帮扶资金多少"


def quoted(of: Document, words: str, question: str = WHOSE) -> Quote:
    """Return the quote of the candidate that holds ``words``, whether or not it meets the conditions."""
    every = [c for c in candidates(of, Kind.AMOUNT) if words in c.text]
    judged = judge(asked(question), every, lambda likely: [0.5] * len(likely))
    return quote(asked(question), judged[0])


def figure(text: str, mark: str, kind: Kind = Kind.AMOUNT) -> Figure:
    of = quoted(document(text, "关于帮扶工作的说明"), mark)
    start = of.start + of.text.index(mark)
    found = figure_of(of, Highlight(mark, start, start + len(mark), kind))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "mark", "years"),
    [
        ("2014年望川县划拨215万元。", "215万元", {2014}),
        ("2013-2015年望川县划拨645万元，其中2014年215万元。", "645万元", {2013, 2014, 2015}),
        ("2013-2015年望川县划拨645万元，其中2014年215万元。", "215万元", {2014}),
        ("2013年、2014年望川县分别划拨180万元、215万元。", "180万元", {2013}),
        ("2013年、2014年望川县分别划拨180万元、215万元。", "215万元", {2014}),
        ("2013年、2014年、2015年望川县分别划拨180万元、215万元。", "215万元", set()),  # of which year?
        ("望川县经费2018年280万元、2019年320万元。", "320万元", {2019}),
        ("望川县划拨215万元。", "215万元", set()),
    ],
)
def test_the_year_of_a_figure(text: str, mark: str, years: set[int]) -> None:
    assert figure(text, mark).years == years


@pytest.mark.parametrize(
    ("text", "mark", "aspects"),
    [
        ("望川县计划投入90万元。", "90万元", {"planned"}),
        ("望川县共计划拨90万元。", "90万元", set()),
        ("截至2020年底，望川县累计投入900万元。", "900万元", {"cumulative"}),
        ("望川县累计投入900万元，其中桥梁200万元。", "200万元", set()),
        ("望川县投入90万元，比上年增加7万元。", "7万元", {"change"}),
        ("望川县总投资20亿元，已完成投资4亿元。", "4亿元", {"done"}),
        ("望川县总投资20亿元，已完成投资4亿元。", "20亿元", {"whole"}),
        ("望川县户均增收9636元。", "9636元", {"each"}),
    ],
)
def test_how_a_figure_is_meant(text: str, mark: str, aspects: set[str]) -> None:
    assert figure(text, mark).aspects == aspects


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        (("2014年划拨帮扶资金215万元。", "215万元"), ("2015年划拨帮扶资金1.2亿元。", "1.2亿元"), True),
        (("2014年划拨帮扶资金215万元。", "215万元"), ("2015年计划划拨帮扶资金90万元。", "90万元"), False),
        (("2014年划拨帮扶资金215万元。", "215万元"), ("2015年划拨帮扶资金3万美元。", "3万美元"), False),
        (("2014年划拨帮扶资金215万元。", "215万元"), ("2015年旅游收入900万元。", "900万元"), False),
        (
            ("2018年经费280万元、2019年320万元。", "280万元"),
            ("2018年经费280万元、2019年320万元。", "320万元"),
            True,
        ),
    ],
)
def test_what_can_be_compared(a: tuple[str, str], b: tuple[str, str], alike: bool) -> None:
    assert comparable(figure(*a), figure(*b)) is alike


@pytest.mark.parametrize(
    ("a", "b", "alike"), [("33个贫困县", "51个贫困县", True), ("33个贫困县", "51个合作社", False)]
)
def test_what_is_counted_must_agree(a: str, b: str, alike: bool) -> None:
    one, other = (figure(f"涉及{words}。", words[:3], Kind.COUNT) for words in (a, b))
    assert comparable(one, other) is alike


TABLE = table_document(
    "历年对口帮扶资金划拨情况\n单位：万元",
    [["受援地区", "2013年", "2014年"], ["青石乡", "180", "215"], ["白塔镇", "80.50", "95"]],
    metadata=Metadata("望川县历年帮扶资金"),
)


def test_a_cell_has_the_unit_and_the_year_of_its_table() -> None:
    row = quoted(TABLE, "白塔镇")
    cell = row.row.cells[1]
    found = figure_of(row, Highlight(cell.text, cell.start, cell.end, Kind.AMOUNT))
    assert found is not None
    assert (found.text, found.years) == ("80.5万元", {2013})
    assert "白塔镇" in found.measured


def test_plain() -> None:
    assert [plain(figure(f"望川县划拨{t}。", t).number) for t in ("1,234.50万元", "100万元")] == [
        "1234.5",
        "100",
    ]
