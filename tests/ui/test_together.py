"""What several quotes say together, on the card, in the terminal and as JSON."""

import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from fakes import FUNDS, GORGES, ON_TIME, ROW, answered
from test_reader import Page

from bot.models import Answer, Computation, Conflict, Operand, Operation, Part, Point, Series
from ui.answer_body import AnswerBody
from ui.card import exchange_html
from ui.console import show_answer
from ui.conversation import Exchange, Phase
from ui.leading import leading
from ui.plot import plot
from ui.serialize import answer_to_json
from ui.settings import Language, Settings

QUESTION = "荔湾区给黔南州和三峡库区各划拨了多少资金？"
SUM = Computation(Operation.SUM, "645万元 + 150万元", "795万元", False, (Operand(0, 0), Operand(1, 0)))
HALVES = replace(
    answered(QUESTION, FUNDS, GORGES, ON_TIME),
    parts=(
        Part("黔南州", Operand(0, 0)),
        Part("三峡库区", Operand(1, 0)),
        Part("百色市", None, "库中没有单独说明百色市的原文。"),
    ),
    computation=SUM,
)


def points(*values: str, first: int = 2013) -> tuple[Point, ...]:
    mark = FUNDS.highlights[0]
    return tuple(
        Point(first + n, Decimal(value), mark.text, 0, mark.start, mark.end) for n, value in enumerate(values)
    )


OVER_YEARS = replace(
    answered(QUESTION, FUNDS), series=Series("黔南州<b>", "万元", points("200", "215", "230.50"))
)
DIFFERING = replace(
    answered(QUESTION, FUNDS, ROW, ON_TIME), conflicts=(Conflict((1, 0), "另有文件说法不同：《甲》为1.9。"),)
)


def card(answer: Answer, language: Language = "zh", **fields: object) -> str:
    return exchange_html(Exchange(QUESTION, Phase.DONE, answer, **fields), language, Settings())


def test_both_halves_are_open_and_named() -> None:
    html = card(HALVES)
    assert html.count('<blockquote class="yj-quote"') == 2
    assert re.findall(r'<h3 class="yj-part">(.*?)</h3>', html) == ["黔南州", "三峡库区"]
    assert html.index("645万元") < html.index("150万元") < html.index("另有 1 处相关原文")
    assert "百色市：没有依据" in html
    assert "库中没有单独说明百色市的原文。" in html


def test_a_computation_is_shown_as_such_and_never_as_a_quote() -> None:
    html = card(HALVES)
    assert "由引文计算：" in html
    assert "645万元 + 150万元 = 795万元" in html
    quotes = re.findall(r"<blockquote.*?</blockquote>", html, re.S)
    assert not any("795" in quote for quote in quotes)
    spans = [
        (attrs["data-start"], attrs["data-end"]) for _, attrs in Page(html).tags if "data-sha256" in attrs
    ]
    assert spans == [(str(quote.start), str(quote.end)) for quote in HALVES.quotes]
    rounded = replace(HALVES, computation=replace(SUM, rounded=True))
    assert "≈ 795万元" in card(rounded)
    assert "（结果保留两位小数）" in card(rounded)
    assert "Computed from the quotes: " in card(HALVES, "en")


def test_a_screen_reader_hears_all_of_it() -> None:
    said = str(Page(card(HALVES)).tags[0][1]["data-announce"])
    for words in ("645万元", "150万元", "百色市：库中没有", "由引文计算：645万元 + 150万元 = 795万元"):
        assert words in said


def test_a_growing_answer_shows_one_quote_only() -> None:
    html = exchange_html(Exchange(QUESTION, Phase.WRITING, HALVES, shown=8), "zh", Settings())
    assert html.count("<blockquote") == 1
    assert "由引文计算" not in html
    assert "yj-part" not in html


def test_conflicting_figures_stand_side_by_side() -> None:
    html = card(DIFFERING)
    assert html.count('<blockquote class="yj-quote"') == 2
    assert "说法不一" in html
    assert "另有文件说法不同：《甲》为1.9。" in html
    assert "另有 1 处相关原文" in html


