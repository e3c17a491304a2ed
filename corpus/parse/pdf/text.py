"""What the text of lines tells: what begins a paragraph, and how two lines of one join."""

import re

from corpus.parse.pdf.models import Line, is_wide

_HAN_FIGURE = "〇零一二三四五六七八九十百"
LABEL = re.compile(
    rf"第[{_HAN_FIGURE}\d]+(?:[编章节]|条(?![规第之的中所及和、]))|[{_HAN_FIGURE}]{{1,4}}、|[（(][{_HAN_FIGURE}\d]{{1,4}}[)）]"
    r"|\d{1,2}[、]|\d{1,2}[.．](?!\d)|\d{1,2}(?:[.．]\d{1,2}){1,4}(?![\d%％])|[①-⑳⑴-⒇●•■◆▪○☆★]|附件?[：:\d]|抄送|印发"
)
_EITHER = frozenset("“”‘’—…·")  # set wide among Han and narrow among Latin letters
_HYPHENS = ("-", "\u2010")
_ADDRESS = re.compile(r"(?:://|www\.|@)\S*$")


def is_hyphenated(before: str, after: str) -> bool:
    """Tell a word that a line end cuts."""
    if not before.endswith(_HYPHENS) or len(before) < 2:
        return False
    return before[-2].isascii() and before[-2].isalpha() and after[:1].isascii() and after[:1].islower()


def joined(before: str, after: str) -> str:
    """Return two lines as one: no space beside Han, one between words, none within a hyphenated word."""
    if is_hyphenated(before, after):
        return before[:-1] + after
    if before.endswith(_HYPHENS):
        return before + after
    left = next((c for c in reversed(before) if c not in _EITHER), " ")
    right = next((c for c in after if c not in _EITHER), " ")
    if is_wide(left) or is_wide(right) or _ADDRESS.search(before[-200:]):
        return before + after
    return f"{before} {after}"


def has_room(line: Line, right: float, following: Line, *, justified: bool) -> bool:
    """Tell whether what follows a line would have fitted on it: the line then ends its paragraph."""
    size = line.style.size
    room = right - line.x1
    if justified:
        return room > 1.3 * size
    return room > following.chunk + 0.4 * size
