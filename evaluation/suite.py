"""Suites: a library to build, and questions with the answers that a right quote must hold."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import corpus
from bot.models import Turn

NAMES = ("demo", "refusal", "seeds", "policy", "statute", "reading")


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
    asks: bool = True  # or only searches: which documents are found


def load_suite(name: str, data: Path, work: Path) -> Suite | None:
    """Return a suite, or None where its data is absent.

    Args:
        name: one of ``NAMES``.
        data: the folder of real documents (``YOUJU_DATA``).
        work: where documents that come packed are laid out as files.
    """
    own = Path(__file__).with_name("suites") / f"{name}.jsonl"
    if own.is_file():
        return Suite(name, (Path(corpus.__file__).with_name("samples"),), tuple(items(rows(own))))
    sources = {
        "seeds": (data / "questions" / "seeds.jsonl", _seeds),
        "policy": (data / "policy" / "corpus.jsonl", _policy),
        "statute": (data / "statute" / "corpus.jsonl", _statute),
        "reading": (data / "reading" / "cmrc2018_dev.jsonl", _reading),
    }
    if name not in sources:
        raise ValueError(f"没有名为 {name} 的测试集；可选：{'、'.join(NAMES)}。")
    source, load = sources[name]
    return load(source, work / name) if source.is_file() else None


def rows(path: Path) -> Iterator[dict[str, object]]:
    """Yield the objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def items(of: Iterable[dict[str, object]]) -> Iterator[Item]:
    """Yield the questions that rows of a suite's file hold."""
    for row in of:
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


def _seeds(questions: Path, work: Path) -> Suite:
    return Suite("seeds", (questions.parents[1] / "seeds",), tuple(items(rows(questions))))


def _policy(corpus_file: Path, files: Path) -> Suite:
    """Government policy and news; 300 of the questions have no document in it."""
    folder = corpus_file.parent
    lay_out(files, ((str(r["_id"]), r.get("title"), r["text"]) for r in rows(corpus_file)))
    refused = [_row(q, "unanswerable", []) for q in rows(folder / "unanswerable.jsonl")]
    return Suite("policy", (files,), tuple(items([*_judged(folder, "policy"), *refused])))


def _statute(corpus_file: Path, files: Path) -> Suite:
    """Questions of laymen against articles of law (STARD): which articles are found."""
    lay_out(files, ((str(r["_id"]), r.get("title"), r["text"]) for r in rows(corpus_file)))
    return Suite("statute", (files,), tuple(items(_judged(corpus_file.parent, "statute"))), asks=False)


_READING_STEP = 8  # every n-th question: 843 of them tell as much as all, in an eighth of the time


def _reading(cmrc: Path, files: Path) -> Suite:
    """Paragraphs of CMRC 2018 and DRCD (traditional script) as documents, and their questions."""
    texts: dict[str, str] = {}
    asked = []
    for row in rows(cmrc):
        name = f"cmrc{texts.setdefault(str(row['context']), str(len(texts)))}"
        asked.append(_row(row | {"_id": row["id"], "text": row["question"]}, "cmrc", [name]))
    drcd = json.loads((cmrc.parent / "drcd_dev.json").read_text(encoding="utf-8"))
    for article in drcd["data"]:
        for paragraph in article["paragraphs"]:
            name = f"drcd{texts.setdefault(paragraph['context'], str(len(texts)))}"
            for question in paragraph["qas"]:
                answers = [answer["text"] for answer in question["answers"]]
                asked.append(
                    _row(
                        {"_id": question["id"], "text": question["question"], "answers": answers},
                        "drcd",
                        [name],
                    )
                )
    sources = {"cmrc": set[str](), "drcd": set[str]()}
    for row in asked:
        document = row["document"]
        assert isinstance(document, list)
        sources[str(row["type"])].add(document[0])
    named = {number: text for text, number in texts.items()}
    lay_out(files, ((name, None, named[name[4:]]) for names in sources.values() for name in sorted(names)))
    return Suite("reading", (files,), tuple(items(asked[::_READING_STEP])))


def _judged(folder: Path, kind: str) -> list[dict[str, object]]:
    """Join the questions of a folder with their relevance judgements."""
    documents: dict[str, list[str]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, _ = line.split("\t")
        documents.setdefault(query, []).append(document)
    return [_row(q, kind, documents[str(q["_id"])]) for q in rows(folder / "queries.jsonl")]


def _row(question: dict[str, object], kind: str, documents: list[str]) -> dict[str, object]:
    return {
        "id": question["_id"],
        "type": kind,
        "question": question["text"],
        "answers": question.get("answers") or [],
        "document": documents,
    }


def lay_out(folder: Path, documents: Iterable[tuple[str, object, object]]) -> None:
    """Write documents (name, title, text) as text files, those that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, title, text in documents:
        path = folder / f"{name}.txt"
        if not path.exists():
            path.write_text(f"{title}\n{text}" if title else str(text), encoding="utf-8")
