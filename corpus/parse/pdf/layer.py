"""Is the text layer of a page what the page shows?

Fonts with a broken or missing map to Unicode look right and read as garbage: private characters, letters
of scripts that never meet, Latin letters as wide as Han, or Han that form no words.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

import rjieba

from corpus.parse.pdf.models import Glyph

_MIN_CHARS = 8  # fewer tell nothing
_MIN_HAN = 40
_MIN_WIDE_LATIN = 20
_ODD_SHARE = 0.15
_WIDE_LATIN_SHARE = 0.3
_WORDS_SHARE = 0.3  # of Han in words of a dictionary: 0.45 to 0.95 in real text, below 0.29 in scrambled text
_MEANINGLESS = frozenset({"Cc", "Co", "Cn"})  # controls, private use, unassigned
_SYMBOLS = re.compile(r"dings|symbol|awesome|icon", re.I)  # fonts of pictures, whose codes are their own
_ONE_SCRIPT = 0.6
_WIDE_BY_NATURE = frozenset("WMm@%&")
_LATIN1 = frozenset("°±²³·×÷§©®¥£µ«»¹¼½¾¿¡éèüöä")
_USUAL_BLOCKS = (
    (0x20, 0x7E),
    (0x370, 0x4FF),  # Greek and Cyrillic
    (0x2010, 0x2BFF),  # punctuation, letterlike signs, arrows, mathematics, shapes
    (0x3000, 0x33FF),  # Han punctuation, kana, enclosed signs
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
)


class Layer(StrEnum):
    """What the text of a page is worth."""

    SOUND = "sound"
    DOUBTFUL = "doubtful"  # unlikely, but people do write lists of rare names
    GARBLED = "garbled"


def judged(glyphs: Sequence[Glyph]) -> Layer:
    """Say whether the text of a page is one that people write."""
    written = [g for g in glyphs if not g.text.isspace()]
    if len(written) < _MIN_CHARS:
        return Layer.SOUND
    if _has_garbled_font(written):
        return Layer.GARBLED
    text = "".join(g.text for g in written)
    if _odd_share(text) > _ODD_SHARE:
        return Layer.DOUBTFUL
    latin = sum(1 for g in written if _is_latin_as_wide_as_han(g))
    if len(written) >= _MIN_WIDE_LATIN and latin > _WIDE_LATIN_SHARE * len(written):
        return Layer.DOUBTFUL
    han = "".join(c for c in text if "\u4e00" <= c <= "\u9fff")
    enough_words = len(han) < _MIN_HAN or _words_share(han) >= _WORDS_SHARE
    return Layer.SOUND if enough_words else Layer.DOUBTFUL


def _has_garbled_font(glyphs: Sequence[Glyph]) -> bool:
    """Tell whether a font of the page has no map to Unicode: most of it has codes that mean nothing."""
    faces: dict[str, list[str]] = defaultdict(list)
    for glyph in glyphs:
        faces[glyph.style.face].append(glyph.text)
    for face, chars in faces.items():
        meaningless = sum(1 for c in chars if unicodedata.category(c[0]) in _MEANINGLESS or c == "\ufffd")
        if meaningless >= _MIN_CHARS and meaningless > len(chars) / 2 and not _SYMBOLS.search(face):
            return True
    return False


def overlap(one: str, other: str) -> float:
    """Return the share of the longer text's characters that the other has too, order aside."""
    a, b = (Counter(c for c in text if c.isalnum()) for text in (one, other))
    return (a & b).total() / max(a.total(), b.total(), 1)


def _odd_share(text: str) -> float:
    odd = [c for c in text if _is_odd(c)]
    letters = [c for c in odd if unicodedata.category(c)[0] in "LM"]
    scripts = Counter(unicodedata.name(c, "?").split()[0] for c in letters)
    for name in ("?", "CJK", "LATIN"):
        scripts.pop(name, None)
    if scripts and scripts.most_common(1)[0][1] > _ONE_SCRIPT * len(text):
        return 0.0  # a text in another script: Tibetan, Uyghur, Mongolian
    return len(odd) / len(text)


@lru_cache(maxsize=20_000)
def _is_odd(char: str) -> bool:
    code = ord(char[0])
    if any(low <= code <= high for low, high in _USUAL_BLOCKS) or char in _LATIN1:
        return False
    return not ("\u4e00" <= char <= "\u9fff" and _is_common_han(char))


def _is_common_han(char: str) -> bool:
    """Tell the Han of the first levels of GB 2312 and Big5, which cover 99 % of any text."""
    for encoding, low, high in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if low <= char.encode(encoding)[0] <= high:
                return True
        except UnicodeEncodeError:
            continue
    return False


def _is_latin_as_wide_as_han(glyph: Glyph) -> bool:
    char, size = glyph.text[0], max(glyph.style.size, 1.0)
    if not char.isascii() or char in _WIDE_BY_NATURE:
        return False
    return 0.95 <= (glyph.x1 - glyph.x0) / size <= 1.05


def _words_share(han: str) -> float:
    words = rjieba.cut(han, False)
    return sum(len(word) for word in words if len(word) > 1) / len(han)
