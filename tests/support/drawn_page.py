"""Pages in the layout of official documents, drawn from text: what a scanner would see of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = Path("/usr/share/fonts/opentype/noto")
SERIF, BOLD, SANS = "NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", "NotoSansCJK-Regular.ttc"
BLACK, RED = (20, 20, 20), (215, 20, 20)
_NO_START = "，。、；：！？）》〉」』】〕”’%％"
_NO_END = "（《〈「『【〔“‘"


def has_fonts() -> bool:
    return (FONTS / SERIF).is_file()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a drawn table; ``columns`` and ``rows`` that it covers."""

    text: str
    columns: int = 1
    rows: int = 1


class DrawnPage:
    """An A4 page that is filled from the top; lengths are in points."""

    def __init__(self, dpi: int = 150, margins: tuple[float, float] = (79.0, 73.0)) -> None:
        self.scale = dpi / 72
        self.image = Image.new("RGB", (round(595 * self.scale), round(842 * self.scale)), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.left, self.right = margins[0], 595 - margins[1]
        self.y = 105.0

    def font(self, size: float, name: str = SERIF) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(str(FONTS / name), round(size * self.scale), index=2)

    def _put(
        self, x: float, y: float, text: str, size: float, name: str, colour: tuple[int, int, int]
    ) -> None:
        self.draw.text((x * self.scale, y * self.scale), text, font=self.font(size, name), fill=colour)

    def _width(self, text: str, size: float, name: str) -> float:
        return self.font(size, name).getlength(text) / self.scale

    def centred(
        self, text: str, size: float = 22, name: str = BOLD, colour: tuple[int, int, int] = BLACK
    ) -> None:
        x = (self.left + self.right - self._width(text, size, name)) / 2
        self._put(x, self.y, text, size, name, colour)
        self.y += size * 1.6

    def rule(self) -> None:
        y = (self.y + 6) * self.scale
        self.draw.line(
            ((self.left * self.scale, y), (self.right * self.scale, y)), fill=RED, width=round(2 * self.scale)
        )
        self.y += 28

    def space(self, points: float) -> None:
        self.y += points

    def right_aligned(self, text: str, size: float = 16, indent: float = 64) -> None:
        self._put(self.right - indent - self._width(text, size, SERIF), self.y, text, size, SERIF, BLACK)
        self.y += 29

    def lines(self, text: str, size: float, width: float, indent: float, name: str = SERIF) -> list[str]:
        """Break a paragraph into lines as a word processor does."""
        found = []
        line = ""
        room = width - indent
        for char in text:
            if self._width(line + char, size, name) > room and char not in _NO_START:
                carried = ""
                while line[-1] in _NO_END:
                    carried, line = line[-1] + carried, line[:-1]
                found.append(line)
                line, room = carried, width
            line += char
        return [*found, line]

    def paragraph(
        self, text: str, size: float = 16, indent: float = 2, name: str = SERIF, pitch: float = 29
    ) -> None:
        """Set a paragraph, justified, its first line indented by ``indent`` characters."""
        self._set(text, self.left, self.right - self.left, size, indent, name, pitch)

    def _set(
        self, text: str, left: float, width: float, size: float, indent: float, name: str, pitch: float
    ) -> None:
        lines = self.lines(text, size, width, indent * size, name)
        for number, line in enumerate(lines):
            x = left + (indent * size if number == 0 else 0)
            spare = left + width - x - self._width(line, size, name)
            gap = spare / (len(line) - 1) if number < len(lines) - 1 and len(line) > 1 else 0
            for char in line:
                self._put(x, self.y, char, size, name, BLACK)
                x += self._width(char, size, name) + gap
            self.y += pitch

    def columns(self, texts: Sequence[Sequence[str]], gutter: float = 24, size: float = 11) -> None:
        """Set several columns of paragraphs beside each other."""
        width = (self.right - self.left - gutter * (len(texts) - 1)) / len(texts)
        top, lowest = self.y, self.y
        for number, paragraphs in enumerate(texts):
            self.y = top
            for text in paragraphs:
                self._set(text, self.left + number * (width + gutter), width, size, 2, SERIF, size * 1.6)
            lowest = max(lowest, self.y)
        self.y = lowest

    def table(
        self, rows: Sequence[Sequence[Cell]], widths: Sequence[float], size: float = 12, line: float = 0.75
    ) -> None:
        """Draw a ruled table; ``widths`` are shares of the text's width."""
        total = self.right - self.left
        edges = [self.left + total * sum(widths[:i]) / sum(widths) for i in range(len(widths) + 1)]
        height = size * 2.1
        covered: set[tuple[int, int]] = set()
        for r, row in enumerate(rows):
            column = 0
            for cell in row:
                while (r, column) in covered:
                    column += 1
                covered |= {(r + i, column + j) for i in range(cell.rows) for j in range(cell.columns)}
                x0, x1 = edges[column], edges[column + cell.columns]
                y0, y1 = self.y + r * height, self.y + (r + cell.rows) * height
                self.draw.rectangle(
                    [v * self.scale for v in (x0, y0, x1, y1)],
                    outline=BLACK,
                    width=max(1, round(line * self.scale)),
                )
                lines = self.lines(cell.text, size, x1 - x0 - 6, 0)
                y = (y0 + y1 - len(lines) * size * 1.25) / 2
                for text in lines:
                    self._put((x0 + x1 - self._width(text, size, SERIF)) / 2, y, text, size, SERIF, BLACK)
                    y += size * 1.25
        self.y += height * len(rows) + 14

    def seal(self, x: float, y: float, text: str, radius: float = 58) -> None:
        """Stamp a round seal with its centre at ``x``, ``y``; what lies under it stays visible."""
        side = round(radius * 2.2 * self.scale)
        r = radius * self.scale
        stamp = Image.new("L", (side, side), 0)
        draw = ImageDraw.Draw(stamp)
        middle = side / 2
        draw.ellipse(
            [middle - r, middle - r, middle + r, middle + r], outline=255, width=round(2.5 * self.scale)
        )
        star = self.font(radius * 0.6, SANS)
        draw.text((middle, middle), "★", font=star, fill=255, anchor="mm")
        step = 260 / len(text)
        for number, char in enumerate(text):
            angle = -130 + step * (number + 0.5)
            glyph = Image.new("L", (side, side), 0)
            ImageDraw.Draw(glyph).text(
                (middle, middle - r * 0.78), char, font=self.font(radius * 0.26, SERIF), fill=255, anchor="mm"
            )
            stamp.paste(255, (0, 0), glyph.rotate(-angle, Image.Resampling.BICUBIC))
        at = (round(x * self.scale - middle), round(y * self.scale - middle))
        under = self.image.crop((*at, at[0] + side, at[1] + side))
        ink = Image.new("RGB", (side, side), (225, 30, 40))
        # Ink on ink darkens: what is black under the seal stays black.
        mixed = Image.composite(ink, Image.new("RGB", (side, side), "white"), stamp)
        from PIL import ImageChops

        self.image.paste(ImageChops.multiply(under, mixed), at)

    def page_number(self, text: str) -> None:
        x = (self.left + self.right - self._width(text, 14, SERIF)) / 2
        self._put(x, 842 - 80, text, 14, SERIF, BLACK)
