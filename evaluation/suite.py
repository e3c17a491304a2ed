"""Suites: a library to build and questions with the answers that a right quote must hold."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import corpus
from bot.models import Turn


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ``answers``: any of them makes a quote right; empty: it must be refused."""

    id: str
    type: str
    question: str
    documents: tuple[str, ...]  # stems of the files that hold the answer
    answers: tuple[str, ...]
    history: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Suite:
    """Files to read and questions to ask of them."""

    name: str
    paths: tuple[Path, ...]
    items: tuple[Item, ...]


def load_suite(name: str, data: Path, work: Path) -> Suite | None:
    """Return a suite, or None where its data is absent.

    Args:
        name: one of ``NAMES``.
        data: the folder of real documents (``YOUJU_DATA``).
        work: where documents that come packed are laid out as files.
    """
    if name == "demo":
        questions = Path(__file__).with_name("suites") / "demo.jsonl"
        return Suite(name, (Path(corpus.__file__).with_name("samples"),), tuple(_items(_rows(questions))))
    if name == "seeds":
        questions = data / "questions" / "seeds.jsonl"
        return (
            Suite(name, (data / "seeds",), tuple(_items(_rows(questions)))) if questions.is_file() else None
        )
    if name == "policy":
        return _policy(data / "policy", work) if (data / "policy" / "corpus.jsonl").is_file() else None
    raise ValueError(f"没有名为 {name} 的测试集；可选：{'、'.join(NAMES)}。")


NAMES = ("demo", "seeds", "policy")


def _policy(folder: Path, work: Path) -> Suite:
    """Lay the packed documents out as text files, and join questions, judgements and refusals."""
    files = work / "policy"
    files.mkdir(parents=True, exist_ok=True)
    for row in _rows(folder / "corpus.jsonl"):
        path = files / f"{row['_id']}.txt"
        if not path.exists():
            path.write_text(f"{row.get('title') or ''}\n{row['text']}", encoding="utf-8")
    documents: dict[str, list[str]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, _ = line.split("\t")
        documents.setdefault(query, []).append(document)
    answerable = [
        {
            "id": q["_id"],
            "type": "policy",
            "question": q["text"],
            "answers": q["answers"],
            "document": documents[str(q["_id"])],
        }
        for q in _rows(folder / "queries.jsonl")
    ]
    refused = [
        {"id": q["_id"], "type": "unanswerable", "question": q["text"], "answers": [], "document": ""}
        for q in _rows(folder / "unanswerable.jsonl")
    ]
    return Suite("policy", (files,), tuple(_items([*answerable, *refused])))


def _rows(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _items(rows: Iterable[dict[str, object]]) -> Iterator[Item]:
    for row in rows:
        document = row["document"]
        names = document if isinstance(document, list) else [document]
        answers, history = row["answers"], row.get("history") or []
        assert isinstance(answers, list) and isinstance(history, list)
        yield Item(
            id=str(row["id"]),
            type=str(row["type"]),
            question=str(row["question"]),
            documents=tuple(Path(str(name)).stem for name in names if name),
            answers=tuple(answers),
            history=tuple(Turn(turn["role"], turn["content"]) for turn in history),
        )
