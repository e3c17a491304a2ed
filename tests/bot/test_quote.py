from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from bot_fakes import asked, document, is_exact, judged
from hypothesis import given
from hypothesis import strategies as st

from bot.cite import permalink
from bot.errors import QuoteMismatch
from bot.models import Kind, Quote
from bot.quote import quote, verified
from corpus.models import Document

TEXT = "一、资金\n2013-2015年，荔湾区划拨给黔南州帮扶资金645万元。\n二、干部\n派出干部12名。"
QUESTION = "2013-2015年荔湾区划拨给黔南州多少帮扶资金"


@pytest.fixture
def of() -> Document:
    return document(TEXT, "2015年对口帮扶工作总结", issuer="荔湾区协作办", issued_on=date(2015, 11, 26))


@pytest.fixture
def built(of: Document) -> Quote:
    question = asked(QUESTION)
    return quote(question, judged(question, of)[0])


def test_a_quote_is_a_slice_with_all_that_a_citation_needs(of: Document, built: Quote) -> None:
    assert built.text == "2013-2015年，荔湾区划拨给黔南州帮扶资金645万元。"
    assert is_exact(of, built.text, built.start, built.end)
    assert [h.text for h in built.highlights] == ["645万元"]
    assert built.highlights[0].kind is Kind.AMOUNT
    assert built.url == permalink(of.id, 1, built.start, built.end)
    assert built.url == f"/documents/{of.id}?version=1&start={built.start}&end={built.end}"
    assert 0 <= built.score <= 1
    assert (built.issuer, built.issued_on) == ("荔湾区协作办", date(2015, 11, 26))
    assert all(condition.met for condition in built.conditions)


TAMPERINGS: dict[str, Callable[[Quote], Quote]] = {
    "another word": lambda q: replace(q, text=q.text.replace("645", "654")),
    "white space": lambda q: replace(q, text=q.text + " "),
    "shorter": lambda q: replace(q, text=q.text[:-1]),
    "empty": lambda q: replace(q, text="", end=q.start),
    "shifted": lambda q: replace(q, start=q.start + 1, end=q.end + 1),
    "reversed": lambda q: replace(q, start=q.end, end=q.start),
    "before the text": lambda q: replace(q, start=-len(TEXT) + q.start, end=q.end),
    "beyond the text": lambda q: replace(q, text=TEXT[q.start :], end=len(TEXT) + 5),
    "highlight of other words": lambda q: replace(q, highlights=(replace(q.highlights[0], text="654万元"),)),
    "highlight shifted": lambda q: replace(
        q, highlights=(replace(q.highlights[0], start=q.highlights[0].start - 1),)
    ),
    "highlight empty": lambda q: replace(
        q, highlights=(replace(q.highlights[0], text="", end=q.highlights[0].start),)
    ),
    "highlight outside": lambda q: replace(
        q, highlights=(replace(q.highlights[0], text=TEXT[:2], start=0, end=2),)
    ),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_what_the_document_does_not_say_is_never_shown(of: Document, built: Quote, tampering: str) -> None:
    with pytest.raises(QuoteMismatch, match="引文与原文不一致"):
        verified(TAMPERINGS[tampering](built), of)
    assert verified(built, of) is built


@given(start=st.integers(-5, 60), end=st.integers(-5, 60), text=st.text(max_size=6), slip=st.booleans())
def test_only_exact_slices_pass(start: int, end: int, text: str, slip: bool) -> None:
    of = document(TEXT)
    question = asked(QUESTION)
    base = replace(quote(question, judged(question, of)[0]), highlights=())
    tampered = replace(base, start=start, end=end, text=text if slip else TEXT[max(start, 0) : max(end, 0)])
    if is_exact(of, tampered.text, start, end):
        assert verified(tampered, of) is tampered
    else:
        with pytest.raises(QuoteMismatch):
            verified(tampered, of)


LISTED = """申请危房改造补助应当提交下列材料：
（一）身份证复印件；
（二）户口簿复印件；
（三）危房鉴定报告。
审批由县住房局负责。
"""


def test_a_list_is_quoted_whole() -> None:
    question = asked("申请危房改造补助需要提交什么材料")
    of = document(LISTED)
    built = quote(question, judged(question, of)[0])
    assert built.text == LISTED[: LISTED.index("\n审批")]
    assert is_exact(of, built.text, built.start, built.end)


def test_an_endless_list_is_not() -> None:
    text = "应当提交下列材料：\n" + "".join(f"{i}. {'材料' * 30}；\n" for i in range(1, 30))
    question = asked("应当提交什么材料")
    built = quote(question, judged(question, document(text))[0])
    assert 0 < len(built.text) <= 510
