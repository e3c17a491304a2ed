import re
from dataclasses import replace
from datetime import date

import pytest
from fakes import EVIL_QUOTE, FUNDS, GORGES, MISS, ON_TIME, REPEALED_QUOTE, ROW, answered
from test_reader import Page

from bot.models import Answer, Status
from corpus.models import State
from ui.card import exchange_html, exchanges_html
from ui.conversation import Exchange, Phase, Successor, changed, history, started, stopped
from ui.settings import Language, Settings

QUESTION = "荔湾区给黔南州划拨了多少资金？"


def card(exchange: Exchange, language: Language = "zh", settings: Settings | None = None) -> str:
    return exchange_html(exchange, language, settings or Settings())


def done(answer: Answer) -> Exchange:
    return Exchange(answer.question, Phase.DONE, answer)


def test_an_answer_shows_quote_mark_source_conditions_and_tools() -> None:
    html = card(done(answered(QUESTION, FUNDS, ON_TIME)))
    assert '<mark class="yj-short">645万元</mark>' in html
    assert html.index("645万元") < html.index("《荔湾区“十二五”")
    for words in ("2015-11-26", "（二）资金划拨", "黔南州", "复制引用", "打开原文", "另有 1 处相关原文"):
        assert words in html
    assert f'href="{FUNDS.url.replace("&", "&amp;")}#mark"' in html
    assert 'target="_blank"' in html
    assert "理解为" not in html


def test_what_is_copied_is_where_the_quote_stands() -> None:
    page = Page(card(done(answered(QUESTION, FUNDS, ON_TIME))))
    places = [attrs for _, attrs in page.tags if attrs.get("class") == "yj-cite"]
    assert [(place["data-document"], place["data-version"]) for place in places] == [("liwan", "2")] * 2
    spans = [(int(place["data-start"] or 0), int(place["data-end"] or 0)) for place in places]
    assert spans == [(FUNDS.start, FUNDS.end), (ON_TIME.start, ON_TIME.end)]


def test_a_follow_up_shows_how_it_was_read() -> None:
    html = card(done(answered("那三峡库区呢？", GORGES, standalone="荔湾区给三峡库区划拨了多少资金？")))
    assert "理解为：荔湾区给三峡库区划拨了多少资金？" in html


def test_a_refusal_is_never_styled_as_an_answer() -> None:
    answer = Answer(QUESTION, QUESTION, Status.NO_EVIDENCE, "没有2018年的数据。", (MISS,), {})
    html = card(done(answer))
    assert "没有2018年的数据。" in html
    assert "接近的原文" in html
    assert "可以试试" in html
    assert "原文说的是2013-2015年" in html
    for words in ("<mark", "yj-quote", "data-copy"):
        assert words not in html
    bare = card(done(replace(answer, reason=None, quotes=())))
    assert "库中没有找到" in bare
    assert "接近的原文" not in bare


def test_repealed_texts_bear_a_tag() -> None:
    assert "已被《临溪区户厕补助办法（2024）》废止" in card(done(answered("户厕", REPEALED_QUOTE)))
    assert "已废止" in card(done(answered("户厕", replace(REPEALED_QUOTE, state_reason=None))))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_said_is_escaped(language: Language) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    quote = replace(EVIL_QUOTE, title=evil, issuer=evil, number=evil, heading_path=(evil,), state_reason=evil)
    answer = answered(evil, quote, quote, standalone=evil + "?")
    refused = replace(answer, status=Status.NO_EVIDENCE, reason=evil)
    for exchange in (done(answer), done(refused), Exchange(evil, Phase.FAILED, error=evil)):
        page = Page(card(exchange, language))
        assert not {"script", "img"} & {tag for tag, _ in page.tags}
        assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]


def test_links_never_leave_the_library() -> None:
    for url in ("javascript:alert(1)", "//evil.example/x", "https://evil.example/"):
        html = card(done(answered(QUESTION, replace(FUNDS, url=url, also_at=(url,)))))
        assert "evil.example" not in html
        assert "javascript:" not in html


def test_links_lie_under_the_public_path_and_keep_the_language() -> None:
    html = card(done(answered(QUESTION, FUNDS)), "en", Settings(root_path="/x"))
    assert 'href="/x/documents/liwan?' in html
    assert "&amp;lang=en#mark" in html


def test_a_growing_quote_is_a_prefix_without_source() -> None:
    html = card(Exchange(QUESTION, Phase.WRITING, answered(QUESTION, FUNDS), shown=8))
    assert FUNDS.text[:8] in html
    assert "645" not in html
    assert "复制引用" not in html


@pytest.mark.parametrize(
    ("phase", "words"),
    [(Phase.LOADING, "正在准备模型"), (Phase.SEARCHING, "正在查找"), (Phase.STOPPED, "已停止")],
)
def test_states(phase: Phase, words: str) -> None:
    assert words in card(Exchange(QUESTION, phase))


