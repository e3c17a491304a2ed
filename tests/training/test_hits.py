"""Passages that the search finds, as examples of what answers and of what only looks like it."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import torch
from safetensors.torch import load_file, save_file

from corpus.models import Document, Metadata, Passage
from evaluation.suite import Item
from index.models import Hit
from index.search import Searcher
from training.hits import hit_example, kept_hits, written
from training.runs import mean

TEXT = "一、受理。低保申请由镇政府受理，每月集中一次。\n二、公示。审核意见公示七天，没有异议的报县民政局。"
OF = Document(
    "d1", 1, "低保办法.txt", TEXT, (), Metadata("低保办法", None, None, None, None), "0" * 64, "text/plain"
)
SEARCHER = cast("Searcher", SimpleNamespace(store=SimpleNamespace(document=lambda *_: OF)))
ANSWER = "公示七天，没有异议的报县民政局"


def hit(start: int, end: int) -> Hit:
    return Hit(Passage(1, OF.id, OF.version, start, end), 1.0, 1.0, 1.0)


def asked(documents: tuple[str, ...], *answers: str) -> Item:
    return Item("1", "policy", "低保审核后怎么办", documents, answers, ())


RIGHT = (Path(OF.source).stem,)
WHOLE, FIRST, CUT = (0, len(OF.text)), (0, 20), (20, OF.text.index("没有异议"))


def test_what_holds_the_answer_is_an_example_with_its_span_under_the_title() -> None:
    example = hit_example("policy", asked(RIGHT, ANSWER), hit(*WHOLE), SEARCHER)
    assert example is not None
    ((start, end),) = example.spans
    assert example.passage[start:end] == ANSWER
    assert example.passage == f"低保办法\n{OF.text}"


@pytest.mark.parametrize(
    ("item", "place"),
    [(asked(RIGHT, ANSWER), FIRST), (asked(("another",), "公示五天"), WHOLE), (asked(()), WHOLE)],
)
def test_what_does_not_hold_it_is_an_example_without(item: Item, place: tuple[int, int]) -> None:
    example = hit_example("policy", item, hit(*place), SEARCHER)
    assert example is not None
    assert (example.spans, example.answers) == ((), ())


@pytest.mark.parametrize(
    ("item", "place"),
    [(asked(RIGHT, ANSWER), CUT), (asked(("another",), ANSWER), WHOLE)],
    ids=["a part of the answer", "the same words elsewhere"],
)
def test_what_may_or_may_not_answer_is_no_example(item: Item, place: tuple[int, int]) -> None:
    assert hit_example("policy", item, hit(*place), SEARCHER) is None


@pytest.mark.parametrize(("documents", "is_right"), [(RIGHT, True), (("another",), False)])
def test_an_article_of_law_answers_as_a_whole(documents: tuple[str, ...], is_right: bool) -> None:
    example = hit_example("statute", asked(documents), hit(*WHOLE), SEARCHER)
    assert example is not None
    assert (example.spans, bool(example.answers)) == ((), is_right)


def test_examples_are_kept_in_a_file(tmp_path: Path) -> None:
    examples = [
        hit_example("policy", asked(RIGHT, ANSWER), hit(*place), SEARCHER) for place in (WHOLE, FIRST)
    ]
    path = tmp_path / "run" / "hits.jsonl"
    assert written([each for each in examples if each], path) == 2
    assert list(kept_hits(path)) == examples


def test_the_mean_of_two_runs(tmp_path: Path) -> None:
    for name, value in (("a", 1.0), ("b", 4.0)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tokenizer.json").write_text(name, encoding="utf-8")
        save_file({"weight": torch.full((2, 3), value)}, tmp_path / name / "model.safetensors")
    mean([tmp_path / "a", tmp_path / "b"], tmp_path / "mean")
    assert load_file(tmp_path / "mean" / "model.safetensors")["weight"].tolist() == [[2.5] * 3] * 2
    assert (tmp_path / "mean" / "tokenizer.json").read_text(encoding="utf-8") == "a"
