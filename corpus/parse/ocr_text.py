"""What the model reads, written as the page shows it: spaces and punctuation among Chinese characters.

The model often gives punctuation of half width where the page has full width (every second bracket of
our measurements), hardly ever the reverse.
"""

import re

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇々\U00020000-\U0003ffff"
_FULL = rf"{_HAN}\u3000-\u3003\u3008-\u3011\u3014-\u301b\uff00-\uffef“”‘’…—·"
# A gap between two words (第一条 为了…) stays; one beside punctuation, figures or letters is typesetting.
_TYPESETTING = re.compile(rf"(?<=[{_FULL}])[ \u3000]+(?![{_HAN}])|(?<![{_HAN}])[ \u3000]+(?=[{_FULL}])")
_STRETCHED = re.compile(rf"(?<![{_HAN}])[{_HAN}](?: [{_HAN}])+(?![{_HAN}])")  # 通 知
_HALF_MARK = re.compile(rf"(?<=[{_FULL}])[,:;?!]")
_ROUND = re.compile(r"[(（]([^()（）]*)[)）]")
# A year in brackets before a document's number, or in brackets of which one was misread. In official texts
# that year stands in 〔〕 142 times of 144.
_YEAR = re.compile(
    rf"(?<=[{_HAN}])[〔\[(（［](\d{{4}})[〕\])）］](?=\s*第?\d+号)"
    r"|〔(\d{4})[\])）］]|[\[(（［](\d{4})〕"
)
_HAN_CHARACTER = re.compile(rf"[{_HAN}]")
_TO_FULL = 0xFEE0  # from a mark of half width to the same of full width
_WIDE_GAP = 1.6  # characters: pieces of a line that are further apart are apart in meaning
_WORD_GAP = 0.25  # the same for Latin words


def tidy(text: str) -> str:
    """Return a recognised line with the spaces and the punctuation of Chinese typesetting."""
    text = _TYPESETTING.sub("", punctuated(text.strip()))
    return _STRETCHED.sub(lambda words: words[0].replace(" ", ""), text)


def punctuated(text: str) -> str:
    """Return a text with the punctuation of Chinese typesetting: a line, or a paragraph of several."""
    text = _HALF_MARK.sub(lambda mark: chr(ord(mark[0]) + _TO_FULL), text)
    text = _YEAR.sub(lambda found: f"〔{found[1] or found[2] or found[3]}〕", text)
    return _ROUND.sub(_bracketed, text)


def _bracketed(found: re.Match[str]) -> str:
    """Return brackets of full width if either is, or if they stand among Chinese characters."""
    before = found.string[found.start() - 1] if found.start() else ""
    halves = (found[0][0] == "(") + (found[0][-1] == ")")
    among_han = _HAN_CHARACTER.search(found[1]) or _HAN_CHARACTER.match(before)
    return f"（{found[1]}）" if halves == 1 or among_han else found[0]


def join(before: str, after: str, gap: float | None = None) -> str:
    """Put two pieces of a paragraph together.

    Args:
        before: what stands first.
        after: what follows, on the same line or on the next one.
        gap: between them on one line, in characters; None where a line ends between them.
    """
    if not before or not after:
        return before + after
    if gap is not None and gap > _WIDE_GAP:
        return f"{before} {after}"
    letters = before[-1].isascii() and after[0].isascii()
    apart = before[-1] not in "-/(" and after[0] not in ",.;:)%/-"
    return f"{before} {after}" if letters and apart and (gap is None or gap > _WORD_GAP) else before + after
