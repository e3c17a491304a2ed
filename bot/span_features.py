"""What can be seen of the spans that could answer: the inputs of ``bot.span_model``, a row for each span.

A span is a run of pieces of a stretch of text. Everything is counted on character bigrams of the question,
weighted by idf, so that nothing depends on the words of one field.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot import values
from bot.models import Kind
from bot.pieces import Piece

MAX_PIECES = 14  # of a span
MAX_LENGTH = 420  # characters of a span
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9.%]+")
_LIST_MARK = re.compile(
    r"[、；;]|[一二三四五六七八九]是|[(（][一二三四五六七八九十\d]+[)）]|[①-⑩]|^\d{1,2}[.、]"
)
_REASON = re.compile(r"^(?:因|由于|为了?|是因|鉴于|考虑到|目的|旨在)")
_DUTY = re.compile(r"[应须要需]|不得|可以?|禁止|严禁|必须|给予|实行|开展|加强|推行|建立")
_SAYS = re.compile(r"(?:表示|指出|明确|提出|规定|要求|包括|如下|获悉|介绍|强调|显示|称|说|了解到)$")
_SOURCE = re.compile(r"记者|据悉|日电|日讯|报道|获悉|来源")
_ASKS = tuple(
    re.compile(pattern)
    for pattern in (
        r"如何|怎么|怎样|何种方式|什么方式",
        r"为什么|为何|原因|何故",
        r"哪些|哪几|分别|包括什么|有什么",
        r"什么",
        r"多少|几|多大|多长|多久",
        r"是否|吗|能不能|可不可以|能否",
        r"目的|意义|作用|目标",
        r"措施|举措|要求|规定|条件|内容|方面|做法|办法|政策|工作|情况",
        r"谁|哪位|哪个|哪家|何人",
        r"何时|时间|什么时候|哪天|日期|期限",
        r"哪里|在哪|(?<!如)何处|什么地方|地点|地址|哪儿",
    )
)
_KINDS = (Kind.AMOUNT, Kind.PERCENT, Kind.COUNT, Kind.DATE, Kind.PERSON, Kind.PLACE, Kind.ORGANISATION,
          Kind.NUMBER, Kind.PHONE)  # fmt: skip
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans of a stretch and their features: ``pieces[first[k] : last[k] + 1]`` is span ``k``."""

    first: NDArray[np.int64]  # (n,)
    last: NDArray[np.int64]  # (n,)
    features: Matrix  # (n, features)


def grams(folded: str) -> list[str]:
    """Return the character bigrams of a folded text inside runs of letters, each once; single ones of short runs."""
    found: dict[str, None] = {}
    for match in _HAN_RUN.finditer(folded):
        run = match.group()
        if run[0].isascii() or len(run) == 1:
            found[run] = None
        else:
            found.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
    return list(found)


