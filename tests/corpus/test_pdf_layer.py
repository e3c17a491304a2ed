"""Which text layers are what the page shows."""

import random

import pytest

from corpus.parse.pdf.layer import Layer, judged, overlap
from corpus.parse.pdf.models import Glyph, Style

TEXT = (
    "为保障农村道路畅通，县交通运输局会同各乡镇对全县村道进行了普查，共登记村道三百二十条、桥梁四十一座。"
    "养护资金由县财政按年度预算安排，乡镇应当在每年三月底以前报送上一年度资金的使用情况。"
)


def glyphs(text: str, latin: float = 0.5) -> list[Glyph]:
    style = Style("SimSun", 10.0)
    widths = [10 * latin if c.isascii() else 10.0 for c in text]
    return [
        Glyph(c, i * 10.0, i * 10.0 + w, 100.0, style)
        for i, (c, w) in enumerate(zip(text, widths, strict=True))
    ]


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "為保障農村道路暢通，縣政府會同各鄉鎮對全縣道路進行了普查，並逐條確定了養護責任人和養護標準，特此公告周知。",
        "2023年 1,200.50 ③ № ℃ ± 30㎡ —— ……",
        "བོད་ལྗོངས་མི་དམངས་སྲིད་གཞུང་གི་བརྡ་ཐོ་ཨང་དང་པོ།",
        "ئۇيغۇر ئاپتونوم رايونلۇق خەلق ھۆكۈمىتى ئۇقتۇرۇشى",
        "短",
        "",
    ],
)
def test_what_people_write_is_sound(text: str) -> None:
    assert judged(glyphs(text)) is Layer.SOUND


def test_english_is_sound() -> None:
    assert judged(glyphs("The county maintains three hundred and twenty village roads.")) is Layer.SOUND


def _shifted(text: str, by: int) -> str:
    return "".join(chr(ord(c) + by) if "\u4e00" <= c <= "\u9fff" else c for c in text)


def _scrambled(text: str) -> str:
    letters = sorted({c for c in text if "\u4e00" <= c <= "\u9fff"})
    others = letters[:]
    random.Random(7).shuffle(others)
    return text.translate({ord(a): b for a, b in zip(letters, others, strict=True)})


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("".join(chr(0xE000 + i) for i in range(60)), Layer.GARBLED),  # private codes of a font
        ("\ufffd" * 30, Layer.GARBLED),
        ("\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f", Layer.GARBLED),  # numbers of glyphs
        (_shifted(TEXT, 37), Layer.DOUBTFUL),
        (_shifted(TEXT, -0x1A00), Layer.DOUBTFUL),  # numbers of glyphs that fall into rare Han
        ("".join(chr(0x150 + i * 37 % 0x3000) for i in range(80)), Layer.DOUBTFUL),
        (_scrambled(TEXT * 2), Layer.DOUBTFUL),
    ],
    ids=["private", "replacement", "controls", "shifted", "rare", "mixture", "scrambled"],
)
def test_garbage_is_found(text: str, verdict: Layer) -> None:
    assert judged(glyphs(text)) is verdict


def test_latin_letters_as_wide_as_han_are_garbage() -> None:
    text = "".join(chr(0x21 + i * 7 % 90) for i in range(80))
    assert judged(glyphs(text, latin=1.0)) is Layer.DOUBTFUL
    assert judged(glyphs(text, latin=0.5)) is Layer.SOUND


def test_a_few_private_signs_among_text_are_no_garbage() -> None:
    assert judged(glyphs("\uf06c" + TEXT + "\ue123")) is Layer.SOUND


def test_one_font_without_a_map_spoils_its_page() -> None:
    title = [g._replace(style=Style("ABCDEF", 22.0)) for g in glyphs("\x03\x11\x12\x13\x14\x15\x16\x17\x18")]
    assert judged(glyphs(TEXT * 3) + title) is Layer.GARBLED


def test_a_font_of_pictures_spoils_nothing() -> None:
    bullets = [g._replace(style=Style("Wingdings", 12.0)) for g in glyphs("\uf0d9" * 12)]
    assert judged(glyphs(TEXT * 3) + bullets) is Layer.SOUND


def test_overlap_is_a_share_of_the_longer_text() -> None:
    assert overlap("养护责任人", "养护责任人") == 1.0
    assert overlap("养护责任人", "甲乙丙丁戊") == 0.0
    assert overlap("养护责任人名单", "养护责任") == pytest.approx(4 / 7)
    assert overlap("", "") == 0.0
