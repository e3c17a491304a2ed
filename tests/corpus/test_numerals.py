"""Number formats of automatic numbering."""

import pytest

from corpus.parse.numerals import numeral


@pytest.mark.parametrize(
    ("style", "value", "shown"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 7, "07"),
        ("decimalFullWidth", 10, "１０"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "21"),
        ("decimalEnclosedCircleChinese", 11, "11"),
        ("decimalEnclosedParen", 3, "⑶"),
        ("decimalEnclosedFullstop", 12, "⒓"),
        ("ideographEnclosedCircle", 2, "㊁"),
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 12, "十二"),
        ("chineseCountingThousand", 20, "二十"),
        ("chineseCountingThousand", 101, "一百零一"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1005, "一千零五"),
        ("chineseCountingThousand", 1010, "一千零一十"),
        ("chineseCountingThousand", 2300, "二千三百"),
        ("chineseCountingThousand", 10_000, "10000"),
        ("japaneseCounting", 11, "十一"),
        ("japaneseCounting", 101, "百一"),
        ("japaneseCounting", 210, "二百十"),
        ("ideographDigital", 10, "一〇"),
        ("japaneseDigitalTenThousand", 123, "一二三"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographLegalTraditional", 102, "壹佰零貳"),
        ("ideographTraditional", 10, "癸"),
        ("ideographTraditional", 11, "11"),
        ("ideographZodiac", 12, "亥"),
        ("ideographZodiacTraditional", 60, "癸亥"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 4000, "4000"),
        ("lowerLetter", 26, "z"),
        ("upperLetter", 28, "BB"),
        ("carriedLowerLetter", 28, "ab"),
        ("upperLetter", 10**12, "1000000000000"),
        ("numberInDash", 3, "- 3 -"),
        ("ordinal", 12, "12th"),
        ("ordinal", 22, "22nd"),
        ("chineseCounting", 0, "零"),
        ("chineseCounting", -3, "-3"),
        ("hebrew1", 5, "5"),
    ],
)
def test_a_number_is_written_as_word_writes_it(style: str, value: int, shown: str) -> None:
    assert numeral(value, style) == shown


def test_the_format_none_shows_nothing() -> None:
    assert numeral(5, "none") == ""
