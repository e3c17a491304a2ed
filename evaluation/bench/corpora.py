"""The passages that all are timed on: policy documents with judged questions, then news and laws, then changed copies.

The corpus of a size is the beginning of the larger ones. The documents that hold answers come first, so that
quality can be told at every size; up to ``REAL`` passages are real and cut as in a library. The rest are
copies of news and laws whose passages were joined from halves of two, with other numbers.
"""

import hashlib
import json
import random
import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from errno import ENOENT
from pathlib import Path, PurePath

from corpus import chunk, records
from corpus.errors import UnreadableFile
from corpus.models import Document, Metadata, Passage
from corpus.read import read
from corpus.sentences import Span
from evaluation.suite import Item, Suite, load_suite
from index.entry import entry

SIZES = (1_000, 10_000, 100_000, 1_000_000)
REAL = 100_000  # passages
_SEED = 6
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Cut:
    """A document and the spans of its passages. ``kin``: of a copied passage, the rows it was joined from."""

    document: Document
    spans: tuple[Span, ...]
    kin: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Corpus:
    """So many passages. Row ``i`` is passage ``i``, counted from 0; iterating reads the file anew."""

    path: Path  # the real documents, a line each
    size: int
    judged: int  # documents at the beginning that are not copied: those with answers, so that these stay the only ones

    def cuts(self) -> Iterator[Cut]:
        """Yield the documents; the last one is cut off where the passages are enough."""
        room = self.size
        for each in _endless(self.path, self.judged):
            yield Cut(each.document, each.spans[:room], each.kin[:room])
            room -= len(each.spans)
            if room <= 0:
                return

    def texts(self) -> Iterator[str]:
        """Yield what is searched and encoded of each passage: its headings and its words."""
        for each in self.cuts():
            for start, end in each.spans:
                passage = Passage(0, each.document.id, each.document.version, start, end)
                yield entry(each.document, passage).embedding_text()

    def names(self) -> list[str]:
        """Return the name of each passage's document, the stem of its file."""
        return [PurePath(each.document.source).stem for each in self.cuts() for _ in each.spans]

    def kin(self) -> Iterator[tuple[int, int] | None]:
        """Yield for each passage the two real rows it was joined from; None: it is real."""
        for each in self.cuts():
            yield from each.kin or [None] * len(each.spans)


def prepare(data: Path, folder: Path) -> Path:
    """Write the real passages once, and return the file.

    Args:
        data: the folder of real documents (``YOUJU_DATA``).
        folder: where it is kept.

    Raises:
        FileNotFoundError: the data is not there.
    """
    path = folder / f"real-{REAL}.jsonl"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        begun = path.with_suffix(".begun")
        with begun.open("w", encoding="utf-8") as file:
            count = 0
            for each in _real(data, folder):
                file.write(_to_json(each) + "\n")
                count += len(each.spans)
                if count >= REAL:
                    break
        begun.rename(path)
    return path


def questions(data: Path, folder: Path) -> list[Item]:
    """Return the questions of the policy suite that have an answer, shuffled: any of them are a fair sample.

    Raises:
        FileNotFoundError: the data is not there.
    """
    items = [item for item in _policy(data, folder).items if item.documents]
    random.Random(_SEED).shuffle(items)
    return items


def _policy(data: Path, folder: Path) -> Suite:
    suite = load_suite("policy", data, folder)
    if suite is None:
        raise FileNotFoundError(ENOENT, "没有测量用的真实文件，请用 YOUJU_DATA 指定", str(data / "policy"))
    return suite


def _real(data: Path, folder: Path) -> Iterator[Cut]:
    """Yield the policy documents, those with answers first, then news and laws, mixed."""
    suite = _policy(data, folder / "policy")
    wanted = {name for item in suite.items for name in item.documents}
    files = sorted(suite.paths[0].glob("*.txt"), key=lambda path: (path.stem not in wanted, path.stem))
    yield from _cut_all((path.name, path.read_bytes()) for path in files)
    scale = data / "scale"
    others = [*_archived(scale / "news.tar.xz"), *_archived(scale / "laws.tar.xz")]
    random.Random(_SEED).shuffle(others)
    yield from _cut_all(others)


def _archived(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the documents in an archive: Markdown files, or lines of a JSON Lines file."""
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is None:
                continue
            if member.name.endswith(".jsonl"):
                for line in file:
                    row = json.loads(line)
                    yield f"{row['doc_id']}.txt", row["text"].encode()
            elif member.name.endswith(".md") and not member.name.endswith("NOTICE.md"):
                yield member.name, file.read()


def _cut_all(files: Iterable[tuple[str, bytes]]) -> Iterator[Cut]:
    known = set()
    for name, content in files:
        try:
            draft = read(content, name)
        except UnreadableFile:
            continue
        if draft.sha256 in known:
            continue
        known.add(draft.sha256)
        document = Document(
            draft.sha256[:12], 1, name, draft.text, draft.sections, draft.metadata, draft.sha256, "text/plain"
        )
        spans = tuple(chunk.passages(draft.text, draft.sections))
        if spans:
            yield Cut(document, spans)


def _endless(path: Path, judged: int) -> Iterator[Cut]:
    """Yield the real documents, then copies of those after the ``judged`` first, round after round."""
    with path.open(encoding="utf-8") as lines:
        real = []
        for line in lines:
            real.append(_from_json(line))
            yield real[-1]
    bodies = [each.document.text[start:end] for each in real for start, end in each.spans]
    firsts = []
    row = 0
    for each in real:
        firsts.append(row)
        row += len(each.spans)
    for number in range(1, 1_000_000):
        chance = random.Random(_SEED + number)
        for each, first in list(zip(real, firsts, strict=True))[judged:]:
            yield _copy(each, first, firsts[judged], bodies, number, chance)


def _copy(of: Cut, first: int, lowest: int, bodies: list[str], number: int, chance: random.Random) -> Cut:
    """Return a changed copy: the first half of each passage, the second half of another, other digits."""
    text, spans, kin = "", [], []
    for row in range(first, first + len(of.spans)):
        other = chance.randrange(lowest, len(bodies))
        joined = bodies[row][: len(bodies[row]) // 2] + bodies[other][len(bodies[other]) // 2 :]
        joined = _DIGIT.sub(lambda _: str(chance.randrange(10)), joined).strip()
        spans.append((len(text), len(text) + len(joined)))
        kin.append((row, other))
        text += joined + "\n"
    name = f"copy-{number}-{first}"
    digest = hashlib.sha256(name.encode()).hexdigest()
    title = f"{of.document.metadata.title} {number}"
    document = Document(digest[:12], 1, f"{name}.txt", text, (), Metadata(title), digest, "text/plain")
    return Cut(document, tuple(spans), tuple(kin))


def _to_json(of: Cut) -> str:
    document = of.document
    return json.dumps(
        {
            "source": document.source,
            "text": document.text,
            "sections": records.sections_to_json(document.sections),
            "metadata": records.metadata_to_json(document.metadata),
            "sha256": document.sha256,
            "spans": of.spans,
        },
        ensure_ascii=False,
    )


def _from_json(line: str) -> Cut:
    row = json.loads(line)
    document = Document(
        row["sha256"][:12],
        1,
        row["source"],
        row["text"],
        records.sections_from_json(row["sections"]),
        records.metadata_from_json(row["metadata"]),
        row["sha256"],
        "text/plain",
    )
    return Cut(document, tuple((start, end) for start, end in row["spans"]))
