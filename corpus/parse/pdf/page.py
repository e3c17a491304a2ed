"""One page of a PDF: read by PDFium, put into reading order."""

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from itertools import groupby
from typing import Any

import pypdfium2.raw as pdfium

from corpus.parse.pdf.columns import regions_of
from corpus.parse.pdf.drawing import read_drawing
from corpus.parse.pdf.glyphs import read_glyphs, reading_turn, shown, to_display
from corpus.parse.pdf.lines import rows_of
from corpus.parse.pdf.models import Glyph, Line, Page, PageContent, Region
from corpus.parse.pdf.tables import tables_of

_SCAN_SHARE = 0.5  # of the page: a picture so large is the page itself
_MAX_ANNOTATIONS = 2_000  # of a page
_STANDS_OUT = 1.5  # times the size of most glyphs: pale and larger is a watermark, and no part of a row


def load_page(document: Any, index: int) -> Any:
    """Return a page, with what was filled into its form as part of it. The caller closes it."""
    page = document[index]
    if _has_form(page) and pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) == 1:
        page.close()
        page = document[index]  # loaded anew: what was parsed before lacks the values
    return page


def _has_form(page: Any) -> bool:
    for i in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, i)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind == pdfium.FPDF_ANNOT_WIDGET:
            return True
    return False


def read_content(page: Any) -> PageContent:
    """Return what a page shows: glyphs, ruled lines, the share of pictures.

    Raises:
        FileTooLarge: it holds more than any page can show.
    """
    box = page.get_bbox()
    with closing(page.get_textpage()) as text_page:
        raw = read_glyphs(text_page)
    drawing = read_drawing(page.raw)
    turn = reading_turn(raw, page.get_rotation())
    to_shown, width, height = to_display(box, turn)
    share = drawing.image_share(box)
    aside = []
    for other in ((turn + step) % 360 for step in (90, 180, 270)):
        part = [g for g in raw if g.style.angle == other]
        if part:
            aside.append(tuple(_visible(shown(part, *to_display(box, other), other), share)))
    main = [g for g in raw if g.style.angle == turn or g.style.angle % 90]
    glyphs = _visible(shown(main, to_shown, width, height, turn), share)
    return PageContent(
        width, height, tuple(glyphs), tuple(aside), drawing.edges(to_shown), share, drawing.segments
    )


def _visible(glyphs: list[Glyph], image_share: float) -> list[Glyph]:
    """Leave out text that is drawn invisibly, unless it is the layer over a scan."""
    if image_share >= _SCAN_SHARE:
        return glyphs
    seen = [g for g in glyphs if not g.style.hidden]
    return seen if any(not g.text.isspace() for g in seen) else glyphs


def arranged(content: PageContent, number: int) -> Page:
    """Return the page with its lines and tables in reading order."""
    upright = [g for g in content.glyphs if not g.style.angle]
    body, watermark = _layers(upright)
    tables, rest = tables_of(content.edges, body)
    rows = [*rows_of(rest), *rows_of(watermark)]
    regions = regions_of([*rows, *tables], content.width)
    for part in content.aside:
        regions += regions_of(rows_of(part), max(content.width, content.height))
    slanting = _slanting(content.glyphs)
    if slanting:
        regions.append(Region(tuple(slanting), is_column=True))
    return Page(number, content.width, content.height, tuple(regions))


def _layers(glyphs: Sequence[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    """Part what may be a watermark behind the text, so that it is not read in between."""
    sizes = Counter(round(g.style.size) for g in glyphs if not g.style.light)
    if not sizes:
        return list(glyphs), []
    largest = _STANDS_OUT * sizes.most_common(1)[0][0]
    body: list[Glyph] = []
    watermark: list[Glyph] = []
    for glyph in glyphs:
        (watermark if glyph.style.light and glyph.style.size >= largest else body).append(glyph)
    return body, watermark


def _slanting(glyphs: Sequence[Glyph]) -> list[Line]:
    lines = []
    for style, group in groupby(glyphs, key=lambda g: g.style):
        if style.angle % 90:
            run = list(group)
            text = "".join(g.text for g in run).strip()
            if text:
                lines.append(Line(text, run[0].x0, run[-1].x1, run[0].y, style))
    return lines
