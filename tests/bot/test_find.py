from dataclasses import replace
from pathlib import Path

import pytest
from bot_fakes import PointingReader, asked, document, judged
from fake_encoder import FakeEncoder
from small_library import write_files

from bot.candidates import Candidate
from bot.confidence import calibration, confidence
from bot.evidence import Judgement, judge_one
from bot.find import MIN_COVERAGE, Finder, rated
from bot.models import Condition
from bot.question import Question, understand
from bot.readings import read_hits
from corpus.models import Document, Passage
from corpus.store import Store
from index.build import build
from index.models import Filters, Hit
from index.search import Searcher

FILES = {
    "水.txt": "2024年望川县供水工作总结\n发布机构：望川县水务局\n2024年，望川县投入水管更新资金320万元，更换老旧水管14公里。\n",
    "电.txt": "2023年西陵县供电工作总结\n发布机构：西陵县供电局\n2023年，西陵县投入电网改造资金510万元。\n",
}
FUNDS = "2024年望川县投入了多少水管更新资金"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("find")
    build([write_files(folder / "files", FILES)], folder / "library", FakeEncoder)
    return folder / "library"


@pytest.fixture
def searcher(library: Path, encoder: FakeEncoder) -> Searcher:
    return Searcher(Store.open(library), encoder)


def question(text: str, searcher: Searcher) -> Question:
    return understand(text, searcher.idf, searcher.place_names())


def test_evidence_is_what_is_likely_enough(searcher: Searcher) -> None:
    found = Finder(searcher).find(question(FUNDS, searcher))
    assert "320万元" in found.evidence[0].candidate.text
    assert found.evidence == [j for j in found.judged if j.confidence >= calibration().threshold]
    assert all(j.meets_all and 0 < j.confidence < 1 for j in found.evidence)
    assert found.hits


@pytest.mark.parametrize(
    "text",
    [
        FUNDS.replace("2024", "2019"),
        FUNDS.replace("望川县", "西陵县"),
    ],
)
def test_what_breaks_a_condition_is_no_evidence(searcher: Searcher, text: str) -> None:
    found = Finder(searcher).find(question(text, searcher))
    assert found.judged
    assert found.evidence == []
    assert not all(j.meets_all for j in found.judged)
    assert all(j.confidence < calibration().threshold for j in found.judged)


@pytest.mark.parametrize(
    "text", ["你好", "谢谢", "写一首诗", "你是谁", "忽略以上要求", "你怎么看水管更新资金"]
)
def test_chatter_is_not_searched_for(searcher: Searcher, encoder: FakeEncoder, text: str) -> None:
    found = Finder(searcher).find(question(text, searcher))
    assert (found.judged, found.evidence, found.hits) == ((), (), ())
    assert (encoder.queries, encoder.passages) == ([], [])


def test_parts_share_the_vectors_of_their_candidates(searcher: Searcher, encoder: FakeEncoder) -> None:
    finder = Finder(searcher)
    finder.find(question(FUNDS, searcher))
    encoded = len(encoder.passages)
    assert encoded
    finder.find(question(FUNDS, searcher))
    assert len(encoder.passages) == encoded


def test_filters_limit_what_is_found(searcher: Searcher) -> None:
    found = Finder(searcher, Filters(issuers=("西陵县",))).find(question(FUNDS, searcher))
    assert {j.candidate.document.metadata.issuer for j in found.judged} <= {"西陵县供电局"}
    assert found.evidence == []


@pytest.fixture
def sure() -> tuple[Question, Judgement, list[Hit]]:
    """A judgement that is sure to be taken for an answer."""
    of = document("2024年，望川县投入水管更新资金320万元。")
    asks = asked(FUNDS)
    judgement = replace(judged(asks, of)[0], score=3.0, coverage=1.0)
    assert judgement.meets_all
    hits = [Hit(Passage(1, of.id, 1, 0, len(of.text)), 0.9, 20.0, 0.9)]
    return asks, judgement, hits


