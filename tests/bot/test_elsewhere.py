from dataclasses import replace

from bot_fakes import asked, document, judged

from bot.elsewhere import elsewhere, repeats
from bot.models import Quote
from bot.quote import quote
from corpus.errors import DocumentRemoved
from corpus.models import Document

WORDS = "2014年划拨帮扶资金215万元。"
ONE = document(f"工作情况如下。\n{WORDS}\n", "情况报告")
TWO = document("抬头\n工作情况如下。\n2014年划拨\n帮扶资金 215万元。", "情况报告（转载）")
OTHER = document("2014年划拨帮扶资金216万元。", "另一份报告")
STORE = {d.id: d for d in (ONE, TWO, OTHER)}


def stored(document_id: str) -> Document:
    if document_id not in STORE:
        raise DocumentRemoved("已移除")
    return STORE[document_id]


def quoted(of: Document) -> Quote:
    question = asked("2014年划拨多少资金")
    return quote(question, judged(question, of)[0])


def test_the_same_words_are_found_white_space_aside() -> None:
    shown = quoted(ONE)
    (url,) = elsewhere(shown, (TWO.id, OTHER.id, "gone"), stored)
    start = TWO.text.index("2014")
    assert url == f"/documents/{TWO.id}?version=1&start={start}&end={len(TWO.text)}"


def test_what_repeats_a_quote() -> None:
    shown = quoted(ONE)
    part = replace(quoted(TWO), text="划拨 帮扶资金")
    assert repeats(shown, replace(part, text=f" {WORDS}"), ())
    assert repeats(shown, part, (TWO.id,))
    assert not repeats(shown, part, ())
    assert not repeats(shown, quoted(OTHER), (OTHER.id,))