def test_the_conversation() -> None:
    first = done(answered(QUESTION, FUNDS))
    conversation = started([first], Exchange("那三峡库区呢？"))
    assert [exchange.running for exchange in conversation] == [False, True]
    assert [(turn.role, turn.content) for turn in history(conversation)] == [
        ("user", QUESTION),
        ("assistant", FUNDS.text),
    ]
    halted = stopped(conversation)
    assert halted[1].phase is Phase.STOPPED
    assert halted[0] is first
    refused = done(Answer("甲", "甲", Status.NO_EVIDENCE, "没有。", (MISS,), {}))
    assert history(changed(conversation, refused))[-1].content == "没有。"
    assert exchanges_html(halted, "zh", Settings(), 3).count("<article") == 2
    assert 'data-exchange="4"' in exchanges_html(halted, "zh", Settings(), 3)


def test_a_table_row_is_shown_under_its_headings() -> None:
    html = card(done(answered("白塔镇子基金", ROW)))
    page = Page(html)
    tags = [tag for tag, _ in page.tags]
    assert (tags.count("table"), tags.count("caption")) == (1, 1)
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html)
    assert heads == [cell.heading for cell in ROW.row.cells]
    assert "小城镇建设（亿元）" in heads
    assert "单位：亿元 · 望溪县</span></caption>" in html
    assert '<td class="yj-key yj-short">白塔镇</td>' in html
    assert '<td class="yj-figure yj-short"><mark class="yj-short">1.9</mark></td>' in html
    assert "小城镇建设（亿元）：1.9" in str(page.tags[0][1]["data-announce"])


def test_a_row_without_headings_is_shown_without_them() -> None:
    cells = tuple(replace(cell, heading="") for cell in ROW.row.cells)
    html = card(done(answered("白塔镇子基金", replace(ROW, row=replace(ROW.row, cells=cells, beside="")))))
    assert "<th" not in html
    assert ">白塔镇</td>" in html


def test_a_growing_row_is_a_prefix() -> None:
    html = card(Exchange(QUESTION, Phase.WRITING, answered(QUESTION, ROW), shown=8))
    assert "白塔镇" in html
    assert "1.9" not in html


def test_a_near_row_bears_no_mark() -> None:
    html = card(done(replace(answered(QUESTION, ROW), status=Status.NO_EVIDENCE, reason="没有。")))
    assert "<mark" not in html
    assert "1.9" in html


@pytest.mark.parametrize(
    ("today", "language", "words"),
    [
        (date(2024, 1, 1), "zh", "有效期已于2023年12月31日届满"),
        (date(2024, 1, 1), "en", "Expired on 2023-12-31"),
        (date(2023, 12, 31), "zh", ""),
    ],
)
def test_expired_documents_bear_a_tag(today: date, language: Language, words: str) -> None:
    html = exchange_html(done(answered("子基金", ROW)), language, Settings(), today=today)
    assert words in html
    assert ("届满" in html or "Expired" in html) == bool(words)


def test_text_from_a_scan_bears_a_tag() -> None:
    html = card(done(answered("子基金", ROW)))
    assert "据扫描件文字识别" in html
    assert "第 2 页" in html
    assert "据扫描件文字识别" not in card(done(answered(QUESTION, FUNDS)))


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "已被2024年版代替"), ("en", "Superseded by the 2024")]
)
def test_superseded_texts_lead_to_the_year_that_holds(language: Language, words: str) -> None:
    quote = replace(REPEALED_QUOTE, state=State.SUPERSEDED, state_reason="已被新的文件代替")
    successors = {quote.document_id: Successor("old/rule 2", "办法", 2024)}
    exchange = replace(done(answered("户厕", quote)), successors=successors)
    html = card(exchange, language, Settings(root_path="/x"))
    assert words in html
    assert 'href="/x/documents/old%2Frule%202' in html


def test_verdicts_are_asked_for_only_where_they_are_kept() -> None:
    answer = answered(QUESTION, FUNDS)
    assert "data-verdict" not in card(done(answer))
    html = card(done(replace(answer, answer_id="a1")))
    assert re.findall('data-verdict="([a-z_]+)"', html) == ["right", "wrong_passage", "missing"]
    assert 'data-answer-id="a1"' in html
    refused = Answer(QUESTION, QUESTION, Status.NO_EVIDENCE, "没有。", (), {}, answer_id="a2")
    assert re.findall('data-verdict="([a-z_]+)"', card(done(refused))) == ["wrong_passage", "missing"]


def test_what_to_try_depends_on_who_asks_and_on_the_filters() -> None:
    refused = done(Answer(QUESTION, QUESTION, Status.NO_EVIDENCE, "没有。", (), {}))
    assert "请管理员添加" in card(refused)
    assert "筛选" not in card(refused)
    html = card(replace(refused, may_upload=True, limits=("2015年以来",)))
    assert "请管理员添加" not in html
    assert 'href="/admin">上传文件' in html
    assert "放宽筛选" in html
    assert "限于：2015年以来" in html
