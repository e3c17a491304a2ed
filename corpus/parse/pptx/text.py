"""The paragraphs of a text frame with the numbers that the slide shows before them."""

from pptx.text.text import TextFrame

from corpus.parse.flow import Label
from corpus.parse.numerals import numeral

# how the name of a numbering scheme begins -> the number format of ``numerals``
_STYLES = {
    "circle": "decimalEnclosedCircle",
    "ea1": "chineseCounting",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}


def frame_lines(frame: TextFrame) -> list[str]:
    """Return the paragraphs that hold text; line breaks inside one are ``\\v``."""
    lines = []
    counts: dict[int, tuple[str, int]] = {}  # level -> scheme, last number
    for paragraph in frame.paragraphs:
        level = paragraph.level
        counts = {depth: count for depth, count in counts.items() if depth <= level}
        numbering = paragraph._p.find("{*}pPr/{*}buAutoNum")
        if not paragraph.text.strip():
            continue
        if numbering is None:
            counts.pop(level, None)
            lines.append(paragraph.text)
            continue
        scheme = numbering.get("type", "")
        before, last = counts.get(level, ("", 0))
        start = int(numbering.get("startAt", "1"))
        number = last + 1 if before == scheme else start
        counts[level] = scheme, number
        lines.append(Label(_label(scheme, number)).before(paragraph.text.lstrip()))
    return lines


def _label(scheme: str, number: int) -> str:
    """Return a number as the scheme writes it: ``arabicPeriod``, ``ea1ChsPlain``, ``alphaLcParenR``…"""
    style = next((style for begin, style in _STYLES.items() if scheme.startswith(begin)), "decimal")
    digits = numeral(number, style)
    if scheme.endswith("ParenBoth"):
        return f"({digits})"
    if scheme.endswith("ParenR"):
        return f"{digits})"
    return f"{digits}." if scheme.endswith("Period") else digits
