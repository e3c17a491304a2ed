"""Characters that a word processor shows but does not store as such: symbol fonts, raised figures, fields."""

import re

from corpus.parse.numerals import numeral

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_LATIN = "ABCDEFGHIKLMNOPQRSTUWXYZabcdefghiklmnopqrstuwxyz"  # how the font "Symbol" stores Greek letters
_GREEK = "ΑΒΧΔΕΦΓΗΙΚΛΜΝΟΠΘΡΣΤΥΩΞΨΖαβχδεφγηικλμνοπθρστυωξψζ"
# Characters of the symbol fonts that have a sign of their own in Unicode: ticks, boxes, figures.
_FONTS = {
    "wingdings": {0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x72: "□", 0x75: "◆", 0x76: "◆", 0x77: "◆"}
    | {0x52: "☑", 0xA1: "○", 0xA3: "□", 0xA4: "◎", 0xA7: "■", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xDF: "←"}
    | {0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x80: "⓪"}
    | {0x81 + i: chr(0x2460 + i) for i in range(10)},
    "wingdings 2": {0x50: "✓", 0x4F: "✗", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□"},
    "symbol": {code: chr(code) for code in range(0x20, 0x40)}  # figures and signs are their own
    | {ord(latin): greek for latin, greek in zip(_LATIN, _GREEK, strict=True)}
    | {0xA3: "≤", 0xA5: "∞", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "·"}
    | {0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xE5: "∑"},
}
_PRIVATE_USE = range(0xF000, 0xF100)  # how files write the one-byte codes of symbol fonts
# Fields whose instruction is what is shown: a number in a circle, a fraction.
_ENCLOSED = re.compile(r"\s*EQ\s*\\o(?:\\a[clr])?\s*\(\s*([^()]+?)\s*[,，;；]\s*([^()]+?)\s*\)\s*", re.I)
_FRACTION = re.compile(r"\s*EQ\s*\\f\s*\(\s*([^()]+?)\s*[,，;；]\s*([^()]+?)\s*\)\s*", re.I)


def symbol(font: str, code: int) -> str:
    """Return what a symbol font shows for ``code``; nothing for an ornament that Unicode has no sign for."""
    if code in _PRIVATE_USE or (code < 0x100 and font.lower() in _FONTS):
        return _FONTS.get(font.lower(), {}).get(code & 0xFF, "")
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE else ""


def raised(text: str) -> str:
    """Return figures as raised ones, since 10⁴ is not 104; other text as it is."""
    return text.translate(_RAISED) if all(ord(character) in _RAISED for character in text) else text


def lowered(text: str) -> str:
    """Return figures as lowered ones; other text as it is."""
    return text.translate(_LOWERED) if all(ord(character) in _LOWERED for character in text) else text


def shown_instruction(instruction: str) -> str:
    """Return what a field shows that has no result: its instruction says it, or it shows nothing."""
    enclosed = _ENCLOSED.fullmatch(instruction)
    if enclosed:
        inside = enclosed[2]
        is_figure = re.fullmatch(r"[0-9]{1,2}", inside)
        return numeral(int(inside), "decimalEnclosedCircle") if is_figure else inside
    fraction = _FRACTION.fullmatch(instruction)
    return f"{fraction[1]}/{fraction[2]}" if fraction else ""


def joined(text: str) -> str:
    """Return ``text`` with each pair of surrogates as the one character that it stands for."""
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