def span_features(folded: str, kind: Kind, idf: Callable[[str], float], stretch: Sequence[Piece]) -> Spans:
    """Return the spans of a stretch with their features.

    Args:
        folded: the question.
        kind: what it asks for.
        idf: how telling a token is in the library.
        stretch: the pieces, in order.
    """
    n = len(stretch)
    lengths = np.array([piece.end - piece.start for piece in stretch])
    starts = np.array([piece.start for piece in stretch])
    ends = np.array([piece.end for piece in stretch])
    first, last = (a.ravel() for a in np.meshgrid(np.arange(n), np.arange(MAX_PIECES), indexing="ij"))
    last = first + last
    kept = last < n
    first, last = first[kept], last[kept]
    kept = (ends[last] - starts[first] <= MAX_LENGTH) | (first == last)
    first, last = first[kept], last[kept]

    asked = grams(folded)
    weights = np.array([max(idf(gram), 0.05) for gram in asked], dtype=np.float32)
    weights /= max(float(weights.sum()), 1e-6)
    has = np.array([[gram in piece.folded for gram in asked] for piece in stretch], dtype=np.int32)
    has = has.reshape(n, len(asked))
    sums = np.vstack([np.zeros((1, len(asked)), dtype=np.int32), np.cumsum(has, axis=0)])

    def covered(begin: NDArray[np.int64], stop: NDArray[np.int64]) -> NDArray[np.float32]:
        """Coverage of the question by pieces[begin:stop]; empty where stop <= begin."""
        stop = np.maximum(stop, begin)
        return np.asarray(((sums[stop] - sums[begin]) > 0) @ weights, dtype=np.float32)

    sentence = np.array([piece.sentence for piece in stretch])
    opens = np.searchsorted(sentence, sentence, side="left")  # first piece of a piece's sentence
    closes = np.searchsorted(sentence, sentence, side="right")  # behind its last
    previous = opens[np.maximum(opens - 1, 0)]
    by_sentence = covered(opens, closes)
    best = int(np.argmax(by_sentence))
    inside = covered(first, last + 1)
    around = covered(opens[first], closes[last])
    size = (ends[last] - starts[first]).astype(np.float32)
    crossed = (sentence[last] - sentence[first]).astype(np.float32)
    whole_start, whole_end = first == opens[first], last + 1 == closes[last]
    before = np.maximum(first - 1, 0)
    marks = np.array([",;:.".find(piece.mark) if piece.mark else 3 for piece in stretch])
    mark_before = np.where(first > 0, marks[before], 3)
    flags = _piece_flags(kind, stretch)
    totals = np.vstack([np.zeros((1, flags.shape[1]), dtype=np.float32), np.cumsum(flags, axis=0)])
    held = totals[last + 1] - totals[first]
    distance = (sentence[first] - sentence[best]).astype(np.float32)
    log_size = np.log1p(size)
    asks = np.array([bool(pattern.search(folded)) for pattern in _ASKS], dtype=np.float32)
    value = float(kind in _KINDS)
    listing = float(asks[2] or asks[7])
    columns = [
        inside, around, covered(opens[first], first), covered(last + 1, closes[last]),
        np.where(opens[first] > 0, covered(previous[first], opens[first]), 0.0),
        around - by_sentence[best], inside / np.sqrt(log_size), covered(first, first + 1), covered(last, last + 1),
        np.where(first > 0, covered(before, first), 0.0),
        covered(first, last + 1) - np.maximum(covered(opens[first], first), covered(last + 1, closes[last])),
        log_size, log_size**2 / 10, size / 200, crossed, (crossed == 0), (last - first) / 5,
        whole_start, whole_end, whole_start & whole_end,
        *(mark_before == k for k in range(4)), *(marks[last] == k for k in range(4)),
        np.clip(distance, -4, 6) / 3, np.abs(np.clip(distance, -4, 6)) / 3, distance == 0, distance == 1,
        (sentence[first] <= sentence[best]) & (sentence[last] >= sentence[best]),
        first / n, np.minimum(held[:, 0], 8) / 4, flags[first, 1], np.minimum(held[:, 2], 6) / 3,
        np.where(first > 0, flags[before, 3], 0.0), held[:, 3] > 0, held[:, 4] > 0,
        flags[first, 3], np.minimum(held[:, 5], 3) / 3, np.minimum(held[:, 5], 1) * value,
        listing * np.minimum(held[:, 0], 8) / 4, listing * log_size, value * log_size,
        *(mark * log_size for mark in asks), asks[1] * flags[first, 1],
        asks[0] * np.minimum(held[:, 2], 6) / 3, asks[0] * inside, listing * inside, listing * crossed,
        asks[0] * crossed, asks[3] * crossed,
    ]  # fmt: skip
    matrix = np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)
    assert lengths.min(initial=1) > 0
    return Spans(first, last, matrix)


def _piece_flags(kind: Kind, stretch: Sequence[Piece]) -> Matrix:
    """Return what stands in each piece: list marks, a reason, duties, 表示 at the end, a source, values, shape (n, 6)."""
    rows = [
        (
            len(_LIST_MARK.findall(piece.folded)) + (piece.mark == ";"),
            bool(_REASON.search(piece.folded)),
            bool(_DUTY.search(piece.folded)),
            bool(_SAYS.search(piece.folded)),
            bool(_SOURCE.search(piece.folded)),
            len(values.spans(kind, piece.folded)) if kind in _KINDS else 0,
        )
        for piece in stretch
    ]
    return np.array(rows, dtype=np.float32).reshape(len(stretch), 6)
