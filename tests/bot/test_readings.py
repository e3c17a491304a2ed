"""What the reader says of passages, asked by places of documents."""

from dataclasses import replace

import pytest
from bot_fakes import PointingReader, asked, candidates, document

from bot.aim import aim
from bot.evidence import judge
from bot.readings import FIRST, NOTHING_READ, READ, ranked, read_hits
from corpus.models import Document, Passage, State
from index.models import Hit

TEXT = "前言。\n办理地点在县政务大厅二楼。办理时限为三个工作日,遇节假日顺延。其他事项另行通知。"
ANSWER = "三个工作日"


def hits_of(of: Document, size: int = 40) -> list[Hit]:
    begins = range(0, len(of.text), size)
    return [
        Hit(Passage(n, of.id, of.version, at, min(at + size, len(of.text))), 1.0, 1.0, 1.0)
        for n, at in enumerate(begins)
    ]


def test_a_span_is_as_likely_as_what_was_read_in_it() -> None:
    of = document(TEXT)
    readings = read_hits("多久办好", hits_of(of), lambda *_: of, PointingReader(ANSWER))
    at = TEXT.index(ANSWER)
    assert readings.chance(of.id, at, at + len(ANSWER)) == pytest.approx(1, abs=0.05)
    assert readings.chance(of.id, at - 6, at + len(ANSWER) + 3) == pytest.approx(1, abs=0.05)
    assert readings.chance(of.id, 0, at) < 0.05
    assert readings.chance("another", at, at + len(ANSWER)) == 0
    assert readings.answered() > 0.99


def test_a_passage_that_does_not_answer_makes_nothing_likely() -> None:
    of = document(TEXT)
    readings = read_hits("多久办好", hits_of(of), lambda *_: of, PointingReader(ANSWER, answered=-6.0))
    at = TEXT.index(ANSWER)
    assert readings.chance(of.id, at, at + len(ANSWER)) < 0.01
    assert readings.answered() < 0.01


def test_the_title_is_read_and_is_no_place_of_the_document() -> None:
    of = document(TEXT, title=f"关于{ANSWER}办结的通知")
    reader = PointingReader(ANSWER)
    readings = read_hits("多久办好", hits_of(of, 12)[:1], lambda *_: of, reader)
    ((question, (passage,)),) = reader.asked
    assert (question, passage) == ("多久办好", f"{of.metadata.title}\n{TEXT[:12]}")
    assert readings.chance(of.id, 0, len(TEXT)) < 0.01


def test_only_the_best_hits_are_read_and_few_where_one_of_them_answers() -> None:
    of = document(TEXT * 400)
    reader = PointingReader(ANSWER)
    assert len(read_hits("多久办好", hits_of(of, 400), lambda *_: of, reader).answers()) == FIRST
    assert [len(passages) for _, passages in reader.asked] == [FIRST]
    doubtful = PointingReader(ANSWER, answered=-1.0)
    assert len(read_hits("多久办好", hits_of(of, 400), lambda *_: of, doubtful).answers()) == READ
    assert [len(passages) for _, passages in doubtful.asked] == [FIRST, READ - FIRST]
    assert len(read_hits("多久办好", hits_of(of, 400)[:2], lambda *_: of, doubtful).answers()) == 2


@pytest.mark.parametrize(("size", "read"), [(40, [18, 22]), (100, [7, 9]), (1000, [3, 3])])
def test_of_short_passages_more_are_read(size: int, read: list[int]) -> None:
    of = document(TEXT * 400, title="")
    reader = PointingReader(ANSWER, answered=-1.0)
    read_hits("多久办好", hits_of(of, size)[:60], lambda *_: of, reader)
    assert [len(passages) for _, passages in reader.asked] == read


def test_the_likeliest_spans_are_of_the_place_that_is_asked_about() -> None:
    of = document(TEXT)
    readings = read_hits("多久办好", hits_of(of), lambda *_: of, PointingReader(ANSWER))
    at = TEXT.index(ANSWER)
    likely = readings.likely(of.id, 0, len(TEXT))
    assert likely.chances.sum() == pytest.approx(1)
    assert likely.held(at, at + len(ANSWER)) == pytest.approx(1, abs=0.05)
    assert likely.best(0, len(TEXT)) == (at, at + len(ANSWER))
    before = readings.likely(of.id, 0, at)
    assert len(before) and before.ends.max() <= at
    assert not len(readings.likely("another", 0, len(TEXT)))
    assert not len(readings.likely(of.id, len(TEXT) + 5, len(TEXT) + 9))


def test_a_passage_that_answers_comes_before_one_that_only_looks_like_it() -> None:
    of = document(TEXT * 4)
    hits = [replace(hit, score=1 - n / 20) for n, hit in enumerate(hits_of(of, len(TEXT) // 2))][:FIRST]
    readings = read_hits("多久办好", hits, lambda *_: of, PointingReader(ANSWER))
    best = ranked(hits, readings)
    assert {hit.passage.id for hit in best} == {hit.passage.id for hit in hits}
    texts = [of.text[hit.passage.start : hit.passage.end] for hit in best]
    assert [ANSWER in text for text in texts] == sorted((ANSWER in text for text in texts), reverse=True)
    assert all(0 <= hit.score <= 1 for hit in best)
    assert ranked(hits, NOTHING_READ) == hits


def test_without_a_reader_or_hits_nothing_is_read() -> None:
    of = document(TEXT)
    assert not read_hits("多久办好", hits_of(of), lambda *_: of, lambda *_: None)
    assert not read_hits("多久办好", [], lambda *_: of, PointingReader(ANSWER))
    assert NOTHING_READ.chance(of.id, 0, 5) == NOTHING_READ.answered() == 0


def test_the_reader_has_a_say_in_what_comes_first_and_in_what_is_marked() -> None:
    of = document("望川县实行分区轮供保障供水。\n望川县延长抽水时间保障供水。")
    question = asked("望川县怎样保障供水")
    hits = hits_of(of, 200)
    for words in ("实行分区轮供", "延长抽水时间"):
        readings = read_hits(question.folded, hits, lambda *_: of, PointingReader(words))
        best, *_ = judge(
            question, candidates(of, question.kind), lambda likely: [0.5] * len(likely), readings
        )
        assert words in best.candidate.text
        assert best.chance > 0.8
        ((start, end),) = aim(question, best, lambda _: 2.0).answers or ((0, 0),)
        aimed = aim(question, best, lambda _: 2.0).candidate
        assert words in of.text[aimed.start + start : aimed.start + end]
        without = aim(question, replace(best, readings=NOTHING_READ), lambda _: 2.0)
        assert without.answers


def test_the_reader_does_not_lift_what_no_longer_holds() -> None:
    old, new = (
        document(f"水窖改造补助标准为每户{sum_}元。", "云水县水窖补助办法", state=state)
        for sum_, state in ((3000, State.REPEALED), (5000, State.CURRENT))
    )
    of = {each.id: each for each in (old, new)}
    question = asked("水窖改造补助每户多少元")
    hits = [hit for each in (old, new) for hit in hits_of(each, 200)]
    readings = read_hits(question.folded, hits, lambda i, _: of[i], PointingReader("3000元"))
    every = [c for each in (old, new) for c in candidates(each, question.kind)]
    best, *_ = judge(question, every, lambda likely: [0.5] * len(likely), readings)
    assert best.candidate.document is new
    asked_for = asked("旧办法规定水窖改造补助每户多少元")
    best, *_ = judge(asked_for, every, lambda likely: [0.5] * len(likely), readings)
    assert best.candidate.document is old
