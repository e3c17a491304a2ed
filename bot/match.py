"""How much of a word stands in a text: all of it, parts of it, or something that sounds like it."""

from functools import lru_cache

from corpus.places import stem
from index.aliases import Aliases, shipped_aliases
from index.figures import figures
from index.sounds import syllables

_OTHER_NAME = 0.95  # of the word itself
_SOUNDS_ALIKE = 0.75
_ONE_OFF = 0.7
_FIGURE = frozenset("0123456789十百千万亿")


def found(word: str, text: str, aliases: Aliases | None = None) -> float:
    """Return how much of ``word`` stands in ``text``, in [0, 1]. Both are folded.

    Args:
        word: of the question.
        text: of a document.
        aliases: names that stand for one thing; those that are shipped, unless given.
    """
    if word in text:
        return 1.0
    if word.isascii():
        if len(word) >= 4 and word.isalpha():
            return _SOUNDS_ALIKE if word in _pinyin_of(text) else 0.0
        return float(_same_figure(word, text))
    if len(word) < 2:
        return 0.0
    if _other_name(word, text, aliases or shipped_aliases()):
        return _OTHER_NAME
    if _same_figure(word, text):
        return 1.0
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    if len(word) > 2:
        parts = 0.8 * sum(pair in text for pair in pairs) / len(pairs)
        return max(parts, _ONE_OFF if parts < _ONE_OFF and _one_off(word, text) else 0.0)
    return 0.15 * sum(character in text for character in word)


def sounds_in(word: str, text: str) -> bool:
    """Tell whether something that sounds like ``word`` stands in ``text``: 高薪区 and 高新区."""
    return f" {' '.join(syllables(word))} " in _spoken(text)


def place_sounds_in(place: str, text: str) -> bool:
    """Tell the same of a place that no list knows; its rank need not be said again."""
    return sounds_in(place, text) or (
        len(stem(place)) >= 2 and stem(place) != place and sounds_in(stem(place), text)
    )


def _other_name(word: str, text: str, aliases: Aliases) -> bool:
    """Tell whether ``text`` calls the same thing by another name; one character may be part of any word."""
    return any(len(name) > 1 and name in text for name in aliases.forms(word)[1:])


def _same_figure(word: str, text: str) -> bool:
    """Tell whether ``text`` writes the same amount, count or date in another form: 645万元 and 6450000元."""
    if _FIGURE.isdisjoint(word):
        return False
    wanted = {word} if word.isdecimal() else {token.removesuffix("元") for token in figures(word)}
    return bool(wanted) and wanted <= _figures_of(text)


_MISTYPED = 40  # characters of a word that is looked for with one mistyped: the cost is their square


def _one_off(word: str, text: str) -> bool:
    """Tell whether ``text`` has the word with one character mistyped."""
    size = len(word)
    if size > _MISTYPED:
        return False
    for cut in range(size):
        head, tail = word[:cut], word[cut + 1 :]
        anchor, shift = (head, 0) if len(head) >= len(tail) else (tail, cut + 1)
        at = text.find(anchor)
        while at >= 0:
            start = at - shift
            seen = text[start : start + size] if start >= 0 else ""
            if len(seen) == size and seen[:cut] == head and seen[cut + 1 :] == tail and seen[cut] != "\n":
                return True
            at = text.find(anchor, at + 1)
    return False


@lru_cache(maxsize=2_000)
def _spoken(text: str) -> str:
    return f" {' '.join(syllables(text))} "


@lru_cache(maxsize=2_000)
def _pinyin_of(text: str) -> str:
    return "".join(syllables(text))


@lru_cache(maxsize=2_000)
def _figures_of(text: str) -> frozenset[str]:
    return frozenset(token.removesuffix("元") for token in figures(text))
