"""Every quote is a slice of the version that it names, also while the library under the questions changes."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder

import corpus
from bot.models import Answer
from bot.respond import respond
from corpus.store import Store
from index.build import build, remove
from index.search import Searcher

pytestmark = pytest.mark.slow

SAMPLES = Path(corpus.__file__).with_name("samples")
GB18030 = {"临溪区协作报告2013-2015.txt", "柞水县宁商协作2017.txt"}


def questions() -> list[str]:
    lines = (files("evaluation") / "suites" / "demo.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines][::3]


def slices(answer: Answer, store: Store) -> int:
    """Return how many quotes and marks were compared with the stored versions; all are the same."""
    compared = 0
    for quote in answer.quotes:
        text = store.document(quote.document_id, quote.version).text
        assert quote.text == text[quote.start : quote.end]
        for mark in quote.highlights:
            assert mark.text == text[mark.start : mark.end]
            compared += 1
        compared += 1
    return compared


def test_quotes_stay_exact_through_updates(tmp_path: Path, encoder: FakeEncoder) -> None:
    folder, library = tmp_path / "files", tmp_path / "library"
    shutil.copytree(SAMPLES, folder)
    build([folder], library, lambda: encoder)
    searcher = Searcher(Store.open(library), encoder)
    store = searcher.store
    before = [respond(question, searcher) for question in questions()]
    assert sum(slices(answer, store) for answer in before) > 50

    # Every text moves on by a paragraph: each document gets a second version.
    for path in folder.rglob("*.txt"):
        encoding = "gb18030" if path.name in GB18030 else "utf-8"
        path.write_text(
            "更新说明：本页于次日重新发布。\n" + path.read_text(encoding=encoding), encoding=encoding
        )
    report = build([folder], library, lambda: encoder)
    assert report.updated
    after = [respond(question, searcher) for question in questions()]
    assert sum(slices(answer, store) for answer in after) > 50
    assert {quote.version for answer in after for quote in answer.quotes} >= {1, 2}
    # What was cited before opens as it was.
    assert sum(slices(answer, store) for answer in before) > 50

    gone = after[0].quotes[0].document_id
    remove([gone], library, lambda: encoder)
    for question in questions():
        answer = respond(question, searcher)
        slices(answer, store)
        assert gone not in {quote.document_id for quote in answer.quotes}
