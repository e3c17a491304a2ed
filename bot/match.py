"""How much of a word stands in a text: all of it, parts of it, or something that sounds like it."""

import re
from functools import lru_cache

from pypinyin import lazy_pinyin

from corpus.places import stem

_SOUNDS_ALIKE = 0.75  # of the word itself
_ONE_OFF = 0.7


def found(word: str, text: str) -> float:
    """Return how much of ``word`` stands in ``text``, in [0, 1]. Both are folded."""
    if word in text:
        return 1.0
    if word.isascii():
        return _SOUNDS_ALIKE if len(word) >= 4 and word.isalpha() and word in _pinyin_of(text) else 0.0
    if len(word) < 2:
        return 0.0
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    if len(word) > 2:
        parts = 0.8 * sum(pair in text for pair in pairs) / len(pairs)
        return max(parts, _ONE_OFF if _one_off(word, text) else 0.0)
    return 0.15 * sum(character in text for character in word)


def sounds_in(word: str, text: str) -> bool:
    """Tell whether something that sounds like ``word`` stands in ``text``: 高薪区 and 高新区."""
    wanted = lazy_pinyin(word)
    size = len(word)
    first = wanted[0]
    syllables = _syllables(text)
    return any(
        syllables[i] == first and list(syllables[i : i + size]) == wanted
        for i in range(len(syllables) - size + 1)
    )


def place_sounds_in(place: str, text: str) -> bool:
    """Tell the same of a place that no list knows; its rank need not be said again."""
    return sounds_in(place, text) or (
        len(stem(place)) >= 2 and stem(place) != place and sounds_in(stem(place), text)
    )


def _one_off(word: str, text: str) -> bool:
    """Tell whether ``text`` has the word with one character mistyped."""
    return any(re.search(f"{re.escape(word[:i])}.{re.escape(word[i + 1 :])}", text) for i in range(len(word)))


@lru_cache(maxsize=2_000)
def _syllables(text: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(list(text)))


@lru_cache(maxsize=2_000)
def _pinyin_of(text: str) -> str:
    return "".join(_syllables(text))
