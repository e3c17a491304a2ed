"""The questions that a client gave, over the five real documents that they are about, with the real model."""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from bot.models import Answer, Status, Turn
from bot.respond import respond
from corpus.store import Store
from index.build import build
from index.embed import Embedder
from index.search import Searcher

pytestmark = [pytest.mark.slow, pytest.mark.data]

ENOUGH = 0.88  # of all questions, the refusals among them
SHORT = 160  # characters of half of the first quotes
CLIENT = "how much did 荔湾 transfer to 黔南 2013-2015"


@dataclass(frozen=True)
class Asked:
    """A question with what was expected and what came."""

    question: str
    document: str
    expected: tuple[str, ...]
    answer: Answer

    @property
    def is_right(self) -> bool:
        if not self.expected:
            return self.answer.status is Status.NO_EVIDENCE
        quotes = self.answer.quotes[:1] if self.answer.status is Status.ANSWERED else ()
        return any(
            q.source.startswith(self.document) and plain(a) in plain(q.text)
            for q in quotes
            for a in self.expected
        )


def plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="module")
def searcher(data: Path, model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    library = tmp_path_factory.mktemp("seeds") / "library"
    embedder = Embedder.load(None, model_cache)
    build([data / "seeds"], library, lambda: embedder)
    return Searcher(Store.open(library), embedder)


@pytest.fixture(scope="module")
def every(data: Path, searcher: Searcher) -> list[Asked]:
    lines = (data / "questions" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    found = []
    for row in map(json.loads, filter(None, lines)):
        history = [Turn(turn["role"], turn["content"]) for turn in row["history"]]
        answer = respond(row["question"], searcher, history=history)
        found.append(Asked(row["question"], row["document"], tuple(row["answers"]), answer))
    return found


def test_most_questions_are_answered_rightly(every: list[Asked]) -> None:
    wrong = [asked.question for asked in every if not asked.is_right]
    assert len(wrong) <= (1 - ENOUGH) * len(every), wrong


def test_what_the_documents_do_not_say_is_refused(every: list[Asked]) -> None:
    unanswerable = [asked for asked in every if not asked.expected]
    assert len(unanswerable) == 10
    assert [asked.question for asked in unanswerable if not asked.is_right] == []
    assert all(asked.answer.reason for asked in unanswerable)


def test_quotes_are_short(every: list[Asked]) -> None:
    assert median(len(a.answer.quotes[0].text) for a in every if a.answer.status is Status.ANSWERED) <= SHORT


def test_quotes_are_exact(every: list[Asked], searcher: Searcher) -> None:
    for asked in every:
        for quote in asked.answer.quotes:
            text = searcher.store.document(quote.document_id, quote.version).text
            assert quote.text == text[quote.start : quote.end]
            assert all(h.text == text[h.start : h.end] for h in quote.highlights)


def test_the_question_that_the_project_started_from(searcher: Searcher) -> None:
    first = respond(CLIENT, searcher).quotes[0]
    assert [h.text for h in first.highlights] == ["645万元"]
    assert "262.5万元" not in first.text
    assert "150万元" not in first.text


@pytest.mark.parametrize(
    "question",
    ["荔湾2013到2015给黔南转了多少钱", "2013-2015年荔湾汇给黔南多少钱", "荔湾2013-2015年掏了多少给黔南"],
)
def test_it_may_be_asked_in_everyday_words(searcher: Searcher, question: str) -> None:
    assert [h.text for h in respond(question, searcher).quotes[0].highlights] == ["645万元"]
    other_year = question.replace("2013到2015", "2018年").replace("2013-2015", "2018")
    refused = respond(other_year, searcher)
    assert refused.status is Status.NO_EVIDENCE
    assert refused.reason == "库中相关的内容只有2013-2015年的数据，没有2018年的。"
