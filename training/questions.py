"""Questions that we wrote of real documents: of those that people ask of official ones the data has few.

``questions/`` names the document of each and, where a part of it answers, from where to where: no text of a document
is kept. Of laws, an article answers as a whole. No question is of a document that one for measuring or for tuning
leads to, and none of an article of law that any judged one does. A sixth of the documents of policy is kept aside
for tuning, none for measuring: who wrote the questions has seen how the data asks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evaluation.held_out import Part, digest
from evaluation.suite import Item
from training.reading import Span
from training.texts import packed_texts, rows

FOLDER: Final = Path(__file__).with_name("questions")
_TUNED = 6  # n: each n-th document is for tuning


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the document that answers it."""

    question: str
    source: str  # policy, statute, laws or news
    name: str  # of the document in the source: its identifier, or its number in the archive
    title: str
    text: str
    span: Span | None  # of the text; None: the document answers as a whole

    @property
    def part(self) -> Part:
        """What the question may be used for."""
        is_tuned = self.source != "statute" and digest(f"{self.source}/{self.name}") % _TUNED == 0
        return Part.TUNING if is_tuned else Part.TRAINING

    @property
    def answers(self) -> tuple[str, ...]:
        """The answer as the document has it; none of an article of law."""
        return (self.text[slice(*self.span)],) if self.span else ()


def asked_of(data: Path, kind: str) -> list[Asked]:
    """Return our questions of a kind in the order of its file.

    Args:
        data: the folder of real documents (``YOUJU_DATA``).
        kind: ``policy``, of which some are of laws and news, or ``statute``.
    """
    lines = [*rows(FOLDER / f"{kind}.jsonl")]
    wanted = {line["document"] for line in lines}
    sources = {name.partition("/")[0] for name in wanted}
    texts = {name: text for source in sources for name, *text in _texts(data, source) if name in wanted}
    return [_asked(line, *texts[line["document"]]) for line in lines]


def items_of(asked: Sequence[Asked], suite: str) -> list[Item]:
    """Return those of the questions that are of documents in a suite's library, as its items."""
    return [
        Item(f"own{number}", "own", each.question, (each.name,), each.answers, ())
        for number, each in enumerate(asked)
        if each.source == suite
    ]


def _asked(line: dict[str, str], title: str, text: str) -> Asked:
    source, _, name = line["document"].partition("/")
    span = (int(line["start"]), int(line["end"])) if "start" in line else None
    return Asked(line["question"], source, name, title, text, span)


def _texts(data: Path, source: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, title and text of the documents of a source."""
    if source in ("policy", "statute"):
        for row in rows(data / source / "corpus.jsonl"):
            yield f"{source}/{row['_id']}", row.get("title") or "", row["text"]
        return
    for number, text in enumerate(packed_texts(data / "scale" / f"{source}.tar.xz")):
        yield f"{source}/{number}", text.title, text.body
