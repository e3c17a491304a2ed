"""The questions that we wrote: what they name is there, and none touches what is measured on."""

import json
import tarfile
from pathlib import Path

import pytest

from evaluation.held_out import Part, part_of
from evaluation.suite import load_suite
from training.questions import FOLDER, asked_of, items_of

KINDS = ("policy", "statute")


def write_rows(path: Path, *values: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in values), encoding="utf-8")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return real data of one policy document, one article and one law, with a question of each."""
    data = tmp_path / "data"
    write_rows(
        data / "policy" / "corpus.jsonl", {"_id": "p1", "title": "低保办法", "text": "每月救助六百元。"}
    )
    write_rows(data / "statute" / "corpus.jsonl", {"_id": "s1", "title": "第一条", "text": "应当拴绳。"})
    law = tmp_path / "law.md"
    law.write_text("# 节水条例\n\n用水应当装表。", encoding="utf-8")
    (data / "scale").mkdir()
    with tarfile.open(data / "scale" / "laws.tar.xz", "w:xz") as packed:
        packed.add(law, "laws/1.md")
    questions = tmp_path / "questions"
    write_rows(
        questions / "policy.jsonl",
        {"document": "policy/p1", "start": 4, "end": 7, "question": "低保一个月多少钱"},
        {"document": "laws/0", "start": 0, "end": 6, "question": "用水要装什么"},
    )
    write_rows(questions / "statute.jsonl", {"document": "statute/s1", "question": "遛狗要牵绳吗"})
    monkeypatch.setattr("training.questions.FOLDER", questions)
    return data


def test_an_answer_is_a_part_of_its_document(small: Path) -> None:
    of_policy, of_law = asked_of(small, "policy")
    assert (of_policy.title, of_policy.answers) == ("低保办法", ("六百元",))
    assert (of_law.title, of_law.source, of_law.answers) == ("节水条例", "laws", ("用水应当装表",))


def test_an_article_answers_as_a_whole(small: Path) -> None:
    (asked,) = asked_of(small, "statute")
    assert (asked.text, asked.answers, asked.part) == ("应当拴绳。", (), Part.TRAINING)


def test_only_what_is_in_a_library_is_asked_of_it(small: Path) -> None:
    (item,) = items_of(asked_of(small, "policy"), "policy")
    assert (item.question, item.documents, item.answers) == ("低保一个月多少钱", ("p1",), ("六百元",))


@pytest.mark.data
@pytest.mark.parametrize("kind", KINDS)
def test_every_question_has_its_document_and_none_is_empty(kind: str, data: Path) -> None:
    asked = asked_of(data, kind)
    assert len(asked) > 2000
    assert len({(each.name, each.question) for each in asked}) == len(asked)
    for each in asked:
        assert 4 < len(each.question) <= 120
        (answer,) = each.answers or (each.text,)
        assert answer == answer.strip() != ""


@pytest.mark.data
@pytest.mark.parametrize("kind", KINDS)
def test_no_question_is_of_what_one_for_tuning_or_measuring_leads_to(
    kind: str, data: Path, tmp_path: Path
) -> None:
    suite = load_suite(kind, data, tmp_path)
    assert suite is not None
    kept = {
        name
        for item in suite.items
        if part_of(kind, item.question) is not Part.TRAINING
        for name in item.documents
    }
    assert kept
    assert not {each.name for each in asked_of(data, kind) if each.source == kind} & kept


@pytest.mark.data
def test_some_documents_are_kept_for_tuning(data: Path) -> None:
    asked = asked_of(data, "policy")
    kept = {each.name for each in asked if each.part is Part.TUNING}
    trained = {each.name for each in asked if each.part is Part.TRAINING}
    assert kept and not kept & trained


def test_no_text_of_a_document_is_kept() -> None:
    for kind in KINDS:
        for line in (FOLDER / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines():
            assert set(json.loads(line)) <= {"document", "start", "end", "question"}
