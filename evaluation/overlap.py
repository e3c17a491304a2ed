"""How much two texts share: ROUGE-L and F1 over characters.

Lin, *ROUGE: A Package for Automatic Evaluation of Summaries*, 2004 (sentence-level ROUGE-L, beta 1); the
character F1 is that of CMRC 2018, over the bag of characters instead of the longest common stretch.
"""

import re
import unicodedata
from collections import Counter


def normalised(text: str) -> str:
    """Return ``text`` after NFKC, without white space: what answers are compared by."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def rouge_l(text: str, reference: str) -> float:
    """Return the F1 of the longest common subsequence of characters, in [0, 1]; both normalised first."""
    a, b = normalised(text), normalised(reference)
    return _f1(_common_subsequence(a, b), len(a), len(b))


def character_f1(text: str, reference: str) -> float:
    """Return the F1 of the characters that both have, as often as both have them, in [0, 1]."""
    a, b = normalised(text), normalised(reference)
    return _f1((Counter(a) & Counter(b)).total(), len(a), len(b))


def _f1(common: int, first: int, second: int) -> float:
    return 2 * common / (first + second) if common else 0.0


def _common_subsequence(a: str, b: str) -> int:
    """Return the length of the longest common subsequence, a row of the table in the bits of an integer.

    Hyyrö, *Bit-parallel LCS-length computation revisited*, 2004.
    """
    places: dict[str, int] = {}
    for i, character in enumerate(a):
        places[character] = places.get(character, 0) | 1 << i
    every = (1 << len(a)) - 1
    row = every
    for character in b:
        matched = row & places.get(character, 0)
        row = ((row + matched) | (row - matched)) & every
    return len(a) - row.bit_count()
