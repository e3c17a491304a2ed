"""The things that a question names, compounds taken apart: 危房改造 names 危房."""

import re
from collections.abc import Iterator
from functools import lru_cache

import rjieba

_NUMBERED = re.compile(r"[一二两三几每某各\d]")  # 一户, 每位: says how many, not what


def nouns(words: str) -> Iterator[str]:
    """Yield the nouns of two characters or more that a word is made of, itself where it has no parts."""
    return (part for part in _parts(words) if is_noun(part))


def _parts(word: str) -> list[str]:
    """Return the words that a compound is put together from, end to end: 危房 and 改造, not 房改."""
    known = {part for part in rjieba.cut_for_search(word) if part != word}
    parts: list[str] = []
    at = 0
    while at < len(word):
        longest = max((part for part in known if word.startswith(part, at)), key=len, default="")
        if not longest:
            return [word]
        parts.append(longest)
        at += len(longest)
    return parts


@lru_cache(maxsize=1_000)
def is_noun(word: str) -> bool:
    """Tell whether a word names a thing: of two characters or more, and no count of things."""
    tags = [tag for _, tag in rjieba.tag(word)]
    named = any(tag.startswith(("n", "vn", "j", "l", "i")) for tag in tags)
    return len(word) > 1 and named and not _NUMBERED.match(word)