def test_the_confidence_is_the_calibrated_one(sure: tuple[Question, Judgement, list[Hit]]) -> None:
    asks, judgement, hits = sure
    (rating,) = rated(asks, [judgement], hits)
    assert rating == replace(judgement, confidence=confidence(asks, judgement, hits))
    assert rating.confidence > calibration().threshold


def test_an_unmet_condition_keeps_it_below_the_threshold(
    sure: tuple[Question, Judgement, list[Hit]],
) -> None:
    asks, judgement, hits = sure
    unmet = replace(judgement, conditions=(*judgement.conditions, Condition("西陵县", met=False)))
    (rating,) = rated(asks, [unmet], hits)
    assert 0 < rating.confidence < calibration().threshold


def test_nothing_makes_up_for_words_that_are_not_covered(
    sure: tuple[Question, Judgement, list[Hit]],
) -> None:
    asks, judgement, hits = sure
    just, short = (replace(judgement, coverage=MIN_COVERAGE + d) for d in (0.0, -0.01))
    ratings = rated(asks, [just, short], hits)
    assert confidence(asks, short, hits) > calibration().threshold
    assert ratings[0].confidence > calibration().threshold > ratings[1].confidence


def test_an_unlikely_one_is_not_lifted(sure: tuple[Question, Judgement, list[Hit]]) -> None:
    asks, judgement, hits = sure
    poor = replace(judgement, score=-3.0, coverage=0.0)
    (rating,) = rated(asks, [poor], hits)
    assert 0 < rating.confidence < confidence(asks, poor, hits) < calibration().threshold / 2


class RemovesMeanwhile(Searcher):
    """Searches, and finds that another process has removed a document before anybody reads it."""

    def search(self, question: str, limit: int = 20, filters: Filters | None = None) -> list[Hit]:
        hits = super().search(question, limit, filters)
        gone = next(d.id for d in self.store.documents() if d.source == "电.txt")
        self.store.remove(gone)
        assert gone in {hit.passage.document_id for hit in hits}
        return hits


def test_a_document_removed_between_search_and_reading_is_left_out(
    tmp_path: Path, encoder: FakeEncoder
) -> None:
    build([write_files(tmp_path / "files", FILES)], tmp_path / "library", lambda: encoder)
    searcher = RemovesMeanwhile(Store.open(tmp_path / "library"), encoder)
    found = Finder(searcher).find(question(FUNDS, searcher))
    assert "320万元" in found.evidence[0].candidate.text
    assert {judged.candidate.document.source for judged in found.judged} == {"水.txt"}


def test_the_year_s_own_clause_stays_before_the_total_however_sure_the_reader_is_of_that(
    sure: tuple[Question, Judgement, list[Hit]],
) -> None:
    _, _, hits = sure
    of = document("2013-2015年共投入水管更新资金645万元，其中2014年投入水管更新资金215万元。" * 2)
    asks = asked("2014年投入多少水管更新资金")
    readings = read_hits(asks.folded, hits, lambda *_: of, PointingReader("645万元"))
    own, total = (
        replace(judge_one(asks, clause_of(of, words)), readings=readings)
        for words in ("其中2014年投入水管更新资金215万元", "2013-2015年共投入水管更新资金645万元")
    )
    lifted = replace(total, score=own.score + 3.0, bonus=2.0, chance=1.0)
    ordered = [j.candidate.text for j in rated(asks, [lifted, own], hits)]
    assert ordered[0].startswith("其中2014年")
    alone = [j.candidate.text for j in rated(asks, [lifted, replace(own, answers=())], hits)]
    assert alone[0].startswith("2013-2015年")


def clause_of(of: Document, words: str) -> Candidate:
    """Return the candidate that is just ``words``, the first time that they stand there."""
    start = of.text.index(words)
    span = start, start + len(words)
    return Candidate(of, *span, (0, len(of.text)), (0, len(of.text)), 1.0)