def test_a_series_is_folded_with_a_table_and_a_plot() -> None:
    html = card(OVER_YEARS)
    page = Page(html)
    tags = [tag for tag, _ in page.tags]
    assert "相关金额（表/图）" in html
    assert '<details class="yj-series">' in html
    assert (tags.count("svg"), tags.count("rect"), tags.count("script")) == (1, 3, 0)
    assert "黔南州&lt;b&gt;" in html and "<b>" not in html
    svg = next(attrs for tag, attrs in page.tags if tag == "svg")
    ids = {attrs.get("id") for _, attrs in page.tags}
    assert set(str(svg["aria-labelledby"]).split()) <= ids
    assert "<desc" in html and "2014: 215万元" in html
    assert re.findall(r'<th scope="row">(\d+)</th><td class="yj-figure">(.*?)</td>', html) == [
        ("2013", "200"),
        ("2014", "215"),
        ("2015", "230.5"),
    ]
    assert "Figures over the years" in card(OVER_YEARS, "en")


def test_nothing_more_where_there_is_nothing_more() -> None:
    html = card(answered(QUESTION, FUNDS, ON_TIME))
    for words in ("yj-part", "yj-computed", "yj-series", "yj-conflict", "yj-missing", "<svg"):
        assert words not in html


def test_json_has_all_of_it_behind_the_old_fields() -> None:
    body = json.loads(json.dumps(answer_to_json(replace(HALVES, series=OVER_YEARS.series))))
    assert body["parts"][0] == {"label": "黔南州", "found": {"quote": 0, "highlight": 0}, "reason": None}
    assert body["parts"][2]["found"] is None
    assert body["computation"] == {
        "operation": "sum",
        "expression": "645万元 + 150万元",
        "result": "795万元",
        "rounded": False,
        "text": "645万元 + 150万元 = 795万元",
        "operands": [{"quote": 0, "highlight": 0}, {"quote": 1, "highlight": 0}],
    }
    assert body["series"]["points"][2]["value"] == "230.5"
    assert answer_to_json(DIFFERING)["conflicts"][0]["quotes"] == [1, 0]
    plain = answer_to_json(answered(QUESTION, FUNDS))
    assert (plain["parts"], plain["computation"], plain["series"], plain["conflicts"]) == ([], None, None, [])


def test_the_terminal_shows_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    show_answer(replace(HALVES, series=OVER_YEARS.series))
    out = capsys.readouterr().out
    order = [
        "〔黔南州〕",
        "【645万元】",
        "〔三峡库区〕",
        "【150万元】",
        "没有依据（百色市）",
        "由引文计算：645万元",
    ]
    places = [out.index(words) for words in [*order, "2015年\t230.5", "相关原文："]]
    assert places == sorted(places)


def test_how_many_quotes_lead() -> None:
    assert [leading(a) for a in (HALVES, DIFFERING, OVER_YEARS)] == [2, 2, 1]


def test_a_plot_keeps_its_heights_in_proportion() -> None:
    low, high = plot(points("100", "300")).bars
    assert round((high.base - high.top) / (low.base - low.top), 2) == 3.0
    below = plot(points("-1.5", "3", "0"))
    assert below.bars[0].top > below.zero > below.bars[1].top
    assert plot(points("0", "0", "0")).zero > 0
    many = plot(points(*map(str, range(20)), first=1999))
    assert many.line.count(",") == 20
    assert sum(bool(bar.year) for bar in many.bars) <= 14
    assert all(0 <= bar.x <= many.width and 0 <= bar.top <= many.height for bar in many.bars)


@pytest.mark.parametrize("answer", [HALVES, OVER_YEARS, DIFFERING])
def test_every_part_is_described_for_programs(answer: Answer) -> None:
    AnswerBody.model_validate_json(json.dumps(answer_to_json(answer)))
