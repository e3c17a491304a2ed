"""Series in table rows and columns: quoted figures of one thing, one a year."""

import pytest
from bot_fakes import asked, document, is_exact, judged
from table_document import table_document

from bot.figure import plain
from bot.models import Quote
from bot.quote import quote
from bot.series import find_series
from corpus.models import Document, Metadata

ACROSS = table_document(
    "历年对口帮扶资金划拨情况\n单位：万元",
    [
        ["受援地区", "2013年", "2014年", "2015年", "合计"],
        ["青石乡", "200", "215", "230.50", "645.5"],
        ["白塔镇", "80", "约90", "95", "265"],
    ],
    metadata=Metadata("望川县对口帮扶资金情况", "望川县协作办公室"),
)
MIXED = table_document(
    "二、主要指标",
    [
        ["指标", "计量单位", "2021年", "2022年", "2023年", "增速（%）"],
        ["地区生产总值", "亿元", "260.1", "271.3", "286.4", "5.8"],
    ],
    metadata=Metadata("临溪区2023年统计公报", "临溪区统计局"),
)
DOWN = table_document(
    "望川县历年公路养护经费\n单位：万元",
    [["年份", "养护经费"], ["2018", "280"], ["2019", "320"], ["2020", "350"]],
    metadata=Metadata("望川县公路养护经费情况", "望川县交通局"),
)


def quotes(question: str, of: Document) -> list[Quote]:
    understood = asked(question)
    return [quote(understood, j) for j in judged(understood, of) if j.answers][:5]


def points(question: str, of: Document) -> list[tuple[int, str]] | None:
    found = quotes(question, of)
    series = find_series(found)
    if series is None:
        return None
    for point in series.points:
        assert is_exact(of, point.text, point.start, point.end)
        assert found[point.quote].start <= point.start < point.end <= found[point.quote].end
    return [(point.year, plain(point.value)) for point in series.points]


def test_a_row_over_the_years_without_its_total() -> None:
    question = "望川县2014年给青石乡划拨了多少资金"
    assert points(question, ACROSS) == [(2013, "200"), (2014, "215"), (2015, "230.5")]
    series = find_series(quotes(question, ACROSS))
    assert series is not None
    assert (series.title, series.unit) == ("青石乡", "万元")


def test_a_growth_rate_is_no_point_of_it() -> None:
    assert points("临溪区2022年地区生产总值是多少", MIXED) == [
        (2021, "260.1"),
        (2022, "271.3"),
        (2023, "286.4"),
    ]


def test_a_column_of_rows_that_are_all_quoted() -> None:
    series = points("望川县公路养护经费多少", DOWN)
    assert series is None or series == [(2018, "280"), (2019, "320"), (2020, "350")]


@pytest.mark.parametrize(
    "text",
    [
        "2013年计划投入280万元、2014年完成320万元、2015年350万元。",
        "2013年投入280万元、2014年投入320万元。",
        "2013年投入280万元、2013年投入300万元、2014年投入320万元、2015年投入350万元。",
        "2013-2014年投入280万元、2014-2015年投入320万元、2015-2016年投入350万元。",
        "2013年投入约280万元、2014年投入320万元、2015年投入350万元。",
        "2013年投入280万元、2014年建成5个、2015年投入350万元。",
    ],
)
def test_what_is_no_series(text: str) -> None:
    assert find_series(quotes("望川县投入多少万元", document(text, "望川县投入情况"))) is None


def test_one_sentence() -> None:
    text = "望川县投入2013年280万元、2014年0.5亿元、2015年350万元。"
    assert points("望川县2013年投入多少万元", document(text)) == [
        (2013, "280"),
        (2014, "5000"),
        (2015, "350"),
    ]


def test_nothing_quoted() -> None:
    assert find_series([]) is None
