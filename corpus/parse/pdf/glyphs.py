"""The characters of a PDF page, where they stand and how they are set, read by PDFium."""

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from corpus.errors import FileTooLarge
from corpus.parse.pdf.models import Glyph, Style

MAX_CHARS = 300_000  # of one page; a full page of small print has 6,000
_BOLD_WEIGHT = range(600, 1_000)  # PDFium guesses weights beyond for fonts that state none
_FORCE_BOLD = 1 << 18  # of a font descriptor's flags
_FILL_AND_STROKE, _INVISIBLE = 2, 3  # text render modes
_PALE = 160  # luminance from which a colour is too pale for body text
_SMALLEST = 0.5  # points
_NEARLY = 8  # degrees
_FAINT = 128  # opacity below which text is see-through

# Radicals that fonts' tables give for the characters they look like, and that NFKC does not know.
_RADICALS = str.maketrans(
    "⺁⺄⺈⺊⺌⺍⺕⺗⺝⺟⺠⺢⺧⺪⺮⺯⺶⺷⺸⺼⺾⺿⻀⻁⻂⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻞⻠⻢⻣⻤⻥⻦⻧⻨⻩⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乙刀卜小小彐心月母民水牛疋竹糸羊羊羊肉艹艹艹虎衣西见角讠贝车辶辶辶阝钅長镸长门阝雨青韦页风飞食食饣马骨鬼鱼鸟卤麦黄斉齐歯齿竜龙龜亀龟",
)
# Bullets of symbol fonts, which stand for themselves in private codes.
_BULLETS = dict(
    zip(
        (0xF06C, 0xF0B7, 0xF0A7, 0xF06E, 0xF075, 0xF0D8, 0xF0FC, 0xF0FE, 0xF0A8, 0xF06F, 0xF0E8, 0xF052),
        "●•▪■◆➢✓☑☐□➔☑",
        strict=True,
    )
)


class Matrix(NamedTuple):
    """An affine map: x' = a x + c y + e, y' = b x + d y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def apply(self, x: float, y: float) -> tuple[float, float]:
        """Return the point that ``(x, y)`` goes to."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, inner: "Matrix") -> "Matrix":
        """Return the map that applies ``inner`` first and this one then."""
        e, f = self.apply(inner.e, inner.f)
        return Matrix(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            e,
            f,
        )


def to_display(box: tuple[float, float, float, float], turn: int) -> tuple[Matrix, float, float]:
    """Return the map from a page's own space to what is shown, y downwards, and the size shown.

    Args:
        box: left, bottom, right and top of what is shown, in the page's own space.
        turn: degrees that the page is turned for display, clockwise.
    """
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    if turn == 90:
        return Matrix(0, 1, 1, 0, -bottom, -left), height, width
    if turn == 180:
        return Matrix(-1, 0, 0, 1, right, -bottom), width, height
    if turn == 270:
        return Matrix(0, -1, -1, 0, top, right), height, width
    return Matrix(1, 0, 0, -1, -left, top), width, height


