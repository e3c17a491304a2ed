"""What the reader says of the passages that a search found: how likely the answer stands in a span of a document.

P(answer in [a, b)) = P(the passage answers) · Σ P(begins at i) P(ends at j), over the tokens a <= i <= j < b; what
the document's title says is read with every passage, for 本市 and 该项目 stand for what is named there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.likely_spans import LikelySpans
from corpus.models import Document
from index.models import Hit
from index.reading import Reading

FIRST, READ = 3, 6  # passages read, and read where none of the first answers; each costs some 50 to 100 ms
_FIRST_CHARACTERS, _READ_CHARACTERS = 700, 1600  # of short ones all that begin within these
_CLEAR = 0.5  # probability from which a passage answers
_RANK = 0.5  # share of the reader in the order of passages
_TITLE = 60  # characters
_LONGEST_ANSWER = 64  # tokens
_LIKELY = 200  # spans of a passage
Read = Callable[[str, Sequence[str]], Sequence[Reading] | None]
Headed = tuple[Hit, str, str]  # a hit, the title over it, and its text
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PassageReading:
    """The reading of one passage, by places of its document."""

    document_id: str
    begins: NDArray[np.int64]  # (n,), of each token
    ends: NDArray[np.int64]  # (n,)
    starts: Floats  # (n,), logarithm of the probability that the answer begins there
    stops: Floats  # (n,), that it ends there
    answered: float  # probability that the passage answers

    def held(self, start: int, end: int) -> float:
        """Return the probability that the answer lies in a span, if the passage answers."""
        inside = np.flatnonzero((self.begins >= start) & (self.ends <= end))
        if not len(inside):
            return 0.0
        first, last = np.exp(self.starts[inside]), np.exp(self.stops[inside])
        sums = np.concatenate([[0.0], np.cumsum(last)])
        reach = np.minimum(np.arange(len(inside)) + _LONGEST_ANSWER, len(inside))
        return float(np.sum(first * (sums[reach] - sums[: len(inside)])))

    def likely(self, start: int, end: int) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """Return the likeliest spans between two places: begins, ends and the logarithms of their probabilities."""
        inside = np.flatnonzero((self.begins >= start) & (self.ends <= end))
        scores = self.starts[inside][:, None] + self.stops[inside]
        first, last = np.nonzero(np.tri(len(inside), dtype=bool).T)
        if len(first) > _LIKELY:
            best = np.argpartition(-scores[first, last], _LIKELY)[
                :_LIKELY
            ]  # sorting all takes ten times as long
            first, last = first[best], last[best]
        return self.begins[inside][first], self.ends[inside][last], scores[first, last]


class Readings:
    """The readings of the passages of one search. False where nothing was read."""

    def __init__(self, parts: Sequence[PassageReading] = ()) -> None:
        self._parts = parts

    def __bool__(self) -> bool:
        return bool(self._parts)

    def chance(self, document_id: str, start: int, end: int) -> float:
        """Return the probability that the answer stands in a span of a document, in [0, 1]."""
        return max((each.answered * each.held(start, end) for each in self._of(document_id)), default=0.0)

    def likely(self, document_id: str, start: int, end: int) -> LikelySpans:
        """Return the likeliest answers between two places of a document; no spans where nothing was read there."""
        found = [(each.answered, *each.likely(start, end)) for each in self._of(document_id)]
        if not found:
            return LikelySpans.of(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
        answered, begins, ends, scores = zip(*found, strict=True)
        logits = np.concatenate([np.log(a + 1e-9) + s for a, s in zip(answered, scores, strict=True)])
        return LikelySpans.of(np.concatenate(begins), np.concatenate(ends), logits)

    def answers(self) -> list[float]:
        """Return the probability that each passage answers, in the order in which they were read."""
        return [each.answered for each in self._parts]

    def answered(self) -> float:
        """Return the probability that the likeliest passage answers, 0 where nothing was read."""
        return max((each.answered for each in self._parts), default=0.0)

    def _of(self, document_id: str) -> list[PassageReading]:
        return [each for each in self._parts if each.document_id == document_id]


NOTHING_READ: Final = Readings()


def read_hits(
    question: str, hits: Sequence[Hit], document: Callable[[str, int], Document], read: Read
) -> Readings:
    """Read the best hits for a question, more of them where none of the first answers: as many as are short.

    Args:
        question: folded, standalone.
        hits: best first.
        document: gives the document of a passage.
        read: the reader; gives None where there is none.
    """
    parts: list[PassageReading] = []
    for stage in _stages([(hit, *headed(hit, document)) for hit in hits]):
        found = read(question, [head + text for _, head, text in stage])
        if found is None:
            return NOTHING_READ
        parts += [_placed(hit, len(head), each) for (hit, head, _), each in zip(stage, found, strict=True)]
        if any(part.answered >= _CLEAR for part in parts):
            break
    return Readings(parts)


def _stages(passages: Sequence[Headed]) -> Iterator[Sequence[Headed]]:
    """Yield what is read first, and what is read after it."""
    begins = np.cumsum([0, *(len(head) + len(text) for _, head, text in passages)])[:-1]
    first = max(FIRST, int((begins < _FIRST_CHARACTERS).sum()))
    last = max(READ, int((begins < _READ_CHARACTERS).sum()))
    yield from filter(None, (passages[:first], passages[first:last]))


def headed(hit: Hit, document: Callable[[str, int], Document]) -> tuple[str, str]:
    """Return the title of a passage's document, as the line over it, and the passage."""
    passage = hit.passage
    of = document(passage.document_id, passage.version)
    return f"{of.metadata.title.strip()[:_TITLE]}\n".lstrip("\n"), of.text[passage.start : passage.end]


def ranked(hits: Sequence[Hit], readings: Readings) -> list[Hit]:
    """Return hits in the order that search and reader give them together, best first; scores stay in [0, 1].

    Args:
        hits: as the search found them.
        readings: of the first of them. Those that were not read are taken not to answer.
    """
    if not readings:
        return list(hits)
    answers = [*readings.answers(), *[0.0] * len(hits)]
    both = [
        replace(hit, score=(1 - _RANK) * hit.score + _RANK * answer)
        for hit, answer in zip(hits, answers, strict=False)
    ]
    return sorted(both, key=lambda hit: -hit.score)


def _placed(hit: Hit, head: int, reading: Reading) -> PassageReading:
    """Return a reading by places of the document; the title before the passage is no place of it."""
    kept = reading.offsets[:, 0] >= head
    at = reading.offsets[kept].astype(np.int64) + (hit.passage.start - head)
    return PassageReading(
        hit.passage.document_id,
        at[:, 0],
        at[:, 1],
        reading.starts[kept],
        reading.ends[kept],
        float(1 / (1 + np.exp(-np.clip(reading.answered, -30, 30)))),
    )
