"""The syllables that characters are read as, without tones: what near-homophones have in common.

Each character has one reading here, whatever stands beside it, so that two texts are compared alike.
"""

from functools import lru_cache


@lru_cache(maxsize=30_000)
def syllable(character: str) -> str:
    """Return the reading of one character; what is not Chinese is read as it stands."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - a fifth of a second, which the page need not wait for

    return lazy_pinyin(character)[0]


def syllables(text: str) -> tuple[str, ...]:
    """Return the reading of every character of ``text``."""
    return tuple(map(syllable, text))
