"""PDF files for tests, drawn line by line: what stands where is up to the test."""

import io
from collections.abc import Callable, Sequence

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP = 80.0, 512.0, 100.0
SIZE = 16.0
LEADING = 28.0
SONG, SANS = "STSong-Light", "Helvetica"
Draw = Callable[["Sheet"], object]

pdfmetrics.registerFont(UnicodeCIDFont(SONG))


class Sheet:
    """A page with y running down from its top."""

    def __init__(self, canvas: Canvas, number: int) -> None:
        self.canvas = canvas
        self.number = number

    def text(self, x: float, y: float, text: str, size: float = SIZE, font: str = SONG) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - y, text)

    def centred(self, y: float, text: str, size: float = SIZE) -> None:
        self.text((WIDTH - pdfmetrics.stringWidth(text, SONG, size)) / 2, y, text, size)

    def right(self, y: float, text: str, size: float = SIZE) -> None:
        self.text(RIGHT - pdfmetrics.stringWidth(text, SONG, size), y, text, size)

    def paragraph(
        self,
        y: float,
        text: str,
        left: float = LEFT,
        right: float = RIGHT,
        size: float = SIZE,
        indent: int = 2,
        leading: float = LEADING,
        skip: int = 0,
        lines: int = 1_000,
    ) -> float:
        """Set a text with an indented first line; return where the next line goes.

        ``skip`` and ``lines`` set only a part of it, as where a page ends within.
        """
        at = 0
        row = 0
        while at < len(text) and row < skip + lines:
            x = left + (indent * size if row == 0 else 0)
            fits = at + 1
            while (
                fits < len(text)
                and pdfmetrics.stringWidth(text[at : fits + 1], SONG, size) <= right - x + 0.1
            ):
                fits += 1
            if row >= skip:
                self.text(x, y, text[at:fits], size)
                y += leading
            at, row = fits, row + 1
        return y

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    def table(
        self,
        y: float,
        rows: Sequence[Sequence[str]],
        columns: Sequence[float],
        height: float = 24.0,
        sides: bool = True,
    ) -> float:
        """Rule a table and write its cells; ``\\n`` in a cell begins a line. Return where it ends."""
        tops = [y]
        for row in rows:
            tops.append(tops[-1] + height * max(cell.count("\n") + 1 for cell in row))
            for x, cell in zip(columns, row, strict=False):
                for i, line in enumerate(cell.split("\n")):
                    self.text(x + 5, tops[-2] + 16 + i * height * 0.75, line, 12)
        for top in tops:
            self.line(columns[0], top, columns[-1], top)
        for x in columns if sides else columns[1:-1]:
            self.line(x, tops[0], x, tops[-1])
        return tops[-1]


def make_pdf(
    *pages: Draw,
    user_password: str | None = None,
    owner_password: str | None = None,
) -> bytes:
    """Return a PDF with a page for each function, which gets its sheet to draw on."""
    encrypt = None
    if user_password is not None or owner_password is not None:
        encrypt = StandardEncryption(user_password or "", owner_password, strength=128)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), encrypt=encrypt, invariant=1)
    for number, draw in enumerate(pages, 1):
        draw(Sheet(canvas, number))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def raw_pdf(*objects: bytes) -> bytes:
    """Return a PDF of objects as they are written; the first is the catalog."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def mapped_pdf(text: str, meaning: str) -> bytes:
    """Return a page that shows ``text``, whose font says that it means ``meaning``."""
    said = dict(zip(map(ord, text), map(ord, meaning), strict=True))
    pairs = "".join(f"<{code:04x}> <{unicode:04x}>\n" for code, unicode in said.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(said)} beginbfchar\n{pairs}endbfchar endcmap end end"
    ).encode()
    lines = [text[i : i + 25].encode("utf-16-be").hex() for i in range(0, len(text), 25)]
    shown = "".join(f"<{line}> Tj 0 -28 Td\n" for line in lines)
    content = f"BT /F1 16 Tf 80 700 Td\n{shown}ET".encode()
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
        b"/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/FontDescriptor 8 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap),
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/Ascent 800/Descent -200/CapHeight 700"
        b"/ItalicAngle 0/StemV 80/FontBBox[0 -200 1000 800]>>",
    )
