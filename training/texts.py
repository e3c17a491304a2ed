"""The texts that the vocabulary is counted on: laws, news and pages of ``scale/``, policy, statutes, questions."""

import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.reading import read_examples

_NOTICE = "NOTICE.md"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def official_texts(data: Path, every: int = 1) -> Iterator[str]:
    """Yield each ``every``-th text of the real data in the folder ``data``; questions too, both scripts."""
    for name in ("laws", "news"):
        for number, text in enumerate(packed_texts(data / "scale" / f"{name}.tar.xz")):
            if number % every == 0:
                yield f"{text.title}\n{text.body}"
    for kind in ("policy", "statute"):
        for name in ("corpus", "queries"):
            for number, row in enumerate(rows(data / kind / f"{name}.jsonl")):
                if number % every == 0:
                    yield f"{row.get('title') or ''}\n{row['text']}"
    for number, example in enumerate(read_examples(data / "reading")):
        if number % every == 0 and not example.is_held_out:
            yield example.question
            yield example.passage


@dataclass(frozen=True, slots=True)
class Text:
    """A law or a piece of news."""

    title: str  # empty where none is told apart
    body: str


def packed_texts(path: Path) -> Iterator[Text]:
    """Yield the documents of an archive: Markdown files, or the lines of a JSON Lines file."""
    with tarfile.open(path) as packed:
        for member in packed:
            file = packed.extractfile(member) if member.isfile() else None
            if file is None:
                continue
            if member.name.endswith(".jsonl"):
                yield from (Text("", json.loads(line)["text"]) for line in file)
            elif member.name.endswith(".md") and not member.name.endswith(_NOTICE):
                title, _, body = file.read().decode("utf-8", "replace").strip().partition("\n")
                yield Text(title.strip("# "), _COMMENT.sub("", body).strip())


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
