import json
from pathlib import Path

import pytest

from bot.models import Turn
from evaluation.suite import NAMES, items, lay_out, load_suite, rows


def write(path: Path, *lines: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a data folder with a tiny suite of each kind."""
    write(
        tmp_path / "questions" / "seeds.jsonl",
        {"id": "s1", "type": "fact", "question": "停水几天", "document": "水.html", "answers": ["三天"]},
    )
    for name in ("policy", "statute"):
        of = tmp_path / name
        write(
            of / "corpus.jsonl",
            {"_id": f"{name}1", "title": "停水通知", "text": "停水三天。"},
            {"_id": f"{name}2", "title": "", "text": "停电两天。"},
        )
        write(of / "queries.jsonl", {"_id": "q1", "text": "停水几天", "answers": ["三天"]})
        (of / "qrels.tsv").write_text(
            f"query-id\tcorpus-id\tscore\nq1\t{name}1\t1\nq1\t{name}2\t1\n", encoding="utf-8"
        )
    write(tmp_path / "policy" / "unanswerable.jsonl", {"_id": "u1", "text": "停气几天"})
    write(
        tmp_path / "reading" / "cmrc2018_dev.jsonl",
        {"id": "c1", "context": "城关镇停水。", "question": "哪里停水", "answers": ["城关镇"]},
        {"id": "c2", "context": "城关镇停水。", "question": "城关镇停什么", "answers": ["水"]},
    )
    qas = [{"id": f"d{n}", "question": f"第{n}问", "answers": [{"text": "白塔鎮"}]} for n in range(15)]
    drcd = {"data": [{"paragraphs": [{"context": "白塔鎮停電。", "qas": qas}]}]}
    (tmp_path / "reading" / "drcd_dev.json").write_text(json.dumps(drcd), encoding="utf-8")
    return tmp_path


def test_rows_pass_over_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n\n  \n{"a": 2}\n', encoding="utf-8")
    assert list(rows(path)) == [{"a": 1}, {"a": 2}]


def test_items_in_every_form() -> None:
    row = {"id": 1, "type": "fact", "question": "停水几天", "answers": ["三天"]}
    turns = [{"role": "user", "content": "停水吗"}]
    one, several, none = items(
        [
            row | {"document": "通知.html", "history": turns},
            row | {"document": ["a.txt", "b"], "history": None},
            row | {"document": None, "answers": []},
        ]
    )
    assert (one.id, one.documents, one.answers) == ("1", ("通知",), ("三天",))
    assert one.history == (Turn("user", "停水吗"),)
    assert (several.documents, several.history) == (("a", "b"), ())
    assert (none.documents, none.answers) == ((), ())


def test_files_are_laid_out_once(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "files"
    lay_out(folder, [("a", "停水通知", "停水三天。"), ("b", None, "停电两天。")])
    assert (folder / "a.txt").read_text(encoding="utf-8") == "停水通知\n停水三天。"
    assert (folder / "b.txt").read_text(encoding="utf-8") == "停电两天。"
    lay_out(folder, [("a", "另一标题", "另一正文。")])
    assert (folder / "a.txt").read_text(encoding="utf-8") == "停水通知\n停水三天。"


@pytest.mark.parametrize("name", ["demo", "refusal"])
def test_our_own_suites_need_no_data(name: str, tmp_path: Path) -> None:
    suite = load_suite(name, tmp_path / "absent", tmp_path)
    assert suite is not None and suite.asks
    assert (suite.name, len({item.id for item in suite.items})) == (name, len(suite.items))
    stems = {path.stem for folder in suite.paths for path in folder.iterdir()}
    for item in suite.items:
        assert bool(item.documents) == bool(item.answers), item.id
        assert set(item.documents) <= stems, item.id


@pytest.mark.parametrize("name", ["seeds", "policy", "statute", "reading"])
def test_absent_data(name: str, tmp_path: Path) -> None:
    assert load_suite(name, tmp_path / "absent", tmp_path) is None


def test_no_such_suite(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=f"没有名为 nothing 的测试集；可选：{'、'.join(NAMES)}。"):
        load_suite("nothing", tmp_path, tmp_path)


def test_seeds(folder: Path, tmp_path: Path) -> None:
    suite = load_suite("seeds", folder, tmp_path / "work")
    assert suite is not None
    assert suite.paths == (folder / "seeds",)
    assert [(i.id, i.documents, i.answers) for i in suite.items] == [("s1", ("水",), ("三天",))]


def test_policy_has_questions_to_refuse(folder: Path, tmp_path: Path) -> None:
    suite = load_suite("policy", folder, tmp_path / "work")
    assert suite is not None and suite.asks
    asked, refused = suite.items
    assert (asked.id, asked.documents, asked.answers) == ("q1", ("policy1", "policy2"), ("三天",))
    assert (refused.id, refused.documents, refused.answers) == ("u1", (), ())
    (files,) = suite.paths
    assert sorted(path.name for path in files.iterdir()) == ["policy1.txt", "policy2.txt"]


def test_statute_is_only_searched(folder: Path, tmp_path: Path) -> None:
    suite = load_suite("statute", folder, tmp_path / "work")
    assert suite is not None and not suite.asks
    assert [item.documents for item in suite.items] == [("statute1", "statute2")]


def test_reading_asks_every_eighth_and_lays_out_a_paragraph_once(folder: Path, tmp_path: Path) -> None:
    suite = load_suite("reading", folder, tmp_path / "work")
    assert suite is not None
    assert [(i.id, i.type, i.answers) for i in suite.items] == [
        ("c1", "cmrc", ("城关镇",)),
        ("d6", "drcd", ("白塔鎮",)),
        ("d14", "drcd", ("白塔鎮",)),
    ]
    (files,) = suite.paths
    texts = {path.stem: path.read_text(encoding="utf-8") for path in files.iterdir()}
    assert sorted(texts.values()) == sorted(["城关镇停水。", "白塔鎮停電。"])
    for item in suite.items:
        assert item.answers[0] in texts[item.documents[0]]