class RawGlyph(NamedTuple):
    """A character in the page's own space. ``style.angle`` is against that space."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    x: float  # the origin, on the baseline
    y: float
    style: Style


def read_glyphs(text_page: Any) -> list[RawGlyph]:
    """Return the characters of a page in the order of the file; white space is among them.

    Raises:
        FileTooLarge: more characters than any page can show.
    """
    count = text_page.count_chars()
    if count > MAX_CHARS:
        raise FileTooLarge(f"PDF 中有一页多达 {count} 个字符，超出可处理的范围。")
    return list(_glyphs(text_page.raw, count))


def _glyphs(page: Any, count: int) -> Iterator[RawGlyph]:
    rect = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    rect_at, x_at, y_at = ctypes.byref(rect), ctypes.byref(x), ctypes.byref(y)
    last_object = None
    style = Style("", 0.0)
    styles: dict[Style, Style] = {}  # each kept once
    for i in range(count):
        owner = pdfium.FPDFText_GetTextObject(page, i)
        if not owner:
            continue  # made up by PDFium: spaces and line ends of its own guess
        text = character_of(pdfium.FPDFText_GetUnicode(page, i))
        pdfium.FPDFText_GetLooseCharBox(page, i, rect_at)
        pdfium.FPDFText_GetCharOrigin(page, i, x_at, y_at)
        address = ctypes.addressof(owner.contents)
        if address != last_object:
            last_object = address
            style = _style(page, i, owner)
            style = styles.setdefault(style, style)
        yield RawGlyph(text, rect.left, rect.bottom, rect.right, rect.top, x.value, y.value, style)


def character_of(code: int) -> str:
    """Return the character of a code; the line-end hyphen of PDFium, radicals and ligatures as they read."""
    if code in (0x02, 0xAD):
        return "-"
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    if 0x2F00 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF or 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", chr(code))
    if code in _BULLETS:
        return _BULLETS[code]
    if 0x2E80 <= code <= 0x2EFF:
        return chr(code).translate(_RADICALS)
    return chr(code)


def _style(page: Any, index: int, owner: Any) -> Style:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(page, index, matrix)
    size = pdfium.FPDFText_GetFontSize(page, index) * math.hypot(matrix.c, matrix.d)
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(page, index, name, 128, flags)
    face = name.value.decode("utf-8", "replace").split("+", 1)[-1]
    mode = pdfium.FPDFTextObj_GetTextRenderMode(owner)
    lowered = face.lower()
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFText_GetFillColor(page, index, red, green, blue, opacity)
    luminance = 0.299 * red.value + 0.587 * green.value + 0.114 * blue.value
    bold = (
        mode == _FILL_AND_STROKE
        or bool(flags.value & _FORCE_BOLD)
        or pdfium.FPDFText_GetFontWeight(page, index) in _BOLD_WEIGHT
        or any(word in lowered for word in ("bold", "black", "heavy", "simhei", "黑体"))
    )
    return Style(
        face=face,
        size=max(round(size, 1), _SMALLEST),
        bold=bold,
        light=luminance >= _PALE or opacity.value < _FAINT,
        hidden=mode == _INVISIBLE,
        angle=_angle(matrix.a, matrix.b),
    )


def _angle(a: float, b: float) -> int:
    """Return the direction of text in degrees; one that is nearly a right angle is made right."""
    degrees = math.degrees(math.atan2(b, a))
    right = round(degrees / 90) * 90
    return (right if abs(degrees - right) <= _NEARLY else round(degrees)) % 360


def reading_turn(glyphs: list[RawGlyph], page_turn: int) -> int:
    """Return the turn of the page, clockwise, under which most of its text stands upright."""
    angles = Counter(g.style.angle for g in glyphs if g.text.strip() and not g.style.angle % 90)
    return angles.most_common(1)[0][0] if angles else page_turn


def shown(glyphs: list[RawGlyph], to_shown: Matrix, width: float, height: float, turn: int) -> list[Glyph]:
    """Return the glyphs as they are shown; those outside the page are not."""
    placed = []
    given: Style | None = None
    style = Style("", 0.0)
    for glyph in glyphs:
        x0, y0 = to_shown.apply(glyph.left, glyph.bottom)
        x1, y1 = to_shown.apply(glyph.right, glyph.top)
        if not (-2 <= (x0 + x1) / 2 <= width + 2 and -2 <= (y0 + y1) / 2 <= height + 2):
            continue
        if glyph.style is not given:
            given = glyph.style
            style = replace(given, angle=(given.angle - turn) % 360) if turn else given
        _, y = to_shown.apply(glyph.x, glyph.y)
        if not -height <= y <= 2 * height:
            continue  # in a broken file a number may be anything
        placed.append(Glyph(glyph.text, min(x0, x1), max(x0, x1), y, style))
    return placed
