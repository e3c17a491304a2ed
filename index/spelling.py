"""Mistyped words of a question to words of the library: 高薪区 -> 高新区, 划泼 -> 划拨.

The library's own vocabulary is the dictionary, and what it holds is never called a mistake. A word that it lacks
may be meant for one that sounds the same or, from three characters on, for one that differs in a single
character. The vocabulary is kept as sorted arrays of numbers, 12 bytes a word and the code points of longer ones.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, islice

import numpy as np
import rjieba
from numpy.typing import NDArray

from corpus.places import known_places
from index.sounds import syllable
from index.tokenize import STOP_WORDS

Integers = NDArray[np.int64]
Codes = NDArray[np.uint16]  # no character of _HAN needs more
_HAN = range(0x3400, 0xA000)
_LENGTHS = range(2, 7)  # characters of a word; seven syllables fit into 63 bits
_MOST = 3  # words of one question that are looked up
_BASE = 512  # more than there are syllables
_TRIED = 5  # candidates of one word
_NUMBERS: dict[str, int] = {}  # syllable -> number, the same in every lexicon of the process
_NUMBERING = threading.Lock()
_SUFFIXES = tuple("省市区县州乡镇村局厅部委院校处科所会队站办园馆费金款率额")


@dataclass(frozen=True, slots=True)
class _Words:
    """All words of one length: sorted by how they sound, and as code points for comparing."""

    sounds: Integers  # ascending
    order: NDArray[np.int32]  # of the word that each belongs to
    codes: Codes  # shape (length, words): a column of characters lies together
    terms: Sequence[str]


class Lexicon:
    """The words of a vocabulary as arrays. It does not change, and may be shared by threads."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        """Take terms of the index; those that are no words are left out."""
        by_length: dict[int, list[str]] = defaultdict(list)
        for term in vocabulary:
            if len(term) in _LENGTHS and _is_han(term[0]) and _is_han(term[-1]):
                by_length[len(term)].append(term)
        self._words = {length: _lay_out(terms, length) for length, terms in by_length.items()}

    def alike(self, word: str) -> Iterator[str]:
        """Yield the words that sound as ``word`` does."""
        words, key = self._words.get(len(word)), _key(word)
        if words is not None and key is not None:
            low, high = np.searchsorted(words.sounds, [key, key + 1])
            yield from (words.terms[i] for i in words.order[low:high].tolist())

    def near(self, word: str) -> Iterator[str]:
        """Yield the words that differ from ``word`` in a single character."""
        words = self._words.get(len(word))
        if words is not None:
            same = np.zeros(len(words.terms), dtype=np.uint8)
            for column, character in zip(words.codes, word, strict=True):
                same += column == ord(character)
            near = np.flatnonzero(same == len(word) - 1)
            yield from (words.terms[i] for i in near.tolist())


class Speller:
    """Knows the words of a library. Safe to use from many threads."""

    def __init__(self, lexicons: Sequence[Lexicon], frequency: Callable[[str], int]) -> None:
        """Take the words of the index, and what tells in how many passages one stands; gone ones in none."""
        self._lexicons = lexicons
        self._frequency = frequency

    def corrections(self, folded: str) -> dict[str, str]:
        """Return what the library may call the words of a folded question that it lacks: typed -> meant."""
        meant: dict[str, str] = {}
        missing = ((word, free) for word, free in _units(folded) if not self._is_known(word))
        for word, free in islice(missing, _MOST):
            best = self._best(word, one_edit=free and len(word) >= 3)
            if best is not None:
                meant[word] = best
        return meant

    def _is_known(self, word: str) -> bool:
        return word in STOP_WORDS or word in known_places() or self._frequency(word) > 0

    def _best(self, word: str, *, one_edit: bool) -> str | None:
        """Return the word of the library that this one was meant for: one that sounds alike, else one edit off."""
        alike = self._likeliest(word, (term for each in self._lexicons for term in each.alike(word)))
        if alike is not None or not one_edit:
            return alike
        return self._likeliest(word, (term for each in self._lexicons for term in each.near(word)))

    def _likeliest(self, word: str, candidates: Iterable[str]) -> str | None:
        """Return the first that is a word and shares a character; two of the index may be the ends of two words."""
        alike = (term for term in candidates if any(map(str.__eq__, word, term)))
        known = (term for term in dict.fromkeys(alike) if self._frequency(term))
        ordered = sorted(known, key=self._rank(word), reverse=True)[:_TRIED]
        return next((term for term in ordered if len(term) > 2 or rjieba.cut(term) == [term]), None)

    def _rank(self, word: str) -> Callable[[str], tuple[int, int, str]]:
        """Order candidates by the characters that they share with ``word``, then by how common they are."""
        return lambda term: (
            sum(a == b for a, b in zip(word, term, strict=True)),
            self._frequency(term),
            term,
        )


def _lay_out(terms: Sequence[str], length: int) -> _Words:
    codes = np.frombuffer("".join(terms).encode("utf-32-le"), dtype=np.uint32).reshape(-1, length)
    han = np.all((codes >= _HAN.start) & (codes < _HAN.stop), axis=1)
    codes = codes[han]
    numbers = np.zeros(_HAN.stop, dtype=np.int64)
    for code in np.flatnonzero(np.bincount(codes.ravel(), minlength=_HAN.stop)).tolist():
        numbers[code] = _number(chr(code))
    sounds = np.zeros(len(codes), dtype=np.int64)
    for column in numbers[codes].T:
        sounds = sounds * _BASE + column
    order = np.argsort(sounds, kind="stable").astype(np.int32)
    columns = np.ascontiguousarray(codes.T.astype(np.uint16))
    return _Words(sounds[order], order, columns, list(compress(terms, han.tolist())))


def _number(character: str) -> int:
    """Return a number below ``_BASE`` for a character's syllable; what has none of its own sounds like nothing."""
    with _NUMBERING:
        return _NUMBERS.setdefault(syllable(character), min(len(_NUMBERS) + 1, _BASE - 1))


def _key(word: str) -> int | None:
    key = 0
    for character in word:
        number = _NUMBERS.get(syllable(character))
        if number is None or number == _BASE - 1:
            return None
        key = key * _BASE + number
    return key


def _is_han(character: str) -> bool:
    return ord(character) in _HAN


def _units(folded: str) -> Iterator[tuple[str, bool]]:
    """Yield what may be a mistyped word, and whether one edit is looked for, besides words that sound alike.

    Words; words with the suffix behind them or without it; characters that the segmenter could not join.
    """
    odd = ""
    words = rjieba.cut(folded)
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if len(word) == 1 and _is_han(word) and word not in STOP_WORDS:
            odd += word
            continue
        yield from _odd(odd)
        odd = ""
        if len(word) > 1 and all(map(_is_han, word)):
            if len(word) == 2 and following in _SUFFIXES:
                yield word + following, False
            if len(word) == 3 and word[-1] in _SUFFIXES:
                yield word[:2], False
            yield word, True
    yield from _odd(odd)


def _odd(odd: str) -> Iterator[tuple[str, bool]]:
    if len(odd) == 3:
        yield odd, True
    yield from ((odd[i : i + 2], False) for i in range(len(odd) - 1))
