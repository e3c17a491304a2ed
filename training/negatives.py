"""Passages that look like the answer and are not it: what BM25 finds first among the passages of all pairs."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from index.tokenize import tokenize
from training.pairs import Pair

_K1, _B = 1.5, 0.75
_DEPTH = 40
_AT_ONCE = 256


class Lexicon:
    """BM25 over texts as one sparse matrix (Robertson and Zaragoza, 2009)."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [Counter(tokenize(text)) for text in texts]
        self._number = {token: n for n, token in enumerate(sorted(set().union(*counted)))}
        lengths = np.array([counts.total() for counts in counted], float)
        average = lengths.mean() or 1.0
        frequency = Counter(token for counts in counted for token in counts)
        values, columns, starts = [], [], [0]
        for counts, length in zip(counted, lengths, strict=True):
            for token, count in counts.items():
                df = frequency[token]
                idf = math.log(1 + (len(texts) - df + 0.5) / (df + 0.5))
                values.append(idf * count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * length / average)))
                columns.append(self._number[token])
            starts.append(len(columns))
        shape = (len(texts), len(self._number))
        self._matrix = csr_matrix((values, columns, starts), shape, dtype=np.float32)

    def best(self, questions: Sequence[str], depth: int = _DEPTH) -> list[list[int]]:
        """Return for each question the numbers of the best texts, best first."""
        found: list[list[int]] = []
        for begin in range(0, len(questions), _AT_ONCE):
            asked = [
                Counter(t for t in tokenize(q) if t in self._number)
                for q in questions[begin : begin + _AT_ONCE]
            ]
            starts = np.cumsum([0, *map(len, asked)])
            columns = [self._number[token] for counts in asked for token in counts]
            ones = np.ones(len(columns), np.float32)
            matrix = csr_matrix((ones, columns, starts), (len(asked), len(self._number)))
            scores = (matrix @ self._matrix.T).toarray()
            top = np.argpartition(-scores, min(depth, scores.shape[1] - 1), axis=1)[:, :depth]
            order = np.argsort(-np.take_along_axis(scores, top, 1), axis=1, kind="stable")
            found += np.take_along_axis(top, order, 1).tolist()
        return found


def hard_negatives(
    pairs: Sequence[Pair], each: int, further: Iterable[tuple[str, str]] = ()
) -> list[tuple[str, ...]]:
    """Return for each pair ``each`` passages that look like answers.

    What belongs to a document that answers the same question, or has the same text, is no negative.

    Args:
        pairs: whose passages are negatives of each other.
        each: how many are wanted.
        further: keys and texts of other passages.
    """
    texts = [(pair.key, pair.passage) for pair in pairs] + list(further)
    answering: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        answering[pair.question].add(pair.key)
    lexicon = Lexicon([text for _, text in texts])
    found = []
    for pair, candidates in zip(pairs, lexicon.best([pair.question for pair in pairs]), strict=True):
        others = [
            text
            for key, text in (texts[n] for n in candidates)
            if key not in answering[pair.question] and text != pair.passage
        ]
        found.append(tuple(dict.fromkeys(others))[:each])
    return found
