"""Numbers as word processors write them before paragraphs: 1, iv, 十二, 贰, 甲, ⑤.

The formats bear the names that Office Open XML gives them (ST_NumberFormat); ``CARRIED`` begins the names
of two more that OpenDocument has.
"""

from collections.abc import Callable

CARRIED = "carried"  # letters as digits: z, aa, ab, where Word repeats the letter
_CHINESE = "〇一二三四五六七八九"
_LEGAL_SIMPLIFIED = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_LEGAL_JAPANESE = "零壱弐参四伍六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_MAX_ROMAN = 3_999
_MAX_LETTERS = 26 * 30  # thirty times the same letter; a number beyond is no label
_MAX_COUNTED = 9_999


def numeral(value: int, style: str) -> str:
    """Return ``value`` in a number format; in plain figures where the format does not reach so far."""
    if style == "none":
        return ""
    write = _WRITERS.get(style)
    return (write(value) if write and value >= 0 else "") or str(value)


def _counted(value: int, digits: str, units: str, *, short_ten: bool, zero: str = "零") -> str:
    """Write 一千零二十: a digit before each unit; ``short_ten`` writes 十二 rather than 一十二."""
    if not 0 < value <= _MAX_COUNTED:
        return zero if value == 0 else ""
    text = ""
    skipped = False
    for unit, power in zip((units[2], units[1], units[0], ""), (1000, 100, 10, 1), strict=True):
        digit = value // power % 10
        if digit == 0:
            skipped = bool(text)
            continue
        text += (zero if skipped else "") + digits[digit] + unit
        skipped = False
    return text[1:] if short_ten and 10 <= value < 20 else text


def _chinese(value: int) -> str:
    return _counted(value, _CHINESE, "十百千", short_ten=True)


def _japanese(value: int) -> str:
    """Write 百二十: no zeros, and no 一 before a unit."""
    text = _counted(value, _CHINESE, "十百千", short_ten=False, zero="")
    for unit in "十百千":
        text = text.replace("一" + unit, unit)
    return text


def _digit_by_digit(value: int) -> str:
    return "".join(_CHINESE[int(digit)] for digit in str(value))


def _roman(value: int) -> str:
    if value > _MAX_ROMAN:
        return ""
    text = ""
    for worth, letters in _ROMAN:
        times, value = divmod(value, worth)
        text += letters * times
    return text


def _letters(value: int) -> str:
    """Write z, aa, bb: word processors repeat the letter."""
    if not 0 < value <= _MAX_LETTERS:
        return ""
    times, letter = divmod(value - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


def _carried_letters(value: int) -> str:
    text = ""
    while value > 0:
        value, letter = divmod(value - 1, 26)
        text = chr(ord("a") + letter) + text
    return text


def _row_of(first: str, count: int) -> Callable[[int], str]:
    """Return a writer of ``count`` characters that follow each other in Unicode."""
    return lambda value: chr(ord(first) + value - 1) if 1 <= value <= count else ""


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if 1 <= value <= len(signs) else ""


def _sexagenary(value: int) -> str:
    return _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12] if 1 <= value <= 60 else ""


def _ordinal(value: int) -> str:
    if value // 10 % 10 == 1:
        return f"{value}th"
    return f"{value}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th') }"


def _full_width(value: int) -> str:
    return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(value))


_WRITERS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _row_of("①", 20),
    "decimalEnclosedCircleChinese": _row_of("①", 10),
    "decimalEnclosedParen": _row_of("⑴", 20),
    "decimalEnclosedFullstop": _row_of("⒈", 20),
    "numberInDash": lambda value: f"- {value} -",
    "ordinal": _ordinal,
    "hex": lambda value: f"{value:X}",
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
    CARRIED + "LowerLetter": _carried_letters,
    CARRIED + "UpperLetter": lambda value: _carried_letters(value).upper(),
    "chicago": _one_of("*†‡§"),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _japanese,
    "koreanDigital2": _digit_by_digit,
    "ideographDigital": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "chineseLegalSimplified": lambda value: _counted(value, _LEGAL_SIMPLIFIED, "拾佰仟", short_ten=False),
    "ideographLegalTraditional": lambda value: _counted(value, _LEGAL_TRADITIONAL, "拾佰仟", short_ten=False),
    "japaneseLegal": lambda value: _counted(value, _LEGAL_JAPANESE, "拾百阡", short_ten=False, zero=""),
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "ideographZodiacTraditional": _sexagenary,
    "ideographEnclosedCircle": _row_of("㊀", 10),
}
